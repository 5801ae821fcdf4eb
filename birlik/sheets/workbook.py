"""The cells of a workbook, read by a process of its own.

The library allocates every cell between the first and the last one and ends its process when memory does not suffice:
two cells at the corners of a sheet would end the server. So it works in a child with limited memory that gets the
file on its standard input and answers with Arrow in a nameless file that is gone when it is closed.
"""

from __future__ import annotations

import io
import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

from birlik.core.errors import Refusal
from birlik.sheets import child_process, xls_records
from birlik.sheets.file_kinds import COMPOUND
from birlik.sheets.limits import MOST_COLUMNS, require_short, require_size

MEMORY = 4 << 30  # bytes of address space of the child, for a large list
LEAST_MEMORY, MEMORY_A_BYTE = 880 << 20, 300  # for a small file, which shall not become a large one
SECONDS = 300
SECONDS_BESIDE = 60  # to look at the sheets beside the one that is read already
BEGINNING = 330  # rows that tell what a sheet beside holds: the headings and enough cells below them
LETTERS_BESIDE = 500  # of a cell of such a row
LARGEST_BESIDE = 256 << 20  # bytes of such rows of all sheets: a short file can hold a long text very many times
AS_THEY_STAND: dict[str, Any] = {"header_row": None, "skip_rows": 0, "dtypes": "string", "whitespace_as_null": True}


Judge = Callable[[pl.DataFrame], bool]  # of the first rows of a sheet: whether it is what is looked for


@dataclass(frozen=True, slots=True)
class Head:
    """Of a sheet that was read: its first used column (from 0), its name, the names of all sheets."""

    first_column: int
    name: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cells:
    """`frame`: one String column for each column of the sheet, from its first used one; null is an empty cell.

    `names` are all sheets of the workbook, `tables` this one and the other visible ones with a table, `lists` those
    of the others that suit.
    """

    frame: pl.DataFrame
    first_column: int
    name: str
    names: tuple[str, ...]
    tables: tuple[str, ...]
    lists: tuple[str, ...]


def read(content: bytes, sheet: str | None = None, suits: Judge = lambda _beginning: True) -> Cells:
    """Return the named sheet, else the first visible table that suits by its first rows, else the first table.

    Dates come as ISO text, numbers in full. The frame's line 0 is row 1 of the sheet. Refuses what cannot be read, and
    a sheet with too many cells.
    """
    frame, head = _read_sheet(content, sheet)
    if len(head.names) == 1:
        return Cells(frame, head.first_column, head.name, head.names, head.names, ())
    is_chosen = sheet is not None or suits(frame.head(BEGINNING))
    other_tables, is_all = _other_tables(content, head.name, suits, SECONDS_BESIDE if is_chosen else SECONDS)
    tables = tuple(name for name in head.names if name == head.name or name in other_tables)
    lists = tuple(name for name in tables if other_tables.get(name))
    if not is_chosen and lists:
        frame, head = _read_sheet(content, lists[0])
        lists = lists[1:]
    elif not is_chosen and not is_all:
        raise _too_much(content)
    return Cells(frame, head.first_column, head.name, head.names, tables, lists)


def _read_sheet(content: bytes, sheet: str | None) -> tuple[pl.DataFrame, Head]:
    """Return the cells of the named sheet, else of the first visible table, else of the first sheet that has any."""
    with tempfile.TemporaryFile() as answer:
        try:
            status = child_process.run("workbook", ["read", json.dumps(sheet)], content, answer, seconds=SECONDS)
        except child_process.ChildProcessFailure as error:
            raise _too_much(content) from error
        answer.seek(0)
        line = answer.readline()
        if status or not line:
            raise Refusal("import.damaged")
        header = json.loads(line)
        if "code" in header:
            raise Refusal(header.pop("code"), **header)
        return pl.read_ipc_stream(answer), Head(header["first_column"], header["name"], tuple(header["names"]))


def _too_much(content: bytes) -> Refusal:
    """Name the refusal for a process that ended: an XLS cannot be too large; it said so of itself, and that was
    false.
    """
    return Refusal("import.damaged" if content.startswith(COMPOUND) else "import.too_many_cells")


def _other_tables(content: bytes, name: str, suits: Judge, seconds: float) -> tuple[dict[str, bool], bool]:
    """Return the other visible tables by whether they suit, and whether these are all of them.

    A process of its own gives their first rows: should it end before its time, then what it gave till then is known.
    """
    until, tables = time.monotonic() + seconds, dict[str, bool]()
    with tempfile.TemporaryFile() as answer:
        try:
            is_all = not child_process.run("workbook", ["beside", json.dumps(name)], content, answer, seconds=seconds)
        except child_process.ChildProcessFailure:
            is_all = False
        answer.seek(0)
        while (line := answer.readline()).endswith(b"\n"):
            other, size = json.loads(line)
            block = answer.read(size)
            if len(block) < size or time.monotonic() > until:
                return tables, False
            tables[other] = suits(pl.read_ipc_stream(block))
    return tables, is_all


def main() -> None:
    """Run as the child: bytes in; a line of JSON and an Arrow stream out, once or for each sheet beside."""
    child_process.end_with_parent()
    content = sys.stdin.buffer.read()
    child_process.limit_memory(min(MEMORY, LEAST_MEMORY + MEMORY_A_BYTE * len(content)))
    task, sheet = sys.argv[1], json.loads(sys.argv[2])
    if task == "beside":
        _tell_beside(content, sheet)
        return
    try:
        frame, first_column, name, names = _load(content, sheet)
    except Refusal as refusal:
        sys.stdout.write(json.dumps({"code": refusal.code, **refusal.params}) + "\n")
        return
    head = {"first_column": first_column, "name": name, "names": names}
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n")
    sys.stdout.buffer.flush()
    frame.write_ipc_stream(sys.stdout.buffer, compat_level=pl.CompatLevel.oldest())


def _load(content: bytes, sheet_name: str | None) -> tuple[pl.DataFrame, int, str, list[str]]:
    import fastexcel  # only the child needs it

    try:
        reader = fastexcel.read_excel(_prepare_content(content))
        names = reader.sheet_names
        if sheet_name is not None and sheet_name not in names:
            raise Refusal("import.sheet_unknown", sheet=sheet_name, names=", ".join(names))
        reserve: tuple[pl.DataFrame, int, str] | None = None
        for name in [sheet_name] if sheet_name is not None else names:
            sheet = reader.load_sheet(name, **AS_THEY_STAND)
            if not sheet.width or not sheet.height:
                continue
            require_size(getattr(sheet, "total_height", 0), sheet.width)
            first = next(column.absolute_index for column in sheet.available_columns())
            cells = _name_columns(pl.DataFrame(sheet)), first, name
            require_short(cells[0], 1, first + 1)
            if sheet_name is not None or (sheet.visible == "visible" and min(cells[0].shape) > 1):
                return *cells, names
            reserve = reserve or cells
    except fastexcel.FastExcelError as error:
        code = "import.encrypted" if "password" in str(error).lower() else "import.damaged"
        raise Refusal(code) from error
    if reserve is None:
        raise Refusal("import.no_data")
    return *reserve, names


def _prepare_content(content: bytes) -> bytes:
    return xls_records.prepare_content(content) if content.startswith(COMPOUND) else content


def _tell_beside(content: bytes, name: str) -> None:
    import fastexcel  # only the child needs it

    reader = fastexcel.read_excel(_prepare_content(content))
    for other in reader.sheet_names:
        if other == name:
            continue
        try:
            sheet = reader.load_sheet(other, n_rows=BEGINNING, **AS_THEY_STAND)
        except fastexcel.FastExcelError:  # a sheet that cannot be read is none to choose
            continue
        if sheet.visible == "visible" and min(sheet.width, sheet.total_height) > 1:
            beginning = _name_columns(pl.DataFrame(sheet)[:, :MOST_COLUMNS]).with_columns(
                pl.all().str.head(LETTERS_BESIDE)
            )
            block = io.BytesIO()
            beginning.write_ipc_stream(block, compat_level=pl.CompatLevel.oldest())
            sys.stdout.buffer.write(json.dumps([other, block.tell()]).encode() + b"\n")
            sys.stdout.buffer.write(block.getbuffer())
            sys.stdout.buffer.flush()
        if sys.stdout.buffer.tell() > LARGEST_BESIDE:
            sys.exit(1)


def _name_columns(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.rename({old: f"c{place}" for place, old in enumerate(frame.columns)})


if __name__ == "__main__":
    main()

"""The cells of a workbook, read by a process of its own.

The library allocates every cell between the first and the last one and ends its process when memory does not suffice:
two cells at the corners of a sheet would end the server. So it works in a child with limited memory that gets the
file on its standard input and answers with Arrow in a nameless file that is gone when it is closed.
"""

from __future__ import annotations

import json
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import polars as pl

from birlik.core.errors import Refusal
from birlik.members.reading import child, records
from birlik.members.reading.kinds import COMPOUND, Kind
from birlik.members.reading.limits import MOST_COLUMNS, MOST_LETTERS, require_short, require_size

MEMORY = 4 << 30  # bytes of address space of the child, for a large list
LEAST_MEMORY, MEMORY_A_BYTE = 880 << 20, 300  # for a small file, which shall not become a large one
SECONDS = 300
SECONDS_BESIDE = 60  # to look at the sheets beside the one that is read
BEGINNING = 330  # rows that tell what a sheet beside holds: the headings and enough cells below them
AS_THEY_STAND: dict[str, Any] = {"header_row": None, "skip_rows": 0, "dtypes": "string", "whitespace_as_null": True}


@dataclass(frozen=True, slots=True)
class Cells:
    """`frame`: one String column for each column of the sheet, from its first used one; null is an empty cell.

    `names` are all sheets of the workbook, `tables` this one and the other visible ones with a table, `lists` those
    of the others that list people.
    """

    frame: pl.DataFrame
    first_column: int
    name: str
    names: tuple[str, ...]
    tables: tuple[str, ...]
    lists: tuple[str, ...]


def read(content: bytes, sheet: str | None = None) -> Cells:
    """The named sheet, else the first visible one that lists people, else the first table.

    Dates come as ISO text, numbers in full. The frame's line 0 is row 1 of the sheet. Refuses what cannot be read, and
    a sheet with too many cells.
    """
    with tempfile.TemporaryFile() as answer:
        try:
            status = child.run("workbook", ["read", json.dumps(sheet)], content, answer, seconds=SECONDS)
        except child.Ended as error:  # an XLS cannot be too large: it said so of itself, and that was false
            raise Refusal("import.damaged" if content.startswith(COMPOUND) else "import.too_many_cells") from error
        answer.seek(0)
        line = answer.readline()
        if status or not line:
            raise Refusal("import.damaged")
        head = json.loads(line)
        if "code" in head:
            raise Refusal(head.pop("code"), **head)
        frame = pl.read_ipc_stream(answer)
    name, names = head["name"], tuple(head["names"])
    beside = _beside(content, name) if len(names) > 1 else {}
    tables = tuple(one for one in names if one == name or one in beside)
    return Cells(frame, head["first_column"], name, names, tables, tuple(one for one in names if beside.get(one)))


def _beside(content: bytes, name: str) -> dict[str, bool]:
    """The other visible sheets with a table, by whether they list people.

    A process of its own looks at them: should it end before its time, then what it told till then is known, and the
    sheet itself is read all the same.
    """
    with tempfile.TemporaryFile() as answer:
        with suppress(child.Ended):
            child.run("workbook", ["beside", json.dumps(name)], content, answer, seconds=SECONDS_BESIDE)
        answer.seek(0)
        return dict(json.loads(line) for line in answer if line.endswith(b"\n"))


def main() -> None:
    """The child: bytes in; one line of JSON and an Arrow stream out, or a line of JSON for each sheet beside."""
    child.end_with_parent()
    content = sys.stdin.buffer.read()
    child.limit_memory(min(MEMORY, LEAST_MEMORY + MEMORY_A_BYTE * len(content)))
    task, sheet = sys.argv[1], json.loads(sys.argv[2])
    if task == "beside":
        _tell_beside(content, sheet)
        return
    try:
        found, first_column, name, names = _load(content, sheet)
    except Refusal as refusal:
        sys.stdout.write(json.dumps({"code": refusal.code, **refusal.params}) + "\n")
        return
    head = {"first_column": first_column, "name": name, "names": names}
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n")
    sys.stdout.buffer.flush()
    found.write_ipc_stream(sys.stdout.buffer, compat_level=pl.CompatLevel.oldest())


def _load(content: bytes, wanted: str | None) -> tuple[pl.DataFrame, int, str, list[str]]:
    import fastexcel  # only the child needs it

    try:
        reader = fastexcel.read_excel(_openable(content))
        names = reader.sheet_names
        if wanted is not None and wanted not in names:
            raise Refusal("import.sheet_unknown", sheet=wanted, names=", ".join(names))
        reserve: dict[bool, tuple[pl.DataFrame, int, str]] = {}
        for name in [wanted] if wanted is not None else names:
            loaded = reader.load_sheet(name, **AS_THEY_STAND)
            if not loaded.width or not loaded.height:
                continue
            require_size(getattr(loaded, "total_height", 0), loaded.width)
            first = next(column.absolute_index for column in loaded.available_columns())
            found = _named(pl.DataFrame(loaded)), first, name
            require_short(found[0], 1, first + 1)
            is_table = loaded.visible == "visible" and min(found[0].shape) > 1
            if wanted is not None or (is_table and (len(names) == 1 or _tells_people(found[0]))):
                return *found, names
            reserve.setdefault(is_table, found)
    except fastexcel.FastExcelError as error:
        code = "import.encrypted" if "password" in str(error).lower() else "import.damaged"
        raise Refusal(code) from error
    if not reserve:
        raise Refusal("import.no_data")
    return *reserve[max(reserve)], names


def _openable(content: bytes) -> bytes:
    return records.readable(content) if content.startswith(COMPOUND) else content


def _tell_beside(content: bytes, name: str) -> None:
    import fastexcel  # only the child needs it

    reader = fastexcel.read_excel(_openable(content))
    for other in reader.sheet_names:
        if other == name:
            continue
        try:
            loaded = reader.load_sheet(other, n_rows=BEGINNING, **AS_THEY_STAND)
        except fastexcel.FastExcelError:  # a sheet that cannot be read is none to choose
            continue
        if loaded.visible == "visible" and min(loaded.width, loaded.total_height) > 1:
            told = loaded.width <= MOST_COLUMNS and _tells_people(_named(pl.DataFrame(loaded)))
            sys.stdout.write(json.dumps([other, told]) + "\n")
            sys.stdout.flush()


def _tells_people(frame: pl.DataFrame) -> bool:
    """Whether columns with names can be found, as in a list and unlike a cover with the sums of one."""
    from birlik.members.reading.headers import guess  # not for a workbook of one sheet
    from birlik.members.reading.sheets import Sheet

    beginning = frame.head(BEGINNING).with_columns(pl.all().str.head(MOST_LETTERS))
    return guess(Sheet(beginning, 1, 1, Kind.XLSX)).confidence > 0


def _named(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.rename({old: f"c{place}" for place, old in enumerate(frame.columns)})


if __name__ == "__main__":
    main()

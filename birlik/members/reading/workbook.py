"""The cells of a workbook, read by a process of its own.

The library allocates every cell between the first and the last one and ends its process when memory does not suffice:
two cells at the corners of a sheet would end the server. So it works in a child with limited memory that gets the
file on its standard input and answers with Arrow in a nameless file that is gone when it is closed.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from birlik.core.errors import Refusal
from birlik.members.reading import records
from birlik.members.reading.kinds import COMPOUND, Kind

MEMORY = 4 << 30  # bytes of address space of the child
SECONDS = 300
MOST_ROWS = 1_200_000
MOST_COLUMNS = 200
ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class Cells:
    """`frame`: one String column for each column of the sheet, from its first used one; null is an empty cell."""

    frame: pl.DataFrame
    first_column: int
    name: str
    names: tuple[str, ...]


def read(content: bytes, sheet: str | None = None) -> Cells:
    """The named sheet, else the first visible one that lists people, else the first table.

    Dates come as ISO text, numbers in full. The frame's line 0 is row 1 of the sheet. Refuses what cannot be read, and
    a sheet with too many cells.
    """
    command = [sys.executable, "-m", "birlik.members.reading.workbook", json.dumps(sheet)]
    with tempfile.TemporaryFile() as answer:
        try:
            done = subprocess.run(  # noqa: S603
                command, input=content, stdout=answer, stderr=subprocess.DEVNULL, cwd=ROOT, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise Refusal("import.too_many_cells") from error
        if done.returncode < 0:  # ended by a signal: no memory, or the library gave up
            raise Refusal("import.too_many_cells")
        answer.seek(0)
        line = answer.readline()
        if done.returncode or not line:
            raise Refusal("import.damaged")
        head = json.loads(line)
        if "code" in head:
            raise Refusal(head.pop("code"), **head)
        frame = pl.read_ipc_stream(answer)
    return Cells(frame, head["first_column"], head["name"], tuple(head["names"]))


def main() -> None:
    """The child: bytes in; one line of JSON and an Arrow stream out."""
    _limit_memory()
    content = sys.stdin.buffer.read()
    try:
        found, first_column, name, names = _load(content, json.loads(sys.argv[1]))
    except Refusal as refusal:
        sys.stdout.write(json.dumps({"code": refusal.code, **refusal.params}) + "\n")
        return
    head = {"first_column": first_column, "name": name, "names": names}
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n")
    sys.stdout.buffer.flush()
    found.write_ipc_stream(sys.stdout.buffer, compat_level=pl.CompatLevel.oldest())


def _limit_memory() -> None:
    try:
        import resource  # not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _load(content: bytes, wanted: str | None) -> tuple[pl.DataFrame, int, str, list[str]]:
    import fastexcel  # only the child needs it

    try:
        reader = fastexcel.read_excel(records.readable(content) if content.startswith(COMPOUND) else content)
        names = reader.sheet_names
        if wanted is not None and wanted not in names:
            raise Refusal("import.sheet_unknown", sheet=wanted)
        reserve: dict[bool, tuple[pl.DataFrame, int, str]] = {}
        for name in [wanted] if wanted is not None else names:
            loaded = reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string", whitespace_as_null=True)
            if not loaded.width or not loaded.height:
                continue
            _require_size(loaded)
            first = next(column.absolute_index for column in loaded.available_columns())
            found = _named(pl.DataFrame(loaded)), first, name
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


def _tells_people(frame: pl.DataFrame) -> bool:
    """Whether columns with names can be found, as in a list and unlike a cover with the sums of one."""
    from birlik.members.reading.headers import FIRST_ROWS, LOOKED_AT, guess  # not for a workbook of one sheet
    from birlik.members.reading.sheets import Sheet

    return guess(Sheet(frame.head(FIRST_ROWS + LOOKED_AT), 1, 1, Kind.XLSX)).confidence > 0


def _require_size(loaded: object) -> None:
    height, width = getattr(loaded, "total_height", 0), getattr(loaded, "width", 0)
    if height > MOST_ROWS:
        raise Refusal("import.too_many_rows", rows=height, limit=MOST_ROWS)
    if width > MOST_COLUMNS:
        raise Refusal("import.too_many_columns", columns=width, limit=MOST_COLUMNS)


def _named(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.rename({old: f"c{place}" for place, old in enumerate(frame.columns)})


if __name__ == "__main__":
    main()

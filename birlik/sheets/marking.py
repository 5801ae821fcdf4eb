"""Marks in a delivered XLSX, which keeps its own look: written by a process of its own with limited memory.

openpyxl holds every cell as an object, blank ones that only have a format, too; two corners of a sheet with a border
around it would be the end of the server. Only cells that are there are looked at.
"""

from __future__ import annotations

import io
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from birlik.sheets import child_process

MEMORY = 600 << 20
SECONDS = 20.0
RED, YELLOW = "FFC7CE", "FFEB9C"
WIDTH = 60
AUTHOR = "Birlik"  # of the notes at cells


@dataclass(frozen=True, slots=True)
class Marks:
    """`notes`: row, column, is an error, text; `texts`: row, column, text or null. All counted from 1. `wide`: the
    column that needs room."""

    sheet: str
    notes: Sequence[tuple[int, int, bool, str]]
    texts: Sequence[tuple[int, int, str | None]]
    wide: int


def mark_workbook(content: bytes, marks: Marks) -> bytes:
    """Mark the cells of the workbook, in a process of its own.

    `ChildProcessFailure` where it is too large, or another program wrote it in its own way.
    """
    with tempfile.TemporaryFile() as answer:
        header = json.dumps(asdict(marks)).encode() + b"\n"
        if child_process.run("marking", [], header + content, answer, seconds=SECONDS):
            raise child_process.ChildProcessFailure
        answer.seek(0)
        return answer.read()


def main() -> None:
    """Run as the child: a line of JSON and the bytes in, the bytes out."""
    child_process.end_with_parent()
    child_process.limit_memory(MEMORY)
    marks = json.loads(sys.stdin.buffer.readline())
    sys.stdout.buffer.write(_write_marks(sys.stdin.buffer.read(), Marks(**marks)))


def _write_marks(content: bytes, marks: Marks) -> bytes:
    from openpyxl import load_workbook  # only the child needs it
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill
    from openpyxl.utils import get_column_letter

    book = load_workbook(io.BytesIO(content))
    page = book[marks.sheet]
    _clear(page)
    fills = {True: PatternFill("solid", fgColor=RED), False: PatternFill("solid", fgColor=YELLOW)}
    for row, column, is_error, text in marks.notes:
        cell = page.cell(row, column)
        if hasattr(cell, "fill") and not type(cell).__name__.startswith("Merged"):
            cell.fill = fills[is_error]
            cell.comment = Comment(f"{cell.comment.text}\n{text}" if cell.comment else text, AUTHOR)
    for row, column, note in marks.texts:
        page.cell(row, column, note)
    page.column_dimensions[get_column_letter(marks.wide)].width = WIDTH
    _open_at(book, page)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _clear(page: Any) -> None:
    """Take the marks of an earlier answer away; a mended cell is red no more."""
    from openpyxl.styles import PatternFill

    for cell in page._cells.values():  # noqa: SLF001 - iter_rows would make every cell up to the last corner
        if cell.comment is not None and cell.comment.author == AUTHOR:
            cell.comment = None
            if cell.fill.fgColor.rgb in {f"00{RED}", f"00{YELLOW}", f"FF{RED}", f"FF{YELLOW}"}:
                cell.fill = PatternFill()


def _open_at(book: Any, page: Any) -> None:
    """Let the workbook open at the list; at that one only, for what is written goes to every sheet that is selected."""
    if page.sheet_state == "visible":
        book.active = page
        for one in book.worksheets:
            one.sheet_view.tabSelected = one is page


if __name__ == "__main__":
    main()

"""A delivered list given back as a workbook: its problems at the cells, in a last column what became of each row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from birlik.sheets import child_process, export
from birlik.sheets.file_kinds import FileKind
from birlik.sheets.marking import Marks, mark_workbook
from birlik.sheets.sheet import Sheet

Note = tuple[int, int, str]


def mark_list(sheet: Sheet, content: bytes, header: int, notes: Sequence[Note], texts: Mapping[int, str]) -> bytes:
    """Return an XLSX: the delivered one with red cells and notes, or its cells anew.

    `header`: the row of the headings. `notes`: row, column (0: the row as a whole) and text, `texts`: row → what stands
    in the last column, the heading at the row of headings. Rows and columns count from 1, as the file has them.
    """
    if sheet.kind is FileKind.XLSX:
        last = sheet.first_column + sheet.frame.width
        marks = [(row, column or sheet.first_column, True, text) for row, column, text in notes]
        try:
            return mark_workbook(content, Marks(sheet.name, marks, [(row, last, texts[row]) for row in texts], last))
        except child_process.ChildProcessFailure:
            pass  # written by another program in its own way: the cells alone are given back
    names, *rows = sheet.frame.slice(header - sheet.first_row).rows()
    lines = [(*row, texts.get(number, "")) for number, row in enumerate(rows, start=header + 1)]
    return export.workbook("Birlik", [*(cell or "" for cell in names), texts[header]], lines)

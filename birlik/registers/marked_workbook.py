"""A delivered list given back with its problems at the cells."""

from __future__ import annotations

from birlik.registers.imports import Outcome
from birlik.registers.models import EntryImport
from birlik.sheets import child_process, export
from birlik.sheets.file_kinds import FileKind
from birlik.sheets.marking import Marks, mark_workbook
from birlik.sheets.sheet import Sheet, read_sheet


def workbook(batch: EntryImport, heading: str) -> bytes:
    """Return an XLSX: the delivered one with red cells and notes, or its cells anew; a last column says what is wrong.

    `heading`: of that last column.
    """
    content, outcome = bytes(batch.content), Outcome.of(batch)
    sheet = read_sheet(batch.file_name, content)
    row_texts: dict[int, list[str]] = {}
    for one in outcome.problems:
        row_texts.setdefault(one.row, []).append(one.text)
    if sheet.kind is FileKind.XLSX:
        last = sheet.first_column + sheet.frame.width
        notes = [(one.row, one.column or sheet.first_column, True, one.text) for one in outcome.problems]
        texts = [(outcome.header, last, heading), *((row, last, "; ".join(lines)) for row, lines in row_texts.items())]
        try:
            return mark_workbook(content, Marks(sheet.name, notes, texts, last))
        except child_process.ChildProcessFailure:
            pass  # written by another program in its own way: the cells alone are given back
    return _anew(sheet, outcome.header, row_texts, heading)


def _anew(sheet: Sheet, header: int, texts: dict[int, list[str]], heading: str) -> bytes:
    names, *rows = sheet.frame.slice(header - sheet.first_row).rows()
    lines = [(*row, "; ".join(texts.get(number, []))) for number, row in enumerate(rows, start=header + 1)]
    return export.workbook("Birlik", [*(cell or "" for cell in names), heading], lines)

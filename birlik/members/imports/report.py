"""The delivered list back: faulty cells coloured and explained, each row with what became of it and what to mend.

A workbook of up to 20,000 rows keeps its own look; anything else is written anew, cell by cell.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter

import polars as pl

from birlik.core.bilingual import Bilingual
from birlik.core.errors import Refusal
from birlik.members.enums import Severity
from birlik.members.imports import files, problem_sentences
from birlik.members.imports.parse.fields import HOW_TO_FIX, RESULT
from birlik.members.imports.parse.headers import headings, is_own
from birlik.members.imports.row_states import unpack
from birlik.members.models import ImportBatch, ImportProblem
from birlik.sheets import child_process, marking
from birlik.sheets.file_kinds import FileKind, kind_of
from birlik.sheets.marking import RED, WIDTH, YELLOW
from birlik.sheets.sheet import Sheet

KEPT_ROWS = 20_000
CHUNK = 5_000  # problems held at a time
MOST_NOTES = 20_000  # with more of them no program opens a workbook in time; the column beside says the same
STATES = {
    "c": Bilingual("қосылады", "добавлен", "created"),
    "h": Bilingual("өзгереді", "изменён", "changed"),
    "u": Bilingual("өзгеріссіз", "без изменений", "unchanged"),
    "r": Bilingual("қабылданбады", "отклонён", "rejected"),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """What is said at one cell; column 0 is the whole row."""

    column: int
    is_error: bool
    text: str


@dataclass(frozen=True, slots=True)
class MarkedList:
    """Everything to be added to the list: the marks of each row that has any, by ascending rows, asked for once; the
    letter of each row; and the language."""

    marks: Iterator[tuple[int, list[Mark]]]
    states: dict[int, str]
    language: str

    def state(self, row: int) -> str:
        return STATES[self.states[row]].in_(self.language) if row in self.states else ""


def how_to_fix(marks: Iterable[Mark]) -> str:
    """Return what is to be done about a row, each thing said once."""
    return " ".join(dict.fromkeys(mark.text for mark in marks))


def workbook(batch: ImportBatch, *, language: str = "kk") -> bytes:
    """Return XLSX of the batch's file as it was checked or applied last. Refused with `import.forgotten`."""
    content, read = files.delivered_bytes(batch), files.sheet_read(batch)
    if read is None:
        raise Refusal("import.forgotten")
    states = dict(unpack(bytes(batch.states)).iter_rows())
    sheet = _theirs(read, batch.header)
    if kind_of(content) is FileKind.XLSX and sheet.frame.height <= KEPT_ROWS:
        try:
            return _mark_own_look(content, sheet, batch.header, MarkedList(_marks(batch, language), states, language))
        except child_process.ChildProcessFailure:
            pass  # the cells are what matters
    return _rewrite(sheet, batch.header, MarkedList(_marks(batch, language), states, language))


def _theirs(sheet: Sheet, header: int) -> Sheet:
    """Return the sheet without the columns of an earlier answer at its end, so that the new answer takes their
    place.
    """
    names = headings(sheet, header - 1)
    width = len(names)
    while width > 1 and is_own(names[width - 1]):
        width -= 1
    return replace(sheet, frame=sheet.frame[:, :width])


def _marks(batch: ImportBatch, language: str) -> Iterator[tuple[int, list[Mark]]]:
    """Return the marks of each row that has any, by ascending rows."""
    problems = (
        ImportProblem.objects.filter(batch=batch).exclude(severity=Severity.INFO).order_by("row", "severity", "id")
    )
    cells = problems.values_list("row", "column", "severity", "code", "value").iterator(chunk_size=CHUNK)
    for row, problems_of in groupby(cells, key=itemgetter(0)):
        yield (
            row,
            [
                Mark(column, severity == Severity.ERROR, problem_sentences.text(code, language, value))
                for _row, column, severity, code, value in problems_of
            ],
        )


def _mark_own_look(content: bytes, sheet: Sheet, header: int, mark_list: MarkedList) -> bytes:
    """Mark the list in its own look. The errors of a cell are said after its warnings, so that its colour is theirs."""
    last = sheet.first_column + sheet.frame.width
    marks_by_row = dict(mark_list.marks)
    notes = [
        (row, mark.column, mark.is_error, mark.text)
        for row, marks in marks_by_row.items()
        for mark in sorted((mark for mark in marks if mark.column), key=lambda mark: mark.is_error)
    ]
    texts: list[tuple[int, int, str | None]] = []
    if header:
        row = sheet.first_row + header - 1
        texts += [(row, last, HOW_TO_FIX.in_(mark_list.language)), (row, last + 1, RESULT.in_(mark_list.language))]
    for row in mark_list.states:
        texts += [(row, last, how_to_fix(marks_by_row.get(row, ())) or None), (row, last + 1, mark_list.state(row))]
    return marking.mark_workbook(content, marking.Marks(sheet.name, notes, texts, last))


def _rewrite(sheet: Sheet, header: int, mark_list: MarkedList) -> bytes:
    import xlsxwriter  # slow import, for this one act

    out = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        page = book.add_worksheet()
        formats = {True: book.add_format({"bg_color": f"#{RED}"}), False: book.add_format({"bg_color": f"#{YELLOW}"})}
        first, width, note_count = sheet.first_column - 1, sheet.frame.width, 0
        page.set_column(first + width, first + width, WIDTH)
        next_mark = next(mark_list.marks, None)
        for number, cells in _rows(sheet):
            while next_mark is not None and next_mark[0] < number:
                next_mark = next(mark_list.marks, None)
            marks = next_mark[1] if next_mark is not None and next_mark[0] == number else []
            colours = {mark.column: mark.is_error for mark in sorted(marks, key=lambda mark: mark.is_error)}
            for place, text in enumerate(cells):
                column = first + place
                colour = colours.get(column + 1)
                if text is not None or colour is not None:
                    page.write_string(number - 1, column, text or "", formats[colour] if colour is not None else None)
            for column in {mark.column for mark in marks if mark.column} if note_count < MOST_NOTES else ():
                note_count += 1
                mark_text = "\n".join(mark.text for mark in marks if mark.column == column)
                page.write_comment(number - 1, column - 1, mark_text)
            if header and number == sheet.first_row + header - 1:
                page.write_string(number - 1, first + width, HOW_TO_FIX.in_(mark_list.language))
                page.write_string(number - 1, first + width + 1, RESULT.in_(mark_list.language))
            elif number in mark_list.states:
                page.write_string(number - 1, first + width, how_to_fix(marks))
                page.write_string(number - 1, first + width + 1, mark_list.state(number))
    return out.getvalue()


def _rows(sheet: Sheet) -> Iterator[tuple[int, tuple[str | None, ...]]]:
    """Give row of the file (from 1) and its cells."""
    frame: pl.DataFrame = sheet.frame
    for place, cells in enumerate(frame.iter_rows()):
        yield sheet.first_row + place, cells

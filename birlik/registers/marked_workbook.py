"""A delivered list given back with its problems at the cells: asked for, made by a job, kept until it is tried anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from birlik.accounts.models import User
from birlik.core.errors import Refusal
from birlik.registers import actions
from birlik.registers.declare import register_of
from birlik.registers.imports import KEPT_DAYS
from birlik.registers.models import EntryImport, MarkedList
from birlik.registers.problems import Outcome, Sentence
from birlik.sheets import child_process, export
from birlik.sheets.file_kinds import FileKind
from birlik.sheets.marking import Marks, mark_workbook
from birlik.sheets.sheet import Sheet, read_sheet


@dataclass(frozen=True, slots=True)
class MarkingTexts:
    """What the last column is called, what it says of a line that changes nothing, and of a problem."""

    heading: str
    unchanged: str
    say: Sentence


def marked_list(batch: EntryImport, language: str) -> MarkedList | None:
    """Return the workbook that was asked for in this language."""
    return MarkedList.objects.filter(batch=batch, language=language).first()


@transaction.atomic
def ask(batch: EntryImport, *, language: str, by: User, at: datetime) -> bool:
    """Let it be made; False when it is there, or being made. Refused without the right.

    Refused with `entry_import.emptied` where the list is no longer kept.
    """
    actions.require(register_of(batch.register), batch.organisation, by=by, at=at)
    batch = EntryImport.objects.select_for_update().get(pk=batch.pk)
    if not batch.content or not batch.outcome:
        raise Refusal("entry_import.emptied", days=KEPT_DAYS)
    earlier_list = marked_list(batch, language)
    if earlier_list is not None and earlier_list.failure is None:
        return False
    MarkedList.objects.update_or_create(batch=batch, language=language, defaults={"failure": None})
    return True


def make(pk: int, language: str, words: MarkingTexts) -> None:
    """Make it and keep it, if it is asked for still."""
    marked_row = MarkedList.objects.filter(batch=pk, language=language).select_related("batch").first()
    if marked_row is not None and not marked_row.content:
        book = _workbook(marked_row.batch, words)
        MarkedList.objects.filter(pk=marked_row.pk).update(content=book)  # tried anew meanwhile: there is none


def fail(pk: int, language: str, refusal: Refusal) -> None:
    """Keep why it could not be made; it may be asked for again."""
    MarkedList.objects.filter(batch=pk, language=language, content=b"").update(failure=refusal.to_json())


def _workbook(batch: EntryImport, words: MarkingTexts) -> bytes:
    """Return an XLSX: the delivered one with red cells and notes, or its cells anew; the last column says what became
    of each line that is not new."""
    content, outcome, register = bytes(batch.content), Outcome.of(batch), register_of(batch.register)
    sheet = read_sheet(batch.file_name, content)
    texts = [(one, one.sentence(register, words.say)) for one in outcome.problems]
    texts_by_row: dict[int, list[str]] = {row: [words.unchanged] for row in outcome.unchanged}
    for one, text in texts:
        texts_by_row.setdefault(one.row, []).append(text)
    lines = {outcome.header: words.heading, **{row: "; ".join(parts) for row, parts in texts_by_row.items()}}
    if sheet.kind is FileKind.XLSX:
        last = sheet.first_column + sheet.frame.width
        notes = [(one.row, one.column or sheet.first_column, True, text) for one, text in texts]
        try:
            return mark_workbook(content, Marks(sheet.name, notes, [(row, last, lines[row]) for row in lines], last))
        except child_process.ChildProcessFailure:
            pass  # written by another program in its own way: the cells alone are given back
    return _anew(sheet, outcome.header, lines)


def _anew(sheet: Sheet, header: int, texts_by_row: Mapping[int, str]) -> bytes:
    names, *rows = sheet.frame.slice(header - sheet.first_row).rows()
    lines = [(*row, texts_by_row.get(number, "")) for number, row in enumerate(rows, start=header + 1)]
    return export.workbook("Birlik", [*(cell or "" for cell in names), texts_by_row[header]], lines)

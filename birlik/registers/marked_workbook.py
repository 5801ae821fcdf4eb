"""A delivered list of a register given back with its problems at the cells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from birlik.accounts.models import User
from birlik.core.errors import Refusal
from birlik.registers import actions
from birlik.registers.declare import register_of
from birlik.registers.imports import KEPT_DAYS
from birlik.registers.marked_files import ask_for_file
from birlik.registers.models import EntryImport, MarkedList
from birlik.registers.problems import Outcome, Sentence
from birlik.sheets.marked_list import mark_list
from birlik.sheets.sheet import read_sheet


@dataclass(frozen=True, slots=True)
class MarkingTexts:
    """What the last column is called, what it says of a line that changes nothing, and of a problem."""

    heading: str
    unchanged: str
    say: Sentence


@transaction.atomic
def ask(batch: EntryImport, *, language: str, by: User, at: datetime) -> bool:
    """Let it be made; False when it is there, or being made. Refused without the right.

    Refused with `entry_import.emptied` where the list is no longer kept.
    """
    actions.require(register_of(batch.register), batch.organisation, by=by, at=at)
    return ask_for_file(MarkedList, batch, language, if_emptied=Refusal("entry_import.emptied", days=KEPT_DAYS))


def draw_workbook(batch: EntryImport, words: MarkingTexts) -> bytes:
    """Return the workbook: the list as it came, marks at its cells and a last column of what became of each line."""
    content, outcome, register = bytes(batch.content), Outcome.of(batch), register_of(batch.register)
    texts = [(one, one.sentence(register, words.say)) for one in outcome.problems]
    texts_by_row: dict[int, list[str]] = {row: [words.unchanged] for row in outcome.unchanged}
    for one, text in texts:
        texts_by_row.setdefault(one.row, []).append(text)
    lines = {outcome.header: words.heading, **{row: "; ".join(parts) for row, parts in texts_by_row.items()}}
    notes = [(one.row, one.column, text) for one, text in texts]
    return mark_list(read_sheet(batch.file_name, content), content, outcome.header, notes, lines)

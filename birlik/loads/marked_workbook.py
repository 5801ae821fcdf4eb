"""A delivered list given back with its problems at the cells, and in a last column what became of each row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from birlik.accounts.models import User
from birlik.core.errors import Refusal
from birlik.loads.actions import headings_of
from birlik.loads.columns import judge
from birlik.loads.kinds import list_kind
from birlik.loads.models import Load, MarkedLoad
from birlik.loads.problems import Outcome
from birlik.registers.marked_files import ask_for_file
from birlik.sheets.marked_list import mark_list
from birlik.sheets.sheet import read_sheet


@dataclass(frozen=True, slots=True)
class LoadTexts:
    """What the last column is called, what it says of a row that changes nothing, and of a problem."""

    heading: str
    unchanged: str
    say: Callable[[Refusal], str]


def draw_workbook(batch: Load, texts: LoadTexts) -> bytes:
    """Return the workbook; of a file that is no table the refusal that reading it gives."""
    content, outcome = bytes(batch.content), Outcome.of(batch.outcome)
    by_row: dict[int, list[str]] = {row: [texts.unchanged] for row in outcome.unchanged}
    notes = []
    for one in outcome.problems:
        sentence = texts.say(one.refusal)
        notes.append((one.row, outcome.columns.get(one.field, 0), sentence))
        by_row.setdefault(one.row, []).append(sentence)
    lines = {outcome.header: texts.heading, **{row: "; ".join(parts) for row, parts in by_row.items()}}
    sheet = read_sheet(batch.file_name, content, suits=judge(headings_of(batch)))
    return mark_list(sheet, content, outcome.header, notes, lines)


@transaction.atomic
def ask(batch: Load, *, language: str, by: User, at: datetime) -> bool:
    """Let it be made; False when it is there, or being made. Refused without the right.

    Refused with `entry_import.not_open` where the list is no longer kept.
    """
    list_kind(batch.kind).require(by, at)
    return ask_for_file(MarkedLoad, batch, language, if_emptied=Refusal("entry_import.not_open"))

"""What people type or paste into a cell, as numbers; and what is shown in a cell, as text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from birlik.core.errors import Refusal
from birlik.core.texts import is_storable, text_within
from birlik.orgs.models import Organisation
from birlik.statistics.actions.reports import NOTE_LIMIT
from birlik.statistics.queries.reports import NOT_APPLICABLE, Cell, ReportSheet
from birlik.statistics.spec import FormSpec
from birlik.web.shared import numbers
from birlik.web.shared.messages import message_for

# Cyrillic and Latin letters alike: which of them a spreadsheet holds cannot be seen.
CROSS_SIGNS = frozenset({"x", "х", "-", "–", "—", "−", "н/п", "нп", "n/a", "na", "қ/б", "қолданылмайды", "неприменимо"})
COUNT = re.compile(r"(\d+)(?:[.,]0{1,2})?")
LONGEST = 40
MOST = 500


class NotACount(ValueError):
    """A text that is neither a number of people or things, nor empty, nor "not applicable"."""


def parse(text: str) -> Cell:
    """Read a typed or pasted text as a count ("1 234", "1 234,00"), "na" ("х", "–", "н/п") or None (nothing).

    Spaces of every width are thousands; a fraction other than zeros, a sign or a word is `NotACount`.
    """
    plain = re.sub(r"\s", "", text).lower()
    if not plain:
        return None
    if plain in CROSS_SIGNS:
        return NOT_APPLICABLE
    # "1.234" may be one thousand or one and a bit: rather ask than guess.
    if len(plain) > LONGEST or not (match := COUNT.fullmatch(plain)) or not plain.isascii():
        raise NotACount(text)
    return int(match[1])


def cell_text(cell: Cell, language: str) -> str:
    """Return the text of a cell: empty stays empty, zero is 0, "not applicable" the sign of the printed forms."""
    if cell is None:
        return ""
    return numbers.NOT_APPLICABLE if isinstance(cell, str) else numbers.group_thousands(cell, 0, language)


@dataclass
class TypedInput:
    """What a page sent, sorted: `cells` and `causes` to be saved, `bad` named in words, `expected` what it knew before.

    `computed` are numbers pasted over sums; they are compared with the sums once those are known.
    """

    cells: dict[str, Cell] = field(default_factory=dict)
    causes: dict[str, int | None] = field(default_factory=dict)
    explanations: dict[str, str] = field(default_factory=dict)
    note: str | None = None
    expected: dict[str, Cell] = field(default_factory=dict)
    computed: dict[str, int] = field(default_factory=dict)
    bad: list[dict[str, str]] = field(default_factory=list)

    def compare_computed(self, sheet: ReportSheet) -> None:
        """Compare pasted totals with the computed ones. One that differs from the computed one is worth a word: the
        block had a mistake, or lines miss.
        """
        for code, sum_typed in self.computed.items():
            now = sheet.report.values.get(code)
            if now != sum_typed:
                words = _("Line %(line)s is computed: %(now)s. The pasted block had %(pasted)s there.") % {
                    "line": sheet.form.rows[code].number,
                    "now": cell_text(now, "kk") or _("not known yet"),
                    "pasted": cell_text(sum_typed, "kk"),
                }
                self.bad.append({"cell": code, "words": words})


def read(content: object, form: FormSpec, organisation: Organisation) -> TypedInput:
    """Sort the JSON of a page; ValueError or TypeError where it isn't of the agreed shape."""
    if not isinstance(content, dict):
        raise TypeError("an object is expected")
    typed_input = TypedInput()
    for code, pair in _items(content, "cells"):
        text, before = pair
        _read_cell(typed_input, form, organisation, code, str(text), str(before))
    for code, text in _items(content, "causes"):
        _read_cause(typed_input, code, str(text))
    for check, text in _items(content, "explanations"):
        if _fits(typed_input, f"explains-{check}", explanation := _storable_text(text)):
            typed_input.explanations[check] = explanation
    if content.get("note") is not None and _fits(
        typed_input, "note-text", explanation := _storable_text(content["note"])
    ):
        typed_input.note = explanation
    return typed_input


def _fits(typed_input: TypedInput, field: str, text: str) -> bool:
    """Return whether a text is short enough; one that is not is named and left out, the rest of the input is kept."""
    try:
        text_within(text, NOTE_LIMIT)
    except Refusal as refusal:
        typed_input.bad.append({"cell": field, "words": message_for(refusal)})
        return False
    return True


def _storable_text(value: object) -> str:
    """Return a text as it is; refused with `text.unstorable` where no database could hold it."""
    text = str(value)
    if not is_storable(text):
        raise Refusal("text.unstorable")
    return text


def _items(content: dict[str, Any], name: str) -> list[tuple[str, Any]]:
    part = content.get(name) or {}
    if not isinstance(part, dict) or len(part) > MOST:
        raise ValueError(f"{name} is no object of a sensible size")
    return list(part.items())


def _read_cell(
    typed_input: TypedInput, form: FormSpec, organisation: Organisation, code: str, text: str, before: str
) -> None:
    row = form.rows.get(code)
    if row is None:
        typed_input.bad.append(
            {
                "cell": code,
                "words": _("The block is larger than the form; “%(text)s” has no place.") % {"text": text[:LONGEST]},
            }
        )
        return
    try:
        cell = parse(text)
    except NotACount:
        typed_input.bad.append({"cell": code, "words": _not_a_count(row.number, text)})
        return
    if not form.is_applicable(row, organisation.kind, organisation.institution_type):
        if cell not in (None, 0, NOT_APPLICABLE):
            words = _("Line %(line)s is not filled in by this organisation; %(text)s was left out.")
            typed_input.bad.append({"cell": code, "words": words % {"line": row.number, "text": text[:LONGEST]}})
    elif row.is_auto:
        if isinstance(cell, int):
            typed_input.computed[code] = cell
    else:
        typed_input.cells[code] = cell
        typed_input.expected[code] = _parse_cell(before)


def _parse_cell(text: str) -> Cell:
    try:
        return parse(text)
    except NotACount:
        return None


def _read_cause(typed_input: TypedInput, code: str, text: str) -> None:
    try:
        people = parse(text)
    except NotACount:
        people = NOT_APPLICABLE
    if isinstance(people, str):
        typed_input.bad.append(
            {
                "cell": f"cause-{code}",
                "words": _("“%(text)s” is not a whole number of people.") % {"text": text[:LONGEST]},
            }
        )
    else:
        typed_input.causes[code] = people


def _not_a_count(line: str, text: str) -> str:
    return message_for(Refusal("cell.not_a_count", line=line, value=text.strip()[:LONGEST]))

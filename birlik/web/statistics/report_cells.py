"""What people type or paste into a cell, as numbers; and what is shown in a cell, as text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from birlik.core.errors import Refusal
from birlik.core.texts import fitting, storable
from birlik.orgs.models import Organisation
from birlik.statistics.actions.reports import NOTE_LIMIT
from birlik.statistics.queries.reports import NOT_APPLICABLE, Cell, ReportSheet
from birlik.statistics.spec import FormSpec
from birlik.web.shared import numbers
from birlik.web.shared.messages import message_for

# Cyrillic and Latin letters alike: which of them a spreadsheet holds cannot be seen.
CROSSED = frozenset({"x", "х", "-", "–", "—", "−", "н/п", "нп", "n/a", "na", "қ/б", "қолданылмайды", "неприменимо"})
COUNT = re.compile(r"(\d+)(?:[.,]0{1,2})?")
LONGEST = 40
MOST = 500


class NotACount(ValueError):
    """A text that is neither a number of people or things, nor empty, nor "not applicable"."""


def parse(text: str) -> Cell:
    """A typed or pasted text as a count ("1 234", "1 234,00"), "na" ("х", "–", "н/п") or None (nothing).

    Spaces of every width are thousands; a fraction other than zeros, a sign or a word is `NotACount`.
    """
    plain = re.sub(r"\s", "", text).lower()
    if not plain:
        return None
    if plain in CROSSED:
        return NOT_APPLICABLE
    # "1.234" may be one thousand or one and a bit: rather ask than guess.
    if len(plain) > LONGEST or not (found := COUNT.fullmatch(plain)) or not plain.isascii():
        raise NotACount(text)
    return int(found[1])


def shown(cell: Cell, language: str) -> str:
    """The text of a cell: empty stays empty, zero is 0, "not applicable" the sign of the printed forms."""
    if cell is None:
        return ""
    return numbers.NOT_APPLICABLE if isinstance(cell, str) else numbers.grouped(cell, 0, language)


@dataclass
class Typed:
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
        """A pasted total that differs from the computed one is worth a word: the block had a mistake, or lines miss."""
        for code, pasted in self.computed.items():
            now = sheet.report.values.get(code)
            if now != pasted:
                words = _("Line %(line)s is computed: %(now)s. The pasted block had %(pasted)s there.") % {
                    "line": sheet.form.rows[code].number,
                    "now": shown(now, "kk") or _("not known yet"),
                    "pasted": shown(pasted, "kk"),
                }
                self.bad.append({"cell": code, "words": words})


def read(asked: object, form: FormSpec, organisation: Organisation) -> Typed:
    """Sort the JSON of a page; ValueError or TypeError where it isn't of the agreed shape."""
    if not isinstance(asked, dict):
        raise TypeError("an object is expected")
    typed = Typed()
    for code, pair in _items(asked, "cells"):
        text, before = pair
        _read_cell(typed, form, organisation, code, str(text), str(before))
    for code, text in _items(asked, "causes"):
        _read_cause(typed, code, str(text))
    for check, text in _items(asked, "explanations"):
        if _fits(typed, f"explains-{check}", kept := _kept(text)):
            typed.explanations[check] = kept
    if asked.get("note") is not None and _fits(typed, "note-text", kept := _kept(asked["note"])):
        typed.note = kept
    return typed


def _fits(typed: Typed, field: str, text: str) -> bool:
    """A text that is too long is named and left out; what else was typed is kept."""
    try:
        fitting(text, NOTE_LIMIT)
    except Refusal as refusal:
        typed.bad.append({"cell": field, "words": message_for(refusal)})
        return False
    return True


def _kept(value: object) -> str:
    """A text that is stored as it is; `text.unstorable` where no database could hold it."""
    text = str(value)
    if not storable(text):
        raise Refusal("text.unstorable")
    return text


def _items(asked: dict[str, Any], name: str) -> list[tuple[str, Any]]:
    part = asked.get(name) or {}
    if not isinstance(part, dict) or len(part) > MOST:
        raise ValueError(f"{name} is no object of a sensible size")
    return list(part.items())


def _read_cell(typed: Typed, form: FormSpec, organisation: Organisation, code: str, text: str, before: str) -> None:
    row = form.rows.get(code)
    if row is None:
        typed.bad.append(
            {
                "cell": code,
                "words": _("The block is larger than the form; “%(text)s” has no place.") % {"text": text[:LONGEST]},
            }
        )
        return
    try:
        cell = parse(text)
    except NotACount:
        typed.bad.append({"cell": code, "words": _not_a_count(row.number, text)})
        return
    if not form.is_applicable(row, organisation.kind, organisation.institution_type):
        if cell not in (None, 0, NOT_APPLICABLE):
            words = _("Line %(line)s is not filled in by this organisation; %(text)s was left out.")
            typed.bad.append({"cell": code, "words": words % {"line": row.number, "text": text[:LONGEST]}})
    elif row.is_auto:
        if isinstance(cell, int):
            typed.computed[code] = cell
    else:
        typed.cells[code] = cell
        typed.expected[code] = _known(before)


def _known(text: str) -> Cell:
    try:
        return parse(text)
    except NotACount:
        return None


def _read_cause(typed: Typed, code: str, text: str) -> None:
    try:
        people = parse(text)
    except NotACount:
        people = NOT_APPLICABLE
    if isinstance(people, str):
        typed.bad.append(
            {
                "cell": f"cause-{code}",
                "words": _("“%(text)s” is not a whole number of people.") % {"text": text[:LONGEST]},
            }
        )
    else:
        typed.causes[code] = people


def _not_a_count(line: str, text: str) -> str:
    return message_for(Refusal("cell.not_a_count", line=line, value=text.strip()[:LONGEST]))

"""What people type or paste into a cell, as numbers; and what is shown in a cell, as text."""

from __future__ import annotations

import re

from birlik.statistics.queries.reports import NOT_APPLICABLE, Cell
from birlik.web.shared import numbers

SHOWN_AS_NOT_APPLICABLE = "–"
# Cyrillic and Latin letters alike: which of them a spreadsheet holds cannot be seen.
CROSSED = frozenset({"x", "х", "-", "–", "—", "−", "н/п", "нп", "n/a", "na", "қ/б", "қолданылмайды", "неприменимо"})
COUNT = re.compile(r"(\d+)(?:[.,]0{1,2})?")
LONGEST = 40


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
    """The text of a cell: empty stays empty, zero is 0, "not applicable" a dash."""
    if cell is None:
        return ""
    return SHOWN_AS_NOT_APPLICABLE if isinstance(cell, str) else numbers.grouped(cell, 0, language)

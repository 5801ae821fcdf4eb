"""Which texts can be kept: neither database takes a lone half of a surrogate pair, PostgreSQL no NUL.

Other control characters than tabs and line ends mean nothing in a text, and db.bulk parts columns by them.
"""

from __future__ import annotations

import re

from birlik.core.errors import Refusal

BEGINNING = 40  # letters by which a long text is recognised
UNSTORABLE = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff]")


def is_storable(text: str) -> bool:
    """Return False where a character stands in the text that cannot be kept."""
    return UNSTORABLE.search(text) is None


def text_within(text: str, most: int) -> str:
    """Return the text without blanks around it; `text.too_long` beyond `most` characters: nothing is cut unsaid."""
    plain = text.strip()
    if len(plain) > most:
        raise Refusal("text.too_long", begins=plain[:BEGINNING], length=len(plain), most=most)
    return plain


def shorten_text(text: str, most: int) -> str:
    """Cut the text to at most `most` characters, with … where something was left out: for copies whose original stands
    elsewhere.
    """
    return text if len(text) <= most else text[: most - 1] + "…"

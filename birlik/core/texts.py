"""Which texts can be kept: neither database takes a lone half of a surrogate pair, PostgreSQL no NUL."""

from __future__ import annotations

import re

UNSTORABLE = re.compile("[\\x00\\ud800-\\udfff]")


def storable(text: str) -> bool:
    """False where a character stands in the text that no database could hold."""
    return UNSTORABLE.search(text) is None

"""Which texts can be kept: neither database takes a lone half of a surrogate pair, PostgreSQL no NUL.

Other control characters than tabs and line ends mean nothing in a text, and core.bulk parts columns by them.
"""

from __future__ import annotations

import re

UNSTORABLE = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff]")


def storable(text: str) -> bool:
    """False where a character stands in the text that cannot be kept."""
    return UNSTORABLE.search(text) is None

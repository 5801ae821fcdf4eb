"""Names cut into folded words, for search: the stored ones and those a person types, by the same knife (pure)."""

from __future__ import annotations

import re

from birlik.grammar.letters import fold

LONGEST = 80
SEPARATORS = re.compile(r"[\W_]+")


def words_of(*texts: str) -> list[str]:
    """Return the different words of the texts, folded (case and the Kazakh letters that have a
    plain twin), in order.
    """
    words = {word[:LONGEST] for text in texts for word in SEPARATORS.split(fold(text)) if word}
    return sorted(words)


def after_prefix(prefix: str) -> str:
    """Return the least text greater than every text that begins with the prefix, compared by code point."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)

"""Which organisation a cell means: by code or by any of its names; what is only similar is proposed, never decided."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from birlik.grammar.letters import fold

KEY_LENGTH = 100
ALIKE = 60  # of rapidfuzz's ratio, 0 to 100, below which nobody would see the likeness
MOST_SUGGESTIONS = 1_000  # different texts of one file that are searched for something similar
PROPOSAL_SIGN = " → "  # between the text and the code of the organisation that may be meant

_SIGNS = re.compile(r"[\W_]+")
_FIGURES = re.compile(r"[0-9]+")


def text_key(text: str) -> str:
    """Return a cell as it is compared and remembered: folded words, cut to 100 letters."""
    return _SIGNS.sub(" ", fold(text)).strip()[:KEY_LENGTH]


@dataclass(frozen=True, slots=True)
class KnownOrganisation:
    """An organisation of the tree. `accepts`: it lies in the batch's scope, is open on the day and holds members."""

    pk: int
    code: str
    names: tuple[str, ...]
    accepts: bool


@dataclass(frozen=True, slots=True)
class TextMeaning:
    """What a text means: an organisation's id, or the code of a problem with what the sentence about it shows."""

    pk: int | None
    problem: str = ""
    value: str = ""


@dataclass
class Names:
    """The organisations by every name they bear or bore."""

    by_code: dict[str, KnownOrganisation] = field(default_factory=dict)
    by_key: defaultdict[str, dict[int, KnownOrganisation]] = field(default_factory=lambda: defaultdict(dict))
    _by_figures: defaultdict[tuple[str, ...], list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, organisations: Iterable[KnownOrganisation]) -> None:
        """Take the organisations in, all their names folded."""
        for one in organisations:
            self.by_code[one.code] = one
            for name in sorted({text_key(text) for text in (*one.names, one.code)} - {""}):
                self.by_key[name][one.pk] = one
                if one.accepts:
                    self._by_figures[_figures_of(name)].append(name)

    def similar(self, key: str) -> KnownOrganisation | None:
        """Return the organisation whose name is most like the text, None where two are called so or nothing is like it.

        Figures must be the same: schools No 5 and 6 are two.
        """
        match = process.extractOne(key, self._by_figures[_figures_of(key)], scorer=fuzz.ratio, score_cutoff=ALIKE)
        organisations = [one for one in self.by_key[match[0]].values() if one.accepts] if match else []
        return organisations[0] if len(organisations) == 1 else None


def resolve(texts: Iterable[str], names: Names, decided: Mapping[str, str]) -> dict[str, TextMeaning]:
    """Return each different text of the column → what it means. `decided` (folded text → code) goes before every
    name.
    """
    meanings: dict[str, TextMeaning] = {}
    searches = 0
    for text in texts:
        key = text_key(text)
        code = decided.get(key)
        one = names.by_code.get(code) if code else names.by_code.get(text.strip().lower())
        organisations = [one] if one else list(names.by_key.get(key, {}).values())
        acceptors = [each for each in organisations if each.accepts]
        if len(acceptors) == 1:
            meanings[text] = TextMeaning(acceptors[0].pk)
        elif acceptors:
            meanings[text] = TextMeaning(None, "organisation.ambiguous", text[:KEY_LENGTH])
        elif organisations:
            meanings[text] = TextMeaning(None, "organisation.outside", text[:KEY_LENGTH])
        else:
            searches += 1
            proposal = names.similar(key) if searches <= MOST_SUGGESTIONS else None
            text_value = (
                f"{text.strip()[:KEY_LENGTH]}{PROPOSAL_SIGN}{proposal.code}" if proposal else text.strip()[:KEY_LENGTH]
            )
            meanings[text] = TextMeaning(None, "organisation.unknown", text_value)
    return meanings


def _figures_of(key: str) -> tuple[str, ...]:
    return tuple(_FIGURES.findall(key))

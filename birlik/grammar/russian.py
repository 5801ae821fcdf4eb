"""Russian agreement: numbers with nouns, official names in the case a sentence asks for.

    count(9831, "человек", "accusative")                          9 831 человека
    inflect("Туркестанская областная организация", "genitive")    Туркестанской областной организации

Only the head of a name changes: the adjectives before the first noun, and that noun. Names in quotation marks,
abbreviations (ППО, АО) and everything after the head stay as they are. Cases are those of `cases.RussianCase`;
an unknown one raises ValueError.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from .cases import RussianCase
from .numbers import group
from .russian_lexicon import ADJECTIVAL_NOUNS, Gender, without_yo
from .russian_nouns import ORDER, adjective, adjective_gender, forms_of, is_noun, traits

_LEADING_QUOTED = re.compile(r"\s*[«“\"][^»”\"]*[»”\"]\s*")
_WORD = re.compile(r"(?P<word>[^\s,]+)(?P<gap>,?\s*)")


class _Slot(NamedTuple):
    plural: bool
    case: RussianCase


class _Group(NamedTuple):
    """A phrase cut into what stays, the words that change with the gaps after them, and what stays again."""

    before: str
    adjectives: list[tuple[str, str]]
    head: str
    after: str


def plural(n: int, one: str, few: str, many: str) -> str:
    """Return the form a number asks for in the nominative: 1, 21 one; 2–4, 22–24 few; 0, 5–20, 25–30, 11–14 many."""
    last, last_two = abs(n) % 10, abs(n) % 100
    if last == 1 and last_two != 11:
        return one
    return few if 2 <= last <= 4 and not 12 <= last_two <= 14 else many


def count(n: int, noun: str, case: str = "nominative") -> str:
    """Return number and noun phrase in the case: (21, "организация", "dative") → "21 организации".

    Thousands are set apart by U+202F. The noun, or the head of the phrase ("первичная профсоюзная организация",
    "член профсоюза"), must be listed in `russian_lexicon`: KeyError otherwise.
    """
    return f"{group(n)} {counted(n, noun, case)}"


def counted(n: int, noun: str, case: str = "nominative") -> str:
    """Return the noun phrase alone, as the number asks for it: (17, "организация",
    "prepositional") → "организациях".
    """
    cut = _split_phrase(noun)
    if cut is None:
        raise KeyError(noun)
    noun_slot, adjective_slot = _slots(n, RussianCase(case), cut.head)
    return _put_together(cut, noun_slot, adjective_slot)


def inflect(name: str, case: str) -> str:
    """Return the name in the case, singular: "Локальный профсоюз «Алтын жебе»" → "Локальном профсоюзе «Алтын жебе»".

    A name whose head is not listed in `russian_lexicon`, an abbreviation or a name wholly in quotation marks is
    given back unchanged; `is_inflectable` tells which.
    """
    slot = _Slot(plural=False, case=RussianCase(case))
    cut = _split_phrase(name)
    return name if cut is None or slot.case is RussianCase.NOMINATIVE else _put_together(cut, slot, slot)


def is_inflectable(name: str) -> bool:
    """Return whether `inflect` changes the name: an editor gives the forms of the others by hand
    where they need any.
    """
    return _split_phrase(name) is not None


def _slots(n: int, case: RussianCase, head: str) -> tuple[_Slot, _Slot]:
    """Return the forms of the noun and of its adjectives after a number.

    Round thousands are nouns themselves and keep the genitive in every case (к 5 000 организаций); after 2, 3, 4
    the noun stands in the genitive singular, its adjectives in the plural (3 первичные организации, 3 новых отчёта).
    """
    of_many = _Slot(plural=True, case=RussianCase.GENITIVE)
    direct = case in {RussianCase.NOMINATIVE, RussianCase.ACCUSATIVE}
    if n % 1000 == 0:
        return of_many, of_many
    quantity = plural(n, "one", "few", "many")
    if quantity == "one":
        return _Slot(plural=False, case=case), _Slot(plural=False, case=case)
    if not direct:
        return _Slot(plural=True, case=case), _Slot(plural=True, case=case)
    if quantity == "many" or without_yo(head) in ADJECTIVAL_NOUNS:
        return of_many, of_many
    feminine = traits(head)[0] is Gender.FEMININE
    few_adjectives = _Slot(plural=True, case=RussianCase.NOMINATIVE) if feminine else of_many
    return _Slot(plural=False, case=RussianCase.GENITIVE), few_adjectives


def _split_phrase(name: str) -> _Group | None:
    """Split the phrase around its head; None when the first noun is unknown or disagrees with the adjectives
    before it.
    """
    quote = _LEADING_QUOTED.match(name)
    start = quote.end() if quote else 0
    adjectives: list[tuple[str, str]] = []
    genders: set[Gender] = set()
    for match in _WORD.finditer(name, start):
        word, gap = match["word"], match["gap"]
        if is_noun(word):
            agrees = genders <= {traits(word)[0]}
            return _Group(name[:start], adjectives, word, gap + name[match.end() :]) if agrees else None
        gender = adjective_gender(word)
        if gender is not None:
            genders.add(gender)
        elif word != "и" or not adjectives:
            return None
        adjectives.append((word, gap))
    return None


def _put_together(cut: _Group, noun_slot: _Slot, adjective_slot: _Slot) -> str:
    gender, animate = traits(cut.head)
    parts = [cut.before]
    for word, gap in cut.adjectives:
        form = word
        if word != "и":
            form = adjective(word, gender, adjective_slot.case, plural=adjective_slot.plural, animate=animate)
        parts += _spelled_like(word, form), gap
    form = forms_of(cut.head)[noun_slot.plural][ORDER.index(noun_slot.case)]
    return "".join([*parts, _spelled_like(cut.head, form), cut.after])


def _spelled_like(word: str, form: str) -> str:
    """Write the form in the capitals of the word: Восточно-Казахстанская + …ской, ОРГАНИЗАЦИЯ + …и."""
    if len(word) > 1 and word.isupper():
        return form.upper()
    same = 0
    while same < min(len(word), len(form)) and word[same].lower() == form[same]:
        same += 1
    return word[:same] + form[same:]

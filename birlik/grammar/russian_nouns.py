"""The declension of single Russian nouns and adjectives.

Forms are computed for the listed nouns of `russian_lexicon` only. Every table has the order of `RussianCase`:
nominative, genitive, dative, accusative, instrumental, prepositional.
"""

from __future__ import annotations

from .cases import RussianCase
from .russian_lexicon import FULL_FORMS, NOUNS, STRESSED_STEMS, Gender, without_yo

Forms = tuple[str, ...]  # six, in the order of RussianCase

ORDER = tuple(RussianCase)
_SIBILANTS = "жшчщ"
_VELARS = "гкх"
_ACCUSATIVE = ORDER.index(RussianCase.ACCUSATIVE)
_GENITIVE = ORDER.index(RussianCase.GENITIVE)

# Last letters → letters cut off, endings of the singular, of the plural; "-" is an empty ending, "=" repeats another
# case: the accusative of nouns where it is the nominative or, of the animate, the genitive. The first match holds.
_MASCULINE: tuple[tuple[tuple[str, ...], int, str, str], ...] = (
    (("ий",), 1, "й я ю = ем и", "и ев ям = ями ях"),
    (("й",), 1, "й я ю = ем е", "и ев ям = ями ях"),
    (("ь",), 1, "ь я ю = ем е", "и ей ям = ями ях"),
    (("ж", "ш", "ч", "щ"), 0, "- а у = ем е", "и ей ам = ами ах"),
    (("ц",), 0, "- а у = ем е", "ы ев ам = ами ах"),
    (("г", "к", "х"), 0, "- а у = ом е", "и ов ам = ами ах"),
    (("",), 0, "- а у = ом е", "ы ов ам = ами ах"),
)
_FEMININE: tuple[tuple[tuple[str, ...], int, str, str], ...] = (
    (("ия",), 1, "я и и ю ей и", "и й ям = ями ях"),
    (("ь",), 1, "ь и и ь ью и", "и ей ям = ями ях"),
    (("жа", "ша", "ча", "ща"), 1, "а и е у ей е", "и - ам = ами ах"),
    (("ца",), 1, "а ы е у ей е", "ы - ам = ами ах"),
    (("га", "ка", "ха"), 1, "а и е у ой е", "и - ам = ами ах"),
    (("а",), 1, "а ы е у ой е", "ы - ам = ами ах"),
)
_NEUTER: tuple[tuple[tuple[str, ...], int, str, str], ...] = (
    (("ие",), 1, "е я ю = ем и", "я й ям = ями ях"),
    (("ще",), 1, "е а у = ем е", "а - ам = ами ах"),
    (("о",), 1, "о а у = ом е", "а - ам = ами ах"),
)
_PARADIGMS = {Gender.MASCULINE: _MASCULINE, Gender.FEMININE: _FEMININE, Gender.NEUTER: _NEUTER}

_ADJECTIVE_GENDERS = {
    "ый": Gender.MASCULINE, "ий": Gender.MASCULINE, "ой": Gender.MASCULINE,
    "ая": Gender.FEMININE, "яя": Gender.FEMININE, "ое": Gender.NEUTER, "ее": Gender.NEUTER,
}  # fmt: skip


def is_noun(word: str) -> bool:
    """Return whether the declension of the word, or of both parts of a compound (школа-гимназия), is known."""
    key = without_yo(word)
    if key in NOUNS or key in FULL_FORMS:
        return True
    parts = key.split("-")
    return len(parts) == 2 and all(part in NOUNS for part in parts)


def traits(word: str) -> tuple[Gender, bool]:
    """Return gender and animacy of a known noun; of a compound, those of its first part. KeyError
    for an unknown noun.
    """
    key = without_yo(word)
    if key in FULL_FORMS:
        return FULL_FORMS[key][:2]
    return NOUNS[key] if key in NOUNS else NOUNS[key.split("-")[0]]


def forms_of(word: str) -> tuple[Forms, Forms]:
    """Return the six forms of the singular and of the plural of a known noun, in lower case. KeyError for an unknown
    noun.
    """
    word = word.lower()
    key = without_yo(word)
    if key in FULL_FORMS:
        singular, plural = FULL_FORMS[key][2:]
        return tuple(singular.split()), tuple(plural.split())
    if key not in NOUNS and "-" in key:
        first, second = (forms_of(part) for part in word.split("-"))
        return _hyphenate_forms(first[0], second[0]), _hyphenate_forms(first[1], second[1])
    gender, animate = NOUNS[key]
    for ends, cut, singular, plural in _PARADIGMS[gender]:
        if word.endswith(ends):
            stem = word[: len(word) - cut]
            as_genitive = animate and gender is Gender.MASCULINE
            return _with_endings(stem, singular, as_genitive), _with_endings(stem, plural, animate)
    raise KeyError(word)


def _hyphenate_forms(first: Forms, second: Forms) -> Forms:
    return tuple(f"{one}-{other}" for one, other in zip(first, second, strict=True))


def _with_endings(stem: str, endings: str, accusative_is_genitive: bool) -> Forms:
    forms = [stem + ending.replace("-", "") for ending in endings.split()]
    if endings.split()[_ACCUSATIVE] == "=":
        forms[_ACCUSATIVE] = forms[_GENITIVE if accusative_is_genitive else 0]
    return tuple(forms)


def adjective_gender(word: str) -> Gender | None:
    """Return the gender of an adjective in the nominative singular by its ending; None when the
    word is no adjective.
    """
    lower_case = word.lower()
    if len(lower_case) < 4 or is_noun(lower_case):
        return None
    return _ADJECTIVE_GENDERS.get(lower_case[-2:])


def adjective(word: str, gender: Gender, case: RussianCase, *, plural: bool, animate: bool) -> str:
    """Return the form of an adjective given in the nominative singular, agreeing with its noun; in lower case."""
    lower_case = word.lower()
    stem, ending = lower_case[:-2], lower_case[-2:]
    if case is RussianCase.ACCUSATIVE and (plural or gender is not Gender.FEMININE):
        as_genitive = animate and (plural or gender is Gender.MASCULINE)
        case = RussianCase.GENITIVE if as_genitive else RussianCase.NOMINATIVE
    if case is RussianCase.NOMINATIVE and not plural:
        return lower_case
    soft = ending in {"яя", "ее"} or (ending == "ий" and stem[-1] not in _VELARS)
    sibilant = stem[-1] in _SIBILANTS and stem not in STRESSED_STEMS and ending != "ой"
    high = "и" if soft or stem[-1] in _VELARS + _SIBILANTS else "ы"
    middle = "е" if soft or sibilant else "о"
    position = ORDER.index(case)
    if plural:
        return stem + (f"{high}е", f"{high}х", f"{high}м", "", f"{high}ми", f"{high}х")[position]
    if gender is Gender.FEMININE:
        accusative = "юю" if soft and stem[-1] not in _SIBILANTS else "ую"
        return stem + (accusative if case is RussianCase.ACCUSATIVE else f"{middle}й")
    return stem + ("", f"{middle}го", f"{middle}му", "", f"{high}м", f"{middle}м")[position]

"""Kazakh endings after digits, words, official names and abbreviations.

    numeral(111, "dative")                          111-ге
    inflect("Түркістан облыстық ұйымы", "locative") Түркістан облыстық ұйымында
    inflect("ҚР Оқу-ағарту министрлігінің БКҰ", "locative")   … БКҰ-нда

Sources: the spelling rules of Kazakh (an ending after Arabic figures and abbreviations follows a hyphen and the
pronunciation) and the union's explanatory note for 2025. Only the last word of a name changes; what stands in
quotation marks never does. Cases are those of `cases.KazakhCase`; an unknown one raises ValueError.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from .cases import KazakhCase
from .kazakh_lexicon import (
    ABBREVIATION_READINGS,
    ABBREVIATIONS,
    BARE_ENDINGS,
    BARE_WORDS,
    HUNDRED,
    LATIN_SOUNDS,
    LETTER_NAMES,
    POSSESSIVE_ABBREVIATIONS,
    POSSESSIVE_ENDINGS,
    POSSESSIVE_HEADS,
    SCALES,
    TENS,
    THOUSAND,
    UNITS,
    ZERO,
)
from .kazakh_sounds import case_ending, ordinal_ending
from .numbers import group

HYPHEN = "-"
_REMARK = re.compile(r"(?P<name>.*?)(?P<remark>\s*\([^()]*\))", re.DOTALL)
_QUOTED_TAIL = re.compile(r"[«“\"](?P<inside>[^«»“”\"]*)[»”\"]$")
_CAPITALS_AT_END = re.compile(r"[А-ЯЁӘҒҚҢӨҰҮҺІ]+$")
_LONGEST_ABBREVIATION = 7  # a longer run of capitals is a word of a heading
_VOWEL_LETTERS = frozenset("АӘЕЁИОӨҰҮУЫІЭЮЯ")


class _PhraseEnd(NamedTuple):
    """How the end of a phrase is heard, and what joins an ending to its spelling."""

    reading: str
    possessive: bool = False
    glue: str = ""


def last_spoken_word(n: int) -> str:
    """Return the word a non-negative whole number ends with when read: 7227 → "жеті", 2000000 → "миллион"."""
    if n < 0:
        raise ValueError(f"a numeral is a non-negative whole number, not {n}")
    if n == 0:
        return ZERO
    if n % 10:
        return UNITS[n % 10]
    if n % 100:
        return TENS[n % 100 // 10]
    if n % 1000:
        return HUNDRED
    if n % 1_000_000:
        return THOUSAND
    word = SCALES[0]
    for power, scale in enumerate(SCALES, start=2):
        if n % 1000**power == 0:
            word = scale
    return word


def numeral(n: int, case: str, grouped: bool = False) -> str:
    """Return the number in figures with its case ending: (7227, "dative") → "7227-ге"; grouped →
    "7 227-ге" (U+202F).
    """
    figures = group(n) if grouped else str(n)
    ending = case_ending(last_spoken_word(n), KazakhCase(case))
    return f"{figures}{HYPHEN}{ending}" if ending else figures


def ordinal(n: int) -> str:
    """Return the ordinal with its suffix: 5 → "5-інші", 6 → "6-ншы".

    Before a noun official papers put the hyphen alone (9-отырыс): this form is for an ordinal without one.
    """
    return f"{n}{HYPHEN}{ordinal_ending(last_spoken_word(n))}"


def count(n: int, noun: str, case: str = "nominative") -> str:
    """Return number and noun; after a number the noun stays singular and takes the ending: (7227, "адам", "dative")."""
    return f"{group(n)} {inflect(noun, case)}"


def is_possessive(phrase: str) -> bool:
    """Return whether the head (last word) of the phrase carries the possessive of the third person: ұйымы, одағы.

    A listed head or an unmistakable ending decides; in a phrase of several words any other final ы or і is read
    as the possessive as well, since the parts of an official name are joined by it.
    """
    words = phrase.split()
    if not words:
        return False
    head = words[-1].lower()
    if head in POSSESSIVE_HEADS:
        return True
    if head in BARE_WORDS or head.endswith(BARE_ENDINGS):
        return False
    if head.endswith(POSSESSIVE_ENDINGS) or head.rpartition(HYPHEN)[2] in POSSESSIVE_HEADS:
        return True
    return len(words) > 1 and head.endswith(("ы", "і"))


def inflect(phrase: str, case: str) -> str:
    """Return the noun or official name in the case; a remark in brackets at the end stays behind the ending.

    The ending joins a word directly, and figures, abbreviations, Latin words and a closing quotation mark by a
    hyphen. "Астана қ." is first written out as "Астана қаласы". A phrase whose end cannot be read (an unknown
    shortened word, a punctuation mark) is given back unchanged.
    """
    kazakh_case = KazakhCase(case)
    if kazakh_case is KazakhCase.NOMINATIVE or not phrase.strip():
        return phrase
    if with_remark := _REMARK.fullmatch(phrase):
        return inflect(with_remark["name"], case) + with_remark["remark"]
    phrase = _written_out(phrase.rstrip())
    ending_phrase = _phrase_end(phrase)
    if not ending_phrase.reading:
        return phrase
    ending = case_ending(ending_phrase.reading, kazakh_case, possessive=ending_phrase.possessive)
    in_capitals = not ending_phrase.glue and phrase.split()[-1].isupper()
    return f"{phrase}{ending_phrase.glue}{ending.upper() if in_capitals else ending}"


def _written_out(phrase: str) -> str:
    for short, full in ABBREVIATIONS.items():
        if phrase.endswith(f" {short}"):
            return phrase.removesuffix(short) + full
    return phrase


def _phrase_end(phrase: str) -> _PhraseEnd:
    words = phrase.split()
    if not words:
        return _PhraseEnd("")
    if quote := _QUOTED_TAIL.search(phrase):
        return _phrase_end(quote["inside"])._replace(glue=HYPHEN)
    word = words[-1]
    if digits := re.search(r"[0-9]+$", word):
        return _PhraseEnd(last_spoken_word(int(digits[0])), glue=HYPHEN)
    if word in POSSESSIVE_ABBREVIATIONS:
        return _PhraseEnd(POSSESSIVE_ABBREVIATIONS[word], possessive=True, glue=HYPHEN)
    if word in ABBREVIATION_READINGS:
        return _PhraseEnd(ABBREVIATION_READINGS[word], glue=HYPHEN)
    if not word[-1].isalpha():
        return _PhraseEnd("")
    if word[-1].isascii():
        return _PhraseEnd("".join(LATIN_SOUNDS.get(letter, "") for letter in word.lower()), glue=HYPHEN)
    if _is_abbreviation(word) and not _is_heading(phrase):
        return _PhraseEnd(_letters_read_out(word), glue=HYPHEN)
    return _PhraseEnd(word.lower(), possessive=is_possessive(phrase))


def _is_abbreviation(word: str) -> bool:
    """Return whether it is two capitals or more with one at the end (АҚ, КеАҚ), and no known word set in capitals."""
    if sum(letter.isupper() for letter in word) < 2 or not word[-1].isupper():
        return False
    return word.lower() not in POSSESSIVE_HEADS | BARE_WORDS


def _is_heading(phrase: str) -> bool:
    """Return whether it is set in capitals throughout, so that its words are no abbreviations: ТҮСІНДІРМЕ ЖАЗБА."""
    return phrase.isupper() and max(len(word) for word in phrase.split()) > _LONGEST_ABBREVIATION


def _letters_read_out(word: str) -> str:
    """Spell out the capitals at the end as they are heard one by one: ТМД → тымыды, ІІМ → ііім, ҚазҰУ → ұу."""
    at_end = _CAPITALS_AT_END.search(word)
    return "".join(
        letter.lower() if letter in _VOWEL_LETTERS else LETTER_NAMES.get(letter, f"{letter.lower()}ы")
        for letter in (at_end[0] if at_end else "")
    )

"""The sounds of Kazakh endings: vowel harmony and the assimilation of the first consonant.

Everything here works on a word as it is *heard*: a number, an abbreviation or a foreign name is first turned into
its reading by the caller. The rule in short: the last vowel chooses between the back and the front form of an
ending, the last sound chooses its first consonant.
"""

from __future__ import annotations

from enum import Enum

from .cases import KazakhCase
from .kazakh_lexicon import HARMONY_EXCEPTIONS

BACK_VOWELS = frozenset("аоұыяё")
FRONT_VOWELS = frozenset("әеөүіэ")
# и, у and ю end in a glide, so an ending meets them as it meets a consonant: оқу → оқудың.
GLIDES = frozenset("иуюй")
FRONT_CLUSTERS = ("рк", "рг", "лк", "нк", "нг", "кс", "ск", "кл")  # loans: банкке, инжинирингке


class Sound(Enum):
    """What the last sound of the stem asks of the ending."""

    VOWEL = "vowel"
    NASAL = "nasal"
    SONORANT = "sonorant"
    VOICED = "voiced"
    VOICELESS = "voiceless"


# Endings after each kind of sound, written in the back form.
_ENDINGS: dict[KazakhCase, dict[Sound, str]] = {
    KazakhCase.GENITIVE: {
        Sound.VOWEL: "ның", Sound.NASAL: "ның", Sound.SONORANT: "дың", Sound.VOICED: "дың", Sound.VOICELESS: "тың",
    },
    KazakhCase.DATIVE: {
        Sound.VOWEL: "ға", Sound.NASAL: "ға", Sound.SONORANT: "ға", Sound.VOICED: "ға", Sound.VOICELESS: "қа",
    },
    KazakhCase.ACCUSATIVE: {
        Sound.VOWEL: "ны", Sound.NASAL: "ды", Sound.SONORANT: "ды", Sound.VOICED: "ды", Sound.VOICELESS: "ты",
    },
    KazakhCase.LOCATIVE: {
        Sound.VOWEL: "да", Sound.NASAL: "да", Sound.SONORANT: "да", Sound.VOICED: "да", Sound.VOICELESS: "та",
    },
    KazakhCase.ABLATIVE: {
        Sound.VOWEL: "дан", Sound.NASAL: "нан", Sound.SONORANT: "дан", Sound.VOICED: "дан", Sound.VOICELESS: "тан",
    },
    KazakhCase.ATTRIBUTIVE: {
        Sound.VOWEL: "дағы", Sound.NASAL: "дағы", Sound.SONORANT: "дағы", Sound.VOICED: "дағы",
        Sound.VOICELESS: "тағы",
    },
}  # fmt: skip
# The instrumental keeps е after every vowel.
_INSTRUMENTAL = {
    Sound.VOWEL: "мен", Sound.NASAL: "мен", Sound.SONORANT: "мен", Sound.VOICED: "бен", Sound.VOICELESS: "пен",
}  # fmt: skip
# After the possessive of the third person (-ы, -і, -сы, -сі) the endings begin with the pronominal н.
_POSSESSIVE_ENDINGS = {
    KazakhCase.GENITIVE: "ның",
    KazakhCase.DATIVE: "на",
    KazakhCase.ACCUSATIVE: "н",
    KazakhCase.LOCATIVE: "нда",
    KazakhCase.ABLATIVE: "нан",
    KazakhCase.ATTRIBUTIVE: "ндағы",
}
_TO_FRONT = str.maketrans("аықғ", "еікг")


def is_front(reading: str) -> bool:
    """Return whether the word, in lower case, takes the front endings (-де, -ге …)."""
    for word, front in HARMONY_EXCEPTIONS.items():
        if reading.endswith(word):
            return front
    if reading.endswith(("ь", *FRONT_CLUSTERS)):
        return True
    for position in range(len(reading) - 1, -1, -1):
        letter = reading[position]
        if letter in FRONT_VOWELS or letter == "и":
            return True
        if letter in BACK_VOWELS or (letter in "ую" and _stands_between_consonants(reading, position)):
            return False
    return False


def _stands_between_consonants(reading: str, position: int) -> bool:
    """Return whether the у of a loan is a full vowel, a back one (институт); elsewhere it is a glide (Атырау, елу)."""
    after = reading[position + 1 : position + 2]
    before = reading[position - 1 : position] if position else ""
    vowels = BACK_VOWELS | FRONT_VOWELS | GLIDES
    return after != "" and after not in vowels and before not in vowels


def last_sound(reading: str) -> Sound:
    """Return the kind of the last sound of a word in lower case; б, в, г, д at the end are heard
    voiceless (завод → т).
    """
    letter = reading.rstrip("ьъ")[-1:]
    if letter in "мнң":
        return Sound.NASAL
    if letter in GLIDES or letter in "рл":
        return Sound.SONORANT
    if letter in "жз":
        return Sound.VOICED
    if letter in BACK_VOWELS or letter in FRONT_VOWELS:
        return Sound.VOWEL
    return Sound.VOICELESS


def case_ending(reading: str, case: KazakhCase, *, possessive: bool = False) -> str:
    """Return the ending of the case after the word as heard: ("жеті", dative) → "ге"; possessive: ("ұйымы", locative) →
    "нда".

    The nominative has the empty ending. `reading` is in lower case.
    """
    if case is KazakhCase.NOMINATIVE:
        return ""
    if case is KazakhCase.INSTRUMENTAL:
        return _INSTRUMENTAL[last_sound(reading)]
    ending = _POSSESSIVE_ENDINGS[case] if possessive else _ENDINGS[case][last_sound(reading)]
    return ending.translate(_TO_FRONT) if is_front(reading) else ending


def ordinal_ending(reading: str) -> str:
    """Return the ending of an ordinal number: "бес" → "інші", "алты" → "ншы"; жиырма is irregular (жиырмасыншы)."""
    if reading == "жиырма":
        return "сыншы"
    ending = "ншы" if last_sound(reading) is Sound.VOWEL else "ыншы"
    return ending.translate(_TO_FRONT) if is_front(reading) else ending

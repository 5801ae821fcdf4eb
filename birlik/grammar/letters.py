"""Alphabetical order and search of Kazakh and Russian names without a collation of the database.

A sort key is a plain string whose order by code points (COLLATE "C", BINARY) is the order of the 42-letter Kazakh
alphabet. A folded text is what is compared in a search: without case, without the letters a Russian keyboard lacks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
LATIN = "abcdefghijklmnopqrstuvwxyz"

# A byte for each letter, between the figures and the end of ASCII: 26 Latin ones and 42 Cyrillic ones just fit. Keys
# that are short are read, compared and indexed sooner.
LETTER_KEYS = {letter: chr(ord("9") + place) for place, letter in enumerate(LATIN + ALPHABET, start=1)}
_ALPHABET_KEYS = {ord(letter): key for letter, key in LETTER_KEYS.items()}
_ORDERING_RU = {**_ALPHABET_KEYS, ord("ё"): _ALPHABET_KEYS[ord("е")]}  # Russian lists read ё as е
_OTHER = re.compile(r"[^\x00-\x7f]")
_NO_LETTERS = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"[0-9]+")
_MANY_DIGITS = 9

_FOLD_TABLE = str.maketrans("әғқңөұүһіё", "агкноуухие")
_WORD = re.compile(r"\w+")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
# Latin letters typed or scanned in place of the Cyrillic ones they look like. ə is the Latin schwa.
_LOOK_ALIKES = str.maketrans("ABCEHIKMOPTXYƏaceiopxyhkə", "АВСЕНІКМОРТХУӘасеіорхуһкә")


def sort_key(text: str, lang: str) -> str:
    """Return the key of a name in the order of the Kazakh alphabet (lang "kk", "en") or with ё read as е (lang "ru").

    Case, quotation marks and other signs do not count ("А.Байтұрсынов" = "А. Байтұрсынов"); a space comes before
    any letter, figures in numerical order before letters, Latin letters before Cyrillic ones; a letter with a mark
    stands where it stands without it (ü = u, ў = у), a letter of another script last.
    """
    plain = mended(unicodedata.normalize("NFC", text)).casefold()
    letters = _NO_LETTERS.sub(" ", unicodedata.normalize("NFC", plain)).strip()
    numbered_text = _DIGITS.sub(_by_size, letters)
    alphabet = _ORDERING_RU if lang == "ru" else _ALPHABET_KEYS
    return _OTHER.sub(lambda match: _base_letter(match[0], alphabet), numbered_text.translate(alphabet))


def _base_letter(letter: str, alphabet: Mapping[int, str]) -> str:
    base = unicodedata.normalize("NFD", letter)[0]
    return alphabet.get(ord(base), letter)


def _by_size(match: re.Match[str]) -> str:
    """Put the count of its figures before a number, so that school No 9 comes before No 12 (up to 9 figures)."""
    figures = match[0].lstrip("0")
    return f"{min(len(figures), _MANY_DIGITS)}{figures}"


def fold(text: str) -> str:
    """Return the text for a search: lower case, ә→а ғ→г қ→к ң→н ө→о ұ,ү→у һ→х і→и ё→е, Latin look-alikes made Cyrillic.

    Look-alikes are only replaced in a word that holds a Cyrillic letter; a foreign name stays Latin.
    Folding a folded text changes nothing.
    """
    lower_case = mended(unicodedata.normalize("NFC", text)).casefold()
    letters = mended(unicodedata.normalize("NFC", lower_case))
    return unicodedata.normalize("NFC", letters.translate(_FOLD_TABLE))


def mended(text: str) -> str:
    """Make Latin look-alikes Cyrillic in every word that holds a Cyrillic letter; other words stay as they are."""
    return _WORD.sub(lambda word: word[0].translate(_LOOK_ALIKES) if _CYRILLIC.search(word[0]) else word[0], text)

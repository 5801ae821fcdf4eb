"""Names as they should be written, and their keys for search and order, for a column of 600 thousand at once.

A plain Cyrillic word (nearly all of them) is put in order by column operations; the rest goes through the same rules
one different text at a time. Keys equal grammar.letters.fold and sort_key of the tidied names.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import polars as pl

from birlik.grammar.letters import ALPHABET, fold, mended, sort_key

LONGEST = 100  # characters of one name
SORTED_IN = "kk"
PARTICLES = frozenset({"ұлы", "қызы", "улы", "кызы", "оглы", "оғлы", "углы", "ұғлы", "гызы", "ұлі", "қізі"})
PLAIN = f"^[{ALPHABET}{ALPHABET.upper()}]{{2,{LONGEST}}}$"

LOOK_ALIKE, MIXED, SIGNS, INITIALS = "name.look_alike", "name.mixed", "name.signs", "name.initials"
LOST, LONG = "name.lost", "text.too_long"

_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼʻ`´′＇", "'"))
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−_", "-"))
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")
_WORD = re.compile(r"[^\s'-]+")
_HYPHENS = re.compile(r"[\s]*-[\s-]*")
_QUOTES = re.compile(r"'+")
_SPACES = re.compile(r"\s+")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024fƏə]")
_LOST_LETTER = re.compile(r"\ufffd|\?(?=[^\W\d_])")  # what stands where an encoding had no place for a Kazakh letter
_INITIAL = re.compile(r"(?:^|\s)\w\.|^\w$")

_FOLD_TABLE = {letter: fold(letter) for letter in ALPHABET if fold(letter) != letter}
_ORDER_TABLE = {letter: sort_key(letter, SORTED_IN) for letter in ALPHABET}


def tidy(text: str) -> tuple[str, frozenset[str]]:
    """Return the name as it is kept and what was found in it; tidying a tidied name changes nothing.

    Look-alike Latin letters inside Cyrillic words are made Cyrillic (LOOK_ALIKE), figures and signs go (SIGNS); only
    a first letter given instead of a name stays (INITIALS); other Latin letters in Cyrillic words stay (MIXED). Where
    letters were lost on the way nobody can tell the name (LOST).
    """
    codes = set()
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFC", text)).translate(_APOSTROPHES).translate(_DASHES)
    if _INITIAL.search(plain.strip()):
        codes.add(INITIALS)
    letters = "".join(sign if sign.isalpha() or unicodedata.combining(sign) else _sign_in_name(sign) for sign in plain)
    if _LOST_LETTER.search(plain):
        codes.add(LOST)
    elif re.sub(r"[\s.]", "", letters) != re.sub(r"[\s.]", "", plain):
        codes.add(SIGNS)
    line = _QUOTES.sub("'", _HYPHENS.sub("-", _SPACES.sub(" ", letters))).strip(" -'")
    cyrillic = mended(line)  # before the case changes: h is һ, but H is Н
    name = unicodedata.normalize("NFC", mended(_set_case(cyrillic)))
    if cyrillic != line:
        codes.add(LOOK_ALIKE)
    if any(_CYRILLIC.search(word) and _LATIN.search(word) for word in _WORD.findall(name)):
        codes.add(MIXED)
    if len(name) > LONGEST:
        codes.add(LONG)
        name = name[:LONGEST].strip(" -'")
    return name, frozenset(codes)


def _sign_in_name(sign: str) -> str:
    return sign if sign in "-'" else " " if sign.isspace() or sign in ".,;/" else ""


def _set_case(text: str) -> str:
    """Return a capital at the beginning of each part, "ұлы" and "қызы" after another word in small letters."""
    words = text.split(" ")
    return " ".join(
        word.lower() if place and word.lower() in PARTICLES else _WORD.sub(lambda part: _capital(part[0]), word)
        for place, word in enumerate(words)
    )


def _capital(word: str) -> str:
    first = word[0].upper()
    return (first if len(first) == 1 else word[0]) + word[1:].lower()


def table(texts: Iterable[pl.Series]) -> pl.DataFrame:
    """Return the columns raw, name, folded, ordered, found (codes with a comma between) of each different text.

    One line a text, in no order; null and blank texts are left out. `found` is "" for most.
    """
    raw = pl.concat(list(texts)).rename("raw").unique().drop_nulls().to_frame()
    texts_trim = raw.with_columns(pl.col("raw").str.strip_chars().alias("text")).filter(pl.col("text") != "")
    is_plain = pl.col("text").str.contains(PLAIN)
    return pl.concat([_plain_ones(texts_trim.filter(is_plain)), _others(texts_trim.filter(~is_plain))])


def _plain_ones(texts: pl.DataFrame) -> pl.DataFrame:
    small = pl.col("text").str.to_lowercase()
    name = pl.col("text").str.head(1).str.to_uppercase() + pl.col("text").str.slice(1).str.to_lowercase()
    return texts.select(
        "raw",
        name.alias("name"),
        small.str.replace_many(_FOLD_TABLE).alias("folded"),
        small.str.replace_many(_ORDER_TABLE).alias("ordered"),
        pl.lit("").alias("found"),
    )


def _others(texts: pl.DataFrame) -> pl.DataFrame:
    rows = [(raw, *tidy(text)) for raw, text in texts.select("raw", "text").iter_rows()]
    return pl.DataFrame(
        {
            "raw": [raw for raw, _name, _codes in rows],
            "name": [name for _raw, name, _codes in rows],
            "folded": [fold(name) for _raw, name, _codes in rows],
            "ordered": [sort_key(name, SORTED_IN) for _raw, name, _codes in rows],
            "found": [",".join(sorted(codes)) for _raw, _name, codes in rows],
        },
        schema=dict.fromkeys(("raw", "name", "folded", "ordered", "found"), pl.String),
    )

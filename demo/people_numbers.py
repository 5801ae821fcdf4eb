"""Numbers that can belong to nobody: IINs of people born in the 1800s, telephones of a code no operator has, cards.

All are unique over the union, though each body draws its own: the serial of an IIN modulo 64 is the number of the body,
cards and telephones continue from body to body.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from birlik.core.identifiers import FIRST_WEIGHTS, SECOND_WEIGHTS
from demo.apportion import Flags, Integers, Random
from demo.people_places import Days

BODIES = 64
SERIALS = 10_000 // BODIES
MAN, WOMAN = 1, 2  # the seventh digit of those born in the 1800s
TELEPHONED = 0.85
NO_OPERATOR = "+7799"  # 799 is given to no operator of Kazakhstan


def iins(random: Random, born: Days, woman: Flags, body: int) -> pl.Series:
    """Twelve digits each: year, month and day of birth, 1 or 2, a serial, the control digit; no two alike."""
    if body >= BODIES:
        raise ValueError(f"no serials are left for body {body}")
    prefix = _six(born) * 100_000 + np.where(woman, WOMAN, MAN) * 10_000 + body
    eleven = prefix + BODIES * random.integers(0, SERIALS, len(born))
    while len(bad := _unusable(eleven)):
        eleven[bad] = prefix[bad] + BODIES * random.integers(0, SERIALS, len(bad))
    return pl.Series(eleven * 10 + control_digits(eleven)).cast(pl.String).str.zfill(12)


def _six(born: Days) -> Integers:
    """YYMMDD as a number."""
    months = born.astype("datetime64[M]").astype(np.int64)
    days = (born - born.astype("datetime64[M]")).astype(np.int64) + 1
    return np.asarray((months // 12 + 1970) % 100 * 10_000 + (months % 12 + 1) * 100 + days)


def _unusable(eleven: Integers) -> Integers:
    """Positions of numbers that were there before, and of those that have no control digit."""
    _, first = np.unique(eleven, return_index=True)
    again = np.ones(len(eleven), dtype=np.bool_)
    again[first] = False
    return np.flatnonzero(again | (control_digits(eleven) < 0))


def control_digits(eleven: Integers) -> Integers:
    """The control digit of each number of eleven digits, -1 where none may be issued (core.identifiers)."""
    digits = eleven[:, None] // 10 ** np.arange(10, -1, -1) % 10
    first, second = (digits @ np.array(weights) % 11 for weights in (FIRST_WEIGHTS, SECOND_WEIGHTS))
    return np.asarray(np.where(first < 10, first, np.where(second < 10, second, -1)))


def cards(random: Random, count: int, start: int) -> pl.Series:
    """Seven digits, from `start` on in a random order."""
    return _seven(start + random.permutation(count))


def phones(random: Random, count: int, start: int) -> pl.Series:
    """International form; empty for those who gave none."""
    numbers = NO_OPERATOR + _seven(start + random.permutation(count))
    return numbers.set(pl.Series(random.random(count) >= TELEPHONED), "")


def _seven(numbers: Integers) -> pl.Series:
    return pl.Series(numbers).cast(pl.String).str.zfill(7)

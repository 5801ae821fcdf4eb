"""Sex, day of birth and day of joining. Women and people under 35 are exactly as many as every report says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from demo.apportion import Flags, Floats, Integers, Random
from demo.people_lives import PENSIONERS, STUDENTS, WORKING, Cells, Lives
from demo.people_places import Days
from demo.rows import REASONS

YOUNGEST = np.datetime64("2006-06-30")
YOUNG = np.datetime64("1991-01-02")  # the first birthday of those under 35 on 1 January 2026
OLDEST_WORKING = np.datetime64("1957-06-01")
PENSION_BORN = (np.datetime64("1940-01-01"), np.datetime64("1961-12-31"))
FOUNDED, LAST_OLD = np.datetime64("1992-01-01"), np.datetime64("2024-12-31")
GROWN = 18
RETIRING = (63, 61)  # men, women
COURSE = np.array([0.15, 0.3, 0.55])  # student members who began their course 3, 2, 1 years before 2025
TEMPORARY = (0.05, 0.008)  # young women, all others


@dataclass(slots=True)
class Traits:
    """Entry i is person i: `since` is the first day of the first membership."""

    woman: Flags
    born: Days
    since: Days
    temporary: Flags


def draw(random: Random, lives: Lives, cells: Cells, floor: Days) -> Traits:
    """Quotas first, then days that fit them."""
    young = _young(random, lives, cells)
    woman = _women(random, lives, cells)
    born, since = _working(random, lives, woman, young, floor)
    _students(random, lives, born, since, floor)
    _pensioners(random, lives, born, since, floor)
    joined = ~lives.old
    since[joined] = lives.on[joined]
    chance = np.where(woman & young, *TEMPORARY)
    settled = (lives.category == WORKING) & lives.old & (lives.second < 0) & (lives.last >= 0)
    return Traits(woman, born, since, settled & (random.random(len(lives)) < chance))


def pick(keys: Floats, groups: Integers, quotas: Integers) -> Flags:
    """Of each group (0 …, one number per entry) the `quotas[group]` entries with the smallest keys."""
    order = np.lexsort((keys, groups))
    sizes = np.bincount(groups, minlength=len(quotas))
    starts = np.cumsum(sizes) - sizes
    chosen = np.zeros(len(keys), dtype=np.bool_)
    place = np.arange(len(keys)) - np.repeat(starts, sizes)
    chosen[order] = place < np.repeat(quotas, sizes)
    return chosen


def _share(part: Integers, whole: Integers) -> Floats:
    return np.asarray(part / np.maximum(whole, 1))


def _young(random: Random, lives: Lives, cells: Cells) -> Flags:
    """Students all; of the working so many that the sum is the reported one, rather those who just came."""
    quota = cells["members_under_35"] - cells["members_students"]
    young = np.asarray(lives.category == STUDENTS)
    working = lives.category == WORKING
    stays = np.flatnonzero(working & (lives.last >= 0))
    young[stays] = pick(random.random(len(stays)) - 0.4 * ~lives.old[stays], lives.last[stays], quota)
    gone = np.flatnonzero(working & (lives.last < 0) & (lives.exit != REASONS.index("retirement")))
    chance = _share(quota, cells["members_working"])[lives.first[gone]]
    young[gone] = random.random(len(gone)) < chance
    return young


def _women(random: Random, lives: Lives, cells: Cells) -> Flags:
    quota = cells["members_women"]
    stays = lives.last >= 0
    woman = random.random(len(lives)) < _share(quota, cells["members_total"])[lives.first]
    woman[stays] = pick(random.random(int(stays.sum())), lives.last[stays], quota)
    return woman


def plus_years(days: Days, years: Integers | int) -> Days:
    """The same day `years` later by the mean year; exact to a day, which is enough here."""
    return days + np.floor(np.asarray(years) * 365.2425).astype(np.int64)


def _within(start: np.datetime64, end: np.datetime64, share: Floats) -> Days:
    days = int((end - start).astype(np.int64)) + 1
    return np.asarray(start + np.floor(days * share).astype(np.int64))


def _working(random: Random, lives: Lives, woman: Flags, young: Flags, floor: Days) -> tuple[Days, Days]:
    count = len(lives)
    born = np.where(
        young,
        _within(YOUNG, YOUNGEST, random.beta(1.3, 1.8, count)),
        _within(OLDEST_WORKING, YOUNG - 1, random.beta(1.9, 1.4, count)),
    )
    retired = lives.exit == REASONS.index("retirement")
    ages = np.where(woman, RETIRING[1], RETIRING[0])[retired]
    days = random.integers(1, 700, int(retired.sum()))
    born[retired] = plus_years(lives.on[retired], -ages) - days
    earliest = np.maximum(floor[lives.first], plus_years(born, GROWN))
    return born, _joined(random, earliest)


def _joined(random: Random, earliest: Days) -> Days:
    """Between the earliest day and the end of 2024, rather late than early."""
    days = (LAST_OLD - earliest).astype(np.float64)
    return np.asarray(LAST_OLD - np.floor(days * random.random(len(earliest)) ** 1.3).astype(np.int64))


def _students(random: Random, lives: Lives, born: Days, since: Days, floor: Days) -> None:
    """Joined in a September with 16 to 20 years, up to three years before."""
    where = np.flatnonzero(lives.category == STUDENTS)
    years = random.choice(len(COURSE), len(where), p=COURSE)
    starts: Days = np.array(["2022-09-01", "2023-09-01", "2024-09-01"], dtype="datetime64[D]")[years]
    starts = np.maximum(starts + random.integers(0, 60, len(where)), floor[lives.first[where]])
    starts = np.where(lives.old[where], starts, lives.on[where])
    since[where] = starts
    born[where] = plus_years(starts, -16) - random.integers(60, int(4.5 * 365), len(where))


def _pensioners(random: Random, lives: Lives, born: Days, since: Days, floor: Days) -> None:
    where = np.flatnonzero(lives.category == PENSIONERS)
    born[where] = _within(*PENSION_BORN, random.beta(2.5, 1.2, len(where)))
    since[where] = _joined(random, np.maximum(floor[lives.first[where]], FOUNDED))

"""The primary organisations as arrays: under whom, of what type, when opened, merged or split, how many workplaces."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from demo.apportion import Flags, Floats, Integers, Random, apportion
from demo.facts import NEWCOMER, UNION_TOTALS, Body, Place

TYPES = ("preschool", "school", "college", "university", "additional", "science", "administration", "other")
PRESCHOOL, SCHOOL, COLLEGE, UNIVERSITY, ADDITIONAL, SCIENCE, ADMINISTRATION, OTHER = range(8)
DRAWN = np.array([0.25, 0.625, 0.055, 0.004, 0.05, 0.001, 0.0, 0.015])  # the mix in a member organisation
SIZE_BY_TYPE = np.array([0.45, 1.15, 1.1, 3.5, 0.4, 0.6, 0.4, 0.35])

OPENED = {2024: 98, 2025: 154}  # in member organisations, without the newcomer and the parts split off
MERGED = {2024: 31, 2025: 46}
SPLIT_IN = ("astana-city", "mangystau")  # in 2025, one primary organisation each
KEPT_IN_MERGERS = 6  # workplaces of merged organisations that go on under the successor
EXTRA_WORKPLACES = UNION_TOTALS["workplaces"][0] - UNION_TOTALS["primary_organisations"][0]


@dataclass(slots=True)
class Forest:
    """Entry i of each array is primary organisation i; -1 and year 0 stand for "none"."""

    body: Integers
    district: Integers
    type: Integers
    weight: Floats
    opened: Integers  # year of opening when 2024 or 2025, 0 when earlier
    closed: Integers
    into: Integers  # the successor of one merged away
    source: Integers  # the one it was split off from, in 2025
    extra: Integers  # workplaces beyond the first on 1 January 2025
    extra_closed: Integers  # of these, closed in 2025
    kept: Flags  # merged away, its workplace goes on under the successor

    def reports(self, year: int) -> Integers:
        """Positions of those that exist at the end of `year` and report on it."""
        return np.flatnonzero((self.opened <= year) & ((self.closed == 0) | (self.closed > year)))

    def __len__(self) -> int:
        return len(self.body)


def grow(random: Random, bodies: tuple[Body, ...], places: dict[str, tuple[Place, ...]]) -> Forest:
    """Draw the tree; the numbers of primary organisations and workplaces are the published ones in both years."""
    starts, spans = district_ranges(bodies, places)
    standing = _standing(bodies)
    opened = {year: _spread(bodies, standing, count, opening=True) for year, count in OPENED.items()}
    merged = {year: _spread(bodies, standing, count, opening=False) for year, count in MERGED.items()}
    parts = []
    for index, body in enumerate(bodies):
        old = int(standing[index]) - int(opened[2024][index]) if body.kind == "member" else int(standing[index])
        years = np.repeat([0, 2024, 2025], [old, int(opened[2024][index]), int(opened[2025][index])])
        if body.code == NEWCOMER:
            years = np.array([2025])
        cities = np.array([place.city for place in places.get(body.code, ())], dtype=np.bool_)
        district = _districts(random, years, cities, starts[index], spans[index])
        parts.append(_grove(random, index, body, years, district))
    forest = _join(parts)
    for year in (2024, 2025):
        _merge(random, forest, year, merged[year])
    for code in SPLIT_IN:
        forest = _split(forest, next(i for i, body in enumerate(bodies) if body.code == code))
    _workplaces(random, forest)
    return forest


def district_ranges(bodies: tuple[Body, ...], places: dict[str, tuple[Place, ...]]) -> tuple[list[int], list[int]]:
    """First number and count of the districts of each body, numbered through in the order of the bodies."""
    spans = [len(places.get(body.code, ())) for body in bodies]
    return [sum(spans[:index]) for index in range(len(bodies))], spans


def _standing(bodies: tuple[Body, ...]) -> Integers:
    """Primary organisations of each body on 1 January 2025; those of cities are larger, so fewer."""
    fixed = np.array([0 if body.kind == "member" or body.code == NEWCOMER else body.primaries for body in bodies])
    cities = ("astana-city", "ustaz-almaty", "almaty-city", "shymkent")
    weights = [
        (body.size * (0.62 if body.code in cities else 1.0) if body.kind == "member" else 0.0) for body in bodies
    ]
    return fixed + apportion(UNION_TOTALS["primary_organisations"][0] - int(fixed.sum()), weights)


def _spread(bodies: tuple[Body, ...], standing: Integers, count: int, *, opening: bool) -> Integers:
    """Hand `count` openings or mergers to member organisations: the growing open more, the shrinking merge more."""
    weights = []
    for body, number in zip(bodies, standing.tolist(), strict=True):
        growing = body.working > 0
        factor = (2.0 if growing else 0.7) if opening else (0.6 if growing else 2.0)
        still = body.kind != "member" or body.working == 0
        weights.append(0.0 if still else number * factor)
    return apportion(count, weights)


def _districts(random: Random, years: Integers, cities: Flags, start: int, count: int) -> Integers:
    if not count:
        return np.full(len(years), -1, dtype=np.int64)
    sizes = apportion(len(years), random.gamma(8.0, 1.0, count) * np.where(cities, 2.6, 1.0))
    return start + random.permutation(np.repeat(np.arange(count), sizes))


def _grove(random: Random, index: int, body: Body, years: Integers, district: Integers) -> Forest:
    """The primary organisations of one body."""
    count = len(years)
    if body.kind == "member":
        kinds = random.choice(len(TYPES), size=count, p=DRAWN / DRAWN.sum())
        kinds[:3] = COLLEGE
        if district[0] >= 0:  # the education department of each district has its own
            kinds[np.unique(district, return_index=True)[1]] = ADMINISTRATION
            kinds[np.flatnonzero(kinds != ADMINISTRATION)[:3]] = COLLEGE
    else:
        kinds = np.full(count, TYPES.index(body.institution))
    weight = SIZE_BY_TYPE[kinds] * random.lognormal(0.0, 0.55, count)
    return Forest(
        np.full(count, index),
        district,
        kinds.astype(np.int64),
        weight,
        years.astype(np.int64),
        closed=np.zeros(count, dtype=np.int64),
        into=np.full(count, -1, dtype=np.int64),
        source=np.full(count, -1, dtype=np.int64),
        extra=np.zeros(count, dtype=np.int64),
        extra_closed=np.zeros(count, dtype=np.int64),
        kept=np.zeros(count, dtype=np.bool_),
    )


def _join(parts: list[Forest]) -> Forest:
    columns: dict[str, Any] = {
        field.name: np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Forest)
    }
    return Forest(**columns)


def _merge(random: Random, forest: Forest, year: int, counts: Integers) -> None:
    """Merge small schools and kindergartens into a neighbour of the same district and type.

    Those merged in 2024 are added by `_append_predecessor`, as they are not among the published 8,605.
    """
    for body in np.flatnonzero(counts).tolist():
        plain = (forest.opened == 0) & (forest.closed == 0) & (forest.source < 0) & (forest.body == body)
        taken = set(forest.into[forest.into >= 0].tolist())
        candidates = np.flatnonzero(plain & np.isin(forest.type, (PRESCHOOL, SCHOOL)))
        free = [i for i in random.permutation(candidates).tolist() if i not in taken]
        for _ in range(int(counts[body])):
            small, large = _neighbours(forest, free)
            free = [i for i in free if i not in (small, large)]
            if year == 2025:
                forest.closed[small], forest.into[small] = year, large
            else:
                _append_predecessor(forest, small)


def _neighbours(forest: Forest, free: list[int]) -> tuple[int, int]:
    """A small one of the first in `free` and another of its district and type: predecessor and successor."""
    for small in sorted(free[:15], key=lambda i: float(forest.weight[i])):
        for large in free:
            same = forest.district[large] == forest.district[small] and forest.type[large] == forest.type[small]
            if large != small and same:
                return small, large
    raise ValueError("no two primary organisations of one district and type are left to merge")


def _append_predecessor(forest: Forest, successor: int) -> None:
    """Add one that was merged into `successor` in 2024: it reports for neither year."""
    changes = {"weight": 0.3 * forest.weight[successor], "closed": 2024, "into": successor, "opened": 0}
    for field in fields(Forest):
        column = getattr(forest, field.name)
        value = changes.get(field.name, column[successor])
        setattr(forest, field.name, np.append(column, np.array([value], dtype=column.dtype)))


def _split(forest: Forest, body: int) -> Forest:
    """Halve the largest school of the body on the day it has two workplaces; its second half is a new organisation."""
    able = (forest.body == body) & (forest.type == SCHOOL) & (forest.opened == 0) & (forest.closed == 0)
    able[forest.into[forest.into >= 0]] = False
    whole = int(np.flatnonzero(able)[np.argmax(forest.weight[able])])
    forest.extra[whole] = 1
    _append_predecessor(forest, whole)
    forest.closed[-1], forest.into[-1], forest.opened[-1], forest.source[-1] = 0, -1, 2025, whole
    forest.extra[-1], forest.weight[-1] = 0, forest.weight[whole]
    return forest


def _workplaces(random: Random, forest: Forest) -> None:
    """Second workplaces: 42 on 1 January 2025, 22 a year later (closed ones, mergers that keep both, splits)."""
    plain = (forest.opened == 0) & (forest.closed == 0) & (forest.extra == 0) & (forest.district >= 0)
    plain[forest.into[forest.into >= 0]] = False
    plain[forest.source[forest.source >= 0]] = False
    splits = int((forest.source >= 0).sum())
    chosen = random.choice(np.flatnonzero(plain), size=EXTRA_WORKPLACES - splits, replace=False)
    forest.extra[chosen] = 1
    later = UNION_TOTALS["workplaces"][1] - UNION_TOTALS["primary_organisations"][1]
    ending = EXTRA_WORKPLACES - splits + KEPT_IN_MERGERS - later
    forest.extra_closed[chosen[:ending]] = 1
    merged = np.flatnonzero(forest.closed == 2025)
    forest.kept[random.choice(merged, size=KEPT_IN_MERGERS, replace=False)] = True

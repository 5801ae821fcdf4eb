"""Members at the end of each year and the flows between, primary organisation by primary organisation.

Arrays have one entry per primary organisation of the forest (all that ever were); those that do not report are 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from demo.apportion import Integers, Random, apportion, bounded, multinomial, shift
from demo.facts import NEWCOMER, UNION_TOTALS, YEARS, Body
from demo.rows import CATEGORIES, REASONS_OF
from demo.tree import COLLEGE, UNIVERSITY, Forest

SMALLEST = 3
LEAVING = {"working": 0.072, "students": 0.24, "pensioners": 0.1}  # yearly share of members who leave
MOVING = 0.06  # share of those leaving or coming who move inside the member organisation
# How members leave, by code of the body; "" is the rule, and was everywhere in 2024. Order of REASONS_OF.
REASON_MIX: dict[str, tuple[float, ...]] = {
    "": (0.60, 0.26, 0.08, 0.003, 0.057),
    "shymkent": (0.50, 0.40, 0.05, 0.003, 0.047),
    "zhambyl": (0.62, 0.09, 0.24, 0.003, 0.047),
    "north-kazakhstan": (0.82, 0.09, 0.04, 0.003, 0.047),
    "west-kazakhstan": (0.28, 0.14, 0.53, 0.003, 0.047),
    "zhetysu": (0.68, 0.25, 0.03, 0.003, 0.037),
    "ulytau": (0.86, 0.08, 0.03, 0.003, 0.027),
}
STUDENT_MIX = {"": (0.86, 0.08, 0.02, 0.04), "west-kazakhstan": (0.16, 0.78, 0.02, 0.04)}
PENSIONER_MIX = (0.3, 0.02, 0.68)
STUDENT_BODIES = {"west-kazakhstan": 4}  # colleges with student members, where few


@dataclass(slots=True)
class Flow:
    """One category in one year: opening + accepted + arrived = closing + departed + the sum of the reasons."""

    opening: Integers
    accepted: Integers
    arrived: Integers
    departed: Integers
    reasons: dict[str, Integers]
    closing: Integers

    @property
    def left(self) -> Integers:
        return self.departed + added(self.reasons.values())


def added(columns: Iterable[Integers]) -> Integers:
    """Columns of equal length added up, entry by entry."""
    return np.asarray(np.sum(list(columns), axis=0), dtype=np.int64)


Membership = dict[tuple[int, str], Flow]  # (year, category) → flow


def draw(random: Random, forest: Forest, bodies: tuple[Body, ...]) -> Membership:
    """Closings first, from the published totals down; openings follow from them, then the flows between."""
    result: Membership = {}
    sizes = working_sizes(bodies)
    for category in CATEGORIES:
        closing = {2024: np.zeros(len(forest), np.int64), 2025: np.zeros(len(forest), np.int64)}
        first = closing[2024].copy()
        for index, (body, size) in enumerate(zip(bodies, sizes.tolist(), strict=True)):
            where = np.flatnonzero(forest.body == index)
            totals = {"working": (size, size + body.working), "students": body.students}.get(category, body.pensioners)
            _close(random, forest, body, category, where, totals, closing, first)
        openings = {2024: first, 2025: on_new_borders(forest, closing[2024])}
        for year in YEARS:
            codes = [body.code if year == 2025 else "" for body in bodies]
            result[year, category] = _flow(random, forest, codes, category, openings[year], closing[year])
    return result


def on_new_borders(forest: Forest, values: Integers) -> Integers:
    """Values at the end of 2024 on the borders of a year later: mergers add up, a split halves an even value."""
    after = values.copy()
    merged = np.flatnonzero(forest.closed == 2025)
    np.add.at(after, forest.into[merged], values[merged])
    after[merged] = 0
    parts = np.flatnonzero(forest.source >= 0)
    after[parts] = values[forest.source[parts]] // 2
    after[forest.source[parts]] -= after[parts]
    return after


def make_even(forest: Forest, values: Integers, group: Integers, upper: Integers | None = None) -> None:
    """Make the values of organisations to be split even: one unit goes to or comes from another of the same group."""
    wholes = forest.source[forest.source >= 0]
    for whole in wholes.tolist():
        if values[whole] % 2:
            other = (forest.body[group] == forest.body[whole]) & ~np.isin(group, wholes) & (values[group] > 5)
            if upper is not None:
                other &= values[group] < upper[group]
            values[whole] -= 1
            values[group[other][0]] += 1


def working_sizes(bodies: tuple[Body, ...]) -> Integers:
    """Working members of each body on 1 January 2025: direct ones as listed, member organisations by weight."""
    fixed = np.array([body.size if body.kind == "direct" else 0 for body in bodies])
    weights = [body.size if body.kind == "member" else 0 for body in bodies]
    return fixed + apportion(UNION_TOTALS["members_working"][0] - int(fixed.sum()), weights)


def _close(
    random: Random,
    forest: Forest,
    body: Body,
    category: str,
    where: Integers,
    totals: tuple[int, int],
    closing: dict[int, Integers],
    first: Integers,
) -> None:
    """Fill the closings of both years and the opening of 2024 of one body and category."""
    old = where[np.isin(where, forest.reports(2024))]
    now = where[np.isin(where, forest.reports(2025))]
    if category == "working":
        least = np.full(len(forest), SMALLEST)
        _start_working(forest, old, totals[0], closing[2024])
    else:
        least = np.zeros(len(forest), np.int64)
        able = _with_others(random, forest, body, category, old)
        if len(able):
            closing[2024][able] = apportion(totals[0], forest.weight[able] * random.gamma(2.0, 1.0, len(able)))
    make_even(forest, closing[2024], old)
    opening = on_new_borders(forest, closing[2024])
    fresh = now[(opening[now] == 0) & (least[now] > 0)]
    closing[2025][fresh] = _new_sizes(random, forest, body, fresh)
    rest = now[opening[now] > 0]
    target = totals[1] - int(closing[2025][fresh].sum())
    closing[2025][rest] = _drift(random, opening[rest], target, least[rest])
    standing = old[(forest.opened[old] == 0) & (closing[2024][old] > 0)]
    growth = random.normal(0.006, 0.004)
    earlier = max(round(int(closing[2024][standing].sum()) * (1 - growth)), len(standing) * SMALLEST)
    first[standing] = _drift(random, closing[2024][standing], earlier, least[standing])


def _start_working(forest: Forest, old: Integers, total: int, closing: Integers) -> None:
    if len(old):
        closing[old] = SMALLEST + apportion(total - SMALLEST * len(old), forest.weight[old])


def _new_sizes(random: Random, forest: Forest, body: Body, fresh: Integers) -> Integers:
    if body.code == NEWCOMER:
        return np.full(len(fresh), body.working, dtype=np.int64)
    drawn = np.round(12 + 18 * forest.weight[fresh] * random.uniform(0.5, 1.2, len(fresh))).astype(np.int64)
    return np.asarray(np.clip(drawn, SMALLEST, 60))


def _with_others(random: Random, forest: Forest, body: Body, category: str, old: Integers) -> Integers:
    """Where students or pensioners are members: colleges and universities; a few primary organisations."""
    plain = old[(forest.closed[old] == 0) & (forest.opened[old] == 0) & ~np.isin(old, forest.source)]
    if category == "students":
        if not body.students[0]:
            return np.zeros(0, dtype=np.int64)
        able = plain[np.isin(forest.type[plain], (COLLEGE, UNIVERSITY))]
        count = STUDENT_BODIES.get(body.code, max(3, len(able) // 2))
        return np.asarray(np.sort(random.permutation(able)[:count]))
    return np.asarray(np.sort(random.permutation(plain)[: 5 if body.pensioners[0] else 0]))


def _drift(random: Random, base: Integers, total: int, least: Integers) -> Integers:
    """Values near `base`, together `total`: noise of a few per cent, a third unchanged, the balance spread thinly."""
    if not len(base):
        return base
    noise = random.normal(0.0, 0.03, len(base)) + random.normal(0.0, 0.1, len(base)) * (random.random(len(base)) < 0.03)
    noise[random.random(len(base)) < 0.3] = 0.0
    moved = np.maximum(base + np.round(base * noise).astype(np.int64), least)
    some = base * random.gamma(1.5, 1.0, len(base)) * (random.random(len(base)) < 0.5) + 1e-6 * base
    return shift(moved, total - int(moved.sum()), some, least)


def _flow(
    random: Random, forest: Forest, codes: list[str], category: str, opening: Integers, closing: Integers
) -> Flow:
    change = closing - opening
    rate = np.clip(random.normal(LEAVING[category], 0.02, len(forest)), 0.01, 0.5)
    left = np.maximum(random.binomial(opening, rate), -change).astype(np.int64)
    came = left + change
    departed, arrived = _transfers(random, forest, len(codes), left, came)
    kinds = REASONS_OF[category]
    mix = np.array([_mix(category, code) for code in codes])
    parts = multinomial(random, left - departed, mix[forest.body])
    reasons = {kind: parts[:, column] for column, kind in enumerate(kinds)}
    return Flow(opening, came - arrived, arrived, departed, reasons, closing)


def _mix(category: str, code: str) -> tuple[float, ...]:
    if category == "pensioners":
        return PENSIONER_MIX
    table = REASON_MIX if category == "working" else STUDENT_MIX
    return table.get(code, table[""])


def _transfers(
    random: Random, forest: Forest, bodies: int, left: Integers, came: Integers
) -> tuple[Integers, Integers]:
    """Who of those leaving and coming moved inside the same body: the two add up to the same in each."""
    departed = random.binomial(left, MOVING).astype(np.int64)
    arrived = random.binomial(came, MOVING).astype(np.int64)
    for index in range(bodies):
        where = np.flatnonzero(forest.body == index)
        common = min(int(departed[where].sum()), int(arrived[where].sum()))
        for flow in (departed, arrived):
            flow[where] = bounded(common, flow[where], flow[where])
    alone = np.bincount(forest.body, minlength=bodies)[forest.body] == 1
    departed[alone] = arrived[alone] = 0
    return departed, arrived

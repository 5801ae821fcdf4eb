"""Who joined, moved and left: the flows of the 2025 reports turned into single histories, exactly as many as reported.

Everything here is about one body (a member organisation, or one served directly); organisations are numbered inside it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from demo.apportion import Flags, Integers, Random
from demo.people_places import Days
from demo.rows import CATEGORIES, REASONS, REASONS_OF

Cells = dict[str, Integers]  # row code of the report → one value per primary organisation
WORKING, STUDENTS, PENSIONERS = range(len(CATEGORIES))
STAYS, DEPARTED = -1, len(REASONS)  # `exit`: -1 none, then the reasons in the order of REASONS, then "departed"
FIRST_DAY, LAST_DAY = np.datetime64("2025-01-02"), np.datetime64("2025-12-31")
SUMMER = (np.datetime64("2025-06-01"), np.datetime64("2025-08-31"))
AUTUMN = (np.datetime64("2025-08-20"), np.datetime64("2025-10-31"))
GRADUATION = (np.datetime64("2025-06-20"), np.datetime64("2025-07-10"))
IN_SEASON = 0.6


@dataclass(slots=True)
class Lives:
    """Entry i is one person: a membership in `first`, and in `second` (-1: none) from the day `on` of a transfer.

    `old`: a member before 2025. `arrived`: came by a transfer whose other side is not among these people. `on` is the
    day in 2025 of joining (not `old`), of moving or of leaving; NaT for those who were and stay members.
    """

    first: Integers
    second: Integers
    category: Integers
    exit: Integers
    old: Flags
    arrived: Flags
    on: Days

    @property
    def last(self) -> Integers:
        """The organisation on 1 January 2026, -1 for those who left."""
        return np.where(self.second >= 0, self.second, np.where(self.exit == STAYS, self.first, -1))

    def __len__(self) -> int:
        return len(self.first)


def draw(random: Random, cells: Cells, opened: Days) -> Lives:
    """One life per person of the opening and per person accepted, or arrived from nobody in the same body."""
    parts = [part for number in range(len(CATEGORIES)) for part in _category(random, cells, number)]
    lives = Lives(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Lives)))
    _days(random, lives, opened)
    return lives


def _category(random: Random, cells: Cells, number: int) -> list[Lives]:
    category = CATEGORIES[number]
    everywhere = np.arange(len(cells[f"opening_{category}"]))

    def people(line: str) -> Integers:
        return np.repeat(everywhere, cells[f"{line}_{category}"])

    reasons = [reason for reason in REASONS if reason in REASONS_OF[category]]
    gone = sum((cells[f"left_{reason}_{category}"] for reason in reasons), cells[f"departed_{category}"])
    sources, targets, alone_out, alone_in = pair(random, people("departed"), people("arrived"))
    stayed = np.repeat(everywhere, cells[f"opening_{category}"] - gone)
    return [
        _lives(stayed, number),
        *(_lives(people(f"left_{reason}"), number, exit_=REASONS.index(reason)) for reason in reasons),
        _lives(sources, number, second=targets, exit_=DEPARTED),
        _lives(alone_out, number, exit_=DEPARTED),
        _lives(people("accepted"), number, old=False),
        _lives(alone_in, number, old=False, arrived=True),
    ]


def _lives(
    first: Integers,
    category: int,
    *,
    second: Integers | None = None,
    exit_: int = STAYS,
    old: bool = True,
    arrived: bool = False,
) -> Lives:
    count = len(first)
    return Lives(
        first,
        np.full(count, -1) if second is None else second,
        np.full(count, category),
        np.full(count, exit_),
        np.full(count, old),
        np.full(count, arrived),
        np.full(count, np.datetime64("NaT"), dtype="datetime64[D]"),
    )


def pair(random: Random, left: Integers, came: Integers) -> tuple[Integers, Integers, Integers, Integers]:
    """Join departures and arrivals so that nobody moves to where they were.

    Returns from where and to where the pairs move, then the departed and the arrived left over. All are shuffled, then
    clashes are exchanged with others; what cannot be exchanged stays unpaired.
    """
    left, came = random.permutation(left), random.permutation(came)
    common = min(len(left), len(came))
    source, target = left[:common], came[:common]
    for clash in np.flatnonzero(source == target).tolist():
        fits = np.flatnonzero((source != target[clash]) & (target != source[clash]))
        if source[clash] == target[clash] and len(fits):
            other = fits[0]
            target[clash], target[other] = target[other], target[clash]
    ok = source != target
    return source[ok], target[ok], np.append(source[~ok], left[common:]), np.append(target[~ok], came[common:])


def _days(random: Random, lives: Lives, opened: Days) -> None:
    """Days of 2025: most people leave in summer and join in autumn, students leave on finishing their course.

    Nobody leaves or joins before the organisation exists: one opened in 2025 has its first members that day.
    """
    moved = lives.second >= 0
    joined = ~lives.old
    happens = joined | (lives.exit != STAYS)
    graduated = lives.exit == REASONS.index("graduation")
    season = random.random(len(lives)) < IN_SEASON
    day = between(random, np.full(len(lives), FIRST_DAY), np.full(len(lives), LAST_DAY))
    for where, (start, end) in (
        (season & joined, AUTUMN),
        (season & ~joined, SUMMER),
        (graduated, GRADUATION),
    ):
        day[where] = between(random, np.full(int(where.sum()), start), np.full(int(where.sum()), end))
    earliest = np.maximum(opened[lives.first] + ~joined, FIRST_DAY)
    earliest[moved] = np.maximum(earliest[moved], opened[lives.second[moved]])
    early = day < earliest
    day[early] = between(random, earliest[early], np.full(int(early.sum()), LAST_DAY))
    lives.on[happens] = day[happens]


def between(random: Random, start: Days, end: Days, power: float = 1.0) -> Days:
    """A day of [start, end] each; with a power over 1 rather an early one."""
    days = (end - start).astype(np.int64) + 1
    return start + np.floor(days * random.random(len(start)) ** power).astype(np.int64)

"""Work and offices: positions by type of institution, and the elected bodies exactly as large as reported."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import yaml

from demo.apportion import Flags, Integers, Random
from demo.people_ages import Traits
from demo.people_lives import WORKING, Cells, Lives, between
from demo.people_places import Days, Places
from demo.rows import REASONS

FILE = Path(__file__).parent / "positions.yaml"
LANGUAGES = ("kk", "ru")
ELSEWHERE = 0.25  # of a primary organisation with two workplaces, in the second
ENDED = tuple(REASONS.index(reason) for reason in ("employment", "retirement"))  # left the work as well as the union
SEATS = {  # body of the registry → row of the report
    "chair": "chairs",
    "committee": "committee_members",
    "audit_commission": "audit_commission_members",
    "conciliation_commission": "conciliation_commission_members",
    "inspector": "technical_inspectors",
}
ELECTIONS = (np.datetime64("2021-09-15"), np.datetime64("2025-11-30"))  # terms of five years


@cache
def positions(kind: str) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], tuple[float, ...]]:
    """Positions of a type of institution, in Kazakh and in Russian, and their shares."""
    rows = [line.split("|") for line in yaml.safe_load(FILE.read_text(encoding="utf-8"))[kind].splitlines()]
    kk, ru = (tuple(row[column].strip() for row in rows) for column in (0, 1))
    weights = np.array([float(row[2]) for row in rows])
    return (kk, ru), tuple((weights / weights.sum()).tolist())


def employments(
    random: Random, lives: Lives, traits: Traits, here: Integers, places: Places, workplace_since: Days, language: str
) -> pl.DataFrame:
    """person, workplace, position, institution_type, since, until of those who work, at their last workplace.

    `here`: the numbers of the body's organisations in `places`.
    """
    who = np.flatnonzero(lives.category == WORKING)
    last = np.where(lives.second[who] >= 0, lives.second[who], lives.first[who])
    since = np.where(lives.second[who] >= 0, lives.on[who], traits.since[who])
    main, second = places.main[here][last], places.second[here][last]
    other = (second >= 0) & (random.random(len(who)) < ELSEWHERE) & (workplace_since[second] <= since)
    workplace = np.where(other, second, main)
    since = np.maximum(since, np.where(workplace >= 0, workplace_since[workplace], since))
    ended = np.isin(lives.exit[who], ENDED)
    types = np.array([places.types[place] for place in here.tolist()])[last]
    return pl.DataFrame(
        {
            "person": who,
            "workplace": workplace,
            "position": _positions(random, types, language),
            "institution_type": types,
            "since": since,
            "until": np.where(ended, lives.on[who], np.datetime64("NaT")),
        }
    )


def _positions(random: Random, types: np.ndarray[tuple[int], np.dtype[np.str_]], language: str) -> pl.Series:
    column = LANGUAGES.index(language)
    words: list[str] = []
    index = np.zeros(len(types), dtype=np.int64)
    for kind in np.unique(types).tolist():
        names, shares = positions(kind)
        here = types == kind
        index[here] = len(words) + random.choice(len(shares), int(here.sum()), p=shares)
        words += names[column]
    return pl.Series(words, dtype=pl.String)[pl.Series(index)]


def mandates(random: Random, lives: Lives, traits: Traits, cells: Cells) -> pl.DataFrame:
    """person, organisation (inside the body), seat, paid, since: all open on 1 January 2026.

    Offices go round the members of an organisation, the working first, so that in a small one a person holds several.
    """
    who = np.flatnonzero(lives.last >= 0)
    last = lives.last[who]
    away = (lives.category[who] != WORKING) | traits.temporary[who]
    new = ~lives.old[who] | (lives.second[who] >= 0)
    order = who[np.lexsort((random.random(len(who)), new, away, last))]
    sizes = np.bincount(last, minlength=len(cells["chairs"]))
    starts = np.cumsum(sizes) - sizes
    offset, frames = np.zeros(len(sizes), dtype=np.int64), []
    for seat, row in SEATS.items():
        count = cells[row]
        place = np.repeat(np.arange(len(count)), count)
        turn = np.arange(len(place)) - np.repeat(np.cumsum(count) - count, count)
        person = order[starts[place] + (offset[place] + turn) % sizes[place]]
        paid = np.repeat(cells["chairs_paid"], count) > 0 if seat == "chair" else np.zeros(len(place), dtype=np.bool_)
        frames.append(_seat(random, lives, traits, seat, person, place, paid))
        if seat != "chair":  # the chair sits on the committee as well
            offset += count
    return pl.concat(frames)


def _seat(
    random: Random, lives: Lives, traits: Traits, seat: str, person: Integers, place: Integers, paid: Flags
) -> pl.DataFrame:
    came = np.where(lives.second[person] >= 0, lives.on[person], traits.since[person])
    elected = between(random, np.full(len(person), ELECTIONS[0]), np.full(len(person), ELECTIONS[1]))
    since = np.maximum(elected, came)
    return pl.DataFrame({"person": person, "organisation": place, "paid": paid, "since": since}).select(
        "person", "organisation", pl.lit(seat).alias("body"), "paid", "since"
    )

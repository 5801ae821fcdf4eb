"""The members of the demonstration union, one by one: `people(union, bodies)` makes them body by body.

They add up to the reports of 2025 exactly: headcounts of both first of Januaries, every flow between, women, those
under 35, elected bodies. The numbers are drawn from streams of their own, one a body, so that the tree and the reports
stay as they are, and a body has the same people whether it is made alone or with all others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from demo import facts, people_ages, people_lives, people_names, people_numbers, people_offices
from demo.apportion import Integers, Random
from demo.model import DemoUnion
from demo.notes import language
from demo.people_ages import Traits
from demo.people_lives import DEPARTED, STAYS, Cells, Lives
from demo.people_places import YEAR, Days, Places, places
from demo.rows import REASONS, ROW_CODES

STREAM = 3  # apart from the draws of the tree and the reports
REGION = "aktobe"
CATEGORIES = ("working", "student", "pensioner", "temporary")
TEMPORARY = CATEGORIES.index("temporary")
EXITS = (*REASONS, "departed", "")  # the last one is that of an open span


@dataclass(frozen=True, slots=True)
class People:
    """All people of one body, as frames; `person` counts from 0 in each body.

    `organisation` is a row of the reports of 2025, `workplace` a position in `DemoUnion.workplaces`; -1: none.
      persons      iin, surname, given, patronymic, sex, born, phone, card, fold_key, given_key, sort_key,
                   organisation and category (of the membership on 1 January 2026; -1 and "" when it has ended)
      spans        person, organisation, category, since, until, entry, exit, sex, born, transfer (-1: none);
                   sorted by person and day
      transfers    source (row of `spans`), target, category, on: row i is transfer i of `spans`
      employments  person, workplace, position, institution_type, since, until
      mandates     person, organisation, body, paid, since
    """

    body: str
    persons: pl.DataFrame
    spans: pl.DataFrame
    transfers: pl.DataFrame
    employments: pl.DataFrame
    mandates: pl.DataFrame


def bodies_of(members: str) -> tuple[str, ...]:
    """Whose members are made: "none", "region" (one digitised organisation), or "full"."""
    return {"none": (), "region": (REGION,), "full": tuple(body.code for body in facts.bodies())}[members]


def people(union: DemoUnion, bodies: Iterable[str]) -> Iterator[People]:
    """The people of the bodies with these codes, in the order of the facts. About 90 thousand at most are in memory."""
    tree, wanted = places(union), frozenset(bodies)
    since = np.array([one.since for one in union.workplaces], dtype="datetime64[D]")
    start = 0
    for number, body in enumerate(facts.bodies()):
        here = tree.of(number)
        cells = {code: union.reports[YEAR].column(code)[here] for code in ROW_CODES}
        if body.code in wanted:
            random = np.random.default_rng([union.seed, STREAM, number])
            yield _of_body(random, body, number, start, cells, tree, here, since)
        start += sum(int(cells[f"{line}_total"].sum()) for line in ("opening", "accepted", "arrived"))


def _of_body(
    random: Random,
    body: facts.Body,
    number: int,
    start: int,
    cells: Cells,
    tree: Places,
    here: Integers,
    workplace_since: Days,
) -> People:
    lives = people_lives.draw(random, cells, tree.opened[here])
    traits = people_ages.draw(random, lives, cells, tree.floor[here])
    spans, transfers = _spans(lives, traits, here)
    work = people_offices.employments(random, lives, traits, here, tree, workplace_since, language(body))
    mandates = people_offices.mandates(random, lives, traits, cells)
    count = len(lives)
    names = people_names.draw(random, body.region, traits.woman)
    numbers = pl.DataFrame(
        {
            "iin": people_numbers.iins(random, traits.born, traits.woman, number),
            "card": people_numbers.cards(random, count, start),
            "phone": people_numbers.phones(random, count, start),
        }
    )
    persons = pl.concat([numbers, names, _persons(lives, traits, here)], how="horizontal")
    placed = mandates.with_columns(organisation=pl.Series(here[mandates["organisation"].to_numpy()]))
    return People(body.code, persons, spans, transfers, work, placed)


def _categories(lives: Lives, traits: Traits) -> pl.Series:
    return pl.Series(CATEGORIES)[pl.Series(np.where(traits.temporary, TEMPORARY, lives.category))]


def _sexes(traits: Traits) -> pl.Series:
    return pl.Series(["m", "f"])[pl.Series(traits.woman.astype(np.int64))]


def _persons(lives: Lives, traits: Traits, here: Integers) -> pl.DataFrame:
    last = lives.last
    gone = pl.Series(last < 0)
    return pl.DataFrame(
        {
            "sex": _sexes(traits),
            "born": traits.born,
            "organisation": np.where(last >= 0, here[last], -1),
            "category": _categories(lives, traits).set(gone, ""),
        }
    )


def _spans(lives: Lives, traits: Traits, here: Integers) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Memberships and the transfers between them."""
    count = len(lives)
    category, sex = _categories(lives, traits), _sexes(traits)
    moved = np.flatnonzero(lives.second >= 0)
    transfer = np.full(count, -1)
    transfer[moved] = np.arange(len(moved))
    ended = lives.exit != STAYS
    entry = np.where(lives.arrived, "arrived", "accepted")
    first = pl.DataFrame(
        {
            "person": np.arange(count),
            "organisation": here[lives.first],
            "category": category,
            "since": traits.since,
            "until": np.where(ended, lives.on, np.datetime64("NaT")),
            "entry": entry,
            "exit": pl.Series(EXITS)[pl.Series(np.where(ended, lives.exit, DEPARTED + 1))],
            "sex": sex,
            "born": traits.born,
            "transfer": transfer,
        }
    )
    who = pl.Series(moved)
    second = first[who].with_columns(
        organisation=pl.Series(here[lives.second[moved]]),
        since=pl.Series(lives.on[moved]),
        until=pl.lit(None, dtype=pl.Date),
        entry=pl.lit("arrived"),
        exit=pl.lit(""),
    )
    spans = pl.concat([first, second]).sort("person", "since")
    transfers = pl.DataFrame(
        {
            "source": np.flatnonzero((spans["exit"] == "departed").to_numpy() & (spans["transfer"] >= 0).to_numpy()),
            "target": here[lives.second[moved]],
            "category": category[who],
            "on": lives.on[moved],
        }
    )
    return spans, transfers

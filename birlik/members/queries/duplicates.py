"""Rows that may be one and the same person, found over a whole place at once.

The number alone tells people apart and is unique, so a pair has different numbers, or one has none. Each rule keeps
the rows that share its key with somebody before any two are compared: 600 thousand rows take a few seconds.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import polars as pl
from django.core.cache import cache
from django.db import connection
from rapidfuzz.distance import OSA

from birlik.db import bulk
from birlik.members.enums import PersonState
from birlik.members.models import PersonPair
from birlik.members.queries.people_list import MemberScope
from birlik.orgs import queries as orgs

SECONDS_IN_CACHE = 600  # seconds that found pairs are remembered
MOST = 500  # pairs kept, the likeliest first
COMMON = 12  # people of one key: so many are a coincidence of common names, or a telephone of an office
NEAR_DIGITS = 2  # of two numbers that differ in so many digits one was perhaps mistyped

SCHEMA = {
    "id": pl.Int64, "iin": pl.String, "born": pl.String, "phone": pl.String, "place": pl.Int64, "name": pl.String,
}  # fmt: skip
PAIR = {"first": pl.Int64, "second": pl.Int64, "why": pl.String, "weight": pl.Int64}


class Why(StrEnum):
    """What two rows have in common, the likeliest duplicates first."""

    NO_NUMBER = "no_number"  # name and birthday, and one has no number
    MISTYPED = "mistyped"  # name and birthday, and numbers a digit or two apart
    TURNED = "turned"  # name, and a birthday with day and month changed over
    NEAR = "near"  # birthday and organisation, and names one letter apart
    PHONE = "phone"  # telephone and given name
    NAMESAKE = "namesake"  # name and birthday, but quite different numbers


WEIGHT = {why: weight for weight, why in enumerate(Why)}


@dataclass(frozen=True, slots=True)
class Pair:
    first: int
    second: int
    why: Why


def remembered_pairs(place: MemberScope) -> list[Pair] | None:
    """Return what the last search found, while it is fresh; without pairs that were told apart since."""
    pairs = cache.get(_key(place))
    return None if pairs is None else _drop_decided(pairs)


def search(place: MemberScope, *, on: date) -> list[Pair]:
    """Return pairs of active people of the place, the likeliest first, at most MOST; remembered for ten minutes."""
    people = _people(place)
    parents = orgs.parents(on)
    branches = pl.DataFrame(
        {"place": list(parents), "branch": list(parents.values())}, schema={"place": pl.Int64, "branch": pl.Int64}
    )
    people = people.join(branches, on="place", how="left")
    pairs = pl.concat([_same_name(people), _swapped_birthdays(people), _near(people), _same_phone(people)])
    pairs = pairs.sort("weight", "first", "second").unique(["first", "second"], keep="first", maintain_order=True)
    rows = pairs.select("first", "second", "why").head(MOST + PersonPair.objects.count()).rows()
    undecided_pairs = _drop_decided([Pair(first, second, Why(why)) for first, second, why in rows])[:MOST]
    cache.set(_key(place), undecided_pairs, SECONDS_IN_CACHE)
    return undecided_pairs


def _key(place: MemberScope) -> str:
    return f"members-duplicates-{place.organisation.pk}-{'all' if place.ids is None else hash(place.ids)}"


def _drop_decided(pairs: Sequence[Pair]) -> list[Pair]:
    decided_pairs = set(PersonPair.objects.values_list("first_id", "second_id"))
    return [pair for pair in pairs if (pair.first, pair.second) not in decided_pairs]


def _people(place: MemberScope) -> pl.DataFrame:
    """Return active people, each at the organisation of the last membership."""
    last = "SELECT m.organisation_id FROM members_membership m WHERE m.person_id = p.id ORDER BY m.since DESC LIMIT 1"
    columns = f"p.id, p.iin, p.born, p.phone, coalesce(p.organisation_id, ({last})) AS place, p.fold_key AS name"
    sql = f"SELECT {columns} FROM members_person p WHERE p.state = '{PersonState.ACTIVE.value}'"  # noqa: S608
    if place.ids is None:
        return bulk.read(sql, schema=SCHEMA)
    among, numbers = "= ANY(%s)", list(place.ids)
    params: list[Any] = [numbers, numbers]
    if connection.vendor == "sqlite":
        among, params = "IN (SELECT value FROM json_each(%s))", [json.dumps(numbers)] * 2
    near = f"{sql} AND (p.organisation_id {among} OR p.organisation_id IS NULL)"
    return bulk.read(f"SELECT * FROM ({near}) AS near WHERE place {among}", params, schema=SCHEMA)  # noqa: S608


def _pairs(people: pl.DataFrame, *key: str) -> pl.DataFrame:
    """Return every two rows that share the key, once, the smaller id first; of keys that few share."""
    rows_of_key = people.filter(
        pl.all_horizontal(pl.col(one).is_not_null() & (pl.col(one).cast(pl.String) != "") for one in key)
    )
    rows_of_key = rows_of_key.filter(pl.len().over(key).is_between(2, COMMON))
    both = rows_of_key.join(rows_of_key, on=list(key), suffix="_2")
    return both.filter(pl.col("id") < pl.col("id_2"))


def _give_reason(pairs: pl.DataFrame, why: pl.Expr) -> pl.DataFrame:
    return pairs.select(pl.col("id").alias("first"), pl.col("id_2").alias("second"), why.alias("why")).with_columns(
        weight=pl.col("why").replace_strict(WEIGHT, return_dtype=pl.Int64)
    )


def _same_name(people: pl.DataFrame) -> pl.DataFrame:
    pairs = _pairs(people, "name", "born")
    unlike = pl.sum_horizontal(
        (pl.col("iin").str.slice(at, 1) != pl.col("iin_2").str.slice(at, 1)).cast(pl.Int64) for at in range(12)
    )
    lacks_iin = (pl.col("iin") == "") | (pl.col("iin_2") == "")
    why = (
        pl.when(lacks_iin).then(pl.lit(Why.NO_NUMBER.value))
        .when(unlike <= NEAR_DIGITS).then(pl.lit(Why.MISTYPED.value))
        .otherwise(pl.lit(Why.NAMESAKE.value))
    )  # fmt: skip
    return _give_reason(pairs, why)


def _swapped_birthdays(people: pl.DataFrame) -> pl.DataFrame:
    """Find birthdays with day and month changed over, which only days up to the 12th survive."""
    born = pl.col("born")
    year, month, day = born.str.slice(0, 4), born.str.slice(5, 2), born.str.slice(8, 2)
    able = people.filter((day <= "12") & (day != month) & (pl.col("name") != ""))
    either = pl.concat_str([year, pl.min_horizontal(month, day), pl.max_horizontal(month, day)])
    pairs = _pairs(able.with_columns(either=either), "name", "either")
    return _give_reason(pairs.filter(born != pl.col("born_2")), pl.lit(Why.TURNED.value))


def _near(people: pl.DataFrame) -> pl.DataFrame:
    slim = people.select("id", "name", "born", "branch").with_columns(length=pl.col("name").str.len_chars())
    pairs = _pairs(slim, "branch", "born")
    alike = (
        ((pl.col("length").cast(pl.Int64) - pl.col("length_2").cast(pl.Int64)).abs() <= 1)
        & (pl.col("name") != pl.col("name_2"))
        & (
            (pl.col("name").str.slice(0, 3) == pl.col("name_2").str.slice(0, 3))
            | (pl.col("name").str.slice(-3) == pl.col("name_2").str.slice(-3))
        )
    )
    pairs = pairs.filter(alike)
    names = pairs.select("name", "name_2").iter_rows()
    is_mistake = [OSA.distance(one, other, score_cutoff=1) == 1 for one, other in names]
    return _give_reason(pairs.filter(pl.Series(is_mistake, dtype=pl.Boolean)), pl.lit(Why.NEAR.value))


def _same_phone(people: pl.DataFrame) -> pl.DataFrame:
    given = pl.col("name").str.splitn(" ", 3).struct.field("field_1").alias("given")
    return _give_reason(
        _pairs(people.filter(pl.col("phone") != "").with_columns(given), "phone", "given"), pl.lit(Why.PHONE.value)
    )

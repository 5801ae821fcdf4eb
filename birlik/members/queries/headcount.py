"""How many members there are on a day, by organisation and indicator of the registry.

An indicator's conditions become one `COUNT(*) FILTER` each, of one GROUP BY over a covering index; their values are
parameters. Nothing of the rulebook reaches the database as text.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import polars as pl
from django.db import connection

from birlik.core import bulk
from birlik.members.indicators import HEADCOUNT, MANDATE, Indicator, registry
from birlik.members.queries import nodes

KEY = "organisation"
Params = list[Any]

MEMBERS = 'FROM "members_membership" m'
MANDATES = """FROM "members_mandate" m
    JOIN "orgs_organisation" o ON o."id" = m."organisation_id" AND o."kind" = 'primary'"""
HOLDS = 'm."since" <= %s AND (m."until" IS NULL OR m."until" > %s)'


def counts(on: date, organisations: Collection[int] | None = None) -> pl.DataFrame:
    """One row per primary organisation that has members, or officers, on the day: `organisation` (id) and one Int64
    column per indicator of the kinds headcount and mandate; in the order of ids, a zero where there is nobody.

    `organisations`: only these ids; None for all of the union.
    """
    wanted = registry()
    members = heads(on, wanted.of(HEADCOUNT), organisations)
    officers = _grouped(MANDATES, on, wanted.of(MANDATE), organisations)
    return beside([members, officers])


def at_nodes(on: date, tree: date | None = None) -> pl.DataFrame:
    """The same at every node of the tree as of the day `tree` (the same day unless it is said)."""
    return nodes.add_up(counts(on), tree or on)


def heads(on: date, wanted: Sequence[Indicator], organisations: Collection[int] | None = None) -> pl.DataFrame:
    """Members on a day by these indicators only."""
    return _grouped(MEMBERS, on, wanted, organisations)


def reached(on: date, years: int) -> date:
    """Who was born later has not reached the age on this day. Of a 29 February that is none, the day before."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return date(on.year - years, 2, 28)


def among(organisations: Collection[int] | None) -> tuple[str, Params]:
    """ " AND …" for the organisations asked for, as one parameter however many they are."""
    if organisations is None:
        return "", []
    if connection.vendor == "postgresql":
        return ' AND m."organisation_id" = ANY(%s)', [list(organisations)]
    return ' AND m."organisation_id" IN (SELECT "value" FROM json_each(%s))', [str(list(organisations))]


def _grouped(source: str, on: date, wanted: Sequence[Indicator], organisations: Collection[int] | None) -> pl.DataFrame:
    columns, params = [], []
    for indicator in wanted:
        condition, values = _condition(indicator, on)
        columns.append(f"COUNT(*) FILTER (WHERE {condition})" if condition else "COUNT(*)")
        params += values
    narrowed, ids = among(organisations)
    sql = (
        f'SELECT m."organisation_id", {", ".join(columns)} {source} '
        f'WHERE {HOLDS}{narrowed} GROUP BY m."organisation_id"'
    )
    day = on.isoformat()
    schema = dict.fromkeys((KEY, *(indicator.code for indicator in wanted)), pl.Int64)
    return bulk.read(sql, [*params, day, day, *ids], schema=schema)


def _condition(indicator: Indicator, on: date) -> tuple[str, Params]:
    parts: list[str] = []
    params: Params = []
    if indicator.category:
        parts.append(f'm."category" IN ({", ".join(["%s"] * len(indicator.category))})')
        params += indicator.category
    if indicator.sex:
        parts.append('m."sex" = %s')
        params.append(indicator.sex)
    if indicator.younger_than is not None:
        parts.append('m."born" > %s')
        params.append(reached(on, indicator.younger_than).isoformat())
    if indicator.body:
        parts.append('m."body" = %s')
        params.append(indicator.body)
    if indicator.paid is not None:
        parts.append('m."paid"' if indicator.paid else 'NOT m."paid"')
    return " AND ".join(parts), params


def beside(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Frames of the same organisations side by side; who is missing in one has zeros there."""
    together = frames[0]
    for frame in frames[1:]:
        together = together.join(frame, on=KEY, how="full", coalesce=True)
    return together.with_columns(pl.exclude(KEY).fill_null(0)).sort(KEY)

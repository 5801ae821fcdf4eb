"""How many members there are on a day, by organisation and indicator of the registry."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import polars as pl

from birlik.members.indicators import HEADCOUNT, MANDATE, Indicator, indicator_set
from birlik.members.queries import nodes
from birlik.members.queries.counting import Condition, Count, all_of, join_frames, one_of

MEMBERS = 'FROM "members_membership" m'
MANDATES = """FROM "members_mandate" m
    JOIN "orgs_organisation" o ON o."id" = m."organisation_id" AND o."kind" = 'primary'
        AND m."annulled_at" IS NULL"""
HOLDS = 'm."since" <= %s AND (m."until" IS NULL OR m."until" > %s)'


def counts(on: date, organisations: Collection[int] | None = None) -> pl.DataFrame:
    """Return one row per primary organisation that has members, or officers, on the day: `organisation` (id) and one
    Int64 column per indicator of the kinds headcount and mandate; in the order of ids, a zero where there is
    nobody.

    `organisations`: only these ids; None for all of the union.
    """
    indicators = indicator_set()
    both = members(on, indicators.of(HEADCOUNT)), officers(on)
    return join_frames([one.by_organisation(organisations) for one in both if one.columns])


def at_nodes(on: date, tree: date | None = None) -> pl.DataFrame:
    """Return the same columns at every node of the tree as of the day `tree` (the same day unless it is said)."""
    return nodes.add_up(counts(on), tree or on)


def heads(on: date, indicators: Sequence[Indicator], organisations: Collection[int] | None = None) -> pl.DataFrame:
    """Return members on a day: `organisation` and one Int64 column for each of these indicators."""
    return members(on, indicators).by_organisation(organisations)


def members(on: date, indicators: Sequence[Indicator]) -> Count:
    return Count(MEMBERS, holds(on), {one.code: _condition(one, on) for one in indicators})


def officers(on: date) -> Count:
    return Count(MANDATES, holds(on), {one.code: _condition(one, on) for one in indicator_set().of(MANDATE)})


def holds(on: date) -> Condition:
    """Return spans that hold on the day."""
    return HOLDS, [on.isoformat(), on.isoformat()]


def latest_birthday(on: date, years: int) -> date:
    """Return the last day of birth of who has reached the age on this day. Of a 29 February that is none, the day
    before.
    """
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return date(on.year - years, 2, 28)


def _condition(indicator: Indicator, on: date) -> Condition:
    younger = indicator.younger_than
    return all_of(
        one_of('m."category"', indicator.category) if indicator.category else ("", []),
        ('m."sex" = %s', [indicator.sex]) if indicator.sex else ("", []),
        ("", []) if younger is None else ('m."born" > %s', [latest_birthday(on, younger).isoformat()]),
        ('m."body" = %s', [indicator.body]) if indicator.body else ("", []),
        ("" if indicator.paid is None else 'm."paid"' if indicator.paid else 'NOT m."paid"', []),
    )

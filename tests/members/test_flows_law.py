"""opening + who came − who went = closing, for every organisation, category and pair of days, whatever happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from birlik.members.enums import Category
from birlik.members.indicators import indicator_set
from birlik.members.models import Membership, Person
from birlik.members.queries import flows, headcount
from birlik.members.queries.counting import of_one
from birlik.orgs.models import Organisation
from tests.factories import OPENED
from tests.members.histories import LIVES, PAIR, live
from tests.orgs.histories import climb

QUIET = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
Steps = list[tuple[str, int, int, int, int]]
Key = tuple[int, str]
COLUMNS = {"working": ("working", "temporary"), "students": ("student",), "pensioners": ("pensioner",)}


def holds(span: Membership, day: date) -> bool:
    return span.since <= day and (span.until is None or day < span.until)


def inside(day: date | None, opening: date, closing: date) -> bool:
    return day is not None and opening < day <= closing


def by_key(frame: pl.DataFrame, column: str) -> dict[Key, int]:
    rows = frame.select("organisation", "category", column).iter_rows()
    return {(organisation, category): value for organisation, category, value in rows if value}


def counted(spans: Iterable[Membership]) -> dict[Key, int]:
    return dict(Counter((span.organisation_id, str(span.category)) for span in spans))


def at_nodes(day: date, tree: date) -> dict[Key, int]:
    """Members on a day at everybody who stood above their organisation, by climbing the placements one by one."""
    found: Counter[Key] = Counter()
    for span in Membership.objects.select_related("organisation"):
        if holds(span, day):
            for node in climb(span.organisation, tree):
                found[node, str(span.category)] += 1
    return dict(found)


class FlowLaws(TestCase):
    @QUIET
    @given(LIVES, st.lists(PAIR, min_size=1, max_size=3))
    def test_the_parts_are_what_the_spans_say(self, steps: Steps, pairs: list[tuple[date, date]]) -> None:
        live(steps)
        spans = list(Membership.objects.all())
        for opening, closing in pairs:
            frame = flows.between(opening, closing)
            assert flows.balance(frame).to_list() == [0] * frame.height
            assert by_key(frame, "opening") == counted(span for span in spans if holds(span, opening))
            assert by_key(frame, "closing") == counted(span for span in spans if holds(span, closing))
            for entry, name in {"accepted": "accepted", "arrived": "arrived", "corrected": "corrected_in"}.items():
                came = [span for span in spans if span.entry == entry and inside(span.since, opening, closing)]
                assert by_key(frame, name) == counted(came)
            for exit_, name in {"departed": "departed", "death": "left_death", "corrected": "corrected_out"}.items():
                went = [span for span in spans if span.exit == exit_ and inside(span.until, opening, closing)]
                assert by_key(frame, name) == counted(went)

    @QUIET
    @given(LIVES, st.lists(PAIR, min_size=1, max_size=3))
    def test_every_node_balances_on_both_borders(self, steps: Steps, pairs: list[tuple[date, date]]) -> None:
        live(steps)
        for opening, closing in pairs:
            frame = flows.at_nodes(opening, closing)
            assert flows.balance(frame).to_list() == [0] * frame.height
            assert by_key(frame, "closing") == at_nodes(closing, closing)
            reported = frame.with_columns(pl.col("opening") - pl.col("border_change"))
            assert by_key(reported, "opening") == at_nodes(opening, opening)

    @QUIET
    @given(LIVES, PAIR)
    def test_the_rows_of_the_report_balance(self, steps: Steps, pair: tuple[date, date]) -> None:
        live(steps)
        opening, closing = pair
        beside: dict[Key, int] = Counter()
        for row in flows.between(opening, closing).iter_rows(named=True):
            column = next(name for name, categories in COLUMNS.items() if row["category"] in categories)
            beside[row["organisation"], column] += row["registered"] + row["corrected_in"] - row["corrected_out"]
        for row in flows.report_rows(opening, closing).iter_rows(named=True):
            for column in COLUMNS:
                left = sum(
                    value for code, value in row.items()
                    if code.startswith(("left_", "departed_")) and code.endswith(f"_{column}")
                )  # fmt: skip
                came = row[f"accepted_{column}"] + row[f"arrived_{column}"]
                without_a_line = beside[row["organisation"], column]
                assert row[f"opening_{column}"] + came - left + without_a_line == row[f"members_{column}"]
            assert row["members_total"] == sum(row[f"members_{column}"] for column in COLUMNS)

    @QUIET
    @given(LIVES, PAIR)
    def test_one_organisation_counts_as_it_does_among_all(self, steps: Steps, pair: tuple[date, date]) -> None:
        live(steps)
        found = {row.pop("organisation"): row for row in flows.report_rows(*pair).iter_rows(named=True)}
        nobody = dict.fromkeys(indicator_set().codes, 0)
        for organisation in Organisation.objects.values_list("pk", flat=True):
            assert of_one(flows.report_counts(*pair), organisation) == found.get(organisation, nobody)

    @QUIET
    @given(LIVES, st.integers(0, 2300))
    def test_a_headcount_is_who_is_there(self, steps: Steps, days: int) -> None:
        live(steps)
        on = OPENED + timedelta(days=days)
        there = [span for span in Membership.objects.all() if holds(span, on)]
        frame = headcount.counts(on)
        assert frame["organisation"].to_list() == sorted({span.organisation_id for span in there})
        for row in frame.iter_rows(named=True):
            here = [span for span in there if span.organisation_id == row["organisation"]]
            young = [span for span in here if span.born and span.born.replace(year=span.born.year + 35) > on]
            assert row["members_women"] == sum(span.sex == "f" for span in here)
            assert row["members_under_35"] == len(young)
            for column, categories in COLUMNS.items():
                assert row[f"members_{column}"] == sum(span.category in categories for span in here)

    @QUIET
    @given(LIVES)
    def test_people_stay_where_their_spans_are(self, steps: Steps) -> None:
        live(steps)
        for person in Person.objects.all():
            span = person.memberships.filter(until__isnull=True).first()
            expected: tuple[Any, str] = (span.organisation_id, span.category) if span else (None, "")
            assert (person.organisation_id, person.category) == expected
        closed = {one.pk: one.closed for one in Organisation.objects.filter(closed__isnull=False)}
        for span in Membership.objects.filter(organisation__in=closed):
            assert span.until is not None
            assert span.until <= closed[span.organisation_id]


def test_all_categories_have_a_column() -> None:
    assert sorted(category for group in COLUMNS.values() for category in group) == sorted(Category.values)
    assert {code for code in indicator_set().codes if code.startswith("members_")} >= {
        f"members_{name}" for name in COLUMNS
    }

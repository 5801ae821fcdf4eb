"""What the registry computes without the server: duplicates, headcounts of a day, movements of a year."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.db import connection

from benchmarks import (
    ready,  # noqa: F401  # models need the set-up
    registry,
    results,
)
from benchmarks.results import Result, median, milliseconds, ratio
from birlik.core.periods import Period
from birlik.members.queries import duplicates, flows, headcount
from birlik.members.queries.people_list import MemberScope
from birlik.orgs.queries import organisation_by_code

PERIOD = Period(2025)
TIMES = 5


def main(path: Path) -> None:
    results.write([*headcounts(PERIOD.as_of), *movements(), likely_pairs(PERIOD.as_of)], path)


def headcounts(day: date) -> Iterator[Result]:
    found = headcount.counts(day)
    places, indicators = found.height, found.width - 1
    whole = median(lambda: headcount.counts(day), times=TIMES)
    plain = median(lambda: grouped(day), times=TIMES)
    limit = 1000 if connection.vendor == "sqlite" else 500
    people = int(found["members_total"].sum()) if "members_total" in found.columns else registry.rows()
    beside = f"{ratio(whole, plain)} one COUNT(*) by organisation; {people:,} people"
    yield Result(f"headcount of a day: {places:,} organisations × {indicators} indicators", whole, "ms", limit, beside)
    nodes = median(lambda: headcount.at_nodes(day), times=TIMES)
    yield Result("the same at every node of the tree", nodes, "ms", beside=f"{ratio(nodes, whole)} that")


def grouped(day: date) -> object:
    """The least that a headcount must ask of the database: one number for each organisation."""
    sql = f'SELECT m."organisation_id", COUNT(*) {headcount.MEMBERS} WHERE {headcount.HOLDS} GROUP BY 1'
    with connection.cursor() as cursor:
        cursor.execute(sql, [day.isoformat()] * 2)
        return cursor.fetchall()


def movements() -> Iterator[Result]:
    opening, closing = PERIOD.previous_period.as_of, PERIOD.as_of
    between = median(lambda: flows.between(opening, closing), times=TIMES)
    yield Result("movements of a year by organisation and category", between, "ms")
    whole = median(lambda: flows.report_rows(opening, closing), times=TIMES)
    width = flows.report_rows(opening, closing).width - 1
    yield Result(f"the yearly report from the registry: {width} rows of every organisation", whole, "ms")


def likely_pairs(day: date) -> Result:
    """The search as the page of the whole union makes it, once: nobody searches a second time within ten minutes."""
    place = MemberScope(organisation_by_code("union"), None, registry.rows(), True)
    count = 0

    def search() -> None:
        nonlocal count
        count = len(duplicates.search(place, on=day))

    seconds = milliseconds(search) / 1000
    peak = f"{count} likely pairs kept; peak memory {results.own_peak():,.0f} MB"
    return Result(f"search for duplicates among {registry.rows():,} people", seconds, "s", 5, peak)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

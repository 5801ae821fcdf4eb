"""Second stage: what the server computes, without the server: sums, checks, the tree, the papers, one saved cell."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from django.utils import timezone

from benchmarks import (
    ready,  # noqa: F401  # models need the set-up
    results,
)
from benchmarks.results import Result, median, ratio
from birlik.accounts.models import User
from birlik.core.periods import Period
from birlik.orgs import queries as orgs
from birlik.orgs.models import Organisation
from birlik.statistics import consolidation as pure
from birlik.statistics.actions import reports as actions
from birlik.statistics.models import Campaign, Report
from birlik.statistics.papers import export
from birlik.statistics.queries import campaigns, check_frames, checking, frames
from birlik.statistics.spec import load_all
from birlik.statistics.validation import evaluate

PERIOD = Period(2025)
FORMATS = ("html", "docx", "pdf")
CELL = "accepted_working"


def main(path: Path) -> None:
    campaign = campaigns.campaign(PERIOD.year)
    found = [*consolidation(campaign), *checks(campaign), *tree(), *papers()]
    found.append(saving(campaign))  # the last, since it takes a report out of the sums
    found.append(Result("peak memory of these computations", results.own_peak(), "MB"))
    results.write(found, path)


def consolidation(campaign: Campaign) -> Iterator[Result]:
    matrix = frames.accepted_matrix(campaign)
    ancestors, rows = frames.lineage(PERIOD.as_of, matrix.organisations)
    whole = median(lambda: frames.consolidate(campaign))
    arrays = median(lambda: pure.roll_up(matrix.values, matrix.filled, ancestors, rows))
    plain = median(lambda: matrix.values.sum(axis=0), times=51)
    yield Result(
        f"consolidation: {len(matrix.organisations):,} reports × {len(matrix.codes)} indicators at every node",
        whole,
        "ms",
        1000,
        f"{ratio(whole, arrays)} its NumPy part, {ratio(whole, plain)} matrix.sum(axis=0)",
    )
    yield Result(
        "its NumPy part: roll_up of loaded arrays",
        arrays,
        "ms",
        beside=f"{ratio(arrays, plain)} matrix.sum(axis=0) ({plain:.2f} ms); {len(rows):,} rows added, not one sum",
    )


def checks(campaign: Campaign) -> Iterator[Result]:
    form = campaigns.form(campaign)
    frame = check_frames.of_reports(campaign, Report.objects.filter(campaign=campaign)).frame
    whole = median(lambda: checking.counts(campaign))
    alone = median(lambda: evaluate(frame, form))
    number = len(load_all().checks.by_code)
    yield Result(
        f"checks: {number} rules × {frame.height:,} reports",
        whole,
        "ms",
        1000,
        f"{ratio(whole, alone)} the rules alone",
    )
    yield Result("the rules alone: evaluate on a loaded frame", alone, "ms")


def tree() -> Iterator[Result]:
    root = orgs.organisation_by_code("union")
    leaf = Organisation.objects.filter(kind="primary", closed__isnull=True).order_by("-pk")[0]
    size = len(orgs.subtree_ids(root, PERIOD.as_of))
    yield Result(f"subtree of the union: {size:,} ids", median(lambda: orgs.subtree_ids(root, PERIOD.as_of)), "ms")
    yield Result("subtree of the union, counted", median(lambda: orgs.subtree(root, PERIOD.as_of).count()), "ms")
    yield Result("ancestors of a primary", median(lambda: list(orgs.ancestors(leaf, PERIOD.as_of)), times=51), "ms")
    yield Result("children of the union", median(lambda: list(orgs.children(root, PERIOD.as_of)), times=51), "ms")


def papers() -> Iterator[Result]:
    """Figures, text and file together, as `birlik paper` makes them."""
    for fmt in FORMATS:
        size = len(export.paper("note", PERIOD, "kk", fmt))
        value = median(lambda fmt=fmt: export.paper("note", PERIOD, "kk", fmt), times=5)  # type: ignore[misc]  # bound default
        yield Result(f"explanatory note in Kazakh: {fmt}", value, "ms", 1000, f"{size / 1024:,.0f} KB")


def saving(campaign: Campaign) -> Result:
    """Saves as a chair's typing makes them: a cell of a returned report, another value each time."""
    chair = User.objects.get(username="teacher")
    place = orgs.assignments_of(chair, on=timezone.localdate())[0].organisation
    report = Report.objects.get(campaign=campaign, organisation=place)
    judge = User.objects.get(username="controller")
    actions.return_(report, remark="Once more", by=judge, at=timezone.now())
    values = cycle(range(1, 40))

    def save() -> object:
        return actions.save(report, cells={CELL: next(values)}, by=chair, at=timezone.now())

    return Result("one cell saved and checked: the action", median(save, times=31), "ms", 50)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Second stage: what the server computes, without the server: sums, checks, one saved cell, the tree, the papers."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from itertools import cycle
from pathlib import Path

import django

from benchmarks import results
from benchmarks.results import Result, median, ratio

YEAR = 2025
FORMATS = ("html", "docx", "pdf")
CELL = "accepted_working"


def main(path: Path) -> None:
    django.setup()
    found = [*consolidation(), *checks(), *tree(), *papers(), *saving()]
    results.write([*found, Result("peak memory of these computations", results.own_peak(), "MB")], path)


def consolidation() -> Iterator[Result]:
    from birlik.statistics import consolidation as pure
    from birlik.statistics.queries import campaigns, frames

    campaign = campaigns.campaign(YEAR)
    matrix = frames.accepted_matrix(campaign)
    ancestors, rows = frames.lineage(campaigns.period(campaign).as_of, matrix.organisations)
    whole = median(lambda: frames.consolidate(campaign))
    arrays = median(lambda: pure.roll_up(matrix.values, matrix.filled, ancestors, rows))
    plain = median(lambda: matrix.values.sum(axis=0), times=51)
    yield Result(
        f"consolidation of {len(matrix.organisations):,} reports × {len(matrix.codes)} indicators",
        whole,
        "ms",
        1000,
        f"{ratio(whole, arrays)} the same arrays in NumPy, {ratio(whole, plain)} a plain sum of the columns",
    )
    yield Result(
        "the same of arrays already loaded",
        arrays,
        "ms",
        None,
        f"{ratio(arrays, plain)} a plain sum of the columns ({plain:.2f} ms), {len(rows):,} additions of a row",
    )


def checks() -> Iterator[Result]:
    from birlik.statistics.models import Report
    from birlik.statistics.queries import campaigns, check_frames, checking
    from birlik.statistics.spec import load_all
    from birlik.statistics.validation import evaluate

    campaign = campaigns.campaign(YEAR)
    form = campaigns.form(campaign)
    frame = check_frames.of_reports(campaign, Report.objects.filter(campaign=campaign)).frame
    whole = median(lambda: checking.counts(campaign))
    pure = median(lambda: evaluate(frame, form))
    number = len(load_all().checks.by_code)
    yield Result(f"{number} checks of {frame.height:,} reports", whole, "ms", 1000, f"{ratio(whole, pure)} the checks alone")
    yield Result("the checks alone, reports already loaded", pure, "ms")


def saving() -> Iterator[Result]:
    """Saves as a chair's typing makes them: a cell of a returned report, a new value each time."""
    from django.utils import timezone

    from birlik.accounts.models import User
    from birlik.statistics.actions import reports as actions

    report, chair = returned(at=timezone.now())
    values = cycle(range(1, 40))
    saved = User.objects.get(pk=chair.pk)

    def save() -> object:
        return actions.save(report, cells={CELL: next(values)}, by=saved, at=timezone.now())

    yield Result("one cell saved and checked", median(save, times=31), "ms", 50)

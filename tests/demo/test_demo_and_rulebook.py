"""The reports are written in the rulebook's codes and break none of its checks."""

from __future__ import annotations

from functools import cache
from typing import Any

import polars as pl
import pytest

from birlik.statistics.spec import default_form, load_all
from birlik.statistics.validation import evaluate, frame_from
from demo import causes
from demo.rows import ROW_CODES
from tests.demo.conftest import Look


def test_row_codes_are_the_cells_of_the_form() -> None:
    for year in (2024, 2025):
        assert default_form(year).stored_codes == ROW_CODES


def test_cause_codes_are_in_the_classifier() -> None:
    assert set(causes.CODES) <= {cause.code for cause in load_all().causes}


def test_computed_cells_are_what_the_form_computes(demo: Look) -> None:
    for year in (2024, 2025):
        form = default_form(year)
        for index, code in enumerate(demo.union.reports[year].organisations[:8605:5]):
            values = demo.union.report_values(year, index * 5)
            absent = demo.union.report_not_applicable(year, index * 5)
            kind = demo.by_code[code].institution_type
            assert form.with_autos(values, absent, institution_type=kind) == values
            assert set(absent) <= form.inapplicable_codes(kind)


@cache
def broken(demo: Look, year: int) -> pl.DataFrame:
    """Findings on every report of the year, own rows of member and direct organisations included."""
    report = demo.union.reports[year]
    previous = demo.previous() if year == 2025 else {}
    rows: list[dict[str, Any]] = []
    for index, code in enumerate(report.organisations):
        organisation = demo.by_code[code]
        before = previous.get(code)
        rows.append(
            {
                "values": demo.union.report_values(year, index),
                "level": organisation.kind,
                "institution_type": organisation.institution_type,
                "previous": {row: int(value) for row, value in before.items()} if before else None,
                "not_applicable": demo.union.report_not_applicable(year, index),
                "causes": report.causes[index],
                "note": report.notes[index],
            }
        )
    form = default_form(year)
    found = evaluate(frame_from(rows, form), form)
    primary = [index for index, row in enumerate(rows) if row["level"] == "primary"]
    return found.filter(pl.col("row").is_in(primary))


@pytest.mark.parametrize("year", [2024, 2025])
def test_no_report_has_an_error(demo: Look, year: int) -> None:
    assert broken(demo, year).filter(pl.col("severity") == "error").group_by("check").len().rows() == []


@pytest.mark.parametrize("year", [2024, 2025])
def test_few_reports_have_a_warning(demo: Look, year: int) -> None:
    warnings = broken(demo, year).filter(pl.col("severity") == "warning")
    assert 0 < warnings["row"].n_unique() < 600
    assert set(warnings["check"]) == {"K16"}  # spending on training just under the norm

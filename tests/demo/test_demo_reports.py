"""Reports agree with themselves, with last year's and with the tree."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from demo.rows import CATEGORIES, REASONS_OF
from tests.demo.conftest import Look

YEARS = (2024, 2025)
Rows = dict[int, slice]


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("category", CATEGORIES)
def test_flows_balance(demo: Look, primaries: Rows, year: int, category: str) -> None:
    report = demo.union.reports[year]
    cell = {name: report.column(f"{name}_{category}") for name in ("opening", "accepted", "arrived", "left", "members")}
    assert (cell["opening"] + cell["accepted"] + cell["arrived"] - cell["left"] == cell["members"]).all()
    reasons = [report.column(f"left_{reason}_{category}") for reason in REASONS_OF[category]]
    assert (report.column(f"departed_{category}") + np.sum(reasons, axis=0) == cell["left"]).all()


@pytest.mark.parametrize("year", YEARS)
def test_no_number_is_negative_and_every_organisation_has_working_members(
    demo: Look, primaries: Rows, year: int
) -> None:
    assert demo.union.reports[year].values.min() >= 0
    assert demo.union.reports[year].column("members_working")[primaries[year]].min() >= 3


def test_opening_is_last_years_closing_on_todays_borders(demo: Look) -> None:
    previous = demo.previous()
    for index, code in enumerate(demo.union.reports[2025].organisations[:8716]):
        values, before = demo.union.report_values(2025, index), previous.get(code, {})
        for category in CATEGORIES:
            opening = values.get(f"opening_{category}", 0)
            assert opening == before.get(f"members_{category}", 0), (code, category)


def test_transfers_net_to_zero_inside_each_body(demo: Look) -> None:
    for year in YEARS:
        for category in CATEGORIES:
            arrived = demo.by_body(year, f"arrived_{category}")
            assert arrived == demo.by_body(year, f"departed_{category}")
    assert demo.total(2025, "arrived_working") > 1_000


def test_turnover_is_plausible(demo: Look) -> None:
    for year in YEARS:
        for flow in ("accepted_working", "left_working"):
            assert 0.05 < demo.total(year, flow) / demo.total(year, "opening_working") < 0.12


def test_parts_are_within_the_whole(demo: Look, primaries: Rows) -> None:
    for year in YEARS:
        report = demo.union.reports[year]
        for part, whole in (
            ("members_women", "members_total"),
            ("members_under_35", "members_total"),
            ("members_working", "employees_total"),
            ("members_students", "students_enrolled"),
            ("chairs_paid", "chairs"),
            ("training_expenditure", "expenditure_total"),
            ("primary_organisations", "workplaces"),
        ):
            assert (report.column(part) <= report.column(whole)).all(), (year, part)
        assert (report.column("chairs")[primaries[year]] == 1).all()


def test_coverage_and_training_money_are_plausible(demo: Look) -> None:
    for year in YEARS:
        assert 0.87 < demo.total(year, "members_working") / demo.total(year, "employees_total") < 0.93
        assert 0.1 < demo.total(year, "training_expenditure") / demo.total(year, "expenditure_total") < 0.13
        assert 30 < demo.total(year, "chairs_paid") < 200


def test_organisations_and_workplaces_by_movement(demo: Look) -> None:
    assert demo.total(2025, "primary_organisations_opening") == 8_605
    assert demo.total(2025, "workplaces_opening") == 8_647
    for year in YEARS:
        report = demo.union.reports[year]
        for row in ("primary_organisations", "workplaces"):
            moved = report.column(f"{row}_opening") + report.column(f"{row}_opened") - report.column(f"{row}_closed")
            assert (moved == report.column(row)).all()


def test_workplace_rows_of_reports_are_those_of_the_tree(demo: Look) -> None:
    for year in YEARS:
        report = demo.union.reports[year]
        day = report.dates.opens.replace(month=1, day=1)
        held = Counter(
            place.organisation
            for place in demo.union.workplaces
            if place.since <= day and (place.until is None or day < place.until)
        )
        counted = dict(zip(report.organisations, report.column("workplaces").tolist(), strict=True))
        assert held == {code: number for code, number in counted.items() if number}


def test_those_that_shrank_name_a_cause_for_everybody_who_left(demo: Look) -> None:
    for year in YEARS:
        report = demo.union.reports[year]
        fewer = (report.column("members_working") < report.column("opening_working")) | (
            report.column("members_total") < report.column("opening_total")
        )
        for index in np.flatnonzero(fewer).tolist():
            assert sum(report.causes[index].values()) == report.column("left_total")[index]
            assert report.notes[index]
        assert all(not report.causes[index] for index in np.flatnonzero(~fewer).tolist())


def test_notable_changes_have_a_note(demo: Look) -> None:
    for year in YEARS:
        report = demo.union.reports[year]
        opening, closing = report.column("opening_working"), report.column("members_working")
        notable = (closing != opening) & (20 * np.abs(closing - opening) >= opening)
        assert all(report.notes[index] for index in np.flatnonzero(notable).tolist())


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("shymkent", {"graduation", "migration", "retirement_of_mothers"}),
        ("zhambyl", {"closure_kindergarten", "closure_school", "disagreement"}),
        ("north-kazakhstan", {"migration", "closure_kindergarten", "closure_school", "reorganisation"}),
        ("west-kazakhstan", {"dues_refusal", "inspection_leave"}),
        ("zhetysu", {"voucher_financing", "budget_cut_primary", "retirement"}),
        ("ulytau", {"migration", "other_sector"}),
    ],
)
def test_main_causes_are_those_the_note_names(demo: Look, body: str, named: set[str]) -> None:
    report = demo.union.reports[2025]
    counts: Counter[str] = Counter()
    for code, causes in zip(report.organisations, report.causes, strict=True):
        if demo.body_of(code) == body:
            counts.update(causes)
    assert {cause for cause, _ in counts.most_common(len(named))} == named


def test_reports_are_sent_before_they_are_accepted_and_within_the_campaign(demo: Look) -> None:
    for year in YEARS:
        report = demo.union.reports[year]
        for passage in report.passages:
            assert report.dates.opens <= passage.sent.date() <= passage.accepted.date() <= report.dates.closes
            assert (passage.first_sent is None) == (passage.returned is None)
            if passage.first_sent and passage.returned:
                assert passage.first_sent < passage.returned < passage.sent
            assert passage.sent < passage.accepted
        late = sum(passage.sent.date() > report.dates.due_primary for passage in report.passages[:8605])
        assert 100 < late < 700

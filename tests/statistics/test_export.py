"""What scripts get: the shape of the consolidated figures and of the open findings."""

from __future__ import annotations

from collections.abc import Callable

from birlik.core.periods import Period
from birlik.statistics.models import Campaign
from birlik.statistics.queries import export
from tests.statistics_factories import Office, accept_all, accept_report, fill_report, make_campaign

YEAR = Period(2025)
Refused = Callable[[str, Callable[[], object]], object]


def test_figures_of_an_organisation(office: Office, past: Campaign) -> None:
    campaign = make_campaign(2025, office)
    accept_report(campaign, "school-1", office, members_working=75)
    accept_all(campaign, office, but=["school-1", "school-3"])
    table = export.export_figures(YEAR, "north")
    figures = table.data.pop("figures")
    assert table.data == {
        "organisation": "north",
        "period": 2025,
        "coverage": {"accepted": 2, "expected": 3, "missing": ["school-3"]},
    }
    asked = ("members_working", "coverage_working", "members_students", "reports_missing")
    assert {code: figures.get(code) for code in asked} == {
        "members_working": {"value": 135, "previous": 180, "change": -45, "change_pct": -25.0},
        "coverage_working": {"value": 87.1, "previous": 85.7, "change": 1.4, "change_pct": None},
        "members_students": None,
        "reports_missing": {"value": 1, "previous": 0, "change": 1, "change_pct": None},
    }
    assert list(table.header) == ["code", "kk", "ru", "value", "previous", "change", "change_pct"]
    assert [row[0] for row in table.rows] == list(figures)


def test_before_anything_is_accepted_everybody_is_missing(campaign: Campaign) -> None:
    data = export.export_figures(YEAR, "south").data
    assert data["coverage"] == {"accepted": 0, "expected": 2, "missing": ["college-1", "school-4"]}
    assert "members_total" not in data["figures"]


def test_open_findings_say_where_and_whether_explained(office: Office, campaign: Campaign) -> None:
    accept_all(campaign, office, but=["school-1"])
    fill_report(campaign, "school-1", office, members_women=61)
    found = export.open_findings(YEAR, "north-east").data["findings"]
    assert [(one["organisation"], one["check"], one["severity"], one["explained"]) for one in found] == [
        ("school-1", "K5.members_women", "error", False),
        ("north-east", "K12", "warning", False),
    ]
    assert set(found[0]) == {"organisation", "check", "severity", "cells", "kk", "ru", "en", "explained"}


def test_a_sound_and_complete_campaign_has_no_findings(office: Office, campaign: Campaign) -> None:
    accept_all(campaign, office)
    assert export.open_findings(YEAR, "union").data["findings"] == []


def test_unknown_years_and_organisations_are_refused(campaign: Campaign, refused: Refused) -> None:
    refused("period.unknown", lambda: export.export_figures(Period(2019), "union"))
    refused("orgs.unknown", lambda: export.export_figures(YEAR, "nowhere"))
    refused("orgs.unknown", lambda: export.open_findings(YEAR, "nowhere"))

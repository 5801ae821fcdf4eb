"""What a freeze published is changed through one door only: a reopening by who runs campaigns, and its acceptance."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from birlik.core.errors import Refusal
from birlik.core.periods import Period
from birlik.statistics import rules
from birlik.statistics.actions import campaigns, consolidation, reports
from birlik.statistics.enums import Status, Verb
from birlik.statistics.models import Campaign, FigureSet, ReportVersion
from birlik.statistics.queries import export, parts
from tests.factories import make_holder
from tests.statistics_factories import Office, accept_all, accept_report, freeze, moment, report_of, send_report, set_of

Refused = Callable[[str, Callable[[], object]], Refusal]
YEAR = Period(2025)
LATER = moment(2025, month=5)


@pytest.fixture
def frozen(office: Office, campaign: Campaign) -> Campaign:
    accept_all(campaign, office)
    return freeze(campaign, office)


def findings() -> list[dict[str, object]]:
    found: list[dict[str, object]] = export.open_findings(YEAR, "union").data["findings"]
    return found


def test_an_open_correction_is_neither_a_wrong_sum_nor_a_missing_report(office: Office, frozen: Campaign) -> None:
    reports.reopen(report_of(frozen, "school-1"), reason="Тексеру актісі", by=office.writer, at=LATER)
    send_report(frozen, "school-1", office, members_working=99, opening_working=0)
    assert findings() == []
    coverage = export.export_figures(YEAR, "north").data["coverage"]
    assert coverage == {"accepted": 3, "expected": 3, "missing": []}


def test_after_the_correction_the_sums_are_those_of_the_new_versions(office: Office, frozen: Campaign) -> None:
    reports.reopen(report_of(frozen, "school-1"), reason="Тексеру актісі", by=office.writer, at=LATER)
    accept_report(frozen, "school-1", office, members_working=99, opening_working=0)
    assert findings() == []
    stored = set_of(frozen, "union")
    assert stored is not None
    FigureSet.objects.filter(pk=stored.pk).update(values={**stored.values, "members_working": 1})
    assert "K10.members_working" in {found["check"] for found in findings()}


def test_a_report_that_missed_the_freeze_joins_through_who_runs_campaigns(
    office: Office, campaign: Campaign, refused: Refused
) -> None:
    accept_all(campaign, office, but=["school-1"])
    frozen = freeze(campaign, office, missing_allowed=True)
    specialist = make_holder("specialist", office.tree["north"])
    other_head = make_holder("head_of_department", office.tree["union"])
    late = send_report(frozen, "school-1", office)
    before = set_of(frozen, "union")
    for person in (specialist, office.judge):
        refused("right.missing", partial(reports.accept, late, by=person, at=LATER))
        assert Verb.ACCEPT not in rules.verbs(person, late, on=LATER.date())
    assert set_of(frozen, "union") == before
    assert reports.accept(late, by=other_head, at=LATER).status == Status.FROZEN
    assert export.missing_reports(Campaign.objects.get(pk=frozen.pk), office.tree["union"]) == []


def test_a_stale_page_of_the_campaign_computes_nothing_anew(office: Office, campaign: Campaign) -> None:
    stale = Campaign.objects.get(pk=campaign.pk)
    accept_all(campaign, office)
    freeze(campaign, office)
    with pytest.raises(Refusal, match=r"campaign\.frozen"):
        consolidation.compute(stale)


def test_a_figure_of_an_old_edition_shows_the_cell_of_its_time(office: Office, frozen: Campaign) -> None:
    reports.reopen(report_of(frozen, "school-1"), reason="Тексеру актісі", by=office.writer, at=LATER)
    accept_report(frozen, "school-1", office, members_working=99, opening_working=0)
    fresh, place = Campaign.objects.get(pk=frozen.pk), office.tree["school-1"]
    assert [parts.anatomy(fresh, place, "members_working", edition).own for edition in (1, 2, None)] == [60, 99, 99]


def test_versions_are_only_added_to(office: Office, frozen: Campaign) -> None:
    every = ReportVersion.objects.filter(report__campaign=frozen)
    one = every[0]
    one.note = "Басқа"
    for act in (
        lambda: every.update(note="Басқа"),
        every.delete,
        one.delete,
        lambda: ReportVersion.objects.bulk_update([one], ["note"]),
    ):
        with pytest.raises(Refusal, match=r"version\.immutable"):
            act()


def test_a_return_says_something_about_cells_of_the_form(office: Office, campaign: Campaign, refused: Refused) -> None:
    sent = send_report(campaign, "school-1", office)
    for remark, cells, code in (
        (" ", {"chairs": " "}, "report.remark_missing"),
        ("Қате", {"nothing": "Неге?"}, "cell.unknown"),
        ("Қате", {"members_students": "Неге?"}, "cell.unknown"),
    ):
        refused(code, partial(reports.return_, sent, remark=remark, cells=cells, by=office.judge, at=moment(2025)))
    told = {"members_total": "Неге өсті?"}
    assert reports.return_(sent, remark="", cells=told, by=office.judge, at=moment(2025)).remark_cells == told


def test_the_ground_of_a_freeze_has_a_length(office: Office, campaign: Campaign, refused: Refused) -> None:
    accept_all(campaign, office)
    refused(
        "text.too_long",
        lambda: campaigns.freeze(campaign, ground="№" * 301, by=office.writer, at=moment(2025, month=4)),
    )

"""A campaign from its opening to a correction after the freeze."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from birlik.accounts.models import User
from birlik.audit import queries as audit
from birlik.core.errors import Refusal
from birlik.orgs import actions as orgs
from birlik.statistics.actions import campaigns, reports
from birlik.statistics.enums import CampaignStatus, Status
from birlik.statistics.models import Campaign, CampaignDeadline, FormEdition, Report, ReportVersion
from birlik.statistics.queries import export
from birlik.statistics.queries import figures as figures
from birlik.statistics.windows import Window
from tests.factories import GROUND as ORDER
from tests.factories import UnionTree, make_holder
from tests.statistics_factories import (
    CLOSES,
    GROUND,
    Office,
    accept_all,
    accept_report,
    expected_codes,
    fill_report,
    freeze,
    make_campaign,
    make_plan,
    make_window,
    moment,
    report_of,
    send_report,
    sound_cells,
    value_of,
)

EVERYBODY = {"north", "south", "campus", "school-1", "school-2", "school-3", "school-4", "college-1", "university-1"}
Refused = Callable[[str, Callable[[], object]], Refusal]


def open_2025(office: Office, by: User | None = None, **changes: Any) -> Campaign:
    return campaigns.open_campaign(make_plan(2025, **changes), by=by or office.writer, at=moment(2025))


class TestOpening:
    def test_those_of_the_first_of_january_are_expected(self, tree: UnionTree, office: Office) -> None:
        by = {"ground": ORDER, "by": tree.administrator, "at": moment(2025)}
        orgs.close(tree["school-3"], on=date(2026, 1, 1), **by)
        orgs.close(tree["school-4"], on=date(2026, 1, 2), **by)
        tree.open("late-school", "primary", "south", on=date(2026, 1, 2), institution_type="school")
        tree.open("new-school", "primary", "south", on=date(2026, 1, 1), institution_type="school")
        assert expected_codes(open_2025(office)) == EVERYBODY - {"school-3"} | {"new-school"}

    def test_the_list_is_fixed_when_it_opens(self, tree: UnionTree, office: Office, campaign: Campaign) -> None:
        tree.open("new-school", "primary", "south", on=date(2025, 12, 1), institution_type="school")
        assert expected_codes(campaign) == EVERYBODY

    def test_everything_about_it_is_kept(self, campaign: Campaign) -> None:
        due = {"primary": date(2026, 1, 20), "member": date(2026, 2, 10), "direct": date(2026, 2, 10)}
        assert {one.kind: one.window for one in CampaignDeadline.objects.all()} == {
            kind: Window(day, day, CLOSES) for kind, day in due.items()
        }
        assert (campaign.status, campaign.edition, campaign.form.code) == (CampaignStatus.OPEN, 1, "membership")
        event = audit.events_about("campaign", campaign.pk).get()
        assert (event.action, event.organisation_code) == ("campaign.opened", "union")
        assert event.after == {
            "form": "membership-2025",
            "opens": "2026-01-01",
            "dates": {kind: [str(day), str(day), str(CLOSES)] for kind, day in due.items()},
            "expected": 9,
        }

    def test_the_first_campaign_of_all_begins_empty(self, campaign: Campaign) -> None:
        assert set(Report.objects.values_list("status", flat=True)) == {Status.NOT_BEGUN}
        assert report_of(campaign, "school-1").values == {}

    def test_later_ones_begin_with_last_years_closing(self, office: Office, past: Campaign) -> None:
        opened = open_2025(office)
        college = {code: value for code, value in report_of(opened, "college-1").values.items() if value}
        assert college == {
            "opening_working": 60,
            "opening_students": 200,
            "primary_organisations_opening": 1,
            "workplaces_opening": 1,
        }
        assert report_of(opened, "north").values == {}

    def test_a_new_organisation_begins_with_zero(self, tree: UnionTree, office: Office, past: Campaign) -> None:
        tree.open("new-school", "primary", "south", on=date(2025, 9, 1), institution_type="school")
        values = report_of(open_2025(office), "new-school").values
        assert (values["opening_working"], set(values.values())) == (0, {0})

    @pytest.mark.parametrize(
        ("window", "field"),
        [
            (Window(date(2025, 12, 31), date(2026, 1, 20), CLOSES), "hand_in_primary"),
            (Window(date(2026, 1, 21), date(2026, 1, 20), CLOSES), "on_time_primary"),
            (Window(date(2026, 1, 20), date(2026, 1, 20), date(2026, 1, 19)), "closes_primary"),
            (Window(date(2026, 1, 1), date(2026, 1, 1), date(2026, 1, 1)), "closes_primary"),
        ],
    )
    def test_dates_follow_each_other(self, office: Office, refused: Refused, window: Window, field: str) -> None:
        assert refused("campaign.dates", lambda: open_2025(office, primary=window)).field == field
        assert not Campaign.objects.exists()

    def test_every_level_that_reports_has_its_days(self, office: Office, refused: Refused) -> None:
        plan = replace(make_plan(2025), windows={"primary": make_window(date(2026, 1, 20))})
        refused("campaign.dates_missing", lambda: campaigns.open_campaign(plan, by=office.writer, at=moment(2025)))

    def test_a_year_that_has_not_begun_is_not_reported_on(self, office: Office, refused: Refused) -> None:
        refused(
            "campaign.too_early",
            lambda: campaigns.open_campaign(make_plan(2028), by=office.writer, at=moment(2025)),
        )

    def test_it_opens_once(self, office: Office, campaign: Campaign, refused: Refused) -> None:
        refused("campaign.exists", lambda: open_2025(office))

    def test_only_who_runs_campaigns_opens_one(self, office: Office, refused: Refused) -> None:
        refused("right.missing", lambda: open_2025(office, by=office.judge))
        refused("right.missing", lambda: open_2025(office, by=office.tree.administrator))

    def test_forms_are_stored_once_and_never_change(self, campaign: Campaign, past: Campaign) -> None:
        assert FormEdition.objects.count() == 2
        with pytest.raises(Refusal, match=r"form\.immutable"):
            campaign.form.save()


class TestReports:
    def test_from_the_first_cell_to_acceptance(self, office: Office, campaign: Campaign) -> None:
        report = report_of(campaign, "school-1")
        begun = reports.save(report, cells={"members_working": 61}, by=office.writer, at=moment(2025)).report
        assert (begun.status, begun.saved, begun.values) == (Status.BEGUN, 1, {"members_working": 61})
        sent = send_report(campaign, "school-1", office)
        assert (sent.status, sent.sent_by, sent.errors) == (Status.SENT, office.writer, 0)
        back = reports.return_(
            sent, remark="Тексеріңіз", cells={"chairs": "Неге?", "": " "}, by=office.judge, at=moment(2025, day=18)
        )
        assert (back.status, back.remark, back.remark_cells) == (Status.RETURNED, "Тексеріңіз", {"chairs": "Неге?"})
        again = send_report(campaign, "school-1", office, members_working=63)
        accepted = reports.accept(again, by=office.judge, at=moment(2025, day=20))
        assert (accepted.status, accepted.remark, accepted.remark_cells) == (Status.ACCEPTED, "", {})
        versions = ReportVersion.objects.filter(report=accepted).order_by("number")
        assert [(one.number, one.values["members_working"], one.reason) for one in versions] == [
            (1, 60, ""),
            (2, 63, "Тексеріңіз"),
        ]
        assert accepted.accepted_version == versions[1]
        told = [event.action for event in audit.events_about("report", report.pk)]
        assert told == ["report.accepted", "report.sent", "report.returned", "report.sent"]

    def test_what_was_sent_never_changes(self, office: Office, campaign: Campaign, refused: Refused) -> None:
        version = send_report(campaign, "school-1", office).versions.get()
        refused("version.immutable", version.save)

    def test_a_return_takes_the_figures_back_at_once(self, office: Office, campaign: Campaign) -> None:
        accept_report(campaign, "school-2", office)
        report = accept_report(campaign, "school-1", office)
        assert value_of(campaign, "union", "members_total") == 120
        reports.return_(report, remark="Қате бар", by=office.judge, at=moment(2025, day=19))
        assert [value_of(campaign, code, "members_total") for code in ("school-1", "north-east", "union")] == [
            None,
            60,
            60,
        ]

    def test_verbs_keep_to_the_table(self, office: Office, campaign: Campaign, refused: Refused) -> None:
        report, at = report_of(campaign, "school-1"), moment(2025)
        refused("report.wrong_state", lambda: reports.accept(report, by=office.judge, at=at))
        refused("report.wrong_state", lambda: reports.return_(report, remark="x", by=office.judge, at=at))
        refused("report.wrong_state", lambda: reports.send(report, by=office.writer, at=at))
        refused("report.wrong_state", lambda: reports.reopen(report, reason="x", by=office.writer, at=at))
        sent = send_report(campaign, "school-1", office)
        refused("report.wrong_state", lambda: reports.save(sent, cells={"chairs": 2}, by=office.writer, at=at))

    def test_errors_stand_in_the_way_until_they_are_explained(
        self, office: Office, campaign: Campaign, refused: Refused
    ) -> None:
        report = send_report(campaign, "school-1", office, members_women=61)
        found = refused("report.has_errors", lambda: reports.accept(report, by=office.judge, at=moment(2025)))
        assert found.params == {"count": 1, "checks": "K5.members_women"}
        back = reports.return_(report, remark="Түсіндіріңіз", by=office.judge, at=moment(2025))
        told = {"K5.members_women": "Тізім бойынша нақтыланады."}
        saved = reports.save(back, explanations=told, by=office.writer, at=moment(2025)).report
        sent = reports.send(saved, by=office.writer, at=moment(2025)).report
        assert reports.accept(sent, by=office.judge, at=moment(2025)).status == Status.ACCEPTED

    def test_nobody_judges_what_they_sent(self, office: Office, campaign: Campaign, refused: Refused) -> None:
        sent = send_report(campaign, "school-1", office)
        refused("report.own_report", lambda: reports.accept(sent, by=office.writer, at=moment(2025)))
        refused("report.own_report", lambda: reports.return_(sent, remark="x", by=office.writer, at=moment(2025)))

    def test_a_return_says_what_is_wrong(self, office: Office, campaign: Campaign, refused: Refused) -> None:
        sent = send_report(campaign, "school-1", office)
        refused("report.remark_missing", lambda: reports.return_(sent, remark=" ", by=office.judge, at=moment(2025)))

    @pytest.mark.parametrize(
        ("cells", "code"),
        [
            ({"no_such_cell": 1}, "cell.unknown"),
            ({"members_students": 1}, "cell.unknown"),
            ({"staff_employees": 1}, "cell.unknown"),
            ({"members_total": 1}, "cell.computed"),
            ({"chairs": -1}, "cell.not_a_count"),
            ({"chairs": "two"}, "cell.not_a_count"),
            ({"chairs": True}, "cell.not_a_count"),
            ({"chairs": 10**16}, "cell.not_a_count"),
        ],
    )
    def test_a_cell_takes_counts_only(
        self, office: Office, campaign: Campaign, refused: Refused, cells: dict[str, object], code: str
    ) -> None:
        report = report_of(campaign, "school-1")
        refused(code, lambda: reports.save(report, cells=cells, by=office.writer, at=moment(2025)))  # type: ignore[arg-type] - wrong on purpose
        assert report_of(campaign, "school-1").values == {}

    def test_sums_follow_what_is_typed_and_go_with_it(self, office: Office, campaign: Campaign) -> None:
        report = fill_report(campaign, "school-1", office)
        assert report.values["members_total"] == 60
        emptied = reports.save(report, cells={"members_pensioners": None}, by=office.writer, at=moment(2025)).report
        assert "members_total" not in emptied.values
        marked = reports.save(emptied, cells={"members_pensioners": "na"}, by=office.writer, at=moment(2025)).report
        assert (marked.values["members_total"], marked.not_applicable) == (60, ["members_pensioners"])

    def test_a_stranger_changes_nothing(self, tree: UnionTree, campaign: Campaign, refused: Refused) -> None:
        other = make_holder("chair_primary", tree["school-2"])
        report = report_of(campaign, "school-1")
        refused("right.missing", lambda: reports.save(report, cells={"chairs": 1}, by=other, at=moment(2025)))
        refused("right.missing", lambda: reports.send(report, by=other, at=moment(2025)))
        refused("right.missing", lambda: reports.accept(report, by=other, at=moment(2025)))


class TestFreeze:
    def test_missing_reports_are_named(self, office: Office, campaign: Campaign) -> None:
        accept_all(campaign, office, but=["school-2", "north"])
        send_report(campaign, "school-2", office)
        place = office.tree["north"]
        assert export.missing_reports(campaign, place) == ["school-2"]
        coverage = figures.figure(campaign, place, "members_total")
        assert (coverage.accepted, coverage.expected, coverage.is_complete) == (2, 3, False)

    def test_an_incomplete_campaign_is_frozen_only_on_purpose(
        self, office: Office, campaign: Campaign, refused: Refused
    ) -> None:
        accept_all(campaign, office, but=["school-2", "north"])
        found = refused("campaign.incomplete", lambda: freeze(campaign, office))
        assert found.params == {"count": 2, "first": "north"}
        frozen = freeze(campaign, office, missing_allowed=True)
        event = audit.events_about("campaign", campaign.pk).first()
        assert event is not None
        assert event.after == {"ground": GROUND, "missing": ["north", "school-2"]}
        assert report_of(frozen, "school-2").status == Status.NOT_BEGUN

    def test_it_is_fixed_with_its_ground(self, office: Office, past: Campaign, refused: Refused) -> None:
        assert (past.status, past.ground, past.frozen_by) == (CampaignStatus.FROZEN, GROUND, office.writer)
        assert set(Report.objects.filter(campaign=past).values_list("status", flat=True)) == {Status.FROZEN}
        assert figures.figure(past, office.tree["union"], "members_total").frozen
        refused("campaign.frozen", lambda: freeze(past, office))
        report = report_of(past, "school-1")
        at = moment(2024, month=5)
        refused("report.wrong_state", lambda: reports.save(report, cells={"chairs": 2}, by=office.writer, at=at))
        refused("report.wrong_state", lambda: reports.return_(report, remark="x", by=office.judge, at=at))

    def test_a_ground_is_needed(self, office: Office, campaign: Campaign, refused: Refused) -> None:
        accept_all(campaign, office)
        refused(
            "campaign.ground_missing",
            lambda: campaigns.freeze(campaign, ground="  ", by=office.writer, at=moment(2025, month=4)),
        )

    def test_only_who_runs_campaigns_freezes(self, office: Office, campaign: Campaign, refused: Refused) -> None:
        accept_all(campaign, office)
        at = moment(2025, month=4)
        refused("right.missing", lambda: campaigns.freeze(campaign, ground=GROUND, by=office.judge, at=at))


class TestCorrection:
    def correct(self, past: Campaign, office: Office, working: int) -> Report:
        reports.reopen(
            report_of(past, "school-1"), reason="Тексеру актісі № 3", by=office.writer, at=moment(2024, month=5)
        )
        return accept_report(past, "school-1", office, members_working=working, opening_working=0)

    def test_it_makes_a_new_edition_and_keeps_the_old_one(self, office: Office, past: Campaign) -> None:
        before = value_of(past, "union", "members_working")
        report = self.correct(past, office, 75)
        assert (report.status, Campaign.objects.get(pk=past.pk).edition) == (Status.FROZEN, 2)
        assert [value_of(past, "union", "members_working", edition) for edition in (1, 2)] == [before, before + 15]
        assert [value_of(past, "south", "members_working", edition) for edition in (1, 2)] == [120, 120]
        fresh = Campaign.objects.get(pk=past.pk)
        old, new = (figures.figure(fresh, office.tree["union"], "members_working", edition) for edition in (1, None))
        assert [str(one.key) for one in (old, new)] == [
            "members_working@union/2024#1:value",
            "members_working@union/2024#2:value",
        ]
        assert [one.edition for one in figures.editions_of(fresh, office.tree["union"])] == [2, 1]
        assert [one.edition for one in figures.editions_of(fresh, office.tree["south"])] == [1]

    def test_what_is_published_stays_until_it_is_accepted(self, office: Office, past: Campaign) -> None:
        before = value_of(past, "union", "members_working")
        at = moment(2024, month=5)
        reopened = reports.reopen(report_of(past, "school-1"), reason="Тексеру актісі", by=office.writer, at=at)
        assert reopened.status == Status.RETURNED
        send_report(past, "school-1", office, members_working=99, opening_working=0)
        assert value_of(past, "union", "members_working") == before
        assert Campaign.objects.get(pk=past.pk).edition == 1

    def test_every_correction_is_an_edition_of_its_own(self, office: Office, past: Campaign) -> None:
        self.correct(past, office, 70)
        self.correct(past, office, 80)
        assert [value_of(past, "north-east", "members_working", edition) for edition in (1, 2, 3)] == [120, 130, 140]

    def test_it_needs_a_reason_and_the_right(self, office: Office, past: Campaign, refused: Refused) -> None:
        report, at = report_of(past, "school-1"), moment(2024, month=5)
        refused("report.reason_missing", lambda: reports.reopen(report, reason=" ", by=office.writer, at=at))
        refused("right.missing", lambda: reports.reopen(report, reason="x", by=office.judge, at=at))

    def test_next_year_is_compared_with_the_newest_edition(self, office: Office, past: Campaign) -> None:
        opened = make_campaign(2025, office)
        self.correct(past, office, 75)
        fill_report(opened, "school-1", office, opening_working=75)
        accept_report(opened, "school-1", office, opening_working=75, members_working=76)
        found = figures.figure(opened, office.tree["school-1"], "members_working")
        assert (found.value, found.previous, found.change) == (76, 75, 1)


def test_pages_learn_of_every_change(office: Office, campaign: Campaign) -> None:
    def revision() -> int:
        return Campaign.objects.get(pk=campaign.pk).revision

    seen = [revision()]
    reports.save(report_of(campaign, "school-1"), cells={"chairs": 1}, by=office.writer, at=moment(2025))
    seen.append(revision())
    sent = send_report(campaign, "school-1", office)
    seen.append(revision())
    back = reports.return_(sent, remark="Тексеріңіз", by=office.judge, at=moment(2025) + timedelta(days=2))
    seen.append(revision())
    cells = sound_cells(back)
    reports.save(back, cells=cells, by=office.writer, at=moment(2025))
    reports.accept(send_report(campaign, "school-1", office), by=office.judge, at=moment(2025))
    seen.append(revision())
    freeze(campaign, office, missing_allowed=True)
    seen.append(revision())
    assert seen == sorted(set(seen))

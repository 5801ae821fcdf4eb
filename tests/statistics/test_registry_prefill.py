"""The report that falls out of the registry: empty cells filled, confirmed or corrected; K14 alone and in the crowd."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from birlik.accounts.models import User
from birlik.activity import deliveries
from birlik.audit.models import Event
from birlik.core.errors import Refusal
from birlik.members.actions import spans
from birlik.members.enums import Body, Category, Entry, Exit
from birlik.members.models import Mandate, Person
from birlik.statistics.actions import reports
from birlik.statistics.models import Campaign, Report
from birlik.statistics.queries import check_frames, checking, registry_counts
from birlik.statistics.queries import reports as queries
from birlik.statistics.validation import evaluate
from tests.factories import UnionTree, make_holder
from tests.members.people import make_person
from tests.statistics_factories import Office, fill_report, make_campaign, moment, report_of, send_report

Refused = Callable[[str, Callable[[], object]], Refusal]
AT = moment(2025)
WITHIN = date(2025, 9, 1)


def make_members(tree: UnionTree, code: str = "school-1", number: int = 3, **how: object) -> list[Person]:
    return [make_person(tree[code], **how) for _ in range(number)]  # type: ignore[arg-type]  # kinds of one field each


def deliver(tree: UnionTree, office: Office, code: str = "north") -> None:
    deliveries.agree(tree[code], due=date(2025, 6, 1), delivered=date(2025, 5, 1), by=office.writer, at=AT)


class TestFilling:
    def test_empty_cells_take_what_the_registry_counts(
        self, tree: UnionTree, office: Office, campaign: Campaign
    ) -> None:
        gone, *_rest = make_members(tree, number=4)
        spans.leave(gone, on=WITHIN, reason=Exit.RETIREMENT)
        spans.enter(
            make_person(None), organisation=tree["school-1"], category="working", on=WITHIN, entry=Entry.ACCEPTED
        )
        report = report_of(campaign, "school-1")
        assert queries.sheet(report).offered_codes[:2] == ("opening_working", "opening_pensioners")
        filled = reports.prefill(report, by=office.writer, at=AT).report
        asked = ("opening_working", "accepted_working", "left_retirement_working", "members_working", "members_total")
        assert [filled.values[code] for code in asked] == [4, 1, 1, 4, 4]
        assert (filled.status, filled.saved) == ("begun", 1)
        assert {filled.origins[code] for code in asked[:4]} == {"registry"}
        assert "members_total" not in filled.origins  # a sum is nobody's cell
        assert not {"chairs", "employees_total"} & set(filled.origins)  # no officer is known; employees are not counted
        assert Event.objects.filter(action="report.prefilled").count() == 1

    def test_what_stands_is_never_overwritten(self, tree: UnionTree, office: Office, campaign: Campaign) -> None:
        make_members(tree)
        report = report_of(campaign, "school-1")
        reports.save(report, cells={"members_working": 72, "accepted_working": "na"}, by=office.writer, at=AT)
        filled = reports.prefill(report, by=office.writer, at=AT).report
        assert (filled.values["members_working"], filled.not_applicable) == (72, ["accepted_working"])
        assert not {"members_working", "accepted_working"} & set(filled.origins)

    def test_last_years_closing_stays_the_opening(self, tree: UnionTree, office: Office, past: Campaign) -> None:
        make_members(tree)
        report = report_of(make_campaign(2025, office), "school-1")
        filled = reports.prefill(report, by=office.writer, at=AT).report
        sheet = queries.sheet(filled)
        assert (filled.values["opening_working"], sheet.registry["opening_working"]) == (60, 3)

    def test_officers_are_told_once_one_is_known(self, tree: UnionTree, office: Office, campaign: Campaign) -> None:
        chair, *_rest = make_members(tree)
        Mandate.objects.create(person=chair, organisation=tree["school-1"], body=Body.CHAIR, since=date(2021, 1, 1))
        filled = reports.prefill(report_of(campaign, "school-1"), by=office.writer, at=AT).report
        assert (filled.values["chairs"], filled.values["committee_members"]) == (1, 0)

    def test_a_registry_that_began_within_the_year_tells_no_movements(
        self, tree: UnionTree, office: Office, campaign: Campaign
    ) -> None:
        make_members(tree, since=WITHIN)
        filled = reports.prefill(report_of(campaign, "school-1"), by=office.writer, at=AT).report
        assert filled.values["members_working"] == 3
        assert not {"opening_working", "accepted_working", "left_own_will_working"} & set(filled.values)

    def test_empty_is_not_zero(self, tree: UnionTree, office: Office, campaign: Campaign, refused: Refused) -> None:
        make_members(tree, "school-2")
        report = report_of(campaign, "school-1")
        assert registry_counts.of_report(report) == {}
        refused("report.nothing_to_fill", lambda: reports.prefill(report, by=office.writer, at=AT))
        assert report_of(campaign, "school-1").values == {}

    def test_the_temporarily_not_working_count_as_working(self, tree: UnionTree, campaign: Campaign) -> None:
        make_members(tree, number=1, category=Category.TEMPORARY)
        make_members(tree, number=1)
        assert registry_counts.of_report(report_of(campaign, "school-1"))["members_working"] == 2

    def test_only_who_may_type_may_fill(
        self, tree: UnionTree, office: Office, campaign: Campaign, refused: Refused
    ) -> None:
        make_members(tree)
        report = report_of(campaign, "school-1")
        refused("right.missing", lambda: reports.prefill(report, by=office.judge, at=AT))
        chair: User = make_holder("chair_primary", tree["school-1"])
        assert reports.prefill(report, by=chair, at=AT).report.origins
        sent = reports.send(report, by=chair, at=AT).report
        refused("report.wrong_state", lambda: reports.prefill(sent, by=chair, at=AT))
        assert sent.versions.get().origins == sent.origins


class TestConfirming:
    @pytest.fixture
    def filled(self, tree: UnionTree, office: Office, campaign: Campaign) -> Report:
        make_members(tree)
        return reports.prefill(report_of(campaign, "school-1"), by=office.writer, at=AT).report

    def test_all_at_once(self, filled: Report, office: Office, refused: Refused) -> None:
        done = reports.confirm(filled, by=office.writer, at=AT).report
        assert set(done.origins.values()) == {"confirmed"}
        assert queries.sheet(done).unconfirmed_count == 0
        refused("report.nothing_to_confirm", lambda: reports.confirm(filled, by=office.writer, at=AT))

    def test_a_corrected_cell_is_typed_and_stays_so(self, filled: Report, office: Office) -> None:
        cells = {"members_working": 4, "accepted_working": 0}
        saved = reports.save(filled, cells=cells, by=office.writer, at=AT).report
        assert (saved.origins["members_working"], saved.origins["accepted_working"]) == ("typed", "registry")
        done = reports.confirm(saved, by=office.writer, at=AT).report
        assert (done.origins["members_working"], done.origins["accepted_working"]) == ("typed", "confirmed")

    def test_an_emptied_cell_can_be_filled_again(self, filled: Report, office: Office) -> None:
        emptied = reports.save(filled, cells={"members_working": None}, by=office.writer, at=AT).report
        assert "members_working" not in emptied.origins
        again = reports.prefill(filled, by=office.writer, at=AT).report
        assert (again.values["members_working"], again.origins["members_working"]) == (3, "registry")


class TestK14:
    def found(self, report: Report) -> list[tuple[str, str]]:
        return [(one.check, one.severity) for one in checking.findings_of(report) if one.check.startswith("K14")]

    def in_the_crowd(self, campaign: Campaign) -> list[tuple[str, str]]:
        checked = check_frames.of_reports(campaign, Report.objects.filter(campaign=campaign))
        broken = evaluate(checked.frame, queries.campaigns.form(campaign))
        return [
            (check, severity) for check, severity in broken.select("check", "severity").iter_rows() if "K14" in check
        ]

    def test_a_difference_is_told_before_the_base_is_delivered_and_warned_of_after(
        self, tree: UnionTree, office: Office, campaign: Campaign
    ) -> None:
        make_members(tree)
        report = fill_report(campaign, "school-1", office)
        assert self.found(report) == self.in_the_crowd(campaign) == [("K14.partial.working", "info")]
        deliver(tree, office)
        assert self.found(report) == self.in_the_crowd(campaign) == [("K14.working", "warning")]
        message = next(one for one in checking.findings_of(report) if one.check == "K14.working").message
        assert "60" in message.ru
        assert "+57" in message.kk
        assert reports.accept(send_report(campaign, "school-1", office), by=office.judge, at=AT).status == "accepted"

    def test_an_organisation_that_everybody_left_is_known(
        self, tree: UnionTree, office: Office, campaign: Campaign
    ) -> None:
        for person in make_members(tree):
            spans.leave(person, on=WITHIN, reason=Exit.OWN_WILL)
        deliver(tree, office)
        report = fill_report(campaign, "school-1", office)
        assert self.found(report) == self.in_the_crowd(campaign) == [("K14.working", "warning")]

    def test_nothing_is_said_where_the_registry_knows_nobody(
        self, tree: UnionTree, office: Office, campaign: Campaign
    ) -> None:
        make_members(tree, "school-2", number=60)
        deliver(tree, office)
        fill_report(campaign, "school-2", office)
        assert self.found(fill_report(campaign, "school-1", office)) == self.in_the_crowd(campaign) == []

    def test_what_was_kept_is_counted_anew_when_the_registry_changes(
        self, tree: UnionTree, office: Office, campaign: Campaign
    ) -> None:
        report = report_of(campaign, "school-1")
        assert registry_counts.of_report(report) == {}
        make_members(tree)
        assert registry_counts.of_report(report)["members_working"] == 3

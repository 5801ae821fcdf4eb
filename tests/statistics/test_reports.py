"""A report as its page needs it: what a save answers, who was faster, how versions differ, how far one is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from birlik.core.errors import Refusal
from birlik.statistics.actions import reports
from birlik.statistics.models import Campaign, Report
from birlik.statistics.queries import reports as queries
from tests.statistics_factories import (
    CAUSE,
    Office,
    fill_report,
    make_campaign,
    moment,
    report_of,
    send_report,
)

Refused = Callable[[str, Callable[[], object]], Refusal]
AT = moment(2025)


def save(report: Report, office: Office, **cells: int | str | None) -> reports.SavedReport:
    return reports.save(report, cells=cells, by=office.writer, at=AT)


class TestSaving:
    def test_it_tells_what_stood_there(self, office: Office, campaign: Campaign) -> None:
        report = report_of(campaign, "school-1")
        first = save(report, office, chairs=1, technical_inspectors=0)
        second = save(report, office, chairs=2, technical_inspectors="na", committee_members=5)
        assert first.was == {"chairs": None, "technical_inspectors": None}
        assert second.was == {"chairs": 1, "technical_inspectors": 0, "committee_members": None}
        assert second.report.values == {"chairs": 2, "committee_members": 5}
        assert second.report.not_applicable == ["technical_inspectors"]
        assert (first.report.saved, second.report.saved) == (1, 2)

    def test_a_cell_marked_not_applicable_can_be_filled_again(self, office: Office, campaign: Campaign) -> None:
        report = report_of(campaign, "school-1")
        save(report, office, chairs="na")
        again = save(report, office, chairs=0)
        assert (again.was, again.report.values, again.report.not_applicable) == ({"chairs": "na"}, {"chairs": 0}, [])

    def test_pages_of_others_are_redrawn_only_for_what_they_show(self, office: Office, campaign: Campaign) -> None:
        report = fill_report(campaign, "school-1", office)

        def revision() -> int:
            return Campaign.objects.get(pk=campaign.pk).revision

        before = revision()
        reports.save(report, note="Екі мұғалім көшті.", by=office.writer, at=AT)
        save(report, office, committee_members=7)
        assert revision() == before
        save(report, office, committee_members=None)  # an error more
        assert revision() == before + 1

    def test_causes_are_those_of_the_classifier_and_zero_is_none(
        self, office: Office, campaign: Campaign, refused: Refused
    ) -> None:
        report = report_of(campaign, "school-1")
        saved = reports.save(report, causes={CAUSE: 3, "death": 1}, by=office.writer, at=AT)
        assert saved.report.causes == {CAUSE: 3, "death": 1}
        assert reports.save(report, causes={CAUSE: 0, "death": None}, by=office.writer, at=AT).report.causes == {}
        refused("cause.unknown", lambda: reports.save(report, causes={"fog": 1}, by=office.writer, at=AT))
        refused("cell.not_a_count", lambda: reports.save(report, causes={CAUSE: -1}, by=office.writer, at=AT))

    def test_explanations_answer_a_check_and_can_be_taken_back(
        self, office: Office, campaign: Campaign, refused: Refused
    ) -> None:
        report = report_of(campaign, "school-1")
        told = reports.save(report, explanations={"K2.working": " Қайта санақ. "}, by=office.writer, at=AT)
        assert told.report.explanations == {"K2.working": "Қайта санақ."}
        assert reports.save(report, explanations={"K2.working": ""}, by=office.writer, at=AT).report.explanations == {}
        refused("check.unknown", lambda: reports.save(report, explanations={"K99": "?"}, by=office.writer, at=AT))


class TestSomebodyWasFaster:
    def test_what_one_has_not_seen_is_not_sent(self, office: Office, campaign: Campaign, refused: Refused) -> None:
        report = fill_report(campaign, "school-1", office)
        seen = report.saved
        save(report, office, committee_members=9)
        refused("report.stale", lambda: reports.send(report, seen_saves=seen, by=office.writer, at=AT))
        sent = reports.send(report, seen_saves=seen + 1, by=office.writer, at=AT).report
        assert (sent.status, sent.versions.get().values["committee_members"]) == ("sent", 9)

    def test_what_one_has_not_read_is_not_accepted(self, office: Office, campaign: Campaign, refused: Refused) -> None:
        report = send_report(campaign, "school-1", office)
        reports.return_(report, remark="Тексеріңіз", by=office.judge, at=AT)
        reports.send(report, by=office.writer, at=AT)
        refused("report.stale", lambda: reports.accept(report, seen_version=1, by=office.judge, at=AT))
        accepted = reports.accept(report, seen_version=2, by=office.judge, at=AT)
        assert accepted.accepted_version is not None
        assert accepted.accepted_version.number == 2


class TestVersions:
    def test_each_tells_what_it_changed(self, office: Office, campaign: Campaign) -> None:
        report = send_report(campaign, "school-1", office)
        reports.return_(report, remark="Тізіммен салыстырыңыз", by=office.judge, at=AT)
        save(report, office, committee_members=7, technical_inspectors="na", trained_members=None)
        reports.save(report, causes={CAUSE: 2}, note="Түзетілді.", by=office.writer, at=AT)
        reports.send(report, by=office.writer, at=AT)
        newest, oldest = queries.versions(report_of(campaign, "school-1"))
        changes = [(change.row.code, change.before, change.after) for change in newest.changes]
        assert changes == [("committee_members", 0, 7), ("technical_inspectors", 0, "na"), ("trained_members", 6, None)]
        assert (newest.number, newest.reason, newest.causes, newest.note_changed, newest.first) == (
            2,
            "Тізіммен салыстырыңыз",
            ((CAUSE, 0, 2),),
            True,
            False,
        )
        assert (oldest.number, oldest.reason, oldest.changes, oldest.causes, oldest.note_changed, oldest.first) == (
            1,
            "",
            (),
            (),
            False,
            True,
        )

    def test_none_before_it_is_sent(self, campaign: Campaign) -> None:
        assert queries.versions(report_of(campaign, "school-1")) == []


class TestSheet:
    def test_progress_counts_lines_and_not_cells(self, office: Office, campaign: Campaign) -> None:
        report = report_of(campaign, "school-1")
        empty = queries.sheet(report)
        assert (empty.filled_lines, empty.expected_lines) == (0, 34)
        half = queries.sheet(save(report, office, accepted_working=3, chairs=0, technical_inspectors="na").report)
        assert half.filled_lines == 2
        whole = queries.sheet(save(report, office, accepted_pensioners=0).report)
        assert whole.filled_lines == 3

    @pytest.mark.parametrize(
        ("code", "sections", "crossed"),
        [
            ("school-1", 7, {"members_students", "students_enrolled", "left_graduation_total"}),
            ("college-1", 7, set()),
            ("north", 1, {"members_students", "students_enrolled", "left_graduation_total", "members_total"}),
        ],
    )
    def test_only_cells_that_apply(self, campaign: Campaign, code: str, sections: int, crossed: set[str]) -> None:
        sheet = queries.sheet(report_of(campaign, code))
        asked = {"members_students", "students_enrolled", "left_graduation_total", "members_total"}
        assert len(sheet.sections) == sections
        assert asked - sheet.applicable_codes == crossed

    def test_empty_cells_are_told_apart_from_errors(self, office: Office, campaign: Campaign) -> None:
        report = fill_report(campaign, "school-1", office)
        sheet = queries.sheet(save(report, office, committee_members=None, members_women=999).report)
        assert sheet.empty_codes == ("committee_members",)
        assert [found.check for found in sheet.findings_beyond_empty] == ["K5.members_women"]
        assert [found.check for found in sheet.blocking_errors] == ["K5.members_women", "K13.committee_members"]

    def test_the_difference_is_to_last_year(self, office: Office, past: Campaign) -> None:
        campaign = make_campaign(2025, office)
        report = report_of(campaign, "school-1")
        sheet = queries.sheet(save(report, office, members_working=57).report)
        assert (sheet.previous["members_working"], sheet.difference("members_working")) == (60, -3)
        assert sheet.difference("chairs") is None

    def test_a_decrease_demands_causes_for_everybody_who_left(self, office: Office, past: Campaign) -> None:
        campaign = make_campaign(2025, office)
        report = fill_report(campaign, "school-1", office, members_working=55)
        assert not queries.sheet(report).causes_demanded
        short = queries.sheet(reports.save(report, causes={CAUSE: 2}, by=office.writer, at=AT).report)
        assert (short.causes_demanded, short.causes_total, short.outflow) == (True, 2, 5)

    def test_without_a_last_year_there_is_nothing_to_compare(self, campaign: Campaign) -> None:
        assert queries.sheet(report_of(campaign, "school-1")).previous == {}

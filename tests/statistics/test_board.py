"""The board's tallies, and what waits for whom."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from birlik.statistics.actions import reports
from birlik.statistics.enums import Status
from birlik.statistics.models import Campaign
from birlik.statistics.queries import board, waiting
from tests.factories import UnionTree, make_holder
from tests.statistics_factories import (
    Office,
    accept_all,
    accept_report,
    fill_report,
    freeze,
    moment,
    report_of,
    send_report,
)

BEFORE, AFTER = date(2026, 1, 20), date(2026, 1, 21)  # primaries are due on the 20th


def tally(campaign: Campaign, office: Office, code: str, today: date = BEFORE) -> board.Tally:
    fresh = Campaign.objects.get(pk=campaign.pk)
    return board.tally_of(fresh, office.tree[code], today=today)


def lines(campaign: Campaign, office: Office, code: str, today: date = BEFORE) -> dict[str, board.BoardRow]:
    found = board.board(Campaign.objects.get(pk=campaign.pk), office.tree[code], today=today)
    return {line.organisation.code: line for line in found.lines}


def test_primaries_are_counted_and_bodies_above_stand_apart(office: Office, campaign: Campaign) -> None:
    accept_report(campaign, "school-1", office)
    send_report(campaign, "school-2", office)
    fill_report(campaign, "school-3", office)
    accept_report(campaign, "north", office)
    north = tally(campaign, office, "north")
    assert north.statuses == {Status.BEGUN: 1, Status.SENT: 1, Status.ACCEPTED: 1}
    assert north.own == {Status.ACCEPTED: 1}
    assert (north.expected, north.accepted) == (3, 1)


def test_every_line_is_its_subtree_and_the_total_their_sum(office: Office, campaign: Campaign) -> None:
    accept_report(campaign, "school-1", office)
    send_report(campaign, "college-1", office, members_women=900)
    found = lines(campaign, office, "union")
    assert {
        code: (line.tally.accepted, line.tally.expected, line.tally.errors, line.own) for code, line in found.items()
    } == {
        "north": (1, 3, 0, Status.NOT_BEGUN),
        "south": (0, 2, 1, Status.NOT_BEGUN),
        "campus": (0, 1, 0, Status.NOT_BEGUN),
    }
    assert tally(campaign, office, "union") == sum((line.tally for line in found.values()), board.NOTHING)
    assert [line.leaf for line in lines(campaign, office, "north-east").values()] == [True, True]


def test_late_is_what_was_due_and_first_sent_after_the_day(office: Office, campaign: Campaign) -> None:
    last = datetime(2026, 1, 20, 23, 59, 59, tzinfo=ZoneInfo("Asia/Almaty"))  # the union's own clock
    send_report(campaign, "school-1", office, at=last)
    send_report(campaign, "school-2", office, at=last + timedelta(seconds=1))
    assert {code: line.tally.late for code, line in lines(campaign, office, "north-east").items()} == {
        "school-1": 0,
        "school-2": 1,
    }
    assert (tally(campaign, office, "north").late, tally(campaign, office, "north", AFTER).late) == (1, 2)
    assert tally(campaign, office, "north", AFTER).in_time == 1


def test_a_return_makes_no_report_late(office: Office, campaign: Campaign) -> None:
    sent = send_report(campaign, "school-1", office)
    reports.return_(sent, remark="Тексеріңіз", by=office.judge, at=moment(2025, day=25))
    send_report(campaign, "school-1", office, at=moment(2025, day=27))
    assert tally(campaign, office, "school-1", AFTER).late == 0


def test_a_tally_is_kept_until_something_changes(office: Office, campaign: Campaign) -> None:
    assert tally(campaign, office, "north").accepted == 0
    accept_report(campaign, "school-1", office)
    assert tally(campaign, office, "north").accepted == 1


def test_the_missing_are_named(office: Office, campaign: Campaign) -> None:
    accept_all(campaign, office, but=["school-2", "north"])
    union = board.board(campaign, office.tree["union"], today=AFTER)
    missing = board.unaccepted_reports(union)
    parents = sorted((one.code, parent.code) for one, parent in missing.first if parent)
    assert (parents, missing.more) == ([("north", "union"), ("school-2", "north-east")], 0)
    few = board.unaccepted_reports(union, limit=1)
    assert (len(few.first), few.more) == (1, 1)
    every = board.all_unaccepted_reports(campaign, office.tree["north-east"])
    assert [one.organisation.code for one in every] == ["school-2"]


class TestWaiting:
    def test_a_chair_waits_for_the_own_report_until_it_is_sent(
        self, tree: UnionTree, office: Office, campaign: Campaign
    ) -> None:
        chair = make_holder("chair_primary", tree["school-1"])
        found = waiting.waiting_for(chair, campaign, today=BEFORE)
        assert [(own.report.organisation.code, own.due) for own in found.own] == [("school-1", date(2026, 1, 20))]
        assert (found.own[0].is_late(BEFORE), found.own[0].is_late(AFTER)) == (False, True)
        send_report(campaign, "school-1", office)
        assert not waiting.waiting_for(chair, campaign, today=BEFORE)
        report = report_of(campaign, "school-1")
        reports.return_(report, remark="Тексеріңіз", by=office.judge, at=moment(2025, day=18))
        assert [own.report.status for own in waiting.waiting_for(chair, campaign, today=BEFORE).own] == ["returned"]

    def test_a_specialist_judges_what_was_sent_below(self, tree: UnionTree, office: Office, campaign: Campaign) -> None:
        specialist = make_holder("specialist", tree["north"])
        elsewhere = make_holder("specialist", tree["south"])
        send_report(campaign, "school-2", office, at=moment(2025, day=14))
        send_report(campaign, "school-1", office, at=moment(2025, day=16))
        found = waiting.waiting_for(specialist, campaign, today=BEFORE)
        assert (found.to_accept, found.oldest) == (2, report_of(campaign, "school-2"))
        assert [own.report.organisation.code for own in found.own] == ["north"]
        assert waiting.waiting_for(elsewhere, campaign, today=BEFORE).to_accept == 0
        assert waiting.waiting_for(office.writer, campaign, today=BEFORE).to_accept == 0
        assert waiting.waiting_for(office.judge, campaign, today=BEFORE).to_accept == 2

    def test_readers_have_nothing_to_do(self, tree: UnionTree, office: Office, campaign: Campaign) -> None:
        send_report(campaign, "school-1", office)
        for role in ("union_chair", "audit_commission", "administrator"):
            assert not waiting.waiting_for(make_holder(role, tree["union"]), campaign, today=BEFORE)

    def test_a_complete_campaign_waits_for_its_freeze(self, office: Office, campaign: Campaign) -> None:
        accept_all(campaign, office, but=["north"])
        assert not waiting.waiting_for(office.writer, campaign, today=BEFORE).to_freeze
        accept_report(campaign, "north", office)
        assert waiting.waiting_for(office.writer, campaign, today=BEFORE).to_freeze
        assert not waiting.waiting_for(office.judge, campaign, today=BEFORE).to_freeze
        assert not waiting.waiting_for(office.writer, freeze(campaign, office), today=BEFORE).to_freeze

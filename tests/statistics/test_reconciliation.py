"""Report and registry side by side: every difference is the sum of its parts, and moves within a body are none."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from birlik.members.actions import spans
from birlik.members.enums import Entry, Exit, PersonState
from birlik.members.models import ImportBatch, Membership, Person
from birlik.members.queries import roster
from birlik.statistics.models import Campaign
from birlik.statistics.queries import campaigns, reconciliation, registry_counts
from birlik.statistics.queries.reconciliation import Part
from tests.factories import UnionTree
from tests.members.people import make_person
from tests.statistics_factories import Office, accept_report, fill_report, moment, report_of

BEGIN, END = date(2025, 1, 1), date(2026, 1, 1)
WITHIN = date(2025, 9, 1)


def parts_of(campaign: Campaign, code: str) -> dict[str, Part]:
    report = report_of(campaign, code)
    found = reconciliation.parts(campaigns.form(campaign), report.values, registry_counts.of_report(report))
    return {part.category: part for part in found}


def steps_of(part: Part) -> dict[str, int]:
    assert part.steps is not None
    return {step.part: step.difference for step in part.steps}


@pytest.fixture
def school(tree: UnionTree, campaign: Campaign) -> list[Person]:
    """school-1 by the registry: 4 at the beginning, 2 accepted, 1 retired, 1 corrected away, 1 entered as a member."""
    there = [make_person(tree["school-1"]) for _ in range(4)]
    for _ in range(2):
        new = make_person(None)
        spans.enter(new, organisation=tree["school-1"], category="working", on=WITHIN, entry=Entry.ACCEPTED)
    spans.leave(there[0], on=WITHIN, reason=Exit.RETIREMENT)
    spans.leave(there[1], on=WITHIN, reason=Exit.CORRECTED)
    make_person(tree["school-1"], since=WITHIN)
    return there


class TestOneReport:
    def test_the_difference_is_taken_apart(self, school: list[Person], office: Office, campaign: Campaign) -> None:
        fill_report(campaign, "school-1", office, opening_working=6, members_working=9, left_retirement_working=0)
        working = parts_of(campaign, "school-1")["working"]
        assert (working.closing.reported, working.closing.counted, working.closing.difference) == (9, 5, 4)
        # 6 + 3 accepted = 9, and 4 + 2 accepted + 1 entered − 1 retired − 1 corrected = 5
        assert steps_of(working) == {"opening": 2, "accepted": 1, "left": 1, "registered": -1, "corrected": 1}
        assert sum(steps_of(working).values()) == working.closing.difference

    def test_a_report_that_does_not_add_up_is_told_so(
        self, school: list[Person], office: Office, campaign: Campaign
    ) -> None:
        fill_report(campaign, "school-1", office, accepted_working=100)
        working = parts_of(campaign, "school-1")["working"]
        assert steps_of(working)["report"] == -40
        assert sum(steps_of(working).values()) == working.closing.difference

    def test_what_only_the_registry_knows_has_no_line(self, school: list[Person], campaign: Campaign) -> None:
        lines = {line.code: line for line in parts_of(campaign, "school-1")["working"].lines}
        assert (lines["registered_working"].row, lines["registered_working"].counted) == (None, 1)
        assert lines["members_working"].difference is None  # nothing typed yet: empty is not zero

    def test_without_movements_nothing_is_taken_apart(
        self, tree: UnionTree, office: Office, campaign: Campaign
    ) -> None:
        make_person(tree["school-2"], since=WITHIN)
        fill_report(campaign, "school-2", office)
        working = parts_of(campaign, "school-2")["working"]
        assert (working.closing.difference, working.steps) == (59, None)


class TestNames:
    def test_who_is_there_who_came_who_left(self, school: list[Person], tree: UnionTree) -> None:
        found = roster.roster(tree["school-1"], BEGIN, END, blocked=True)
        assert (len(found.present), len(found.came), len(found.left)) == (5, 3, 2)
        assert {one.card for one in found.left} == {school[0].pk, school[1].pk}
        assert found.left[0].day == WITHIN

    def test_the_blocked_and_those_elsewhere(self, school: list[Person], tree: UnionTree) -> None:
        spans.move(school[2], organisation=tree["school-2"], category="working", on=WITHIN)
        Person.objects.filter(pk=school[3].pk).update(state=PersonState.BLOCKED)
        found = roster.roster(tree["school-1"], BEGIN, END, blocked=False)
        assert [one.card for one in found.left if one.how == Exit.DEPARTED.label] == [None]
        assert [(one.name, one.card) for one in found.present if not one.name] == [("", None)]

    def test_what_was_written_down_after_the_report(self, school: list[Person], tree: UnionTree) -> None:
        sent = moment(2025)
        assert roster.entered_late(tree["school-1"], BEGIN, END, after=sent) == roster.LateEntries(0, 0)
        batch = applied(tree, at=moment(2025, month=3))
        Membership.objects.filter(entry=Entry.ACCEPTED).update(batch=batch)
        assert roster.entered_late(tree["school-1"], BEGIN, END, after=sent) == roster.LateEntries(2, 0)


def applied(tree: UnionTree, *, at: datetime) -> ImportBatch:
    return ImportBatch.objects.create(
        organisation=tree["north"], file_name="base.xlsx", as_of=END, state="applied", uploaded_at=at, applied_at=at
    )


class TestNode:
    def test_children_beside_the_registry(
        self, school: list[Person], tree: UnionTree, office: Office, campaign: Campaign
    ) -> None:
        accept_report(campaign, "school-1", office)
        accept_report(campaign, "school-3", office)
        found = reconciliation.of_node(Campaign.objects.get(pk=campaign.pk), tree["north"])
        by_code = {child.organisation.code: child for child in found.children}
        east, west = by_code["north-east"], by_code["north-west"]
        assert (east.reported["members_total"], east.counted["members_total"], east.difference("members_total")) == (
            60,
            5,
            55,
        )
        assert (east.known, east.primaries) == (1, 2)
        assert (west.known, west.counted, west.difference("members_total")) == (0, {}, None)
        assert found.node.counted["members_working"] == 5

    def test_those_without_movements_are_a_step_of_their_own(
        self, school: list[Person], tree: UnionTree, office: Office, campaign: Campaign
    ) -> None:
        make_person(tree["school-2"], since=WITHIN)
        for code in ("school-1", "school-2"):
            accept_report(campaign, code, office)
        found = reconciliation.of_node(Campaign.objects.get(pk=campaign.pk), tree["north-east"])
        working = found.parts[0]
        assert (working.closing.difference, steps_of(working)["unknown"]) == (120 - 6, 60 - 1)
        assert sum(steps_of(working).values()) == working.closing.difference

    def test_moves_within_change_nothing(self, school: list[Person], tree: UnionTree, campaign: Campaign) -> None:
        spans.move(school[2], organisation=tree["school-3"], category="working", on=WITHIN)
        spans.move(school[3], organisation=tree["school-4"], category="working", on=WITHIN)
        spans.move(make_person(tree["school-2"]), organisation=tree["school-2"], category="pensioner", on=WITHIN)

        def inside(code: str) -> tuple[int, int, int]:
            found = reconciliation.of_node(campaign, tree[code]).inside
            return found.arrived, found.departed, found.within

        assert inside("north-east") == (0, 2, 0)
        assert inside("north") == (1, 2, 1)
        assert inside("union") == (2, 2, 2)

"""A correction mends the past or counts as a flow of its own; it is never a leaving."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from birlik.accounts.models import User
from birlik.core.errors import Refusal
from birlik.members.actions import corrections, membership, spans
from birlik.members.enums import Body, Category, Exit
from birlik.members.models import Mandate, Membership, Person, PersonChange
from birlik.members.queries import flows
from tests.factories import NOW, OPENED, TODAY, UnionTree, make_holder, make_union_tree
from tests.members.people import give_office, make_person

pytestmark = pytest.mark.django_db
MOVED, MENDED = date(2023, 9, 1), date(2023, 8, 1)
WHY = "Құжат бойынша басқаша."


def refused(code: str) -> Any:
    return pytest.raises(Refusal, match=f"^{code.replace('.', '[.]')}")


@pytest.fixture
def tree() -> UnionTree:
    return make_union_tree()


@pytest.fixture
def specialist(tree: UnionTree) -> User:
    return make_holder("specialist", tree["north"])


@pytest.fixture
def who(specialist: User) -> dict[str, Any]:
    return {"by": specialist, "at": NOW}


@pytest.fixture
def person(tree: UnionTree) -> Person:
    return make_person(tree["school-1"])


@pytest.fixture
def span(person: Person) -> Membership:
    return person.memberships.get()


def year(tree: UnionTree, code: str) -> dict[str, int]:
    frame = flows.between(date(2026, 1, 1), TODAY, [tree[code].pk])
    return {name: value for name, value in frame.row(0, named=True).items() if value and name in flows.FLOWS}


class TestEntry:
    def test_is_mended_without_a_flow(self, tree: UnionTree, span: Membership, who: dict[str, Any]) -> None:
        corrections.correct_entry(
            span, since=MENDED, category=Category.TEMPORARY, organisation=tree["school-2"], reason=WHY, **who
        )
        span.refresh_from_db()
        assert (span.since, span.category, span.organisation, span.exit) == (
            MENDED, "temporary", tree["school-2"], "",
        )  # fmt: skip
        person = Person.objects.get(pk=span.person_id)
        assert (person.organisation, person.category) == (tree["school-2"], "temporary")
        note = PersonChange.objects.get(action="member.corrected")
        assert (note.reason, note.before["organisation"], note.after["organisation"]) == (WHY, "school-1", "school-2")
        assert flows.between(date(2026, 1, 1), TODAY)["corrected_out"].sum() == 0

    @pytest.mark.parametrize("day", [MENDED, date(2023, 10, 1)])
    def test_takes_the_end_of_the_span_before_along(
        self, tree: UnionTree, person: Person, who: dict[str, Any], day: date
    ) -> None:
        spans.move(person, organisation=tree["school-2"], category="working", on=MOVED)
        new = person.memberships.latest("since")
        corrections.correct_entry(new, since=day, reason=WHY, **who)
        assert list(person.memberships.order_by("since").values_list("since", "until")) == [(OPENED, day), (day, None)]
        with refused("member.overlaps"):
            corrections.correct_entry(new, since=OPENED, reason=WHY, **who)

    def test_refuses_what_cannot_be(self, tree: UnionTree, span: Membership, who: dict[str, Any]) -> None:
        with refused("member.reason_missing"):
            corrections.correct_entry(span, since=MENDED, reason=" ", **who)
        with refused("member.organisation_closed"):
            corrections.correct_entry(span, since=date(2019, 1, 1), reason=WHY, **who)
        with refused("member.day_ahead"):
            corrections.correct_entry(span, since=date(2026, 3, 1), reason=WHY, **who)
        with refused("right.missing"):
            corrections.correct_entry(span, organisation=tree["school-4"], reason=WHY, **who)


class TestExit:
    def test_day_and_reason(self, person: Person, span: Membership, who: dict[str, Any]) -> None:
        with refused("member.still_open"):
            corrections.correct_exit(span, exit=Exit.DEATH, reason=WHY, **who)
        membership.leave(person, on=MOVED, reason=Exit.OWN_WILL, **who)
        corrections.correct_exit(span, until=MENDED, exit=Exit.EMPLOYMENT, reason=WHY, **who)
        span.refresh_from_db()
        assert (span.until, span.exit) == (MENDED, "employment")
        with refused("member.annulled"):
            corrections.correct_exit(span, exit=Exit.CORRECTED, reason=WHY, **who)

    def test_of_a_way_elsewhere_the_next_beginning_decides(
        self, tree: UnionTree, person: Person, span: Membership, who: dict[str, Any]
    ) -> None:
        spans.move(person, organisation=tree["school-2"], category="working", on=MOVED)
        with refused("member.moved_on"):
            corrections.correct_exit(span, until=MENDED, reason=WHY, **who)


class TestAnnulling:
    def test_is_a_flow_of_its_own(self, tree: UnionTree, person: Person, span: Membership, who: dict[str, Any]) -> None:
        give_office(person, organisation=tree["school-1"], body=Body.COMMITTEE, on=MOVED, **who)
        corrections.annul(span, reason=WHY, **who)
        assert year(tree, "school-1") == {"opening": 1, "corrected_out": 1}
        assert Mandate.objects.get().until == TODAY
        person.refresh_from_db()
        assert person.organisation is None
        with refused("member.annulled"):
            corrections.annul(span, reason=WHY, **who)

    def test_a_leaving_that_never_was_stops_being_one(
        self, tree: UnionTree, person: Person, span: Membership, who: dict[str, Any]
    ) -> None:
        membership.leave(person, on=date(2026, 1, 15), reason=Exit.OWN_WILL, **who)
        assert year(tree, "school-1") == {"opening": 1, "left_own_will": 1}
        corrections.annul(span, reason=WHY, **who)
        assert year(tree, "school-1") == {"opening": 1, "corrected_out": 1}
        corrections.restore(span, reason=WHY, **who)
        assert year(tree, "school-1") == {"opening": 1, "left_own_will": 1}

    def test_what_began_today_ends_tomorrow(self, tree: UnionTree, who: dict[str, Any]) -> None:
        person = make_person(tree["school-1"], since=TODAY)
        corrections.annul(person.memberships.get(), reason=WHY, **who)
        assert person.memberships.get().until == date(2026, 2, 2)

    def test_restoring_opens_it_again(self, span: Membership, who: dict[str, Any]) -> None:
        with refused("member.not_annulled"):
            corrections.restore(span, reason=WHY, **who)
        corrections.annul(span, reason=WHY, **who)
        restored = corrections.restore(span, reason=WHY, **who)
        assert (restored.until, restored.exit) == (None, "")
        assert restored.person.pk == Person.objects.get(organisation=span.organisation).pk

    def test_not_over_another_membership(
        self, tree: UnionTree, person: Person, span: Membership, who: dict[str, Any]
    ) -> None:
        corrections.annul(span, reason=WHY, **who)
        person.refresh_from_db()
        spans.enter(person, organisation=tree["school-2"], category="working", on=TODAY, entry="accepted")  # type: ignore[arg-type] # the value of the enum
        with refused("member.overlaps"):
            corrections.restore(span, reason=WHY, **who)

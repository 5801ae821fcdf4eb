"""Offices as entries of a register: what an annulled one frees, what the history of a card tells, what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from birlik.accounts.models import User
from birlik.activity import offices
from birlik.activity.offices import OFFICES
from birlik.core.errors import Refusal
from birlik.members.actions import membership, privacy
from birlik.members.enums import Body, Exit
from birlik.members.models import Mandate, Person, PersonChange
from birlik.members.queries import headcount
from birlik.registers import actions, imports
from tests.factories import NOW, TODAY, UnionTree, make_holder, make_union_tree
from tests.members.people import make_person

pytestmark = pytest.mark.django_db
ELECTED, LATER = date(2024, 3, 1), date(2025, 3, 1)


@pytest.fixture
def tree() -> UnionTree:
    return make_union_tree()


@pytest.fixture
def chair(tree: UnionTree) -> User:
    return make_holder("chair_primary", tree["school-1"])


@pytest.fixture
def who(chair: User) -> dict[str, Any]:
    return {"by": chair, "at": NOW}


@pytest.fixture
def person(tree: UnionTree) -> Person:
    return make_person(tree["school-1"])


@pytest.fixture
def office(person: Person, tree: UnionTree, who: dict[str, Any]) -> Mandate:
    return offices.grant(person, organisation=tree["school-1"], body=Body.CHAIR, paid=True, on=ELECTED, **who)


def refused(code: str) -> Any:
    return pytest.raises(Refusal, match=f"^{code.replace('.', '[.]')}")


def told(person: Person) -> list[str]:
    return list(PersonChange.objects.filter(person=person, action__startswith="member.mandate").order_by("pk")
                .values_list("action", flat=True))  # fmt: skip


def test_an_annulled_office_is_free_and_counts_nowhere(
    office: Mandate, person: Person, tree: UnionTree, who: dict[str, Any]
) -> None:
    place, other = tree["school-1"], make_person(tree["school-1"])
    assert headcount.counts(TODAY, [place.pk])["chairs"].to_list() == [1]
    with refused("member.chair_taken"):
        offices.grant(other, organisation=place, body=Body.CHAIR, on=LATER, **who)
    actions.annul(OFFICES, office, reason="Хаттама қате", **who)
    assert headcount.counts(TODAY, [place.pk])["chairs"].to_list() == [0]
    assert not Mandate.objects.on(TODAY).exists()
    offices.grant(other, organisation=place, body=Body.CHAIR, on=LATER, **who)
    membership.leave(person, on=TODAY, reason=Exit.OWN_WILL, **who)
    office.refresh_from_db()
    assert (office.until, office.annulled_reason) == (None, "Хаттама қате")


def test_every_verb_stands_in_the_history_of_the_card(
    office: Mandate, person: Person, tree: UnionTree, who: dict[str, Any]
) -> None:
    """Typed, delivered or taken back: the member's own history tells of it, as it always did."""
    actions.amend(OFFICES, office, {"ground": "№ 2"}, **who)
    offices.end(office, on=LATER, **who)
    actions.annul(OFFICES, office, reason="Қате", **who)
    granted, changed, ended, annulled = (
        f"member.mandate_{verb}" for verb in ("granted", "changed", "ended", "annulled")
    )
    assert told(person) == [granted, changed, ended, annulled]
    sheet = f"ИИН;Должность;С\n{person.iin};{Body.INSPECTOR.value};01.03.2025".encode()
    batch = imports.upload(OFFICES, tree["school-1"], name="a.csv", content=sheet, say=str, **who)
    assert told(person) == [granted, changed, ended, annulled]
    assert imports.apply(OFFICES, batch, say=str, **who).good == 1
    imports.undo(OFFICES, batch, reason="Қате тізім", **who)
    assert told(person)[4:] == [granted, annulled]


def test_what_is_past_may_be_corrected_after_the_member_left(
    office: Mandate, person: Person, tree: UnionTree, who: dict[str, Any]
) -> None:
    membership.leave(person, on=LATER, reason=Exit.OWN_WILL, **who)
    specialist = {"by": make_holder("specialist", tree["north"]), "at": NOW}
    actions.amend(OFFICES, office, {"ground": "№ 3"}, **specialist)
    office.refresh_from_db()
    assert (office.until, office.ground) == (LATER, "№ 3")
    with refused("member.none"):
        actions.amend(OFFICES, office, {"until": None, "since": date(2024, 4, 1)}, **specialist)


def test_a_blocked_member_gets_no_office(person: Person, tree: UnionTree, who: dict[str, Any]) -> None:
    privacy.block(person, reason="Өтініш", **who)
    with refused("member.blocked"):
        offices.grant(person, organisation=tree["school-1"], body=Body.COMMITTEE, on=ELECTED, **who)

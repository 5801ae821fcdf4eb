"""Offices as entries of a register: what an annulled one frees, what the history of a card tells, what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from birlik.accounts.models import User
from birlik.activity.offices import OFFICES
from birlik.audit.models import Event
from birlik.core.errors import Refusal
from birlik.members.actions import anonymising, corrections, membership, merging, privacy, transfers
from birlik.members.actions.merging import Choices
from birlik.members.enums import Body, Exit
from birlik.members.models import Mandate, Person, PersonChange
from birlik.members.queries import headcount
from birlik.members.timelines import Fate
from birlik.registers import actions, evidence, imports
from birlik.registers.models import Evidence
from tests.factories import NOW, TODAY, UnionTree, make_holder, make_union_tree
from tests.members.people import end_office, give_office, make_person

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
    return give_office(person, organisation=tree["school-1"], body=Body.CHAIR, paid=True, on=ELECTED, **who)


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
    with refused("office.chair_taken"):
        give_office(other, organisation=place, body=Body.CHAIR, on=LATER, **who)
    actions.annul(OFFICES, office, reason="Хаттама қате", **who)
    assert headcount.counts(TODAY, [place.pk])["chairs"].to_list() == [0]
    assert not Mandate.objects.on(TODAY).exists()
    give_office(other, organisation=place, body=Body.CHAIR, on=LATER, **who)
    membership.leave(person, on=TODAY, reason=Exit.OWN_WILL, **who)
    office.refresh_from_db()
    assert (office.until, office.annulled_reason) == (None, "Хаттама қате")


def test_every_verb_stands_in_the_history_of_the_card(
    office: Mandate, person: Person, tree: UnionTree, who: dict[str, Any]
) -> None:
    """Typed, delivered or taken back: the member's own history tells of it, as it always did."""
    actions.amend(OFFICES, office, {"ground": "№ 2"}, **who)
    end_office(office, on=LATER, **who)
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


def trail(office: Mandate) -> list[tuple[str, dict[str, Any]]]:
    """What the trail of the register says since the office was written down."""
    lines = Event.objects.filter(subject_type="offices", subject_id=str(office.pk)).order_by("sequence")
    return [(one.action, one.after or {}) for one in lines][1:]


@pytest.mark.parametrize("way", ["leaving", "transfer", "correction", "forgetting"])
def test_whatever_ends_an_office_is_a_version_of_its_entry(
    way: str, office: Mandate, person: Person, tree: UnionTree, who: dict[str, Any]
) -> None:
    """As an amendment: who holds the older version is told, and the register's own trail has the line."""
    ends = LATER
    if way == "leaving":
        membership.leave(person, on=LATER, reason=Exit.OWN_WILL, **who)
    elif way == "transfer":
        row = transfers.send(person, target=tree["school-4"], on=LATER, **who)
        transfers.confirm(row, by=make_holder("specialist", tree["south"]), at=NOW)
    elif way == "correction":
        corrections.annul(person.memberships.get(), reason="Қате", **who)
        ends = TODAY
    else:
        privacy.withdraw(person, on=TODAY, **who)
        anonymising.anonymise(person, **who)
        ends = TODAY
    office.refresh_from_db()
    assert (office.until, office.version) == (ends, 2)
    assert trail(office) == [("entry.amended", {"until": ends.isoformat()})]
    with refused("entry.stale"):
        actions.amend(OFFICES, office, {"until": None}, version=1, by=make_holder("head_of_department", tree["union"]),
                      at=NOW)  # fmt: skip


def test_an_office_that_was_never_held_is_annulled(
    office: Mandate, person: Person, tree: UnionTree, who: dict[str, Any]
) -> None:
    """An entry is not deleted: of one whose holder had gone before it began it is said why it counts no more."""
    membership.leave(person, on=date(2024, 2, 1), reason=Exit.OWN_WILL, **who)
    office.refresh_from_db()
    assert (office.until, office.annulled_by, office.version) == (None, who["by"], 2)
    assert [action for action, _after in trail(office)] == ["entry.annulled"]


def test_a_merge_hands_offices_over_and_its_undoing_back(
    office: Mandate, person: Person, tree: UnionTree, who: dict[str, Any]
) -> None:
    """Each way is a version with a line of the trail, which names nobody."""
    other = make_person(tree["school-1"], surname="Басқа")
    done = merging.merge(other, person, Choices(fates={person.memberships.get().pk: Fate.DROP}), **who)
    office.refresh_from_db()
    assert (office.person, office.version) == (other, 2)
    merging.undo(done, **who)
    office.refresh_from_db()
    assert (office.person, office.version) == (person, 3)
    assert trail(office) == [("entry.amended", {"person": "***"})] * 2


def test_what_people_wrote_of_an_office_is_forgotten_with_its_holder(
    office: Mandate, person: Person, tree: UnionTree, who: dict[str, Any]
) -> None:
    """The ground, the reason of an annulment and the files may name somebody; what is counted stays."""
    wrong = give_office(person, organisation=tree["school-1"], body=Body.COMMITTEE, on=ELECTED, ground="№ 5", **who)
    evidence.add(OFFICES, wrong, name="хаттама.pdf", content=b"%PDF-1.7", **who)
    actions.annul(OFFICES, wrong, reason="Сейілханова емес", **who)
    privacy.withdraw(person, on=TODAY, **who)
    anonymising.anonymise(person, **who)
    for one in (office, wrong):
        one.refresh_from_db()
    assert (office.ground, office.body, office.since) == ("", Body.CHAIR, ELECTED)
    assert (wrong.ground, wrong.annulled_reason) == ("", "***")
    assert not Evidence.objects.exists()


def test_a_blocked_member_gets_no_office(person: Person, tree: UnionTree, who: dict[str, Any]) -> None:
    privacy.block(person, reason="Өтініш", **who)
    with refused("member.blocked"):
        give_office(person, organisation=tree["school-1"], body=Body.COMMITTEE, on=ELECTED, **who)

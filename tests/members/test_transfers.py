"""A transfer needs both sides, and moves the member on one day: what one organisation loses the other gains."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from birlik.accounts.models import User
from birlik.core.errors import Refusal
from birlik.members.actions import meetings, membership, transfers
from birlik.members.enums import Exit
from birlik.members.models import Attempt, CardReading, Membership, Person, Transfer
from birlik.members.queries import joining as queries
from tests.factories import NOW, OPENED, UnionTree, make_holder, make_union_tree
from tests.members.people import IINS, make_person

pytestmark = pytest.mark.django_db
TODAY = date(2026, 2, 1)
DAY = date(2026, 1, 15)


@pytest.fixture
def tree() -> UnionTree:
    return make_union_tree()


@pytest.fixture
def old_chair(tree: UnionTree) -> User:
    return make_holder("chair_primary", tree["school-1"])


@pytest.fixture
def new_chair(tree: UnionTree) -> User:
    return make_holder("chair_primary", tree["college-1"])


@pytest.fixture
def person(tree: UnionTree) -> Person:
    return make_person(tree["school-1"])


def refused(code: str) -> Any:
    return pytest.raises(Refusal, match=f"^{code.replace('.', '[.]')}")


def called(person: Person, tree: UnionTree, by: User, **changed: Any) -> Transfer:
    told: dict[str, Any] = {"surname": person.surname, "given": person.given, "on": DAY} | changed
    return transfers.call(person.iin, target=tree["college-1"], **told, by=by, at=NOW)


def readings(person: Person) -> list[tuple[str, User]]:
    return [(one.act, one.by) for one in CardReading.objects.filter(person=person).order_by("pk")]


def spans() -> list[tuple[Any, ...]]:
    rows = Membership.objects.order_by("since")
    return list(rows.values_list("organisation__code", "since", "until", "entry", "exit", "transfer"))


def test_sent_by_the_old_side_and_received_by_the_new(
    tree: UnionTree, person: Person, old_chair: User, new_chair: User
) -> None:
    transfer = transfers.send(person, target=tree["college-1"], on=DAY, ground="№ 9", by=old_chair, at=NOW)
    assert (transfer.state, spans()) == ("released", [("school-1", OPENED, None, "registered", "", None)])
    assert list(queries.waiting_transfers(old_chair, on=TODAY)) == []
    assert list(queries.waiting_transfers(new_chair, on=TODAY)) == [transfer]
    with refused("transfer.other_side"):
        transfers.confirm(transfer, by=old_chair, at=NOW)
    assert transfers.confirm(transfer, by=new_chair, at=NOW).state == "done"
    assert spans() == [
        ("school-1", OPENED, DAY, "registered", "departed", transfer.pk),
        ("college-1", DAY, None, "arrived", "", transfer.pk),
    ]
    person.refresh_from_db()
    assert person.organisation == tree["college-1"]


def test_called_by_the_new_side_and_released_by_the_old(
    tree: UnionTree, person: Person, old_chair: User, new_chair: User
) -> None:
    transfer = called(person, tree, new_chair)
    assert (transfer.state, transfer.source.person) == ("received", person)
    assert transfers.confirm(transfer, by=old_chair, at=NOW).state == "done"
    assert [row[0] for row in spans()] == ["school-1", "college-1"]


def test_one_role_over_both_sides_confirms_in_two_acts(tree: UnionTree, person: Person) -> None:
    above = make_holder("head_of_department", tree["union"])
    transfer = transfers.send(person, target=tree["college-1"], on=DAY, by=above, at=NOW)
    assert transfer.state == "released"
    assert transfers.confirm(transfer, by=above, at=NOW).state == "done"


def test_a_refused_transfer_changes_nothing(tree: UnionTree, person: Person, old_chair: User, new_chair: User) -> None:
    transfer = transfers.send(person, target=tree["college-1"], on=DAY, by=old_chair, at=NOW)
    transfers.refuse(transfer, reason="Бос орын жоқ", by=new_chair, at=NOW)
    assert spans() == [("school-1", OPENED, None, "registered", "", None)]
    with refused("transfer.over"):
        transfers.confirm(transfer, by=new_chair, at=NOW)
    assert transfers.send(person, target=tree["college-1"], on=DAY, by=old_chair, at=NOW).state == "released"


def test_who_left_in_the_meantime_is_not_moved(
    tree: UnionTree, person: Person, old_chair: User, new_chair: User
) -> None:
    transfer = transfers.send(person, target=tree["college-1"], on=DAY, by=old_chair, at=NOW)
    membership.leave(person, on=date(2026, 1, 20), reason=Exit.EMPLOYMENT, by=old_chair, at=NOW)
    with refused("transfer.gone"):
        transfers.confirm(transfer, by=new_chair, at=NOW)


def test_what_cannot_be_asked(tree: UnionTree, person: Person, old_chair: User, new_chair: User) -> None:
    with refused("transfer.same_organisation"):
        transfers.send(person, target=tree["school-1"], on=DAY, by=old_chair, at=NOW)
    with refused("member.not_primary"):
        transfers.send(person, target=tree["south"], on=DAY, by=old_chair, at=NOW)
    with refused("member.leaves_before_joining"):
        transfers.send(person, target=tree["college-1"], on=OPENED, by=old_chair, at=NOW)
    with refused("member.day_ahead"):
        transfers.send(person, target=tree["college-1"], on=date(2026, 3, 1), by=old_chair, at=NOW)
    with refused("member.unknown"):
        transfers.send(person, target=tree["college-1"], on=DAY, by=new_chair, at=NOW)
    with refused("transfer.nobody"):
        transfers.call(IINS[18], "Сейілханова", "Ақтоты", target=tree["college-1"], on=DAY, by=new_chair, at=NOW)
    transfers.send(person, target=tree["college-1"], on=DAY, by=old_chair, at=NOW)
    with refused("transfer.waiting"):
        called(person, tree, new_chair)
    assert Transfer.objects.count() == 1


class TestCallingByTheNumber:
    def test_it_is_a_reading_that_the_member_sees(self, tree: UnionTree, person: Person, new_chair: User) -> None:
        called(person, tree, new_chair, surname="сейілханова")
        assert readings(person) == [("transfer", new_chair)]

    def test_a_wrong_name_is_answered_like_an_unknown_number(
        self, tree: UnionTree, person: Person, new_chair: User
    ) -> None:
        with refused("transfer.nobody"):
            called(person, tree, new_chair, given="Айгүл")
        assert (readings(person), Transfer.objects.count()) == ([("number", new_chair)], 0)

    def test_so_is_who_is_blocked_or_no_member_any_more(
        self, tree: UnionTree, person: Person, old_chair: User, new_chair: User
    ) -> None:
        membership.leave(person, on=date(2026, 1, 20), reason=Exit.EMPLOYMENT, by=old_chair, at=NOW)
        with refused("transfer.nobody"):
            called(person, tree, new_chair)

    def test_tries_are_limited_for_a_day_whatever_they_meet(
        self, tree: UnionTree, person: Person, new_chair: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(meetings, "MOST_A_DAY", 2)
        for number in IINS[:2]:
            with refused("transfer.nobody"):
                transfers.call(number, "Ким", "Анна", target=tree["college-1"], on=DAY, by=new_chair, at=NOW)
        with refused("transfer.too_many"):
            called(person, tree, new_chair)
        later = NOW + timedelta(days=1, seconds=1)
        transfers.call(
            person.iin, person.surname, person.given, target=tree["college-1"], on=DAY, by=new_chair, at=later
        )
        assert not any(person.iin in one or str(new_chair.pk) == one for one in Attempt.objects.values_list("subject"))

    def test_who_sees_both_sides_is_not_limited_and_reads_as_ever(
        self, tree: UnionTree, person: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(meetings, "MOST_A_DAY", 0)
        above = make_holder("head_of_department", tree["union"])
        assert (called(person, tree, above).state, readings(person)) == ("received", [])

    def test_the_day_of_joining_there_is_not_told(self, tree: UnionTree, person: Person, new_chair: User) -> None:
        with refused("transfer.day_early") as caught:
            called(person, tree, new_chair, on=OPENED)
        assert caught.value.params == {}

"""From an application to a member: by link and on paper, decided by the committee, forgotten when refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import OperationalError

from birlik.accounts.models import User
from birlik.audit.models import Event
from birlik.core.errors import Refusal
from birlik.members.actions import joining, meetings, membership
from birlik.members.actions.fields import fields_of
from birlik.members.actions.joining import Request
from birlik.members.models import (
    Application,
    Attempt,
    CardReading,
    Consent,
    DuesAgreement,
    Employment,
    JoinLink,
    Membership,
    Person,
)
from birlik.members.queries import joining as queries
from birlik.members.queries import likeness
from birlik.members.values import PersonFields
from tests.factories import NOW, UnionTree, make_holder, make_union_tree
from tests.members.people import IINS, make_iin, make_person

pytestmark = pytest.mark.django_db
TODAY = date(2026, 2, 1)
WHO = PersonFields("Сейілханова", "Ақтоты", "Жарасқызы", IINS[0], "f", date(1990, 3, 15), "+77010000001", "a@b.example")
ASKED = Request(WHO, "working", "мұғалім", dues_agreed=True, consent=True)


@pytest.fixture
def tree() -> UnionTree:
    return make_union_tree()


@pytest.fixture
def chair(tree: UnionTree) -> User:
    return make_holder("chair_primary", tree["school-1"])


def refused(code: str) -> Any:
    return pytest.raises(Refusal, match=f"^{code.replace('.', '[.]')}")


def sent(
    secret: str, request: Request = ASKED, *, visitor: str = "a", address: str = "10.0.0.1", at: datetime = NOW
) -> Application:
    return joining.apply_by_link(secret, request, visitor=visitor, address=address, at=at)


def asking(number: int) -> Request:
    return replace(ASKED, person=replace(WHO, iin=make_iin(3001 + number)))


def linked(tree: UnionTree, chair: User, place: str = "school-1") -> str:
    return joining.make_link(tree[place], until=TODAY + timedelta(30), by=chair, at=NOW)[1]


def by_link(tree: UnionTree, chair: User, request: Request = ASKED) -> Application:
    _link, secret = joining.make_link(tree["school-1"], until=TODAY + timedelta(30), by=chair, at=NOW)
    return sent(secret, request)


def test_who_comes_again_because_others_write_has_not_tried(
    tree: UnionTree, chair: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page sends the same again by itself until the registry is free."""
    secret = linked(tree, chair)

    def held(_name: str) -> None:
        raise OperationalError("canceling statement due to lock timeout")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(joining, "wait_for_turn", held)
        for _ in range(10):
            with pytest.raises(OperationalError):
                sent(secret)
    assert (Attempt.objects.count(), sent(secret).state) == (0, "received")


def test_an_applicant_by_link_becomes_a_member_with_everything_agreed(tree: UnionTree, chair: User) -> None:
    application = by_link(tree, chair)
    person = joining.accept(application, on=TODAY, decision="№ 3, 1.02.2026", by=chair, at=NOW)
    span = Membership.objects.get(person=person)
    assert (span.organisation, span.category, span.since, span.entry, span.ground_in) == (
        tree["school-1"], "working", TODAY, "accepted", "№ 3, 1.02.2026",
    )  # fmt: skip
    person.refresh_from_db()
    assert (person.full_name, person.iin, person.card, person.organisation) == (
        "Сейілханова Ақтоты Жарасқызы", IINS[0], f"{person.pk:08d}", tree["school-1"],
    )  # fmt: skip
    assert Employment.objects.values_list("person", "position", "institution_type", "since").get() == (
        person.pk, "мұғалім", "school", TODAY,
    )  # fmt: skip
    assert DuesAgreement.objects.values_list("person", "rate", "since").get() == (person.pk, Decimal(1), TODAY)
    assert Consent.objects.values_list("person", "text", "given", "channel").get() == (
        person.pk, application.consent_id, TODAY, "link",
    )  # fmt: skip
    application.refresh_from_db()
    assert (application.state, application.person, application.decided_by) == ("accepted", person, chair)


def test_a_refused_application_keeps_the_name_and_the_reason_only(tree: UnionTree, chair: User) -> None:
    application = by_link(tree, chair)
    joining.refuse(application, on=TODAY, reason="Басқа салада жұмыс істейді", by=chair, at=NOW)
    application.refresh_from_db()
    assert (application.state, application.iin, application.born, application.phone, application.email) == (
        "refused", "", None, "", "",
    )  # fmt: skip
    assert application.decision == "Басқа салада жұмыс істейді"
    assert not Person.objects.exists()
    with refused("joining.decided"):
        joining.accept(application, on=TODAY, decision="№ 4", by=chair, at=NOW)


def test_a_link_is_known_by_its_secret_alone_and_ends(tree: UnionTree, chair: User) -> None:
    link, secret = joining.make_link(tree["school-1"], until=TODAY + timedelta(1), by=chair, at=NOW)
    assert secret not in str(JoinLink.objects.values().get())
    assert queries.link(joining.digest(secret), on=TODAY) == link
    with refused("joining.link_unknown"):
        sent(secret, at=NOW + timedelta(1))
    joining.close_link(link, by=chair, at=NOW)
    with refused("joining.link_unknown"):
        sent(secret)
    with refused("joining.link_unknown"):
        sent("guessed")


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (Request(WHO, "working", consent=False), "joining.consent_missing"),
        (Request(PersonFields("", ""), "working", consent=True), "member.name_missing"),
        (Request(PersonFields("А", "Б", iin="010101200015"), "working", consent=True), "member.iin_control"),
        (Request(WHO, "director", consent=True), "member.category_unknown"),
    ],
)
def test_what_an_application_must_hold(tree: UnionTree, chair: User, request_: Request, code: str) -> None:
    with refused(code):
        by_link(tree, chair, request_)
    assert not Application.objects.exists()


def test_who_is_a_member_already_is_not_accepted_twice(tree: UnionTree, chair: User) -> None:
    member = make_person(tree["school-3"])
    application = by_link(
        tree, chair, Request(PersonFields("Сейілханова", "Ақтоты", iin=member.iin), "working", consent=True)
    )
    with refused("member.iin_taken"):
        joining.accept(application, on=TODAY, decision="№ 5", by=chair, at=NOW)
    application.refresh_from_db()
    assert (application.state, Person.objects.count()) == ("received", 1)


def test_only_who_keeps_the_members_sees_and_decides(tree: UnionTree, chair: User) -> None:
    application = by_link(tree, chair)
    neighbour, above, reader = (
        make_holder(role, tree[place])
        for role, place in (("chair_primary", "school-2"), ("specialist", "north"), ("audit_commission", "union"))
    )
    assert [list(queries.waiting_applications(user, on=TODAY)) for user in (chair, neighbour, above, reader)] == [
        [application], [], [application], [],
    ]  # fmt: skip
    for user in (neighbour, reader):
        with refused("joining.unknown"):
            joining.accept(application, on=TODAY, decision="№ 6", by=user, at=NOW)


def test_the_trail_names_nobody(tree: UnionTree, chair: User) -> None:
    joining.accept(by_link(tree, chair), on=TODAY, decision="№ 7", by=chair, at=NOW)
    told = str(list(Event.objects.values_list("subject_label", "before", "after")))
    assert [word for word in (WHO.surname, WHO.given, WHO.iin, WHO.phone, WHO.email) if word in told] == []


def test_a_link_takes_no_flood(tree: UnionTree, chair: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "A_LINK_A_DAY", 2)
    _link, secret = joining.make_link(tree["school-1"], until=TODAY + timedelta(30), by=chair, at=NOW)
    for number in range(2):
        sent(secret, asking(number), visitor=str(number))
    with refused("joining.too_many"):
        sent(secret, asking(3), visitor="3")


def test_sixty_teachers_behind_one_address_apply_within_the_hour(tree: UnionTree, chair: User) -> None:
    secret = linked(tree, chair)
    for number in range(60):
        sent(secret, asking(number), visitor=f"telephone {number}", at=NOW + timedelta(minutes=number))
    assert Application.objects.count() == 60


def test_one_visitor_sends_few_a_day(tree: UnionTree, chair: User) -> None:
    secret = linked(tree, chair)
    for number in range(5):
        sent(secret, asking(number))
    with refused("joining.visitor_often"):
        sent(secret, asking(5))
    sent(secret, asking(5), visitor="b")
    sent(secret, asking(6), at=NOW + timedelta(days=1, seconds=1))
    assert Application.objects.count() == 7


def test_no_address_uses_a_link_up(tree: UnionTree, chair: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "AN_ADDRESS_A_DAY", 2)
    secret = linked(tree, chair)
    for number in range(2):
        sent(secret, asking(number), visitor=str(number))
    with refused("joining.too_many"):
        sent(secret, asking(2), visitor="2")
    sent(secret, asking(2), visitor="2", address="10.0.0.2")


def test_a_number_waits_twice_in_one_organisation_and_comes_thrice_a_day(tree: UnionTree, chair: User) -> None:
    secret = linked(tree, chair)
    for visitor in "ab":
        sent(secret, visitor=visitor)
    with refused("joining.waiting"):
        sent(secret, visitor="c")
    other = linked(tree, make_holder("chair_primary", tree["school-2"]), "school-2")
    sent(other, visitor="d")
    with refused("joining.waiting"):
        sent(other, visitor="e")
    kept = " ".join(Attempt.objects.values_list("subject", flat=True))
    assert not any(said in kept for said in (IINS[0], "10.0.0.1"))


class TestOtherPeoplesMembers:
    """What a number or a name tells of people whom the chair does not see."""

    def application(self, tree: UnionTree, chair: User, **person: Any) -> Application:
        return by_link(tree, chair, Request(PersonFields(**person), "working", consent=True))

    def accept(self, application: Application, chair: User, **more: Any) -> Person:
        return joining.accept(application, on=TODAY, decision="№ 8", by=chair, at=NOW, **more)

    def readings(self, person: Person) -> list[tuple[str, User]]:
        return [(one.act, one.by) for one in CardReading.objects.filter(person=person)]

    def test_a_number_without_its_name_says_nothing(self, tree: UnionTree, chair: User) -> None:
        member = make_person(tree["school-3"])
        application = self.application(tree, chair, surname="Ким", given="Анна", iin=member.iin)
        assert meetings.told_of(application, by=chair, at=NOW) == frozenset()
        assert likeness.likeness_of(application, chair, on=TODAY) is None
        with refused("member.iin_unsettled"):
            self.accept(application, chair)
        assert self.readings(member) == [("number", chair)]

    def test_with_the_name_it_is_a_reading(self, tree: UnionTree, chair: User) -> None:
        member = make_person(tree["school-3"])
        application = self.application(tree, chair, surname="Сейілханова", given="Ақтоты", iin=member.iin)
        told = meetings.told_of(application, by=chair, at=NOW)
        known = likeness.likeness_of(application, chair, on=TODAY, acquaintances=told)
        assert (known and (known.likeness, known.count, known.seen)) == ("member", 1, [])
        assert self.readings(member) == [("form", chair)]

    def test_a_name_with_its_birthday_is_a_reading_too(self, tree: UnionTree, chair: User) -> None:
        member = make_person(tree["school-3"])
        Person.objects.filter(pk=member.pk).update(iin="")
        who = {"surname": member.surname, "given": member.given, "patronymic": member.patronymic, "born": member.born}
        application = self.application(tree, chair, **who)
        with refused("member.looks_known"):
            self.accept(application, chair)
        assert self.readings(member) == [("form", chair)]
        assert self.accept(application, chair, confirmed=True) != member

    def test_a_corrected_number_says_as_little(self, tree: UnionTree, chair: User) -> None:
        member, own = make_person(tree["school-3"]), make_person(tree["school-1"], surname="Ким")
        with refused("member.iin_unsettled"):
            membership.change_person(own, replace(fields_of(own), iin=member.iin), by=chair, at=NOW)
        assert self.readings(member) == [("number", chair)]
        above = make_holder("head_of_department", tree["union"])
        with refused("member.iin_taken"):
            membership.change_person(own, replace(fields_of(own), iin=member.iin), by=above, at=NOW)

    def test_after_too_many_every_new_number_waits(
        self, tree: UnionTree, chair: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(meetings, "MOST_A_DAY", 1)
        application = self.application(tree, chair, surname="Ким", given="Анна", iin=make_person(tree["school-3"]).iin)
        with refused("member.iin_unsettled"):
            self.accept(application, chair)
        free = self.application(tree, chair, surname="Ким", given="Анна", iin=make_iin(3001))
        with refused("member.iin_spent"):
            self.accept(free, chair)

"""From an application to a member: by link and on paper, decided by the committee, forgotten when refused."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from birlik.accounts.models import User
from birlik.audit.models import Event
from birlik.core.errors import Refusal
from birlik.members.actions import joining
from birlik.members.actions.joining import Request
from birlik.members.models import Application, Consent, DuesAgreement, Employment, JoinLink, Membership, Person
from birlik.members.queries import joining as queries
from birlik.members.values import PersonFields
from tests.factories import NOW, UnionTree, make_holder, make_union_tree
from tests.members.people import IINS, make_person

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


def by_link(tree: UnionTree, chair: User, request: Request = ASKED) -> Application:
    _link, secret = joining.make_link(tree["school-1"], until=TODAY + timedelta(30), by=chair, at=NOW)
    return joining.apply_by_link(secret, request, at=NOW)


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
        joining.apply_by_link(secret, ASKED, at=NOW + timedelta(1))
    joining.close_link(link, by=chair, at=NOW)
    with refused("joining.link_unknown"):
        joining.apply_by_link(secret, ASKED, at=NOW)
    with refused("joining.link_unknown"):
        joining.apply_by_link("guessed", ASKED, at=NOW)


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
    for _ in range(2):
        joining.apply_by_link(secret, ASKED, at=NOW)
    with refused("joining.too_many"):
        joining.apply_by_link(secret, ASKED, at=NOW)

"""The registry of the digitised region in the database: what was made is what is there, under all its constraints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Count, F, Q

from birlik.accounts.models import User
from birlik.activity.deliveries import DigitisationDeadline
from birlik.members.enums import Body, Category, Entry, Exit
from birlik.members.models import (
    Consent,
    DuesAgreement,
    Employment,
    Mandate,
    MemberAccount,
    Membership,
    Person,
    Transfer,
)
from birlik.orgs.models import Organisation
from demo import registry, tree_rows
from demo.people import CATEGORIES, EXITS, REGION, People, bodies_of, people
from demo.people_offices import SEATS
from tests.demo.conftest import Look

AT = datetime(2024, 1, 1, tzinfo=UTC)
AFTER = date(2026, 1, 1)
pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Loaded:
    """What was to be written, and the id of every organisation by code."""

    people: People
    ids: dict[str, int]


@pytest.fixture(scope="module")
def loaded(demo: Look, django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Loaded]:
    """The tree and the region, loaded once for all tests of this module, and taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined] - pytest-django's blocker
        by = User.objects.create(username="judge", full_name="Judge")
        ids = tree_rows.write(demo.union, by=by, at=AT)
        registry.write(demo.union, ids, bodies_of("region"), by=by)
        yield Loaded(next(people(demo.union, bodies_of("region"))), ids)
        transaction.set_rollback(True)


def test_every_person_and_span_is_there(loaded: Loaded) -> None:
    made = loaded.people
    assert Person.objects.count() == made.persons.height
    assert Membership.objects.count() == made.spans.height
    assert Employment.objects.count() == made.employments.height
    assert set(Person.objects.values_list("iin", "card", "phone", "surname", "born")) == set(
        made.persons.select("iin", "card", "phone", "surname", "born").iter_rows()
    )
    columns = ("since", "until", "entry", "exit", "category", "sex", "born")
    assert Counter(Membership.objects.values_list(*columns)) == Counter(made.spans.select(columns).iter_rows())
    connection.check_constraints()


def test_members_and_offices_of_each_organisation_are_those_of_its_report(demo: Look, loaded: Loaded) -> None:
    report = demo.union.reports[2025]
    spans = Membership.objects.on(AFTER).values("organisation").annotate(number=Count("pk"))
    members = dict(spans.values_list("organisation", "number"))
    assert members == {
        loaded.ids[code]: total
        for code, total in zip(report.organisations, report.column("members_total").tolist(), strict=True)
        if code.startswith(f"{REGION}-")
    }
    own = [row for row, code in enumerate(report.organisations) if code.startswith(f"{REGION}-")]
    offices = dict(Mandate.objects.on(AFTER).values("body").annotate(number=Count("pk")).values_list("body", "number"))
    assert offices == {seat: int(report.column(code)[own].sum()) for seat, code in SEATS.items()}
    assert Mandate.objects.filter(paid=True).count() == report.column("chairs_paid")[own].sum()


def test_persons_repeat_the_open_membership(loaded: Loaded) -> None:
    same = Q(memberships__organisation=F("organisation"), memberships__category=F("category"))
    assert Person.objects.filter(same, memberships__until__isnull=True).count() == Membership.objects.open().count()
    assert Person.objects.exclude(organisation=None).count() == Membership.objects.open().count()
    twins = Q(memberships__sex=F("sex"), memberships__born=F("born"))
    assert Person.objects.filter(twins).values("pk").distinct().count() == Person.objects.count()


def test_transfers_are_known_by_both_spans(loaded: Loaded) -> None:
    assert Transfer.objects.count() == loaded.people.transfers.height
    for transfer in Transfer.objects.select_related("source").prefetch_related("spans"):
        out, into = sorted(transfer.spans.all(), key=lambda span: span.since)
        assert (out, into.organisation_id) == (transfer.source, transfer.target_id)
        assert out.until == into.since == transfer.on
        assert (out.exit, into.entry, out.person_id) == (Exit.DEPARTED, Entry.ARRIVED, into.person_id)
        assert transfer.released_at.date() == transfer.received_at.date() == transfer.on
    assert Membership.objects.exclude(transfer=None).count() == 2 * Transfer.objects.count()


def test_everybody_agreed_and_the_working_pay_dues(loaded: Loaded) -> None:
    assert Consent.objects.filter(withdrawn=None).count() == Person.objects.count()
    working = Membership.objects.filter(category="working").values("person").distinct()
    assert DuesAgreement.objects.filter(rate=1).count() == working.count()


def test_words_are_those_of_the_registry() -> None:
    assert set(CATEGORIES) == set(Category.values)
    assert set(SEATS) == set(Body.values)
    assert set(EXITS) - {""} <= set(Exit.values)


def test_nine_member_organisations_have_not_delivered(loaded: Loaded) -> None:
    assert DigitisationDeadline.objects.count() == 22
    late = DigitisationDeadline.objects.filter(delivered=None)
    assert sorted(late.values_list("organisation__code", flat=True)) == sorted(registry.LATE)
    assert not DigitisationDeadline.objects.filter(delivered__gt=F("due")).exists()


def test_ids_and_constraints_go_on_after_the_load(loaded: Loaded) -> None:
    first = Person.objects.order_by("pk")[0]
    new = Person.objects.create(surname="Жаңа", given="Мүше")
    assert new.pk > Person.objects.exclude(pk=new.pk).order_by("-pk")[0].pk
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(surname="Жаңа", given="Мүше", iin=first.iin)
    span = first.memberships.order_by("-since")[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(
            person=first, organisation=span.organisation, category="working", since=span.since, entry="accepted"
        )
    new.delete()


def test_the_member_s_account_is_that_of_somebody_without_an_office(loaded: Loaded) -> None:
    school = Organisation.objects.filter(pk__in=Membership.objects.open().values("organisation"))[0]
    user = User.objects.create(username="member", full_name="Member")
    person = registry.link_member(user, school)
    assert MemberAccount.objects.get(user=user).person == person
    assert person is not None
    assert person.organisation == school
    assert not person.mandates.exists()
    empty = Organisation.objects.get(code="union")
    assert registry.link_member(user, empty) is None


def test_without_members_only_deliveries_are_written(demo: Look, loaded: Loaded) -> None:
    before = Person.objects.count()
    DigitisationDeadline.objects.all().delete()
    registry.write(demo.union, loaded.ids, bodies_of("none"), by=User.objects.get(username="judge"))
    assert (DigitisationDeadline.objects.count(), Person.objects.count()) == (22, before)

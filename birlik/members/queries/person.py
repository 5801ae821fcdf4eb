"""One person: the card, and everything that hangs on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db import connection
from django.db.models import BigIntegerField, Model, QuerySet

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.core.errors import Refusal
from birlik.core.prepared_query import Parameter, PreparedObjects
from birlik.members import rules
from birlik.members.models import (
    CardReading,
    Consent,
    DuesAgreement,
    Employment,
    Mandate,
    Membership,
    Person,
    PersonChange,
)

CHANGES = 50  # the newest ones shown
M = TypeVar("M", bound=Model)


PERSON_ID = Parameter("person", BigIntegerField())


def _of_person(model: type[M], *related: str, order: tuple[str, str] = ("-since", "-pk")) -> PreparedObjects[M]:
    """Return what hangs on a person in one table, the newest first."""
    return PreparedObjects(
        lambda: QuerySet(model).filter(person_id=PERSON_ID).order_by(*order),
        *related,
    )


PERSON = PreparedObjects(lambda: Person.objects.filter(pk=PERSON_ID), "organisation", "account")
MEMBERSHIPS = _of_person(Membership, "organisation")
EMPLOYMENTS = _of_person(Employment, "workplace")
MANDATES = PreparedObjects(
    lambda: Mandate.objects.in_force().filter(person_id=PERSON_ID).order_by("-since", "-pk"), "organisation"
)
DUES = _of_person(DuesAgreement)
CONSENTS = _of_person(Consent, "text", order=("-given", "-pk"))
NEWEST_CHANGES = PreparedObjects(
    lambda: PersonChange.objects.filter(person_id=PERSON_ID).order_by("-at", "-pk")[:CHANGES]
)


@dataclass(frozen=True, slots=True)
class Card:
    """A person as a reader may see it. `changes` is None for who may not edit: it holds the values of before."""

    person: Person
    may_edit: bool
    memberships: Sequence[Membership]
    employments: Sequence[Employment]
    mandates: Sequence[Mandate]
    dues: Sequence[DuesAgreement]
    consents: Sequence[Consent]
    readings: int
    changes: Sequence[PersonChange] | None

    @property
    def current(self) -> Membership | None:
        """The open membership."""
        return next((one for one in self.memberships if one.until is None), None)

    @property
    def since(self) -> date | None:
        """Since when a member without a day between, through transfers and categories."""
        began = None
        for span in self.memberships:
            if began is not None and span.until != began:
                break
            began = span.since
        return began if self.current else None


def card(user: User, pk: int, *, on: date) -> Card:
    """Return the card, for somebody who may read it; refused with `member.unknown`: the list form is queries.scope."""
    person, rights = _find_person(user, Permission.MEMBER_VIEW, pk, on=on)
    return whole_card(person, may_edit=Permission.MEMBER_EDIT in rights)


def whole_card(person: Person, *, may_edit: bool) -> Card:
    """Return everything about the person, the newest first. Most people have few of these, so what there is none of is
    not asked for.
    """
    number = _numbers(person, Employment, Mandate, DuesAgreement, Consent, CardReading, PersonChange)

    def rows_of(model: type[M], rows: PreparedObjects[M]) -> list[M]:
        return rows.objects(person=person.pk) if number[model] else []

    return Card(
        person,
        may_edit,
        MEMBERSHIPS.objects(person=person.pk),
        rows_of(Employment, EMPLOYMENTS),
        rows_of(Mandate, MANDATES),
        rows_of(DuesAgreement, DUES),
        rows_of(Consent, CONSENTS),
        number[CardReading],
        rows_of(PersonChange, NEWEST_CHANGES) if may_edit else None,
    )


def _numbers(person: Person, *models: type[Model]) -> dict[type[Model], int]:
    """Return how many rows of these tables are about the person, in one statement."""
    counts = (f"(SELECT COUNT(*) FROM {model._meta.db_table} WHERE person_id = %s)" for model in models)  # noqa: SLF001, S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(counts)}", [person.pk] * len(models))
        return dict(zip(models, cursor.fetchone(), strict=True))


def load_person(user: User, permission: Permission, pk: int, *, on: date) -> Person:
    """Return the person, for somebody who has this right over it; refused with `member.unknown`."""
    return _find_person(user, permission, pk, on=on)[0]


def _find_person(user: User, permission: Permission, pk: int, *, on: date) -> tuple[Person, frozenset[Permission]]:
    person = next(iter(PERSON.objects(person=pk)), None)
    rights = rules.rights(user, person, on=on) if person else frozenset()
    if person is None or permission not in rights:
        raise Refusal("member.unknown")
    return person, rights

"""Invented members for tests. Their IINs are of people born in the 1800s, so they belong to nobody alive."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count
from typing import Any, cast

from birlik.accounts.models import User
from birlik.activity.offices import OFFICES
from birlik.core.identifiers import control_digit
from birlik.members.actions import spans
from birlik.members.actions.common import keys
from birlik.members.enums import Category, Entry
from birlik.members.models import Mandate, Person
from birlik.orgs.models import Organisation
from birlik.registers import actions
from tests.factories import OPENED

_number = count(1)


def make_iin(number: int) -> str:
    """A possible number of a woman born on 1 January 1801; other serials where one is not issued."""
    for serial in range(number * 3, number * 3 + 3):
        first = f"0101012{serial:04d}"
        digit = control_digit(first)
        if digit is not None:
            return f"{first}{digit}"
    raise AssertionError("three numbers in a row that are not issued")


IINS = [make_iin(number) for number in range(1, 20)]


def give_office(
    person: Person, *, organisation: Organisation, body: str, on: date, by: User, at: datetime, **more: Any
) -> Mandate:
    """An office written down by the register's own verb."""
    return cast(Mandate, actions.record(
        OFFICES, organisation, {"person": person, "body": body, "since": on, **more}, by=by, at=at
    ))  # fmt: skip


def end_office(office: Mandate, *, on: date, by: User, at: datetime) -> Mandate:
    return cast(Mandate, actions.amend(OFFICES, office, {"until": on}, by=by, at=at))


def make_person(
    organisation: Organisation | None,
    *,
    surname: str = "Сейілханова",
    given: str = "Ақтоты",
    patronymic: str = "Жарасқызы",
    born: date | None = date(1980, 3, 15),
    sex: str = "f",
    category: str = Category.WORKING,
    since: date = OPENED,
) -> Person:
    """A person with every field filled in, a member since the day; without `organisation` no member."""
    number = next(_number) % 3000
    person = Person.objects.create(
        iin=make_iin(number),
        surname=surname,
        given=given,
        patronymic=patronymic,
        sex=sex,
        born=born,
        phone=f"+770155{number:05d}",
        email=f"{number}@aktoty.example",
        card=f"KZ-{number:06d}",
        **keys(surname, given, patronymic),
    )
    if organisation is not None:
        spans.enter(person, organisation=organisation, category=category, on=since, entry=Entry.REGISTERED)
    return person

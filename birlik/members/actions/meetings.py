"""Whom somebody met outside the own right through a number: of how many more it may be told, and that it was.

Told is only who was named too; of all others no more than a count (docs/adr/0016). Both stand in the readings that the
member sees, and both are limited by person and day.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Protocol

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.core.errors import Refusal
from birlik.members import rules
from birlik.members.actions.common import keys, label, local_day
from birlik.members.enums import PersonState
from birlik.members.models import CardReading, Person
from birlik.members.queries.scope import places_of
from birlik.members.sight import HeldRows, Sight, fits
from birlik.orgs import queries as orgs
from birlik.orgs import rules as orgs_rules
from birlik.orgs.models import Organisation

A_DAY = timedelta(days=1)
MOST_A_DAY = 30  # people met outside; of who was named, too: one for each organisation that the reader sees
FORM = "form"
TELLING_ACTS = ("import", "transfer", FORM)  # the acts by which something of somebody outside was shown
UNTOLD = "number"  # the number was given without the name: nothing was shown


class NamedPerson(Protocol):
    """Who is meant in a form: an application, or the fields of a person."""

    @property
    def iin(self) -> str: ...
    @property
    def surname(self) -> str: ...
    @property
    def given(self) -> str: ...
    @property
    def patronymic(self) -> str: ...
    @property
    def born(self) -> date | None: ...


def sight(by: User | None, organisation: Organisation, *, at: datetime) -> Sight | None:
    """Return the people of whom a list of this organisation may tell the asker; None: the whole union's list, nobody
    is outside of it.

    The console sees everybody."""
    day = local_day(at)
    root = orgs.root(day)
    if root is not None and organisation.pk == root.pk:
        return None
    if by is None or (root is not None and orgs_rules.can(by, Permission.MEMBER_VIEW, root, on=day)):
        return Sight()
    visible = frozenset(orgs.scope_ids(by, Permission.MEMBER_VIEW, on=day))
    acquaintances, most = people_met(by, TELLING_ACTS, at=at), most_a_day(by, at=at)
    return Sight(visible, acquaintances, max(0, most - len(acquaintances)), people_met(by, [UNTOLD], at=at), MOST_A_DAY)


def people_met(by: User, acts: Iterable[str], *, at: datetime) -> frozenset[int]:
    """Return the people whom the user met by these acts within the last day."""
    readings = CardReading.objects.filter(by=by, act__in=list(acts), at__gt=at - A_DAY, at__lte=at)
    return frozenset(readings.values_list("person", flat=True).distinct())


def most_a_day(by: User, *, at: datetime) -> int:
    """Return how many people outside the user may be told of within a day; a region's list speaks for many
    organisations.
    """
    return max(MOST_A_DAY, len(orgs.scope_ids(by, Permission.MEMBER_VIEW, on=local_day(at))))


def is_outside(person: Person, by: User, *, at: datetime) -> bool:
    """Return whether the person is none of those whom the user may see."""
    return not rules.can(by, Permission.MEMBER_VIEW, person, on=local_day(at))


def is_told(person: Person, surname: str, given: str, act: str, *, by: User, at: datetime) -> bool:
    """Return whether the user may be told of somebody outside, met by the number: with the name, and not too often a
    day.

    That it was told is written down for the person to see."""
    if person.state != PersonState.ACTIVE or not fits(surname, given, person.surname, person.given):
        return False
    acquaintances = people_met(by, TELLING_ACTS, at=at)
    if person.pk not in acquaintances and len(acquaintances) >= most_a_day(by, at=at):
        return False
    _record(by, [person.pk], act, at=at)
    return True


def note_untold(person: Person, *, by: User, at: datetime) -> None:
    """Write down that the number of somebody outside was given, and nothing was shown."""
    _record(by, [person.pk], UNTOLD, at=at)


def told_of(named_person: NamedPerson, *, by: User, at: datetime) -> frozenset[int]:
    """Return the people outside of whom a form with this name, number and birthday may tell: the owner of the number,
    and who is alike without a number.
    """
    key = keys(named_person.surname, named_person.given, named_person.patronymic)["fold_key"]
    owner = owner_of(named_person.iin)
    alike = Person.objects.filter(fold_key=key, born=named_person.born, iin="").exclude(born=None) if key else []
    return frozenset(
        one.pk
        for one in ([owner] if owner else [*alike])
        if is_outside(one, by, at=at) and is_told(one, named_person.surname, named_person.given, FORM, by=by, at=at)
    )


def require_settled(named_person: NamedPerson, *, by: User, at: datetime) -> None:
    """Refuse before anything else, for it stays written down: the number of somebody outside without the name
    (`member.iin_unsettled`), and any new number when too many of those were given within a day (`member.iin_spent`).
    """
    owner = owner_of(named_person.iin)
    told_of(named_person, by=by, at=at)
    if not named_person.iin or (owner is not None and not is_outside(owner, by, at=at)):
        return
    if len(people_met(by, [UNTOLD], at=at)) >= MOST_A_DAY:
        raise Refusal("member.iin_spent", field="iin")
    if owner is not None and owner.pk not in people_met(by, TELLING_ACTS, at=at):
        note_untold(owner, by=by, at=at)
        raise Refusal("member.iin_unsettled", field="iin")


def owner_of(iin: str) -> Person | None:
    """Return whose number it is, of a merged entry the one who goes on."""
    person = Person.objects.exclude(iin="").filter(iin=iin).first()  # so that the index of known numbers is used
    while person is not None and person.merged_into is not None:
        person = person.merged_into
    return person


def record(by: User | None, rows: HeldRows, *, at: datetime) -> None:
    """Write down whom a list met outside, each once a day."""
    if by is not None:
        _record(by, rows.told, "import", at=at)
        _record(by, rows.untold, UNTOLD, at=at)


def _record(by: User, people: Iterable[int], act: str, *, at: datetime) -> None:
    reader_label, new = label(by, local_day(at)), sorted(set(people) - people_met(by, [act], at=at))
    places = places_of(new)
    CardReading.objects.bulk_create(
        (
            CardReading(person_id=pk, at=at, by=by, by_label=reader_label, act=act, organisation_id=places[pk])
            for pk in new
        ),
        batch_size=1000,
    )

"""Whom the registry already knows that an applicant may be: the same questions that accepting asks, without acting."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Q

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.grammar.letters import fold
from birlik.members.enums import PersonState
from birlik.members.models import Application, Person
from birlik.members.models.persons import KEY_LENGTH
from birlik.members.queries.scope import people

LIVE_STATES = (PersonState.ACTIVE, PersonState.BLOCKED)


class Likeness(StrEnum):
    """`member`, `blocked`: whose IIN it is cannot be accepted. `former`: comes back. `renamed`: a former member of this
    IIN bore another name. `alike`: the same folded name and day of birth. The last two ask for a confirmation.
    """

    MEMBER = "member"
    BLOCKED = "blocked"
    FORMER = "former"
    RENAMED = "renamed"
    ALIKE = "alike"


@dataclass(frozen=True, slots=True)
class KnownPeople:
    """`seen`: those of the `count` people whose cards the reader may open."""

    likeness: Likeness
    count: int
    seen: Sequence[Person]

    @property
    def confirms(self) -> bool:
        return self.likeness in {Likeness.RENAMED, Likeness.ALIKE}

    @property
    def hinders(self) -> bool:
        return self.likeness in {Likeness.MEMBER, Likeness.BLOCKED}


def likeness_of(
    application: Application, user: User, *, on: date, acquaintances: Collection[int] = ()
) -> KnownPeople | None:
    """Return what accepting this applicant would meet; None: nobody like that. Of people whom the user does not see
    only those count of whom it may be told (actions.meetings.told_of).
    """
    visible_people = people(user, Permission.MEMBER_VIEW, on=on)
    names = (application.surname, application.given, application.patronymic)
    fold_key = fold(" ".join(name for name in names if name))[:KEY_LENGTH]
    owner = Person.objects.exclude(iin="").filter(iin=application.iin, state__in=LIVE_STATES).first()
    if owner is not None and owner.pk not in acquaintances and not visible_people.filter(pk=owner.pk).exists():
        owner = None
    if owner is not None:
        return _describe_people(_of_number(owner, fold_key), [owner], user, on)
    if application.born is None:
        return None
    alike = Person.objects.filter(fold_key=fold_key, born=application.born, state__in=LIVE_STATES)
    if application.iin:
        alike = alike.filter(iin="")  # of two numbers, each is its own person's
    namesakes = list(alike.filter(Q(pk__in=acquaintances) | Q(pk__in=visible_people.values("pk"))).order_by("pk"))
    return _describe_people(Likeness.ALIKE, namesakes, user, on) if namesakes else None


def _of_number(owner: Person, fold_key: str) -> Likeness:
    if owner.state == PersonState.BLOCKED:
        return Likeness.BLOCKED
    if owner.organisation_id is not None:
        return Likeness.MEMBER
    return Likeness.FORMER if owner.fold_key == fold_key else Likeness.RENAMED


def _describe_people(likeness: Likeness, namesakes: Sequence[Person], user: User, on: date) -> KnownPeople:
    visible_people = people(user, Permission.MEMBER_VIEW, on=on).select_related("organisation")
    return KnownPeople(
        likeness, len(namesakes), list(visible_people.filter(pk__in=[one.pk for one in namesakes]).order_by("pk"))
    )

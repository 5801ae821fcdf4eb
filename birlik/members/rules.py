"""May this person see or change this member. The other form of each right (which ones) stands in queries.scope.

A person belongs to the organisation of the open membership; when none is open, to that of the last one.
"""

from __future__ import annotations

from datetime import date

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.core.errors import Refusal
from birlik.members.enums import PersonState
from birlik.members.models import Person
from birlik.orgs import rules as orgs
from birlik.orgs.models import Organisation


def home(person: Person) -> Organisation | None:
    """Return the organisation that keeps the person's card."""
    if person.organisation_id is not None:
        return person.organisation
    last = person.memberships.select_related("organisation").order_by("-since").first()
    return last.organisation if last else None


def can(user: User, permission: Permission, person: Person, *, on: date) -> bool:
    """Return whether a role reaches the person's organisation; a blocked person is only read, by who may also edit."""
    return permission in rights(user, person, on=on)


def rights(user: User, person: Person, *, on: date) -> frozenset[Permission]:
    """Return every permission for which `can` is true."""
    place = home(person)
    if place is None or person.state in {PersonState.ANONYMISED, PersonState.MERGED}:
        return frozenset()
    permissions = orgs.rights(user, place, on=on)
    return (
        frozenset()
        if person.state == PersonState.BLOCKED and Permission.MEMBER_EDIT not in permissions
        else permissions
    )


def is_own(user: User, person: Person) -> bool:
    """Return whether this is the member's own card."""
    account = getattr(person, "account", None)  # known already where the person came with it
    return account is not None and account.user_id == user.pk


def require(user: User, permission: Permission, person: Person, *, on: date) -> None:
    """Refuse with `member.unknown`: that somebody exists is itself personal data."""
    if not can(user, permission, person, on=on):
        raise Refusal("member.unknown")

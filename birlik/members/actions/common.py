"""What every action on a person begins and ends with: one writer at a time, the right, the trail.

The audit trail gets the person's number and the names of the changed fields; the values go to PersonChange, which
anonymising can empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.audit import chain, log
from birlik.core.errors import Refusal
from birlik.core.texts import text_within
from birlik.db.locks import wait_for_turn
from birlik.grammar.letters import fold, sort_key
from birlik.members import rules
from birlik.members.enums import PersonState
from birlik.members.models import Person, PersonChange
from birlik.members.models.persons import KEY_LENGTH
from birlik.members.values import REASON_LENGTH
from birlik.orgs import queries as orgs
from birlik.orgs import rules as orgs_rules
from birlik.orgs.models import Organisation

MEMBERS_LOCK = "members"


def local_day(at: datetime) -> date:
    """Return the day of the moment, by the union's own clock."""
    return timezone.localdate(at)


def require_import(organisation: Organisation, by: User | None, at: datetime) -> None:
    """Refuse whoever may not import into this organisation; the console may."""
    if by is not None:
        orgs_rules.require(by, Permission.MEMBER_IMPORT, organisation, on=local_day(at))


def lock_person(person: Person) -> Person:
    """Load the person as it is now, once other writers of the registry have let us through."""
    wait_for_turn(MEMBERS_LOCK)
    return Person.objects.select_related("organisation").get(pk=person.pk)


def load_for_edit(person: Person, *, by: User, at: datetime, blocked: bool = False) -> Person:
    """Load the person as it is now, for somebody who may change it; refused with `member.unknown`.

    A blocked person is refused with `member.blocked`, but for acts that the law asks for (`blocked=True`): an end of
    the membership, a new consent, anonymising.
    """
    current = lock_person(person)
    rules.require(by, Permission.MEMBER_EDIT, current, on=local_day(at))
    if current.state == PersonState.BLOCKED and not blocked:
        raise Refusal("member.blocked")
    return current


def keys(surname: str, given: str, patronymic: str) -> dict[str, str]:
    """Return the stored search keys and order of a name."""
    full_name = " ".join(part for part in (surname, given, patronymic) if part)
    given_first = " ".join(part for part in (given, surname) if part)
    return {
        "fold_key": fold(full_name)[:KEY_LENGTH],
        "given_key": fold(given_first)[:KEY_LENGTH],
        "sort_key": sort_key(full_name, "kk")[:KEY_LENGTH],
    }


def label(user: User | None, on: date) -> str:
    """Return who it was, for people to read: the name, and where the role was held."""
    if user is None:
        return ""
    assignments = orgs.assignments_with_account(user.pk, on=on)
    return f"{user.full_name}, {assignments[0].organisation.short.in_('kk')}" if assignments else str(user.full_name)


def note(
    action: str,
    person: Person,
    *,
    by: User | None,
    at: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    organisation_code: str = "",
) -> None:
    """Write down a change of a person ("member.left"): values here, field names in the audit trail."""
    old, new = chain.plain(dict(before or {})), chain.plain(dict(after or {}))
    PersonChange.objects.create(
        person=person, at=at, by=by, by_label=label(by, local_day(at)), action=action,
        reason=text_within(reason, REASON_LENGTH), before=old, after=new,
    )  # fmt: skip
    log.record(
        action,
        subject=person.as_subject(organisation_code),
        by=by,
        at=at,
        after={"fields": sorted({*old, *new})},
    )


def require_open(organisation_opened: date, organisation_closed: date | None, on: date) -> None:
    """Refuse a day of membership outside the life of its organisation. Refused with `member.organisation_closed`."""
    if on < organisation_opened or (organisation_closed is not None and on >= organisation_closed):
        raise Refusal("member.organisation_closed", on=on)

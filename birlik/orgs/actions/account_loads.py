"""Accounts that come as a list: many opened at once with a role each, invited on paper, taken back while unused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from birlik.accounts import actions as accounts
from birlik.accounts import links
from birlik.accounts.actions import NewAccount
from birlik.accounts.models import AccountLink, User
from birlik.accounts.permissions import Permission
from birlik.audit import log
from birlik.core.errors import Refusal
from birlik.db.locks import wait_for_turn
from birlik.orgs import queries
from birlik.orgs.actions import common, roles
from birlik.orgs.models import Assignment, Organisation
from birlik.orgs.rules import KEEPERS

CHUNK = 500  # ids in one IN list


@dataclass(frozen=True, slots=True)
class RoleOpening:
    """A role that an account is to hold: which account (its sign-in name), which role, where, from when, until when."""

    username: str
    role: str
    organisation: Organisation
    since: date
    until: date | None


@transaction.atomic
def open_accounts(
    new: Sequence[NewAccount], openings: Sequence[RoleOpening], *, by: User | None, at: datetime
) -> tuple[list[int], list[int]]:
    """Make accounts, give roles to them and to accounts that are there; returns the ids of accounts and of roles.

    Nobody gets a password: who is to sign in is invited (`invite_on_paper`). None is the command line. Refused as
    `open_account` and `assign_role` are; a role that keeps every account is given by hand (`role.by_hand`).
    """
    require_giving_roles(by, openings, at=at)
    users_by_name = {one.username: one for one in accounts.create_accounts(new, by=by, at=at)}
    wait_for_turn("orgs")
    rows = [_build_role(users_by_name[one.username], one) for one in openings if one.username in users_by_name]
    Assignment.objects.bulk_create(rows, batch_size=CHUNK)
    log.record_many("role.assigned", [log.Act(one, after=roles.facts(one)) for one in rows], by=by, at=at)
    rows += [_give_role(one, by=by, at=at) for one in openings if one.username not in users_by_name]
    return [one.pk for one in users_by_name.values()], [one.pk for one in rows]


def require_giving_roles(by: User | None, openings: Sequence[RoleOpening], *, at: datetime) -> None:
    """Refuse a role that `by` may not give there (`right.missing`), or that a list does not give (`role.by_hand`)."""
    by_role: dict[str, set[int]] = defaultdict(set)
    for one in openings:
        roles.require_held_here(one.role, one.organisation)
        by_role[one.role].add(one.organisation.pk)
    for code, places in by_role.items():
        if code in KEEPERS:
            raise Refusal("role.by_hand", role=code)
        if by is not None and not places <= places_to_give(by, code, at=at):
            raise Refusal("right.missing", permission=Permission.USER_MANAGE.value, organisation="")


def places_to_give(by: User, role_code: str, *, at: datetime) -> set[int]:
    """Return the ids of the organisations where `by` may give this role."""
    places = queries.organisations_to_give(by, role_code, on=timezone.localdate(at))
    return set(places.values_list("pk", flat=True))


def _build_role(user: User, one: RoleOpening) -> Assignment:
    common.require_open(one.organisation, one.since)
    if one.until is not None and one.until <= one.since:
        raise Refusal("orgs.span_empty", since=one.since, until=one.until)
    return Assignment(user=user, role=one.role, organisation=one.organisation, since=one.since, until=one.until)


def _give_role(one: RoleOpening, *, by: User | None, at: datetime) -> Assignment:
    user = User.objects.get(username=one.username)
    if by is None:
        return roles.place_role(user, one.role, one.organisation, one.since, one.until, by=None, at=at)
    return roles.assign_role(
        user, role_code=one.role, organisation=one.organisation, since=one.since, until=one.until, by=by, at=at
    )


@transaction.atomic
def invite_on_paper(users: Sequence[User], *, by: User, at: datetime) -> dict[int, str]:
    """Make an invitation for each account and return account id → its key, told this once; one made before holds no
    more. Refused with `right.missing` where `by` does not keep one of them, or it has a password already.
    """
    wait_for_turn("accounts")
    allowed_ids = set(queries.accounts_to_invite(by, on=timezone.localdate(at)).values_list("pk", flat=True))
    if not {one.pk for one in users} <= allowed_ids:
        raise Refusal("right.missing", permission=Permission.USER_MANAGE.value, organisation="")
    return links.make_many(users, by=by, at=at)


@transaction.atomic
def take_accounts_back(users: Sequence[int], assignments: Sequence[int], *, by: User | None, at: datetime) -> None:
    """Take back accounts and roles that a list brought, while nobody has used them.

    Refused with `accounts.load_used`, which names one of them and how many there are.
    """
    wait_for_turn("accounts")
    wait_for_turn("orgs")
    used_names = [name for chunk in _chunks(users) for name in _used_accounts(chunk, assignments)]
    if used_names:
        raise Refusal("accounts.load_used", user=min(used_names), count=len(used_names))
    for chunk in _chunks(assignments):
        rows = Assignment.objects.filter(pk__in=chunk).select_related("user", "organisation")
        acts = [log.Act(one, before=roles.facts(one)) for one in rows]
        log.record_many("role.load_undone", acts, by=by, at=at)
        Assignment.objects.filter(pk__in=chunk).delete()
    for chunk in _chunks(users):
        acts = [log.Act(one) for one in User.objects.filter(pk__in=chunk)]
        log.record_many("user.load_undone", acts, by=by, at=at)
        AccountLink.objects.filter(user__in=chunk).delete()
        try:
            User.objects.filter(pk__in=chunk).delete()
        except ProtectedError as error:
            raise Refusal("accounts.load_used", user=str(next(iter(error.protected_objects))), count=1) from error


def _used_accounts(users: Collection[int], assignments: Collection[int]) -> list[str]:
    """Return the names of accounts by which somebody came in, or that hold a role that the list did not bring."""
    own = set(assignments)
    rows = User.objects.filter(pk__in=users)
    names = set(rows.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX).values_list("full_name", flat=True))
    role_rows = Assignment.objects.filter(user__in=users).values_list("pk", "user__full_name")
    return sorted(names | {name for pk, name in role_rows if pk not in own})


def _chunks(keys: Sequence[int]) -> list[Sequence[int]]:
    return [keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK)]

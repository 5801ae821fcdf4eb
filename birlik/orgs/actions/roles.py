"""Who holds which role, where and when."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from birlik.accounts import actions as accounts
from birlik.accounts.models import User
from birlik.accounts.roles import role
from birlik.audit import log
from birlik.core.errors import Refusal
from birlik.db.locks import wait_for_turn
from birlik.orgs import rules
from birlik.orgs.actions import common
from birlik.orgs.models import Assignment, Organisation
from birlik.orgs.rules import KEEPERS


@transaction.atomic
def assign_role(
    user: User,
    *,
    role_code: str,
    organisation: Organisation,
    since: date,
    until: date | None = None,
    by: User,
    at: datetime,
) -> Assignment:
    """Give the person the role at the organisation for [since, until); nobody gives a role to himself.

    An account gets it only from who keeps the account. The very first keeper of accounts is made by the first user
    (accounts.actions.create_user) for himself.
    A role that keeps accounts has no end set ahead: it ends by `revoke_role`, which takes the accounts away too.
    Refused with `orgs.own_role`.
    """
    wait_for_turn("orgs")
    first = by.is_staff and role_code in KEEPERS and not Assignment.objects.filter(role__in=KEEPERS).exists()
    require_held_here(role_code, organisation)
    if not first:
        today = timezone.localdate(at)
        rules.require_giving(by, role_code, organisation, on=today)
        if by.pk == user.pk:
            raise Refusal("orgs.own_role", role=role_code)
        rules.require_keeping(by, user, on=today)
    return place_role(user, role_code, organisation, since, until, by=by, at=at)


def place_role(
    user: User, role_code: str, organisation: Organisation, since: date, until: date | None, *, by: User, at: datetime
) -> Assignment:
    """Write the role down; whether `by` may give it was asked before. Refused with `orgs.user_inactive`."""
    if not user.is_active:
        raise Refusal("orgs.user_inactive", user=user.full_name)
    _require_span(user, role_code, organisation, since, until)
    assignment = Assignment.objects.create(
        user=user, role=role_code, organisation=organisation, since=since, until=until
    )
    if role_code in KEEPERS and not user.is_staff:
        accounts.set_staff(user, staff=True, by=by, at=at)
    log.record("role.assigned", subject=assignment, by=by, at=at, after=_facts(assignment))
    return assignment


@transaction.atomic
def revoke_role(assignment: Assignment, *, on: date, by: User, at: datetime) -> None:
    """End the role on the day `on`; a role that was to begin on that day or later is taken back altogether.

    Refused with `orgs.own_role`, `orgs.role_ended`.
    """
    wait_for_turn("orgs")
    assignment = Assignment.objects.select_related("user", "organisation").get(pk=assignment.pk)
    rules.require_giving(by, assignment.role, assignment.organisation, on=timezone.localdate(at))
    if assignment.role in KEEPERS and assignment.user_id == by.pk:
        raise Refusal("orgs.own_role", role=assignment.role)  # so that a keeper of accounts always remains
    if assignment.until is not None and assignment.until <= on:
        raise Refusal("orgs.role_ended", role=assignment.role, until=assignment.until)
    if on <= assignment.since:
        Assignment.objects.filter(pk=assignment.pk).delete()
        assignment.until = assignment.since
    else:
        assignment.until = on
        assignment.save(update_fields=["until"])
    if assignment.role in KEEPERS:
        _settle(assignment.user, by=by, at=at)
    log.record("role.revoked", subject=assignment, by=by, at=at, after=_facts(assignment))


def settle_staff(organisation: Organisation, *, by: User, at: datetime) -> None:
    """Take the accounts away from those who kept them only through a role at this organisation, now ended."""
    for user in User.objects.filter(assignments__organisation=organisation, assignments__role__in=KEEPERS).distinct():
        _settle(user, by=by, at=at)


def _settle(user: User, *, by: User, at: datetime) -> None:
    if user.is_staff and not Assignment.objects.open().filter(user=user, role__in=KEEPERS).exists():
        accounts.set_staff(user, staff=False, by=by, at=at)


def require_held_here(role_code: str, organisation: Organisation) -> None:
    """Refuse a role that is unknown or not held at such an organisation: `role.unknown`, `orgs.role_not_here`."""
    if organisation.kind not in role(role_code).kinds:
        raise Refusal("orgs.role_not_here", role=role_code, kind=organisation.kind, organisation=organisation.code)


def _require_span(user: User, role_code: str, organisation: Organisation, since: date, until: date | None) -> None:
    common.require_open(organisation, since)
    if until is not None and until <= since:
        raise Refusal("orgs.span_empty", since=since, until=until)
    if until is not None and role_code in KEEPERS:
        raise Refusal("orgs.role_without_end", role=role_code)
    assignments = Assignment.objects.filter(Q(until__isnull=True) | Q(until__gt=since), user=user, role=role_code)
    if until is not None:
        assignments = assignments.filter(since__lt=until)
    if assignments.filter(organisation=organisation).exists():
        raise Refusal("orgs.role_held", role=role_code, organisation=organisation.code, user=user.full_name)


def _facts(assignment: Assignment) -> dict[str, object]:
    return {"role": assignment.role, "since": assignment.since, "until": assignment.until}

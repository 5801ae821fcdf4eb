"""Which organisations a person may see or work on: the list form of orgs.rules.can."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.orgs.models import Assignment, Organisation
from birlik.orgs.rules import granted


def organisations_visible_to(
    user: User | AnonymousUser, *, on: date, permission: Permission = Permission.ORG_VIEW, tree: date | None = None
) -> QuerySet[Organisation]:
    """The organisations for which `rules.can(user, permission, …)` is true, in no order."""
    return Organisation.objects.filter(pk__in=granted(user, permission, on, tree).values("descendant"))


def scope_ids(user: User | AnonymousUser, permission: Permission, *, on: date, tree: date | None = None) -> set[int]:
    """The same as a set of ids."""
    return set(granted(user, permission, on, tree).values_list("descendant_id", flat=True))


def visible_among(
    user: User | AnonymousUser, organisations: Collection[int], permission: Permission, *, on: date, tree: date
) -> frozenset[int]:
    """Which of these few the user may see: quicker than the whole scope where a page shows one path."""
    rows = granted(user, permission, on, tree).filter(descendant_id__in=organisations)
    return frozenset(rows.values_list("descendant_id", flat=True))


def assignments_of(user: User, *, on: date) -> QuerySet[Assignment]:
    """The roles a person holds on this day, the highest organisation first."""
    return (
        Assignment.objects.on(on).filter(user=user).select_related("organisation").order_by("organisation_id", "role")
    )


def assignments_at(organisation: Organisation, *, on: date) -> QuerySet[Assignment]:
    """Who holds which role at this organisation on this day."""
    return Assignment.objects.on(on).filter(organisation=organisation).select_related("user").order_by("role", "id")

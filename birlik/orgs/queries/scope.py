"""Which organisations a person may see or work on: the list form of orgs.rules.can."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import cache

from django.contrib.auth.models import AnonymousUser
from django.db.models import BigIntegerField, DateField, F, Q, QuerySet
from django.db.models.expressions import Combinable

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission, Reach
from birlik.accounts.roles import role, roles_by_reach
from birlik.core.prepared_query import Parameter, PreparedObjects
from birlik.orgs.kinds import kinds
from birlik.orgs.models import Assignment, Lineage, Organisation, valid_on
from birlik.orgs.rules import lineage_with_permission, permission_condition


def organisations_visible_to(
    user: User | AnonymousUser, *, on: date, permission: Permission = Permission.ORG_VIEW, tree: date | None = None
) -> QuerySet[Organisation]:
    """Return the organisations for which `rules.can(user, permission, …)` is true, in no order."""
    return Organisation.objects.filter(pk__in=lineage_with_permission(user, permission, on, tree).values("descendant"))


def scope_ids(user: User | AnonymousUser, permission: Permission, *, on: date, tree: date | None = None) -> set[int]:
    """Return the same as a set of ids."""
    return set(lineage_with_permission(user, permission, on, tree).values_list("descendant_id", flat=True))


def visible_among(
    user: User | AnonymousUser, organisations: Collection[int], permission: Permission, *, on: date, tree: date
) -> frozenset[int]:
    """Return which of these few the user may see: quicker than the whole scope where a page shows one path."""
    rows = lineage_with_permission(user, permission, on, tree).filter(descendant_id__in=organisations)
    return frozenset(rows.values_list("descendant_id", flat=True))


def visible_on_path(
    assignments: Iterable[Assignment], path: Sequence[Organisation], permission: Permission
) -> frozenset[int]:
    """Return `visible_among` for the nodes of one path, the root first, told from roles already
    read: no query at all.
    """
    permissions_by_id = permissions_on_path(assignments, path)
    return frozenset(pk for pk, permissions in permissions_by_id.items() if permission in permissions)


def permissions_on_path(
    assignments: Iterable[Assignment], path: Sequence[Organisation]
) -> dict[int, frozenset[Permission]]:
    """Return `permissions_over` for the nodes of one path, the root first, told from roles already read."""
    depths = {node.pk: depth for depth, node in enumerate(path)}
    permissions_by_id: dict[int, set[Permission]] = {node.pk: set() for node in path}
    for assignment in assignments:
        if (at := depths.get(assignment.organisation_id)) is not None:
            for depth, node in enumerate(path[at:]):
                permissions_by_id[node.pk] |= _permissions_at_depth(assignment.role, depth)
    return {pk: frozenset(permissions) for pk, permissions in permissions_by_id.items()}


@cache
def _permissions_at_depth(code: str, depth: int) -> frozenset[Permission]:
    """Return what a role grants so many steps below where it is held."""
    return frozenset(permission for permission, reach in role(code).grants.items() if reach.covers(depth))


def assignments_of(user: User | int, *, on: date) -> QuerySet[Assignment]:
    """Return the roles an account, or that of an id, holds on this day, the highest organisation first."""
    return (
        Assignment.objects.on(on).filter(user=user).select_related("organisation").order_by("organisation_id", "role")
    )


def _assignments_with_account() -> QuerySet[Assignment]:
    user, on = Parameter("user", BigIntegerField()), Parameter("on", DateField())
    return Assignment.objects.on(on).filter(user_id=user).order_by("organisation_id", "role")


ASSIGNMENTS_WITH_ACCOUNT = PreparedObjects(_assignments_with_account, "user", "organisation")


def assignments_with_account(user: int, *, on: date) -> list[Assignment]:
    """Return `assignments_of` an id, each with its account: what every page begins with, in one query."""
    return ASSIGNMENTS_WITH_ACCOUNT.objects(user=user, on=on)


def assignments_at(organisation: Organisation, *, on: date) -> QuerySet[Assignment]:
    """Return who holds which role at this organisation on this day."""
    return Assignment.objects.on(on).filter(organisation=organisation).select_related("user").order_by("role", "id")


def known_among(
    user: User | AnonymousUser,
    organisations: Collection[int],
    *,
    on: date,
    permission: Permission = Permission.ORG_VIEW,
) -> frozenset[int]:
    """Return which of these few have a page that the user may read: those seen today, closed ones as the tree stood on
    their last day, ones not yet open as it will stand on their first.
    """
    lines = lasting_lines(on).filter(permission_condition(user, permission, on), descendant_id__in=organisations)
    return frozenset(lines.values_list("descendant_id", flat=True))


def lasting_lines(on: date | Combinable) -> QuerySet[Lineage]:
    """Return the lines of the day `on`; of an organisation closed by then the last ones, of one
    opened later the first.
    """
    return Lineage.objects.filter(
        valid_on(on)
        | Q(descendant__closed__lte=on, until=F("descendant__closed"))
        | Q(descendant__opened__gt=on, since=F("descendant__opened"))
    )


def reaches_everything(user: User | AnonymousUser, permission: Permission, *, on: date) -> bool:
    """Return whether the user holds the permission over the whole tree, from its top down, whenever it stood.

    Then nothing has to be asked of each row of a list.
    """
    if not user.is_active or user.pk is None:
        return False
    tops = [kind.code for kind in kinds() if not kind.parents]
    roles = roles_by_reach(permission).get(Reach.HERE_AND_BELOW, [])
    assignments = Assignment.objects.on(on).filter(user_id=user.pk, role__in=roles)
    return not Organisation.objects.filter(kind__in=tops).exclude(pk__in=assignments.values("organisation")).exists()


def permissions_over(
    user: User | AnonymousUser, organisations: Iterable[Organisation], *, on: date
) -> dict[int, frozenset[Permission]]:
    """Return organisation id → everything the user may do there, in one query. They agree with `known_among`."""
    permissions_by_id: dict[int, set[Permission]] = {one.pk: set() for one in organisations}
    if not user.is_active or user.pk is None:
        return dict.fromkeys(permissions_by_id, frozenset())
    lines = lasting_lines(on).filter(
        valid_on(on, "ancestor__assignments__"),
        ancestor__assignments__user_id=user.pk,
        descendant_id__in=list(permissions_by_id),
    )
    for organisation, depth, code in lines.values_list("descendant_id", "depth", "ancestor__assignments__role"):
        permissions_by_id[organisation] |= _permissions_at_depth(code, depth)
    return {organisation: frozenset(permissions) for organisation, permissions in permissions_by_id.items()}

"""May this person do this to this organisation. The other form of each right (which ones) stands in queries.scope.

Two days matter: the role must be held on the day `on`; the tree is read as of the day `tree`, which is `on` unless
said otherwise. A chair elected in January fills in the report of the year before: on = today, tree = 31 December.
"""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import BigIntegerField, DateField, Q, QuerySet
from django.db.models.expressions import Combinable

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission, Reach
from birlik.accounts.roles import ROLES, may_give, roles_by_reach
from birlik.core.errors import Refusal
from birlik.core.prepared_query import Parameter, PreparedQuery, Row
from birlik.orgs.models import Assignment, Lineage, Organisation, valid_on

KEEPERS = [code for code, each in ROLES.items() if each.gives_any]
DEPTHS = {Reach.HERE: Q(depth=0), Reach.HERE_AND_BELOW: Q(), Reach.BELOW: Q(depth__gt=0)}


def lineage_with_permission(
    user: User | AnonymousUser, permission: Permission, on: date, tree: date | None = None
) -> QuerySet[Lineage]:
    """Return the lines of the tree, as of `tree`, along which the user's roles of the day `on` carry the permission.

    A line comes once for every role that carries it: ask whether there is one, or take the different descendants.
    """
    return Lineage.objects.on(tree or on).filter(permission_condition(user, permission, on))


def permission_condition(user: User | AnonymousUser, permission: Permission, on: date) -> Q:
    """Return the condition that the user's roles of the day `on` carry the permission along a
    line, whenever it stood.
    """
    return carried_by(user.pk, permission, on) if user.is_active and user.pk is not None else Q(pk__in=[])


def carried_by(user: int | Combinable, permission: Permission, on: date | Combinable) -> Q:
    """Return the same for the id of an account that may sign in."""
    is_in_reach = Q(pk__in=[])
    for reach, roles in roles_by_reach(permission).items():
        is_in_reach |= Q(ancestor__assignments__role__in=roles) & DEPTHS[reach]
    return valid_on(on, "ancestor__assignments__") & Q(ancestor__assignments__user_id=user) & is_in_reach


def can(
    user: User | AnonymousUser,
    permission: Permission,
    organisation: Organisation,
    *,
    on: date,
    tree: date | None = None,
) -> bool:
    """Return whether some role of the user on the day `on` reaches the organisation as the tree stood on the day
    `tree`.
    """
    return permission in rights(user, organisation, on=on, tree=tree)


def _roles_above() -> QuerySet[Lineage, Row]:
    """Return the roles of an account at an organisation and above it, and how many steps above."""
    user, organisation = Parameter("user", BigIntegerField()), Parameter("organisation", BigIntegerField())
    on, tree = Parameter("on", DateField()), Parameter("tree", DateField())
    lines = Lineage.objects.on(tree).filter(
        valid_on(on, "ancestor__assignments__"), descendant_id=organisation, ancestor__assignments__user_id=user
    )
    return lines.values_list("ancestor__assignments__role", "depth")


ROLES_ABOVE = PreparedQuery(_roles_above)


def rights(
    user: User | AnonymousUser, organisation: Organisation, *, on: date, tree: date | None = None
) -> frozenset[Permission]:
    """Return every permission for which `can` is true, in one query."""
    if not user.is_active or user.pk is None:
        return frozenset()
    return frozenset(
        permission
        for code, depth in ROLES_ABOVE.rows(user=user.pk, organisation=organisation.pk, on=on, tree=tree or on)
        if code in ROLES
        for permission, reach in ROLES[code].grants.items()
        if reach.covers(depth)
    )


def administrates(user: User | AnonymousUser, *, on: date) -> bool:
    """Return whether the user keeps every account: holds such a role on this day."""
    return bool(
        user.is_active
        and user.pk is not None
        and Assignment.objects.on(on).filter(user_id=user.pk, role__in=KEEPERS).exists()
    )


def grantable_roles(user: User | AnonymousUser, organisation: Organisation, *, on: date) -> frozenset[str]:
    """Return the roles that the user may give, and end, at this organisation; the list form stands in queries.accounts.

    A role is given by who keeps accounts there by a role that holds all that the given one grants, as far down;
    the administrator gives any.
    """
    if not user.is_active or user.pk is None:
        return frozenset()
    roles_above = ROLES_ABOVE.rows(user=user.pk, organisation=organisation.pk, on=on, tree=on)
    return frozenset(
        given.code
        for given in ROLES.values()
        if organisation.kind in given.kinds
        and any(may_give(ROLES[code], given, depth) for code, depth in roles_above if code in ROLES)
    )


def require_giving(by: User, role_code: str, organisation: Organisation, *, on: date) -> None:
    """Refuse with `right.missing` where this user may not give this role at this organisation."""
    if role_code not in grantable_roles(by, organisation, on=on):
        raise Refusal("right.missing", permission=Permission.USER_MANAGE.value, organisation=organisation.code)


def keeps(by: User | AnonymousUser, account: User, *, on: date) -> bool:
    """Return whether `by` keeps the account: may give each role that it holds or is to hold; the administrator keeps
    every account. Its list form: `queries.accounts.accounts_of_keeper`.

    So a new password for an account is never a way to more than one has oneself.
    """
    if administrates(by, on=on):
        return True
    assignments = Assignment.objects.not_over(on).filter(user=account).select_related("organisation")
    answers = [each.role in grantable_roles(by, each.organisation, on=on) for each in assignments]
    return bool(answers) and all(answers)


def require_keeping(by: User, account: User, *, on: date) -> None:
    """Refuse with `right.missing` where `keeps` is false."""
    if not keeps(by, account, on=on):
        raise Refusal("right.missing", permission=Permission.USER_MANAGE.value, organisation="")


def require(
    user: User | AnonymousUser,
    permission: Permission,
    organisation: Organisation,
    *,
    on: date,
    tree: date | None = None,
) -> None:
    """Refuse with `right.missing` where `can` is false."""
    if not can(user, permission, organisation, on=on, tree=tree):
        raise Refusal("right.missing", permission=permission.value, organisation=organisation.code)

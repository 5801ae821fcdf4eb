"""Which accounts somebody keeps, and where he gives which role: the list forms of two rights in orgs.rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from birlik.accounts.models import User
from birlik.accounts.roles import ROLES, givers
from birlik.db.alphabet import FoldedText
from birlik.grammar.letters import fold
from birlik.orgs.models import Assignment, Lineage, Organisation, valid_on
from birlik.orgs.rules import administrates

NO_ROLE = "none"
WORDS = 4  # of a name that is looked for
DEPTHS = {0: Q(depth=0), 1: Q(depth__gt=0)}


def organisations_to_give(user: User | AnonymousUser, role_code: str, *, on: date) -> QuerySet[Organisation]:
    """Return the organisations for which `rules.grantable_roles(user, …)` holds the role, in no order."""
    return Organisation.objects.filter(
        pk__in=_lines_of_givers(user, _givers(role_code), on).values("descendant"), kind__in=ROLES[role_code].kinds
    )


def accounts_of_keeper(user: User | AnonymousUser, *, on: date) -> QuerySet[User]:
    """Return the accounts for which `rules.keeps(user, …)` is true, in no order."""
    if administrates(user, on=on):
        return User.objects.all()
    assignments = Assignment.objects.not_over(on)
    others = assignments.exclude(_given_by(user, on))
    return User.objects.filter(pk__in=assignments.values("user")).exclude(pk__in=others.values("user"))


def accounts_to_invite(user: User, *, on: date) -> QuerySet[User]:
    """Return the accounts that the user keeps and that never had a password: nobody has come in by them yet."""
    waiting_accounts = User.objects.filter(is_active=True, password__startswith=UNUSABLE_PASSWORD_PREFIX).exclude(
        pk=user.pk
    )
    return waiting_accounts.filter(pk__in=accounts_of_keeper(user, on=on).values("pk"))


def narrow_accounts(
    accounts: QuerySet[User], *, on: date, under: Organisation | None = None, role: str = "", text: str = ""
) -> QuerySet[User]:
    """Return those that hold a role today or later: this one, at this organisation or below, called so.

    `role`: "" for any, NO_ROLE for accounts that hold none. `text`: beginnings of words of the full name, in any order,
    its letters folded (қ = к, ё = е), or the beginning of the sign-in name.
    """
    assignments = Assignment.objects.not_over(on)
    if role == NO_ROLE:
        accounts = accounts.exclude(pk__in=assignments.values("user"))
    else:
        if role:
            assignments = assignments.filter(role=role)
        if under is not None:
            branch = Lineage.objects.on(on).filter(ancestor=under)
            assignments = assignments.filter(organisation__in=branch.values("descendant"))
        accounts = accounts.filter(pk__in=assignments.values("user"))
    accounts = accounts.alias(folded_name=FoldedText("full_name"))
    for word in text.split()[:WORDS]:
        key = fold(word)
        starts = Q(username__startswith=word.lower()) | Q(folded_name__startswith=key)
        accounts = accounts.filter(starts | Q(folded_name__contains=f" {key}") | Q(folded_name__contains=f"-{key}"))
    return accounts


def assignments_not_over(accounts: Iterable[User], *, on: date) -> dict[int, list[Assignment]]:
    """Return account id → its roles of today and later, the earliest first, each with its organisation."""
    rows = Assignment.objects.not_over(on).filter(user__in=accounts).select_related("organisation")
    by_account: dict[int, list[Assignment]] = defaultdict(list)
    for one in rows.order_by("since", "pk"):
        by_account[one.user_id].append(one)
    return by_account


def _given_by(user: User | AnonymousUser, on: date) -> Q:
    """Return the condition that this user may give the role of an assignment where it is held."""
    alike: dict[tuple[tuple[str, ...], ...], list[str]] = defaultdict(list)
    for code in ROLES:
        alike[_givers(code)].append(code)
    condition = Q(pk__in=[])
    for roles, codes in alike.items():
        condition |= Q(role__in=codes, organisation__in=_lines_of_givers(user, roles, on).values("descendant"))
    return condition


def _givers(role_code: str) -> tuple[tuple[str, ...], ...]:
    """Return the roles that give this one at no step below them, and at one or more."""
    return tuple(tuple(givers(ROLES[role_code], depth)) for depth in DEPTHS)


def _lines_of_givers(user: User | AnonymousUser, roles: tuple[tuple[str, ...], ...], on: date) -> QuerySet[Lineage]:
    if not user.is_active or user.pk is None:
        return Lineage.objects.none()
    is_in_reach = Q(pk__in=[])
    for depth, codes in zip(DEPTHS.values(), roles, strict=True):
        is_in_reach |= Q(ancestor__assignments__role__in=codes) & depth
    holds_role = valid_on(on, "ancestor__assignments__") & Q(ancestor__assignments__user_id=user.pk)
    return Lineage.objects.on(on).filter(holds_role & is_in_reach)

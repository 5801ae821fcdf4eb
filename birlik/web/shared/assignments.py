"""The roles of the person behind a request: what every page begins with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.accounts.roles import role
from birlik.orgs import queries as orgs
from birlik.orgs.models import Assignment

CURRENT = "_current_assignments"


def current_assignments(user: User | AnonymousUser) -> Sequence[Assignment]:
    """Return the roles held today, the highest organisation first; none for who is not signed in, or no longer may.

    Read with the account (web.accounts.backend) or asked once, and kept with that object, which lives for one request.
    """
    if not isinstance(user, User) or not user.is_active:
        return ()
    today = timezone.localdate()
    cached_pair: tuple[date, Sequence[Assignment]] | None = getattr(user, CURRENT, None)
    if cached_pair is None or cached_pair[0] != today:
        keep_assignments(user, today, tuple(orgs.assignments_of(user, on=today)))
    assignments: Sequence[Assignment] = getattr(user, CURRENT)[1]
    return assignments


def keep_assignments(user: User, on: date, assignments: Sequence[Assignment]) -> None:
    """Keep the roles of the day `on` with the account they were read for."""
    setattr(user, CURRENT, (on, assignments))


def permissions_of(assignments: Sequence[Assignment]) -> frozenset[Permission]:
    """Return what these roles let one do somewhere; what exactly where is asked of each organisation."""
    return granted_permissions(*(one.role for one in assignments))


@lru_cache(maxsize=64)
def granted_permissions(*roles: str) -> frozenset[Permission]:
    """Return what the roles of these codes let one do somewhere."""
    return frozenset(permission for code in roles for permission in role(code).grants)

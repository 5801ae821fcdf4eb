"""The roles of the person behind a request, read once: the frame shows them, the place of a page follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from birlik.accounts.models import User
from birlik.orgs.models import Assignment
from birlik.orgs.queries import assignments_of

KEPT = "roles_held"


def roles_held(user: User | AnonymousUser) -> Sequence[Assignment]:
    """The roles held today, the highest organisation first; none for who is not signed in, or no longer may.

    Kept with the user's object, which every request loads anew.
    """
    if not isinstance(user, User) or not user.is_active:
        return ()
    today = timezone.localdate()
    kept: tuple[date, Sequence[Assignment]] | None = getattr(user, KEPT, None)
    if kept is None or kept[0] != today:
        kept = today, tuple(assignments_of(user, on=today))
        setattr(user, KEPT, kept)
    return kept[1]

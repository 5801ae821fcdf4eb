"""The roles of the person behind a request and the place where it asks: what every page begins with."""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.core.validators import slug_re
from django.utils import timezone

from birlik.accounts.models import User
from birlik.orgs import kinds
from birlik.orgs import queries as orgs
from birlik.orgs.models import Assignment, Organisation
from birlik.web.shared.unchanged import unchanged

KEPT = "roles_held"
LONGEST_CODE = 80  # of the column


def roles_held(user: User | AnonymousUser) -> Sequence[Assignment]:
    """The roles held today, the highest organisation first; none for who is not signed in, or no longer may.

    Kept with the user's object, which every request loads anew.
    """
    if not isinstance(user, User) or not user.is_active:
        return ()
    today = timezone.localdate()
    kept: tuple[date, Sequence[Assignment]] | None = getattr(user, KEPT, None)
    if kept is None or kept[0] != today:
        kept = today, unchanged(f"roles/{user.pk}/{today}", lambda: tuple(orgs.assignments_of(user, on=today)))
        setattr(user, KEPT, kept)
    return kept[1]


def path_to(code: str, on: date) -> Sequence[Organisation]:
    """`orgs.queries.path_to`: the root first; empty when nobody of that code was open on this day."""
    if len(code) > LONGEST_CODE or not slug_re.match(code):
        return ()
    return unchanged(f"path/{on}/{code}", lambda: tuple(orgs.path_to(code, on)))


def subtree_ids(organisation: Organisation, on: date) -> Set[int]:
    """`orgs.queries.subtree_ids` of an organisation that is open on this day: a thousand of a region."""
    if organisation.kind in kinds.lowest():
        return {organisation.pk}
    return unchanged(f"subtree/{on}/{organisation.pk}", lambda: orgs.subtree_ids(organisation, on))

"""Who may read and who may write the papers of the union."""

from __future__ import annotations

from datetime import date

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.core.errors import Refusal
from birlik.orgs import queries, rules


def can_view(user: User, *, on: date) -> bool:
    return _has(user, Permission.PAPER_VIEW, on)


def can_edit(user: User, *, on: date) -> bool:
    return _has(user, Permission.PAPER_EDIT, on)


def require_edit(user: User, *, on: date) -> None:
    """Refused with `right.missing`."""
    if not can_edit(user, on=on):
        raise Refusal("right.missing", permission=Permission.PAPER_EDIT.value, organisation="union")


def _has(user: User, permission: Permission, on: date) -> bool:
    """Papers are about the whole union, so the right is asked for at the root of the tree."""
    root = queries.root(on)
    return root is not None and rules.can(user, permission, root, on=on)

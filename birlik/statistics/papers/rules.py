"""Who may read and who may write the papers about an organisation: each kind of paper says by which right."""

from __future__ import annotations

from datetime import date

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.core.errors import Refusal
from birlik.orgs import rules
from birlik.orgs.models import Organisation
from birlik.statistics.papers.kinds import PaperKind, kinds_for


def rights(user: User, organisation: Organisation, *, on: date) -> frozenset[Permission]:
    """Return the rights that its papers ask for, those of them that a person holds there."""
    permissions = {right for kind in kinds_for(organisation).values() for right in (kind.view, kind.edit)}
    return frozenset(right for right in permissions if rules.can(user, right, organisation, on=on))


def require_edit(user: User, kind: PaperKind, organisation: Organisation, *, on: date) -> None:
    """Refuse with `right.missing` who may not edit."""
    if not rules.can(user, kind.edit, organisation, on=on):
        raise Refusal("right.missing", permission=kind.edit.value, organisation=organisation.code)

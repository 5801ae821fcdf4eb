"""The tree as it stands, for a list to be compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from birlik.orgs import queries
from birlik.orgs.models import Organisation


@dataclass(frozen=True, slots=True)
class StandingTree:
    """`organisations`: every organisation there ever was, by code. `parents`: code → code of the one above it now."""

    organisations: Mapping[str, Organisation]
    parents: Mapping[str, str]
    root: Organisation


def standing_tree(today: date) -> StandingTree:
    """Read the tree, in three queries; refused with `orgs.no_root` where there is none."""
    root = queries.require_root(today)
    rows = {one.pk: one for one in Organisation.objects.all()}
    last = queries.last_parents()
    parents = {rows[child].code: rows[parent].code for child, parent in last.items()}
    return StandingTree({one.code: one for one in rows.values()}, parents, root)

"""The kinds of lists that begin a union, in the order in which they are loaded."""

from __future__ import annotations

from birlik.core.errors import Refusal
from birlik.loads.accounts import ACCOUNTS
from birlik.loads.declare import ListKind
from birlik.loads.figures import FIGURES
from birlik.loads.tree import TREE

LISTS: dict[str, ListKind] = {one.code: one for one in (TREE, ACCOUNTS, FIGURES)}


def list_kind(code: str) -> ListKind:
    """Return the kind of list of this code; refused with `load.unknown`."""
    try:
        return LISTS[code]
    except KeyError:
        raise Refusal("load.unknown") from None

"""What stands below an organisation is counted once and kept, until the trail tells of a change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from birlik.orgs import actions
from birlik.orgs.models import Workplace
from birlik.orgs.queries import listing
from birlik.orgs.values import Names
from tests.factories import GROUND, NOW, OPENED, TODAY, UnionTree, make_union_tree

pytestmark = pytest.mark.django_db
NAMES = Names("Мектеп", "Школа")


def said(tree: UnionTree, **more: Any) -> dict[str, Any]:
    return {"on": TODAY, "ground": GROUND, "by": tree.administrator, "at": NOW} | more


VERBS: dict[str, Callable[[UnionTree], object]] = {
    "opened": lambda tree: tree.open("school-9", "primary", "north-east", on=TODAY, institution_type="school"),
    "moved": lambda tree: actions.move(tree["school-1"], parent=tree["south"], **said(tree)),
    "closed": lambda tree: actions.close(tree["school-1"], **said(tree)),
    "workplace opened": lambda tree: actions.open_workplace(tree["school-1"], names=NAMES, **said(tree)),
    "workplace closed": lambda tree: actions.close_workplace(Workplace.objects.get(), **said(tree)),
}


@pytest.mark.parametrize("verb", VERBS)
def test_every_change_is_counted_at_once(verb: str) -> None:
    tree = make_union_tree()
    actions.open_workplace(tree["school-2"], names=NAMES, **said(tree, on=OPENED))
    ids = [one.pk for one in tree.organisations.values()]
    before = listing.below_of(ids, TODAY)

    VERBS[verb](tree)

    after = listing.below_of(ids, TODAY)
    assert after == listing.count_below(ids, TODAY)
    assert after != before


def test_what_has_not_changed_is_not_counted_again() -> None:
    tree = make_union_tree()
    first = listing.below_of([tree["union"].pk], TODAY)
    with CaptureQueriesContext(connection) as made:
        assert listing.below_of([tree["union"].pk], TODAY) == first
    assert len(made) == 1  # the trail's last line
    assert first[tree["union"].pk].kinds == {"member": 2, "direct": 1, "district": 2, "primary": 6}

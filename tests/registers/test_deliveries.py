"""Deliveries of the member base: who delivers, one deadline at a time, and what follows from an annulled one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from birlik.activity import deliveries
from birlik.activity.deliveries import DELIVERIES, DigitisationDeadline
from birlik.core.errors import Refusal
from birlik.registers import actions
from birlik.statistics.queries.deliveries import base_revision, delivered_organisations
from birlik.statistics.queries.deliveries import deliveries as agreed
from tests.factories import NOW, TODAY, UnionTree, make_holder, make_union_tree

pytestmark = pytest.mark.django_db
DUE, CAME = date(2025, 6, 1), date(2025, 5, 20)


@pytest.fixture
def tree() -> UnionTree:
    return make_union_tree()


@pytest.fixture
def who(tree: UnionTree) -> dict[str, Any]:
    return {"by": make_holder("head_of_department", tree["union"]), "at": NOW}


@pytest.mark.parametrize("place", ["union", "north-east", "school-1"])
def test_only_who_delivers_has_a_deadline(tree: UnionTree, who: dict[str, Any], place: str) -> None:
    with pytest.raises(Refusal, match=r"^entry\.kind"):
        deliveries.agree(tree[place], due=DUE, **who)
    assert not DigitisationDeadline.objects.exists()


def test_one_stands_at_a_time(tree: UnionTree, who: dict[str, Any]) -> None:
    first = deliveries.agree(tree["north"], due=DUE, **who)
    with pytest.raises(Refusal, match=r"^delivery\.known"):
        actions.record(DELIVERIES, tree["north"], {"due": DUE}, **who)
    row = {"organisation": tree["north"], "due": DUE, "recorded_by": who["by"], "recorded_at": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        DigitisationDeadline.objects.create(**row)
    assert deliveries.agree(tree["north"], due=DUE, delivered=CAME, **who).pk == first.pk
    with pytest.raises(Refusal, match=r"^entry\.stale"):
        deliveries.agree(tree["north"], due=DUE, version=1, **who)


def test_an_annulled_one_reaches_nobody_any_more(tree: UnionTree, who: dict[str, Any]) -> None:
    deadline = deliveries.agree(tree["north"], due=DUE, delivered=CAME, **who)
    below = ("north", "north-east", "north-west", "school-1", "school-2", "school-3")
    assert delivered_organisations(TODAY) == {tree[code].pk for code in below}
    before = base_revision()
    actions.annul(DELIVERIES, deadline, reason="Қате жазылған", **who)
    assert (delivered_organisations(TODAY), agreed([tree["north"].pk]), base_revision() == before) == (set(), {}, False)
    again = deliveries.agree(tree["north"], due=DUE, **who)
    assert agreed([tree["north"].pk]) == {tree["north"].pk: again}

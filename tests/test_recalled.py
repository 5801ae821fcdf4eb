"""A world that is recalled is the one that was made: the same rows, and nothing of what a test before did to it."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from birlik.audit import log
from birlik.orgs.models import Organisation
from tests.factories import UnionTree, make_union_tree, make_user

pytestmark = pytest.mark.django_db
SHAPE = (("west", "member", "union", ""), ("school-9", "primary", "west", "school"))


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of the database, by table."""
    return {
        model._meta.db_table: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models(include_auto_created=True)
    }


def made() -> tuple[UnionTree, dict[str, list[dict[str, Any]]]]:
    """A union with its rows, which a test then changes."""
    with transaction.atomic():
        tree, rows = make_union_tree(SHAPE), everything()
        tree.open("school-10", "primary", "west")
        tree["west"].code = "elsewhere"
        transaction.set_rollback(True)
    return tree, rows


def test_the_rows_are_the_same_again() -> None:
    (first, before), (second, after) = made(), made()
    assert before == after
    assert len(before["orgs_organisation"]) == len(SHAPE) + 1
    assert first.organisations.keys() == second.organisations.keys() == {"union", "west", "school-9", "school-10"}
    assert make_union_tree(SHAPE)["west"].code == "west"


def test_what_is_there_goes_on_from_it() -> None:
    """Keys and the chain of the trail: a row made afterwards comes after those that were recalled."""
    made()
    tree = make_union_tree(SHAPE)
    newest = Organisation.objects.latest("pk")
    assert tree.open("school-11", "primary", "west").pk > newest.pk
    assert log.verify() is None


def test_beside_other_rows_it_is_made_anew() -> None:
    made()
    somebody = make_user()
    tree = make_union_tree(SHAPE)
    assert tree.administrator.pk > somebody.pk
    assert Organisation.objects.count() == len(SHAPE) + 1

"""A list is compared with the registry before others have to wait for it, and with the registry as it is then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from birlik.accounts.models import User
from birlik.members.actions import membership
from birlik.members.enums import Exit
from birlik.members.imports import batches
from birlik.members.models import ImportBatch, Person
from tests.factories import UnionTree, make_holder, make_union_tree
from tests.members.imports.test_engine import AT, FIRST, SECOND, upload
from tests.members.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def union() -> UnionTree:
    return make_union_tree()


@pytest.fixture
def chair(union: UnionTree) -> User:
    return make_holder("chair_primary", union["school-1"])


def applied(
    batch: ImportBatch, meanwhile: list[Callable[[], object]], monkeypatch: pytest.MonkeyPatch
) -> tuple[ImportBatch, list[bool]]:
    """The batch, after each comparison of which one thing happens meanwhile; and of each whether others waited."""
    waited: list[bool] = []
    depth, compared = len(connection.savepoint_ids), batches._compare

    def watched(one: ImportBatch, prepared: batches.Prepared, **asked: Any) -> batches.Comparison:
        found = compared(one, prepared, **asked)
        if one.pk == batch.pk:
            waited.append(len(connection.savepoint_ids) > depth)
            if meanwhile:
                meanwhile.pop(0)()
        return found

    monkeypatch.setattr(batches, "_compare", watched)
    return batches.apply(batch, by=None, at=AT), waited


def test_nobody_waits_while_it_is_compared(union: UnionTree, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = batches.check(upload(union, FIRST, SECOND))
    done, waited = applied(batch, [], monkeypatch)
    assert (done.created, waited) == (2, [False])


def test_what_changed_meanwhile_is_compared_anew(
    union: UnionTree, chair: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The third time while others wait, so that it comes to an end."""
    batch, other = batches.check(upload(union, FIRST, SECOND)), batches.check(upload(union, FIRST))
    somebody = make_person(union["school-1"])
    changes: list[Callable[[], object]] = [
        lambda: batches.apply(other, by=None, at=AT),
        lambda: membership.leave(somebody, on=AT.date(), reason=Exit.OWN_WILL, by=chair, at=AT),
    ]
    done, waited = applied(batch, changes, monkeypatch)
    assert (done.created, done.unchanged, waited) == (1, 1, [False, False, True])
    assert Person.objects.count() == 3

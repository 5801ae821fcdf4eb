"""A list is compared with the registry before others have to wait for it, and with the registry as it is then."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from birlik.accounts.models import User
from birlik.members.actions import imports, membership
from birlik.members.enums import Exit
from birlik.members.models import ImportBatch, Person
from tests.factories import UnionTree, make_holder, make_union_tree
from tests.members.people import make_person
from tests.members.test_import_engine import AT, FIRST, SECOND, upload

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
    depth, compared = len(connection.savepoint_ids), imports._compared

    def watched(one: ImportBatch, prepared: imports.Prepared, **asked: Any) -> imports.Compared:
        found = compared(one, prepared, **asked)
        if one.pk == batch.pk:
            waited.append(len(connection.savepoint_ids) > depth)
            if meanwhile:
                meanwhile.pop(0)()
        return found

    monkeypatch.setattr(imports, "_compared", watched)
    return imports.apply(batch, by=None, at=AT), waited


def test_nobody_waits_while_it_is_compared(union: UnionTree, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = imports.check(upload(union, FIRST, SECOND))
    done, waited = applied(batch, [], monkeypatch)
    assert (done.created, waited) == (2, [False])


def test_what_changed_meanwhile_is_compared_anew(
    union: UnionTree, chair: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The third time while others wait, so that it comes to an end."""
    batch, other = imports.check(upload(union, FIRST, SECOND)), imports.check(upload(union, FIRST))
    somebody = make_person(union["school-1"])
    changes: list[Callable[[], object]] = [
        lambda: imports.apply(other, by=None, at=AT),
        lambda: membership.leave(somebody, on=AT.date(), reason=Exit.OWN_WILL, by=chair, at=AT),
    ]
    done, waited = applied(batch, changes, monkeypatch)
    assert (done.created, done.unchanged, waited) == (1, 1, [False, False, True])
    assert Person.objects.count() == 3

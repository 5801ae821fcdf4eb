"""The migration that shortens stored sort keys: they become what is written today, and go back."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.state import ProjectState

from birlik.core.databases import ShortKeys
from birlik.grammar.letters import ALPHABET, LATIN, sort_key
from birlik.orgs.models import Organisation
from tests.factories import make_union_tree

pytestmark = pytest.mark.django_db
NAME = f"№ 12 {ALPHABET} {LATIN}"
LONG = "212 " + "".join(map(chr, range(0xE000, 0xE02A))) + f" {LATIN}"


def test_keys_are_shortened_and_go_back() -> None:
    node = make_union_tree()["union"]
    Organisation.objects.filter(pk=node.pk).update(sort_kk=LONG, sort_ru=LONG)
    step, state = ShortKeys("Organisation", "sort_kk", "sort_ru"), ProjectState.from_apps(apps)
    for moved, expected in (
        (step.database_forwards, sort_key(NAME, "kk")),
        (step.database_backwards, LONG),
    ):
        moved("orgs", connection.schema_editor(), state, state)
        node.refresh_from_db()
        assert (node.sort_kk, node.sort_ru) == (expected, expected)

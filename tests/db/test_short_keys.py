"""The migration that shortens stored sort keys: they become what is written today, and go back."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.state import ProjectState

from birlik.db.operations import ShortKeys
from birlik.grammar.letters import ALPHABET, LATIN, sort_key
from birlik.orgs.models import Organisation
from tests.factories import make_union_tree

pytestmark = pytest.mark.django_db


def long(text: str) -> str:
    """A key of small letters as it was written before."""
    return "".join(chr(0xE000 + ALPHABET.index(letter)) if letter in ALPHABET else letter for letter in text)


@pytest.mark.parametrize(
    ("name", "lasts"),
    [(f"212 {ALPHABET} {LATIN}", True), ("müller ўлмас їжак şahin ñandú ѓ", False), ("", True), ("ωмега", True)],
)
def test_keys_are_shortened_and_go_back(name: str, lasts: bool) -> None:
    node = make_union_tree()["union"]
    Organisation.objects.filter(pk=node.pk).update(sort_kk=long(name), sort_ru=long(name))
    step, state = ShortKeys("Organisation", "sort_kk", "sort_ru"), ProjectState.from_apps(apps)
    now = sort_key(name.replace("212", "12"), "kk")
    for moved, expected in ((step.database_forwards, now), (step.database_backwards, long(name))):
        if moved == step.database_forwards or lasts:  # a mark that is gone does not come back
            moved("orgs", connection.schema_editor(), state, state)
            node.refresh_from_db()
            assert (node.sort_kk, node.sort_ru) == (expected, expected)

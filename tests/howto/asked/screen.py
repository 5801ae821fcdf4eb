"""Of the copy that followed docs/howto/new-screen.md: what the new page says, and the way there."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone

from birlik.accounts.actions import change_language
from birlik.accounts.models import User
from tests.factories import UnionTree, make_holder, make_union_tree

PAGE = "/organisations/school-1/contacts/"


@pytest.fixture
def tree(db: None) -> UnionTree:
    return make_union_tree()


def sections(user: User) -> list[tuple[str, list[str]]]:
    """Each organisation of the page with the names of its people."""
    drawn = door(user).get(PAGE).content.decode().split('<section class="section">')[1:]
    parts = [part.partition("</section>")[0] for part in drawn]
    return [(re.findall(r"<h2>(.*?)</h2>", part)[0], re.findall(r"<strong>(.*?)</strong>", part)) for part in parts]


def door(user: User, language: str = "ru") -> Client:
    change_language(user, language=language, by=user, at=timezone.now())
    client = Client()
    client.force_login(user, backend="birlik.web.accounts.backend.AssignmentBackend")
    return client


def test_it_names_the_people_here_and_above_as_far_as_the_reader_sees(tree: UnionTree) -> None:
    head, chair = make_holder("head_of_department", tree["union"]), make_holder("chair_primary", tree["school-1"])

    def place(code: str) -> str:
        return tree[code].short.in_("ru")

    assert sections(head) == [
        (place("school-1"), [chair.full_name]),
        (place("north-east"), []),
        (place("north"), []),
        (place("union"), [tree.administrator.full_name, head.full_name]),
    ]
    assert sections(chair) == [(place("school-1"), [chair.full_name])]


@pytest.mark.parametrize(("language", "words"), [("kk", "Кімге жүгінуге болады"), ("ru", "К кому обратиться")])
def test_the_page_of_the_organisation_leads_there(tree: UnionTree, language: str, words: str) -> None:
    client = door(make_holder("specialist", tree["north"]), language)

    assert f'<a href="{PAGE}">{words}</a>' in client.get("/organisations/school-1/").content.decode()
    assert f"<h1>{words}</h1>" in client.get(PAGE).content.decode()

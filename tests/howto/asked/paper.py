"""Of the copy that followed docs/howto/new-paper.md: who has the new paper, who reads and writes it, what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from birlik import cli
from birlik.accounts.actions import change_language
from birlik.accounts.models import User
from birlik.core.errors import Refusal
from birlik.documents.models import Paper
from birlik.statistics.papers import actions, queries
from tests.factories import NOW, make_holder
from tests.statistics.papers.conftest import SmallUnion, make_small_union

PAPER = "/papers/profile/2025/north/"


@pytest.fixture
def union(db: None) -> SmallUnion:
    return make_small_union()


def door(user: User, language: str = "ru") -> Client:
    change_language(user, language=language, by=user, at=timezone.now())
    client = Client()
    client.force_login(user, backend="birlik.web.accounts.backend.AssignmentBackend")
    return client


def words(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\u00a0", " ").split())


def written(union: SmallUnion) -> list[Paper]:
    north = union.tree["north"]
    return [
        actions.generate("profile", union.campaign, language, north, by=union.head, at=NOW).paper
        for language in ("kk", "ru")
    ]


def test_it_tells_the_organisations_own_figures(union: SmallUnion) -> None:
    written(union)

    kk, ru = (words(door(union.head), f"{PAPER}{language}/") for language in ("kk", "ru"))

    assert "1 932 адам (2024 жылы – 1 800 адам), 132 адамға артты" in kk
    assert "1 932 человека (в 2024 году – 1 800 человек" in ru
    assert "рост на 132 человека" in ru
    assert "2 705" not in ru
    assert "Паспорт организации" in ru


def test_it_stands_in_the_list_of_its_organisation_and_on_its_page(union: SmallUnion) -> None:
    written(union)
    client = door(union.head)

    listing = words(client, "/papers/2025/north/")

    assert "Паспорт организации" in listing
    assert "Пояснительная записка" not in listing
    assert "Паспорт организации" not in words(client, "/papers/2025/")
    assert 'href="/papers/2025/north/"' in client.get("/organisations/north/").content.decode()
    assert "/papers/2025/" not in client.get("/organisations/north-east/").content.decode()
    assert f'href="{PAPER}kk/"' in client.get("/figure/2025/north/members_total/").content.decode()


def test_its_own_people_read_it_and_nobody_beside(union: SmallUnion) -> None:
    written(union)
    own, beside = (door(make_holder("specialist", union.tree[code])) for code in ("north", "south"))

    assert "Паспорт организации" in words(own, "/papers/")
    assert "Паспорт организации" in words(own, f"{PAPER}ru/")
    assert [beside.get(url).status_code for url in ("/papers/2025/north/", f"{PAPER}ru/")] == [404, 404]


def test_only_who_writes_papers_writes_it(union: SmallUnion) -> None:
    with pytest.raises(Refusal, match=r"right\.missing"):
        actions.generate(
            "profile",
            union.campaign,
            "kk",
            union.tree["north"],
            by=make_holder("specialist", union.tree["north"]),
            at=NOW,
        )
    client = door(union.head)
    assert client.post(f"{PAPER}ru/generate/").status_code == 302
    assert client.post(f"{PAPER}ru/paragraphs/", {"after": "members", "text": "Всего 1 932."}).status_code == 302
    version = Paper.objects.get().versions.latest("number")
    own = next(block for block in version.blocks if not block.is_generated)
    assert [mark.figure for mark in own.citations] == ["members_total@north/2025"]


@pytest.mark.parametrize("code", ["union", "north-east"])
def test_others_have_none(union: SmallUnion, code: str) -> None:
    with pytest.raises(Refusal, match=r"paper\.kind_unknown"):
        actions.generate("profile", union.campaign, "kk", union.tree[code], by=union.head, at=NOW)
    assert door(union.head).get(f"/papers/profile/2025/{code}/kk/").status_code == 404


def test_it_is_checked_and_printed(union: SmallUnion, tmp_path: Path) -> None:
    kk, ru = written(union)
    assert [queries.findings(one) for one in (kk, ru)] == [[], []]
    for fmt, begins in (("html", b"<!DOCTYPE html>"), ("docx", b"PK"), ("pdf", b"%PDF")):
        out = tmp_path / f"a.{fmt}"
        arguments = ["--period", "2025", "--lang", "ru", "--format", fmt, "--out", str(out)]
        assert cli.main(["paper", "profile", "--organisation", "north", *arguments]) == 0
        assert out.read_bytes().startswith(begins)

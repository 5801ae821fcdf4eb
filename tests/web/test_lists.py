"""Every list: sorted by each of its columns, as a file what it shows, its filter kept on the way down the tree."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import openpyxl
import pytest
from django.test import Client

from birlik.grammar.letters import sort_key
from birlik.orgs import actions
from birlik.orgs.values import Names
from birlik.web.shared.columns import Column, ColumnList
from tests.factories import GROUND, NOW, OPENED, UnionTree, make_holder, make_union_tree

pytestmark = pytest.mark.django_db
LIST = "/organisations/?under=union&kind=all"
LINE = re.compile(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>')
TAG = re.compile(r"<[^>]+>")


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def head(client: Client) -> Client:
    tree = make_union_tree()
    for code, region in (("school-1", "71"), ("school-2", "10"), ("school-3", "79"), ("college-1", "10")):
        tree[code].region = region
        tree[code].save()
    for code in ("school-1", "school-1", "school-3", "college-1"):
        add_workplace(tree, code)
    user = make_holder("head_of_department", tree["union"])
    user.language = "ru"
    user.save()
    client.force_login(user)
    return client


def add_workplace(tree: UnionTree, code: str) -> None:
    names = Names("Мектеп", "Школа")
    actions.open_workplace(tree[code], names=names, on=OPENED, ground=GROUND, by=tree.administrator, at=NOW)


def page_lines(client: Client, query: str) -> list[list[str]]:
    """The visible text of the cells, line by line."""
    page = client.get(f"{LIST}&{query}").content.decode()
    lines = []
    for name, others in LINE.findall(page):
        cells = [name.partition("<small")[0], *re.findall(r"<td[^>]*>(.*?)</td>", others)]
        lines.append([unescape(TAG.sub("", cell)) for cell in cells])
    return lines


def file_lines(client: Client, query: str = "") -> list[dict[str, str]]:
    """The lines of the CSV file by their headings."""
    content = client.get(f"{LIST}&format=csv&{query}").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content), delimiter=";"))


SORTED: list[tuple[str, int, Callable[[str], Any]]] = [
    ("name", 0, lambda text: sort_key(text, "ru")),
    ("region", 1, lambda text: sort_key(text, "ru")),
    ("primaries", 2, int),
    ("workplaces", 3, int),
]


@pytest.mark.parametrize(("code", "place", "key"), SORTED)
def test_a_list_is_sorted_by_each_column_and_what_has_no_value_comes_last(
    head: Client, code: str, place: int, key: Callable[[str], Any]
) -> None:
    upwards, downwards = ([line[place] for line in page_lines(head, f"sort={sign}{code}")] for sign in ("", "-"))

    empty = [text for text in upwards if not text or text[0] == "х"]
    known = [text for text in upwards if text and text[0] != "х"]
    assert len(set(known)) > 2
    assert known == sorted(known, key=key)
    assert upwards == known + empty
    assert downwards == sorted(known, key=key, reverse=True) + empty


def test_a_heading_sorts_and_the_next_click_turns_it_round(head: Client) -> None:
    first = head.get(f"{LIST}&region=10").content.decode()
    assert (
        'aria-sort="ascending"><a class="table__sort" href="?under=union&amp;kind=all&amp;region=10&amp;sort=-name"'
        in first
    )
    assert 'href="?under=union&amp;kind=all&amp;region=10&amp;sort=-workplaces"' in first

    second = head.get(f"{LIST}&region=10&sort=-workplaces&page=1").content.decode()
    assert (
        'aria-sort="descending"><a class="table__sort" '
        'href="?under=union&amp;kind=all&amp;region=10&amp;sort=workplaces"' in second
    )
    assert '<input type="hidden" name="sort" value="-workplaces">' in second


@pytest.mark.parametrize("query", ["", "sort=-workplaces", "region=10&sort=-name", "q=school"])
def test_the_file_holds_what_the_list_shows_in_its_order(head: Client, query: str) -> None:
    shown = page_lines(head, query)
    filed = file_lines(head, query)

    assert len(shown) > 1
    assert [line[1] for line in shown] == [line["Регион"] for line in filed]
    assert [line[3] for line in shown] == [line["Предприятия и организации"] for line in filed]
    assert [line[0] for line in shown] == [line["Наименование на русском"] for line in filed]


def test_what_a_program_would_take_for_a_formula_is_text_in_both_files() -> None:
    one: ColumnList[str] = ColumnList([Column("name", "Name", lambda row: row)], "name")
    texts = ["=1+1", "+7 701", "-5", "@SUM(A1)", "Мектеп"]

    comma = one.file("csv", texts, title="List", name="list")
    assert comma.content.decode("utf-8-sig").splitlines() == ["Name", *(f"'{text}" for text in texts[:4]), "Мектеп"]
    assert comma.headers["Content-Disposition"] == 'attachment; filename="list.csv"'
    sheet = openpyxl.load_workbook(io.BytesIO(one.file("xlsx", texts, title="List", name="list").content)).active
    assert [(cell.value, cell.data_type) for (cell,) in sheet.iter_rows(min_row=2)] == [(text, "s") for text in texts]


def test_the_content_of_a_cell_is_never_read_as_html() -> None:
    one: ColumnList[str] = ColumnList(
        [Column("name", "{<b>}", lambda row: row), Column("x", "{<i>}", str.upper)], "name"
    )
    assert one.body(["<script>{}"]) == (
        '<tr><th scope="row">&lt;script&gt;{}</th><td data-label="{&lt;i&gt;}">&lt;SCRIPT&gt;{}</td></tr>'
    )


def test_the_way_down_the_tree_keeps_what_the_list_is_narrowed_to(head: Client) -> None:
    page = unescape(head.get(f"{LIST}&region=10&sort=-name&page=1").content.decode())
    assert 'href="/organisations/?under=north&kind=all&region=10&sort=-name"' in page
    below = unescape(head.get("/organisations/north/below/?kind=all&region=10").content.decode())
    assert 'href="/organisations/?under=north-east&kind=all&region=10"' in below

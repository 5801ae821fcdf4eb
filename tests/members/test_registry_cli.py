"""`birlik headcount` and `birlik organisations`, as scripts use them."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest

from birlik import cli
from tests.factories import UnionTree, make_union_tree
from tests.members.people import make_person

Said = pytest.CaptureFixture[str]


@pytest.fixture
def tree(db: None) -> UnionTree:
    tree = make_union_tree()
    make_person(tree["school-1"])
    make_person(tree["school-3"], surname="Басқа", category="pensioner", since=date(2025, 6, 1), sex="m")
    return tree


def test_headcount_as_json(tree: UnionTree, capsys: Said) -> None:
    assert cli.main(["headcount", "--as-of", "2026-01-01", "--organisation", "north"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["organisation"], data["as_of"]) == ("north", "2026-01-01")
    assert data["figures"]["members_total"] == 2
    assert list(data["organisations"]) == ["north", "north-east", "north-west", "school-1", "school-2", "school-3"]
    assert data["organisations"]["school-3"]["members_pensioners"] == 1
    assert data["organisations"]["school-2"] == dict.fromkeys(data["figures"], 0)


def test_headcount_of_an_earlier_day_as_csv(tree: UnionTree, capsys: Said) -> None:
    assert cli.main(["headcount", "--as-of", "2025-01-01", "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert (rows[0]["code"], rows[0]["members_total"], rows[0]["members_women"]) == ("union", "1", "1")
    assert len(rows) == len(tree)


def test_organisations(tree: UnionTree, capsys: Said) -> None:
    assert cli.main(["organisations", "--under", "north", "--kind", "primary", "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert [row["code"] for row in data] == ["school-1", "school-2", "school-3"]
    assert data[0] == {
        "code": "school-1",
        "kind": "primary",
        "names": {"kk": "«school-1» ұйымы", "ru": "Организация «school-1»"},
    }
    assert cli.main(["organisations", "--format", "csv"]) == 0
    assert capsys.readouterr().out.splitlines()[:2] == [
        "code,kind,kk,ru",
        "union,union,«union» ұйымы,Организация «union»",
    ]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["headcount", "--as-of", "1 January"], "“1 January” is no day"),
        (["headcount", "--as-of", "2010-01-01"], "no organisation on 01.01.2010"),
        (["headcount", "--as-of", "2026-01-01", "--organisation", "nowhere"], "nowhere"),
        (["organisations", "--under", "nowhere"], "nowhere"),
        (["organisations", "--kind", "branch"], "branch"),
    ],
)
def test_what_cannot_be_is_one_line(tree: UnionTree, capsys: Said, arguments: list[str], reason: str) -> None:
    assert cli.main(arguments) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n"), reason in err) == ("", 1, True), err

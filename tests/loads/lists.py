"""Small lists as files, and a union that has begun and nothing more."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from birlik import cli
from birlik.accounts.models import User
from birlik.orgs.actions import foundation
from birlik.orgs.values import Names
from birlik.sheets import export
from tests.factories import NOW, PASSWORD

Said = pytest.CaptureFixture[str]
Rows = Sequence[Mapping[str, str]]
HEADINGS = ("code", "parent", "kind", "name_kk", "name_ru", "institution_type", "since")


def begin_union() -> User:
    """The union "union", known since 1992, and its keeper of accounts."""
    return foundation.begin(
        code="union", names=Names("Одақ", "Союз"), username="keeper", full_name="Кілтші", password=PASSWORD, at=NOW,
        since=date(1992, 1, 1),
    )  # fmt: skip


def place(code: str, parent: str, kind: str, **more: str) -> dict[str, str]:
    """A row of a tree, with names of its own."""
    return {
        "code": code, "parent": parent, "kind": kind, "name_kk": f"«{code}» ұйымы", "name_ru": f"Организация «{code}»"
    } | more  # fmt: skip


TREE = (
    place("north", "union", "member"),
    place("north-east", "north", "district"),
    place("school-1", "north-east", "primary", institution_type="school"),
    place("school-2", "north-east", "primary", institution_type="school", since="01.09.2020"),
    place("south", "union", "member", since="2001-05-03"),
    place("college-1", "south", "primary", institution_type="college"),
)


def changed(rows: Rows, code: str, **cells: str) -> list[dict[str, str]]:
    """The rows with other cells in that of this code."""
    return [dict(row) | cells if row["code"] == code else dict(row) for row in rows]


def csv_of(rows: Rows, headings: Sequence[str] | None = None) -> bytes:
    headings = headings or list(dict.fromkeys(name for row in rows for name in row))
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";")
    writer.writerow(headings)
    writer.writerows([row.get(name, "") for name in headings] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def xlsx_of(rows: Rows) -> bytes:
    headings = list(dict.fromkeys(name for row in rows for name in row))
    return export.workbook("Тізім", headings, [[row.get(name) or None for name in headings] for row in rows])


class Loader:
    """`birlik load-…` of a folder, with what it printed."""

    def __init__(self, folder: Path, said: Said) -> None:
        self.folder, self.said = folder, said

    def __call__(self, kind: str, rows: Rows | bytes, *options: str, status: int = 0, name: str = "list.csv") -> Any:
        file = self.folder / name
        file.write_bytes(rows if isinstance(rows, bytes) else csv_of(rows))
        assert cli.main([f"load-{kind}", str(file), *options]) == status
        out, self.error = self.said.readouterr()
        return json.loads(out) if out else self.error

    def problems(self, kind: str, rows: Rows | bytes, *options: str) -> dict[str, str]:
        """Cell → what is wrong there, of a list of which nothing is written."""
        answer = self(kind, rows, *options, status=2)
        assert (answer["id"], answer["created"], answer["changed"]) == (None, 0, 0)
        return {one["cell"]: one["problem"] for one in answer["problems"]}


def counts(answer: Mapping[str, Any]) -> tuple[int, ...]:
    """Rows, created, changed, unchanged, rejected."""
    return tuple(answer[name] for name in ("rows", "created", "changed", "unchanged", "rejected"))

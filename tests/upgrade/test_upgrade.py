"""A database of each release since 0.2 is carried over: nothing is lost, and no published figure changes."""

from __future__ import annotations

import json
import lzma
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tools.release_data import FOLDER, carry_over, contents

RELEASES = sorted(path.name.removesuffix(".sql.xz") for path in FOLDER.glob("*.sql.xz"))
# of a table that a later release divides, renames or fills: what has to be there instead of the rows of then
CARRIED: dict[str, str] = {
    "django_migrations": "a row for each step since",
    "django_content_type": "a row for each table since",
    "auth_permission": "four rows for each table since",
    "statistics_formedition": "a row for each edition that came since",
}


def test_the_first_release_that_is_carried_over_is_asked() -> None:
    assert RELEASES[:1] == ["0_2"]


@pytest.mark.parametrize("release", RELEASES)
def test_a_database_of_a_release_is_carried_over(release: str, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "birlik.sqlite3")) as database:
        database.create_function("REGEXP", 2, lambda _pattern, _text: True)  # of Django, asked by constraints
        database.executescript(lzma.decompress((FOLDER / f"{release}.sql.xz").read_bytes()).decode())
    written = json.loads((FOLDER / f"{release}.json").read_text())
    carry_over(tmp_path)
    found = contents(tmp_path)
    assert found["figures"] == written["figures"]
    carried = {name: count for name, count in written["rows"].items() if name not in CARRIED}
    assert {name: found["rows"].get(name) for name in carried} == carried

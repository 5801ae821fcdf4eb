"""What holds for any list whatever: no line is lost, no text breaks the reading, the invented list is faultless."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.member_sheet import write
from birlik.grammar.letters import fold, sort_key
from birlik.members.imports.parse.fields import Field
from birlik.members.imports.parse.headers import guess
from birlik.members.imports.parse.normalise import COLUMNS, normalise
from birlik.members.imports.parse.problems import ERROR
from birlik.members.imports.parse.repeats import duplicates
from birlik.sheets.file_kinds import FileKind
from birlik.sheets.sheet import Sheet, read_sheet

TODAY = date(2026, 11, 21)
FIELDS = list(Field)
CELL = st.one_of(
    st.none(),
    st.text(max_size=15),
    st.sampled_from(
        ["010101100018", "10101100018", "Ким Асан", "АХМЕТОВА", "Әceл", "1.2.85", "31.02.1985", "ж", "студент"]
    ),
)
LISTS = st.lists(st.lists(CELL, min_size=len(FIELDS), max_size=len(FIELDS)), max_size=12)


@settings(max_examples=40)
@given(LISTS, st.integers(-1, 2), st.sets(st.integers(0, len(FIELDS) - 1)))
def test_any_cells_are_read(rows: list[list[str | None]], header: int, places: set[int]) -> None:
    columns = {
        f"c{place}": pl.Series([_plain(row[place]) for row in rows], dtype=pl.String) for place in range(len(FIELDS))
    }
    listed = Sheet(pl.DataFrame(columns), 1, 1, FileKind.CSV)
    found = normalise(listed, header, {place: FIELDS[place] for place in places} | {99: Field.REASON}, today=TODAY)
    frame = found.frame
    assert tuple(frame.columns) == COLUMNS
    assert frame.height + found.skipped == max(len(rows) - header - 1, 0)
    days = {"born", "joined", "left"}
    assert frame.select(name for name in COLUMNS if name not in days).null_count().sum_horizontal().to_list() in (
        [0],
        [],
    )
    assert set(found.problems["row"]) <= set(frame["row"])
    for person in frame.iter_rows(named=True):
        names = [person["surname"], person["given"], person["patronymic"]]
        whole, turned = (" ".join(filter(None, parts)) for parts in (names, [names[1], names[0]]))
        assert (person["fold_key"], person["given_key"]) == (fold(whole), fold(turned))
        assert person["sort_key"] == sort_key(whole, "kk")
    rejected = found.problems.filter(pl.col("severity") == ERROR)["row"].to_list()
    assert not set(duplicates(frame, found.problems)["row"]) & set(rejected)


def _plain(text: str | None) -> str | None:
    return text and text.encode("utf-8", "replace").decode()


def test_the_invented_list_of_the_benchmark_is_faultless(tmp_path: Path) -> None:
    path = tmp_path / "members.xlsx"
    write(path, 1000, ["a-1", "b-2"])
    listed = read_sheet(path.name, path.read_bytes())
    found = guess(listed)
    normal = normalise(listed, found.header, found.mapping, today=TODAY)
    assert (found.header, found.confidence, normal.frame.height, normal.skipped) == (0, 1.0, 1000, 0)
    assert (normal.problems.rows(), duplicates(normal.frame).rows()) == ([], [])
    assert normal.frame["iin"].n_unique() == 1000
    assert set(normal.frame["organisation"]) == {"a-1", "b-2"}
    filled = normal.frame.select("born", "joined").null_count().row(0)
    assert (filled, set(normal.frame["sex"]), set(normal.frame["category"])) == (
        (0, 0), {"f", "m"}, {"working", "student", "pensioner", "temporary"},
    )  # fmt: skip

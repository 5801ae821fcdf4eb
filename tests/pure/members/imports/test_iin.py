"""The number of a person: what is wrong, what is only odd, how it is shown. All numbers are of people born in 1801."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from birlik.core.identifiers import control_digit, iin_fault, iin_warnings, mask
from birlik.members.imports.parse import numbers

FIRST_ROW, SECOND_ROW, UNUSABLE = "010101100018", "010101100903", "01010110099"
DIGITS = st.text("0123456789", min_size=11, max_size=11)


@pytest.mark.parametrize("number", [FIRST_ROW, "010101200014", SECOND_ROW, "010101100915", "010101200508"])
def test_possible_numbers(number: str) -> None:
    assert iin_fault(number) is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("010101100019", "iin.control"),
        ("010101100904", "iin.control"),
        *[(f"{UNUSABLE}{digit}", "iin.control") for digit in range(10)],
        ("01010110001", "iin.length"),
        ("0101011000188", "iin.length"),
        ("01010110001О", "iin.digits"),
        ("٠١٠١٠١١٠٠٠١٨", "iin.digits"),
        ("010101 100018", "iin.digits"),
        ("", "iin.digits"),
    ],
)
def test_impossible_numbers(text: str, fault: str) -> None:
    assert iin_fault(text) == fault


@pytest.mark.parametrize(
    ("iin", "born", "sex", "warnings"),
    [
        (FIRST_ROW, date(1801, 1, 1), "m", []),
        (FIRST_ROW, None, "", []),
        (FIRST_ROW, date(1801, 1, 2), "m", ["iin.birth_date"]),
        (FIRST_ROW, date(1901, 1, 1), "f", ["iin.birth_date", "iin.sex"]),
        ("010101200014", date(1801, 1, 1), "m", ["iin.sex"]),
        ("010101300018", date(1901, 1, 1), "m", []),
        ("010101600018", date(2001, 1, 1), "f", []),
        *[(f"010101{digit}00018", date(1801, 1, 1), "m", ["iin.seventh"]) for digit in (0, 7, 8, 9)],
        ("011301100018", date(1801, 1, 1), "", ["iin.birth_date"]),
    ],
)
def test_what_a_number_says_otherwise(iin: str, born: date | None, sex: str, warnings: list[str]) -> None:
    assert iin_warnings(iin, born, sex) == warnings


def test_a_number_is_shown_without_its_beginning() -> None:
    assert (mask(FIRST_ROW), mask("")) == ("********0018", "")


@given(st.lists(st.tuples(DIGITS, st.integers(0, 9)), max_size=30))
def test_columns_and_single_numbers_follow_the_same_rule(parts: list[tuple[str, int]]) -> None:
    texts = [first + str((control_digit(first) or 0) if last < 7 else last) for first, last in parts]
    found = numbers.iins(pl.Series(texts, dtype=pl.String))
    assert found.rows() == [("" if iin_fault(text) else text, iin_fault(text) or "", False) for text in texts]


@given(
    st.lists(
        st.tuples(
            st.dates(date(1790, 1, 1), date(2030, 1, 1)),
            st.integers(0, 9),
            st.sampled_from(["f", "m", ""]),
            st.integers(0, 3),
        ),
        max_size=30,
    )
)
def test_disagreements_are_the_same_by_column(cases: list[tuple[date, int, str, int]]) -> None:
    iins = [f"{born:%y%m%d}{seventh}00000" for born, seventh, _sex, _other in cases]
    born = [None if other == 0 else date(1850, 5, 5) if other == 1 else day for day, _seventh, _sex, other in cases]
    sexes = [sex for _born, _seventh, sex, _other in cases]
    found = numbers.disagreements(
        pl.Series(iins, dtype=pl.String), pl.Series(born, dtype=pl.Date), pl.Series(sexes, dtype=pl.String)
    )
    for row, iin, day, sex in zip(found.rows(named=True), iins, born, sexes, strict=True):
        assert [f"iin.{name}" for name in ("seventh", "birth_date", "sex") if row[name]] == iin_warnings(iin, day, sex)


@pytest.mark.parametrize(
    ("cell", "iin", "code", "zeros"),
    [
        ("10101100018", FIRST_ROW, "", True),
        ("10101100018.0", FIRST_ROW, "", True),
        ("1.0101100018E10", FIRST_ROW, "", True),
        ("1,0101100018E+10", FIRST_ROW, "", True),
        ("1.01E+10", "", "iin.rounded", False),
        (" 0101 0110 0018 ", FIRST_ROW, "", False),
        ("'010101100018", FIRST_ROW, "", False),
        ("ИИН 010101100018", FIRST_ROW, "", False),
        ("101500017", "", "iin.length", False),
        ("10101100019", "", "iin.length", False),
        ("12345678", "", "iin.length", False),
        ("0101011000181", "", "iin.length", False),
        ("нет", "", "iin.digits", False),
        (None, "", "", False),
        ("   ", "", "", False),
    ],
)
def test_a_cell_becomes_a_number(cell: str | None, iin: str, code: str, zeros: bool) -> None:
    assert numbers.iins(pl.Series([cell], dtype=pl.String)).rows() == [(iin, code, zeros)]

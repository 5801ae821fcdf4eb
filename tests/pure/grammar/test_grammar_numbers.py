"""Numbers and percentages as they are printed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from birlik.grammar.numbers import change_percent, group, one_decimal, percent, percent_of, signed

# Published: previous, current, change in per cent where the papers name it or by hand.
CHANGES = [
    (594_421, 601_648, "1.2"),
    (581_757, 590_740, "1.5"),
    (12_590, 10_892, "-13.5"),
    (74, 16, "-78.4"),
    (1000, 1000, "0.0"),
    (-100, -150, "-50.0"),
]


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0"), (16, "16"), (999, "999"), (7227, "7\u202f227"), (601_648, "601\u202f648"),
     (12_345_678, "12\u202f345\u202f678"), (-58, "\u221258"), (-1698, "\u22121\u202f698")],
)  # fmt: skip
def test_group(number: int, text: str) -> None:
    assert group(number) == text


@pytest.mark.parametrize(("number", "text"), [(7227, "+7\u202f227"), (0, "0"), (-58, "\u221258")])
def test_signed(number: int, text: str) -> None:
    assert signed(number) == text


@pytest.mark.parametrize(
    ("value", "lang", "text"),
    [
        (Decimal("1.2"), "kk", "1,2\u202f%"),
        (Decimal("1.2"), "ru", "1,2\u202f%"),
        (Decimal("1.2"), "en", "1.2\u202f%"),
        (85.85, "ru", "85,9\u202f%"),
        (0.05, "ru", "0,1\u202f%"),
        (-0.04, "ru", "0,0\u202f%"),
        (Decimal("-13.49"), "kk", "\u221213,5\u202f%"),
        (12345, "en", "12\u202f345.0\u202f%"),
    ],
)
def test_percent(value: Decimal | float, lang: str, text: str) -> None:
    assert percent(value, lang) == text


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    [
        (1, 2, "50.0"),
        (1, 3, "33.3"),
        (2, 3, "66.7"),
        (1, 2000, "0.1"),
        (1, 2001, "0.0"),
        (0, 5, "0.0"),
        (7, 7, "100.0"),
    ],
)
def test_percent_of(part: int, whole: int, share: str) -> None:
    assert str(percent_of(part, whole)) == share


def test_percent_of_the_unknown_is_unknown() -> None:
    assert percent_of(1, 0) is None
    assert percent_of(None, 5) is None
    assert percent_of(1, None) is None
    assert change_percent(0, 5) is None
    assert change_percent(None, 5) is None
    assert change_percent(5, None) is None


@pytest.mark.parametrize(("previous", "current", "change"), CHANGES)
def test_change_percent(previous: int, current: int, change: str) -> None:
    assert str(change_percent(previous, current)) == change


def test_half_goes_away_from_zero() -> None:
    assert str(one_decimal(0.25)) == "0.3"
    assert str(one_decimal(-0.25)) == "-0.3"


@given(st.integers())
def test_grouping_loses_no_figure(number: int) -> None:
    assert int(group(number).replace("\u202f", "").replace("\u2212", "-")) == number


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**12))
def test_percent_of_is_within_half_a_tenth(part: int, whole: int) -> None:
    share = percent_of(part, whole)
    assert share is not None
    assert abs(share * whole * 10 - part * 1000) * 2 <= whole
    assert percent_of(-part, whole) == -share


@given(st.integers(0, 10**12))
def test_the_whole_is_a_hundred_per_cent(whole: int) -> None:
    assert percent_of(whole, whole) == (Decimal(100) if whole else None)


@given(st.integers(-(10**15), 10**15))
def test_signed_numbers_read_back(number: int) -> None:
    text = signed(number)
    assert int(text.replace("\u202f", "").replace("\u2212", "-")) == number
    assert text.startswith("+") == (number > 0)

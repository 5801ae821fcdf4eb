"""Every spelling of a day comes back as that day, and what is no day says why."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from birlik.members.imports.parse.dates import EXCEL_ZERO, parse_dates

TODAY = date(2026, 11, 21)
RU = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)
KK = (
    "қаңтар",
    "ақпан",
    "наурыз",
    "сәуір",
    "мамыр",
    "маусым",
    "шілде",
    "тамыз",
    "қыркүйек",
    "қазан",
    "қараша",
    "желтоқсан",
)


def spellings(day: date) -> list[str]:
    return [
        f"{day:%d.%m.%Y}", f"{day.day}.{day.month}.{day:%Y}", f"{day:%Y-%m-%d}", f"{day:%d/%m/%Y}", f"{day:%d-%m-%Y}",
        f"{day.day} {RU[day.month - 1]} {day.year} г.", f"{day.year} ж. {day.day} {KK[day.month - 1]}",
        f"{day.year} жылғы {day.day} {KK[day.month - 1].upper()}", f"{day.day} {KK[day.month - 1]} {day.year} ж.",
        f"{day:%Y%m%d}", f"{day:%d.%m.%Y} 00:00:00", f"{day:%Y-%m-%d} 00:00:00", f"{day:%d.%m.%Y} г.р.",
        f"  {day:%d . %m . %Y}\u00a0", f"{day:%Y/%m/%d}", f"{day.day} {RU[day.month - 1][:3]}. {day.year}",
    ]  # fmt: skip


def days(first: date) -> st.SearchStrategy[list[date]]:
    """Many at once: a column of a hundred texts costs what one text does."""
    return st.lists(st.dates(first, TODAY), min_size=1, max_size=20)


@settings(max_examples=25)
@given(days(date(1900, 1, 1)))
def test_every_spelling_of_a_day_comes_back(found: list[date]) -> None:
    texts = [(text, day) for day in found for text in spellings(day)]
    assert parse_dates(pl.Series([text for text, _ in texts]), TODAY).rows() == [(day, "") for _, day in texts]


@settings(max_examples=25)
@given(days(date(1927, 6, 1)))
def test_day_numbers_of_excel(found: list[date]) -> None:
    numbers = [(day - EXCEL_ZERO).days for day in found]
    texts = [text for number in numbers for text in (str(number), f"{number}.0", f"{number}.5")]
    assert parse_dates(pl.Series(texts), TODAY)["day"].to_list() == [day for day in found for _ in range(3)]


@settings(max_examples=25)
@given(days(TODAY - timedelta(days=99 * 365)))
def test_two_figures_of_a_year_mean_the_last_hundred_years(found: list[date]) -> None:
    texts = [
        text for day in found for text in (f"{day.day}.{day.month}.{day:%y}", f"{day.day} {RU[day.month - 1]} {day:%y}")
    ]
    assert parse_dates(pl.Series(texts), TODAY).rows() == [(day, "") for day in found for _ in range(2)]


@pytest.mark.parametrize(
    ("text", "day", "code"),
    [
        ("31.02.1985", None, "date.impossible"),
        ("13.13.1985", None, "date.impossible"),
        ("19850231", None, "date.impossible"),
        ("22.11.2026", None, "date.future"),
        ("21.11.2026", TODAY, ""),
        ("31.12.1899", date(1899, 12, 31), "date.early"),
        ("1985", None, "date.unreadable"),
        ("41", None, "date.unreadable"),
        ("белгісіз", None, "date.unreadable"),
        ("1 жанн 1985", None, "date.unreadable"),
        ("", None, ""),
        (" ", None, ""),
        (None, None, ""),
    ],
)
def test_what_is_no_day_says_why(text: str | None, day: date | None, code: str) -> None:
    assert parse_dates(pl.Series([text], dtype=pl.String), TODAY).rows() == [(day, code)]


@settings(max_examples=40)
@given(st.lists(st.one_of(st.none(), st.text()), max_size=40))
def test_any_text_gets_an_answer_in_its_place(texts: list[str | None]) -> None:
    clean = [text and text.encode("utf-8", "replace").decode() for text in texts]
    assert parse_dates(pl.Series(clean, dtype=pl.String), TODAY).height == len(texts)

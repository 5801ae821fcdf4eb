"""Dates in the official style of each language."""

from __future__ import annotations

from datetime import date

import pytest

from birlik.grammar.dates import as_of, date_en, date_kk, date_ru, in_year, year_ru

NEW_YEAR = date(2026, 1, 1)
# Month → its attributive and dative in Kazakh, its genitive in Russian.
MONTHS = [
    ("қаңтар", "қаңтардағы", "қаңтарға", "января"),
    ("ақпан", "ақпандағы", "ақпанға", "февраля"),
    ("наурыз", "наурыздағы", "наурызға", "марта"),
    ("сәуір", "сәуірдегі", "сәуірге", "апреля"),
    ("мамыр", "мамырдағы", "мамырға", "мая"),
    ("маусым", "маусымдағы", "маусымға", "июня"),
    ("шілде", "шілдедегі", "шілдеге", "июля"),
    ("тамыз", "тамыздағы", "тамызға", "августа"),
    ("қыркүйек", "қыркүйектегі", "қыркүйекке", "сентября"),
    ("қазан", "қазандағы", "қазанға", "октября"),
    ("қараша", "қарашадағы", "қарашаға", "ноября"),
    ("желтоқсан", "желтоқсандағы", "желтоқсанға", "декабря"),
]


@pytest.mark.parametrize(("month", "names"), list(enumerate(MONTHS, start=1)))
def test_every_month(month: int, names: tuple[str, str, str, str]) -> None:
    nominative, attributive, dative, russian = names
    day = date(2026, month, 20)
    assert date_kk(day) == f"2026 жылғы 20 {nominative}"
    assert date_kk(day, "attributive") == f"2026 жылғы 20 {attributive}"
    assert date_kk(day, "dative") == f"2026 жылғы 20 {dative}"
    assert date_ru(day) == f"20 {russian} 2026 года"


def test_english() -> None:
    assert date_en(NEW_YEAR) == "1 January 2026"


def test_by_language() -> None:
    assert [as_of(NEW_YEAR, lang) for lang in ("kk", "ru", "en")] == [
        "2026 жылғы 1 қаңтардағы жағдай бойынша",
        "по состоянию на 1 января 2026 года",
        "as of 1 January 2026",
    ]
    assert [in_year(2025, lang) for lang in ("kk", "ru", "en")] == ["2025 жылы", "в 2025 году", "in 2025"]


def test_years() -> None:
    assert year_ru(2024, "dative") == "2024 году"
    assert year_ru(2025, "accusative") == "2025 год"
    assert year_ru(2025, "genitive") == "2025 года"

"""Which numbers of a text claim something."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from birlik.documents.numbers import find_numbers

FOUND = {
    "601 648 мүше": ["601 648"],
    "601\u00a0648 мүше": ["601\u00a0648"],
    "601\u202f648-ге артты": ["601\u202f648"],
    "111-ге, 5-тен, 16-ны": ["111", "5", "16"],
    "1,2 %-ға өсті": ["1,2"],
    "−58 және +12 430": ["−58", "+12 430"],
    "ұйымдар – 4 854 адамға": ["4 854"],
    "17 кәсіподақ ұйымында": ["17"],
    "в 2025 году 594 421 человек": ["594 421"],
    "и т.п. 601 648 членов": ["601 648"],
    "главным 17 организациям, разделили 3": ["17", "3"],
    "1 200 жасалды": ["1 200"],
    "35 жастар": ["35"],
    "5,6,7": ["5,6", "7"],
    "(8 716)": ["8 716"],
    "8716человек": ["8716"],
    "_17_": ["17"],
}
DATES = """20.02.2026; 2026-02-20; 2026 жылғы 1 қаңтардағы жағдай; 1 января 2026 года; 2025 жылы; 2026 ж.; 2026 г.;
в 2025 и 2024 годах; 2024, 2025 жылдары; 2025–2026 оқу жылы; 2025/26; с 2024 по 2025 год; в 10:30"""
NAMES = """№ 9 п. 1; № 9 т. 1; №236; № 1-2/17; п. 3.2; пп. 3; пунктом 4.4; статья 16; ст. 16; 16-бап; 3.2-тармақ;
1-қосымша; 17-й; 1-ші; 5-го; 2-х; 1. Первый; 3.1. Бірінші; COVID-19; XIV съезд; приложение 2"""
AGES = "35 жасқа дейінгі; до 35 лет; 35 жас; 18-летние"
PASSED = [text.strip() for texts in (DATES, NAMES, AGES) for text in texts.split(";")]


@pytest.mark.parametrize(("text", "numbers"), FOUND.items())
def test_numbers_that_claim_something_are_found(text: str, numbers: list[str]) -> None:
    assert [number.shown for number in find_numbers(text)] == numbers


@pytest.mark.parametrize("text", PASSED)
def test_names_that_hold_a_number_are_passed_over(text: str) -> None:
    assert find_numbers(text) == []


@pytest.mark.parametrize(
    ("text", "figure", "percent", "equal"),
    [
        ("1 698", "-1698", False, True),  # «1 698 адамға азайды»
        ("−1 698", "-1698", False, True),
        ("−1 698", "1698", False, False),
        ("+7 227", "7227", False, True),
        ("1,2 %", "1.2", True, True),
        ("1,2 пайыз", "1.2", True, True),
        ("17 %", "17", False, False),
        ("17", "17", True, False),
        ("601,6 мың", "601648", False, True),
        ("601,7 тыс.", "601648", False, False),
        ("602 тыс.", "601648", False, True),
        ("1,35 млрд", "1351260820", False, True),
    ],
)
def test_a_number_equals_a_figure_of_its_own_kind(text: str, figure: str, percent: bool, equal: bool) -> None:
    (number,) = find_numbers(text)

    assert number.equals(Decimal(figure), percent=percent) is equal


@given(st.integers(min_value=0, max_value=10**12), st.sampled_from([" ", "\u00a0", "\u202f"]))
def test_every_grouped_number_is_read_whole(value: int, space: str) -> None:
    shown = f"{value:,}".replace(",", space)
    (number,) = find_numbers(f"барлығы: {shown}.")

    assert (number.shown, number.value) == (shown, value)

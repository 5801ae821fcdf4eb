"""Endings after figures follow the last spoken word of the number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from birlik.grammar.cases import KazakhCase
from birlik.grammar.kazakh import last_spoken_word, numeral, ordinal

CASES = ("genitive", "dative", "accusative", "locative", "ablative", "instrumental", "attributive")
# The last spoken word, a number that ends with it, its endings in the order of CASES.
ENDINGS = {
    "нөл": (0, "дің ге ді де ден мен дегі"),
    "бір": (1, "дің ге ді де ден мен дегі"),
    "екі": (2, "нің ге ні де ден мен дегі"),
    "үш": (3, "тің ке ті те тен пен тегі"),
    "төрт": (4, "тің ке ті те тен пен тегі"),
    "бес": (5, "тің ке ті те тен пен тегі"),
    "алты": (6, "ның ға ны да дан мен дағы"),
    "жеті": (7, "нің ге ні де ден мен дегі"),
    "сегіз": (8, "дің ге ді де ден бен дегі"),
    "тоғыз": (9, "дың ға ды да дан бен дағы"),
    "он": (10, "ның ға ды да нан мен дағы"),
    "жиырма": (20, "ның ға ны да дан мен дағы"),
    "отыз": (30, "дың ға ды да дан бен дағы"),
    "қырық": (40, "тың қа ты та тан пен тағы"),
    "елу": (50, "дің ге ді де ден мен дегі"),
    "алпыс": (60, "тың қа ты та тан пен тағы"),
    "жетпіс": (70, "тің ке ті те тен пен тегі"),
    "сексен": (80, "нің ге ді де нен мен дегі"),
    "тоқсан": (90, "ның ға ды да нан мен дағы"),
    "жүз": (100, "дің ге ді де ден бен дегі"),
    "мың": (1000, "ның ға ды да нан мен дағы"),
    "миллион": (10**6, "ның ға ды да нан мен дағы"),
    "миллиард": (10**9, "тың қа ты та тан пен тағы"),
    "триллион": (10**12, "ның ға ды да нан мен дағы"),
    "квадриллион": (10**15, "ның ға ды да нан мен дағы"),
    "квинтиллион": (10**18, "ның ға ды да нан мен дағы"),
}
UNITS = ("нөл", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз")
TENS = ("", "он", "жиырма", "отыз", "қырық", "елу", "алпыс", "жетпіс", "сексен", "тоқсан")
# Figures of the union's own papers and of the years it writes about.
WRITTEN = [
    (111, "dative", "111-ге"),
    (7227, "dative", "7227-ге"),
    (16, "ablative", "16-дан"),
    (17, "ablative", "17-ден"),
    (22, "genitive", "22-нің"),
    (89, "dative", "89-ға"),
    (587, "accusative", "587-ні"),
    (2024, "instrumental", "2024-пен"),
    (2025, "locative", "2025-те"),
    (2026, "ablative", "2026-дан"),
    (8716, "dative", "8716-ға"),
    (601_648, "dative", "601648-ге"),
    (2_000_000, "dative", "2000000-ға"),
    (3_000_000_000, "locative", "3000000000-та"),
    (1_000_001, "dative", "1000001-ге"),
    (12_000, "dative", "12000-ға"),
    (1_200, "dative", "1200-ге"),
    (1_040, "locative", "1040-та"),
    (10**21, "ablative", f"{10**21}-нан"),
    (5, "nominative", "5"),
]


@pytest.mark.parametrize(("word", "number", "endings"), [(word, *row) for word, row in ENDINGS.items()])
def test_numeral_takes_the_ending_of_its_last_word(word: str, number: int, endings: str) -> None:
    assert last_spoken_word(number) == word
    assert [numeral(number, case) for case in CASES] == [f"{number}-{ending}" for ending in endings.split()]


@pytest.mark.parametrize("number", range(1, 101))
def test_numeral_up_to_a_hundred_is_read_by_its_last_digit_that_is_not_zero(number: int) -> None:
    word = "жүз" if number == 100 else UNITS[number % 10] if number % 10 else TENS[number // 10]
    assert last_spoken_word(number) == word
    assert [numeral(number, case) for case in CASES] == [f"{number}-{ending}" for ending in ENDINGS[word][1].split()]


@pytest.mark.parametrize(("number", "case", "text"), WRITTEN)
def test_numeral_in_the_papers(number: int, case: str, text: str) -> None:
    assert numeral(number, case) == text


def test_numeral_groups_thousands_when_asked() -> None:
    assert numeral(7227, "dative", grouped=True) == "7\u202f227-ге"
    assert numeral(601_648, "nominative", grouped=True) == "601\u202f648"


@given(st.integers(min_value=0, max_value=10**24), st.sampled_from(CASES))
def test_ending_depends_on_the_last_spoken_word_alone(number: int, case: str) -> None:
    canonical, endings = ENDINGS[last_spoken_word(number)]
    ending = numeral(number, case).rpartition("-")[2]
    assert ending == endings.split()[CASES.index(case)] == numeral(canonical, case).rpartition("-")[2]


@given(st.integers(min_value=0, max_value=10**24), st.integers(min_value=1, max_value=99))
def test_what_is_spoken_before_does_not_matter(before: int, last: int) -> None:
    assert last_spoken_word(before * 100 + last) == last_spoken_word(last)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0-інші"), (1, "1-інші"), (2, "2-нші"), (3, "3-інші"), (6, "6-ншы"), (7, "7-нші"), (8, "8-інші"),
        (9, "9-ыншы"), (10, "10-ыншы"), (20, "20-сыншы"), (30, "30-ыншы"), (40, "40-ыншы"), (50, "50-інші"),
        (60, "60-ыншы"), (80, "80-інші"), (100, "100-інші"), (1000, "1000-ыншы"), (10**9, "1000000000-ыншы"),
        (2025, "2025-інші"), (2026, "2026-ншы"),
    ],
)  # fmt: skip
def test_ordinal(number: int, text: str) -> None:
    assert ordinal(number) == text


def test_negative_numbers_and_unknown_cases_are_refused() -> None:
    with pytest.raises(ValueError, match="non-negative"):
        numeral(-1, "dative")
    with pytest.raises(ValueError, match="vocative"):
        numeral(1, "vocative")


def test_every_case_is_tested() -> None:
    assert {*CASES, "nominative"} == set(KazakhCase)

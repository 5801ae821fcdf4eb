"""Alphabetical order by code points, and folding for the search."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from birlik.grammar.letters import ALPHABET, fold, sort_key

OFFICIAL = "А Ә Б В Г Ғ Д Е Ё Ж З И Й К Қ Л М Н Ң О Ө П Р С Т У Ұ Ү Ф Х Һ Ц Ч Ш Щ Ъ Ы І Ь Э Ю Я"
WORDS = st.text(alphabet=ALPHABET, max_size=12)


def _sorted(names: list[str], lang: str = "kk") -> list[str]:
    return sorted(names, key=lambda name: sort_key(name, lang).encode())  # bytes: what COLLATE "C" compares


def test_the_alphabet_has_the_42_official_letters_in_order() -> None:
    assert " ".join(ALPHABET).upper() == OFFICIAL
    assert _sorted(list(reversed(OFFICIAL.split()))) == OFFICIAL.split()


@pytest.mark.parametrize(
    "names",
    [
        ["Абай облысы", "Ақмола облысы", "Ақтөбе облысы", "Алматы", "Алматы облысы", "Астана", "Атырау облысы"],
        ["Жамбыл", "Жетісу", "Қарағанды", "Қостанай", "Қызылорда", "Маңғыстау", "Өскемен", "Павлодар", "Түркістан",
         "Ұлытау", "Шығыс Қазақстан", "Шымкент"],
        ["Абай", "Абай ауданы", "Абайлы"],
        ["№ 2 мектеп", "№ 9 мектеп", "№ 12 мектеп", "Satbayev University", "Абай мектебі"],
        ["А.Байтұрсынов атындағы", "А. Байтұрсынов атындағы өңірлік", "«Қамқор»", "«Қорғау»", "«Ұстаз»"],
    ],
)  # fmt: skip
def test_kazakh_lists(names: list[str]) -> None:
    assert _sorted(list(reversed(names))) == names


def test_russian_lists_read_yo_as_ye() -> None:
    names = ["Ежов", "Ёлкин", "Ершов", "Жаров"]
    assert _sorted(list(reversed(names)), "ru") == names
    assert _sorted(["Ершов", "Ёлкин"], "kk") == ["Ершов", "Ёлкин"]


def test_signs_case_and_composition_do_not_count() -> None:
    assert sort_key("«Ұстаз» АЛМАТЫ", "kk") == sort_key("Ұстаз алматы", "kk")
    assert sort_key("А.Байтұрсынов", "kk") == sort_key("А. Байтұрсынов", "kk")
    assert sort_key(unicodedata.normalize("NFD", "Йод Ёлка"), "kk") == sort_key("йод ёлка", "kk")


def test_a_marked_letter_stands_where_it_stands_without_the_mark() -> None:
    assert sort_key("Müller Ўлмас", "kk") == sort_key("Muller Улмас", "kk")
    assert _sorted(["Ωмега", "Яков", "Zara", "9 мектеп"]) == ["9 мектеп", "Zara", "Яков", "Ωмега"]


@given(WORDS)
def test_a_key_takes_a_byte_for_each_letter(word: str) -> None:
    assert len(sort_key(word, "kk").encode()) == len(word)


@given(WORDS, WORDS)
def test_keys_order_words_as_the_alphabet_does(one: str, other: str) -> None:
    by_alphabet = [ALPHABET.index(letter) for letter in one] < [ALPHABET.index(letter) for letter in other]
    assert (sort_key(one, "kk").encode() < sort_key(other, "kk").encode()) == by_alphabet


@given(WORDS, WORDS)
def test_the_key_of_a_beginning_is_the_beginning_of_the_key(start: str, rest: str) -> None:
    assert sort_key(start + rest, "kk").startswith(sort_key(start, "kk"))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Әлия Ғани Қаңтар", "алия гани кантар"),
        ("Өңір Ұлытау Үміт Һибатулла Ілияс", "онир улытау умит хибатулла илияс"),
        ("Пётр ЁЛКИН", "петр елкин"),
        ("Cатбаев", "сатбаев"),  # a Latin C
        ("қAзAқ", "казак"),  # Latin A
        ("əліпби", "алипби"),  # the Latin schwa
        ("Satbayev University", "satbayev university"),
        ("Satbayev университеті", "satbayev университети"),
        (unicodedata.normalize("NFD", "Абай й Ё"), "абай й е"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=OFFICIAL.replace(" ", ""), max_size=20))
def test_case_does_not_matter_in_a_search(text: str) -> None:
    assert fold(text) == fold(text.lower()) == fold(text.upper())


@given(st.integers(0, 10**9 - 1), st.integers(0, 10**9 - 1))
def test_numbers_stand_in_their_order(one: int, other: int) -> None:
    assert (sort_key(f"№ {one} мектеп", "kk") < sort_key(f"№ {other} мектеп", "kk")) == (one < other)

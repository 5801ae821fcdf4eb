"""Names are put in order once and for all, and their keys are those of the grammar."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from birlik.grammar.letters import ALPHABET, fold, sort_key
from birlik.members.imports.parse import names

CYRILLIC = st.text(ALPHABET + ALPHABET.upper(), min_size=1, max_size=12)
HARD = st.text(
    st.one_of(st.sampled_from(ALPHABET + ALPHABET.upper() + "aABCEHIKMOPTXYhiəƏ -'.’–12ıİßŉǅ"), st.characters()),
    max_size=20,
)


@pytest.mark.parametrize(
    ("written", "name", "found"),
    [
        ("АХМЕТОВА", "Ахметова", set()),
        ("  ахметова ", "Ахметова", set()),
        ("АХМЕТОВА - СЕРІКҚЫЗЫ", "Ахметова-Серікқызы", set()),
        ("мұратұлы", "Мұратұлы", set()),
        ("МҰРАТ  ҰЛЫ", "Мұрат ұлы", set()),
        ("Сергеевич", "Сергеевич", set()),
        ("д’артаньян", "Д'Артаньян", set()),
        ("Axмeтoвa", "Ахметова", {"name.look_alike"}),
        ("Әceл", "Әсел", {"name.look_alike"}),
        ("hамит", "Һамит", {"name.look_alike"}),
        ("Нұрлaн", "Нұрлан", {"name.look_alike"}),
        ("Асел1", "Асел", {"name.signs"}),
        ("*Иванова*", "Иванова", {"name.signs"}),
        ("А.", "А", {"name.initials"}),
        ("А. Б.", "А Б", {"name.initials"}),
        ("Иваnов", "Иваnов", {"name.mixed"}),
        ("Smith", "Smith", set()),
        ("Ё", "Ё", {"name.initials"}),
        ("Ким", "Ким", set()),
        ("---", "", set()),
        ("123", "", {"name.signs"}),
        ("А" * 120, "А" + "а" * 99, {"text.too_long"}),
    ],
)
def test_a_name_is_put_in_order(written: str, name: str, found: set[str]) -> None:
    assert names.tidy(written.strip()) == (name, frozenset(found))


@given(HARD)
def test_a_tidied_name_stays_as_it_is(text: str) -> None:
    once, _found = names.tidy(text)
    assert names.tidy(once)[0] == once


@given(st.lists(st.one_of(CYRILLIC, HARD), min_size=1, max_size=20))
def test_columns_and_single_texts_follow_the_same_rules(texts: list[str]) -> None:
    texts = [text.encode("utf-8", "replace").decode() for text in texts]
    for raw, name, folded, ordered, _found in names.table([pl.Series(texts, dtype=pl.String)]).iter_rows():
        assert (raw, name) == (raw, names.tidy(raw.strip())[0])
        assert (folded, ordered) == (fold(name), sort_key(name, "kk"))

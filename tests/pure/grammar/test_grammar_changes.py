"""The word of a change follows its sign."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from birlik.grammar.changes import noun_by_sign, verb_by_sign, verb_kk

VERBS = [
    ("kk", "neuter", "артты", "азайды", "өзгерген жоқ"),
    ("ru", "neuter", "увеличилось", "уменьшилось", "не изменилось"),
    ("ru", "feminine", "увеличилась", "уменьшилась", "не изменилась"),
    ("ru", "masculine", "увеличился", "уменьшился", "не изменился"),
    ("ru", "plural", "увеличились", "уменьшились", "не изменились"),
    ("en", "neuter", "increased", "decreased", "did not change"),
]


@pytest.mark.parametrize(("lang", "agreement", "up", "down", "same"), VERBS)
def test_verb(lang: str, agreement: str, up: str, down: str, same: str) -> None:
    assert [verb_by_sign(change, lang, agreement) for change in (7227, -58, 0)] == [up, down, same]


def test_the_other_kazakh_word() -> None:
    assert [verb_kk(change, varied=True) for change in (1, -1, 0)] == ["артты", "кеміді", "өзгерген жоқ"]


def test_nouns() -> None:
    assert [noun_by_sign(change, "ru") for change in (1, -1, 0)] == ["рост", "снижение", "без изменений"]
    assert [noun_by_sign(change, "kk") for change in (1, -1, 0)] == ["өсім", "азаю", "өзгеріссіз"]


def test_an_unknown_agreement_is_refused() -> None:
    with pytest.raises(ValueError, match="dual"):
        verb_by_sign(1, "ru", "dual")


@given(st.decimals(allow_nan=False, allow_infinity=False), st.sampled_from(["kk", "ru", "en"]))
def test_opposite_changes_have_opposite_words(change: Decimal, lang: str) -> None:
    assert (verb_by_sign(change, lang) == verb_by_sign(-change, lang)) == (change == 0)

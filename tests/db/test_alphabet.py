"""The order and the search of texts without a stored key: one answer on both databases."""

from __future__ import annotations

import pytest
from django.db.models import F

from birlik.accounts.models import User
from birlik.db.alphabet import AlphabeticKey, FoldedText
from birlik.grammar.letters import ALPHABET, fold
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def in_order(*texts: str) -> list[str]:
    for text in texts:
        make_user(full_name=text)
    return list(User.objects.order_by(AlphabeticKey("full_name"), "pk").values_list("full_name", flat=True))


def test_figures_are_compared_as_numbers() -> None:
    order = ["2-қабат", "10-қабат", "№ 2", "№ 007", "№ 10", "№ 10, 3-б.", "№ 10, 21-б.", "№ 123456789012"]
    assert in_order(*reversed(order)) == order


def test_a_number_longer_than_any_stays_as_it_is() -> None:
    short, long, longer = "9" * 20, "00" + "1" * 21, "00" + "2" * 21
    assert in_order(longer, short, long) == [long, longer, short]


def test_letters_follow_the_alphabet_in_either_case() -> None:
    order = ["Ағаш", "Әже", "бал", "Ғалым", "қар", "Өзен", "үй"]
    assert in_order(*reversed(order)) == order


def test_a_folded_text_is_what_the_search_makes_of_it() -> None:
    make_user(full_name=f"{ALPHABET} {ALPHABET.upper()} Abc № 7")
    folded = User.objects.annotate(folded=FoldedText(F("full_name"))).values_list("folded", flat=True).get()
    assert folded == f"{fold(ALPHABET)} {fold(ALPHABET)} abc № 7"

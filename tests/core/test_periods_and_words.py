"""Periods, refusals, two languages: the small values that everything else is told in (pure)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from birlik.core.bilingual import Bilingual
from birlik.core.errors import Refusal
from birlik.core.identifiers import bin_is_valid, control_digit
from birlik.core.periods import Period


def test_a_year_is_counted_as_of_the_first_of_january_after_it() -> None:
    period = Period.parse("2025")
    assert (period.start, period.as_of) == (date(2025, 1, 1), date(2026, 1, 1))
    assert (period.previous_period, str(period), Period(2024) < period) == (Period(2024), "2025", True)


@pytest.mark.parametrize("text", ["", "25", "1990", "2101", "2025.0", "-2025", "two", "٢٠٢٥", " 2025"])
def test_anything_but_a_year_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as caught:
        Period.parse(text)
    assert (caught.value.code, caught.value.params) == ("period.unknown", {"period": text})


def test_a_refusal_names_its_rule_and_its_figures() -> None:
    refusal = Refusal("campaign.incomplete", count=2, first="north")
    assert (refusal.code, refusal.params) == ("campaign.incomplete", {"count": 2, "first": "north"})
    assert (str(refusal), str(Refusal("right.missing"))) == (
        "campaign.incomplete (count=2, first=north)",
        "right.missing",
    )


def test_a_missing_english_text_falls_back_to_russian_and_any_other_to_kazakh() -> None:
    words = Bilingual("Ұйым", "Организация")
    assert [words.in_(language) for language in ("kk", "ru", "en", "fr")] == [
        "Ұйым",
        "Организация",
        "Организация",
        "Ұйым",
    ]
    assert Bilingual("Ұйым", "Организация", "Organisation").in_("en") == "Organisation"


@given(st.integers(1, 12), st.sampled_from("456"), st.integers(0, 10**6 - 1))
def test_the_last_digit_of_a_bin_answers_for_the_others(month: int, kind: str, serial: int) -> None:
    first = f"26{month:02}{kind}{serial:06}"
    control = control_digit(first)
    assert [digit for digit in range(10) if bin_is_valid(f"{first}{digit}")] == ([] if control is None else [control])


@pytest.mark.parametrize("text", ["", "2601400000", "26014000000x", "261340000000", "260130000000", "٢٦٠١٤٠٠٠٠٠٠٠"])
def test_what_cannot_be_a_bin(text: str) -> None:
    assert not bin_is_valid(text)

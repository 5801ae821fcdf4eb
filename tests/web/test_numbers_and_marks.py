"""Numbers as the papers write them, and the small marks around them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils.translation import override

from birlik.core.bilingual import Bilingual
from birlik.web.shared import numbers
from birlik.web.shared.figures import FigureView

NNBSP = "\u202f"


@pytest.mark.parametrize(
    ("value", "language", "written"),
    [
        (601648, "kk", f"601{NNBSP}648"),
        (-1234567, "ru", f"−1{NNBSP}234{NNBSP}567"),
        (0, "kk", "0"),
        (999, "en", "999"),
        (None, "kk", "…"),
    ],
)
def test_thousands_stand_apart_and_minus_is_a_minus(value: int | None, language: str, written: str) -> None:
    assert numbers.group_thousands(value, 0, language) == written


@pytest.mark.parametrize(
    ("value", "language", "written"),
    [
        (Decimal("62.45"), "kk", f"62,5{NNBSP}%"),
        (62.44, "ru", f"62,4{NNBSP}%"),
        (62.44, "en", f"62.4{NNBSP}%"),
        (0.05, "kk", f"0,1{NNBSP}%"),
    ],
)
def test_a_percentage_has_one_decimal_rounded_half_up(value: float, language: str, written: str) -> None:
    assert numbers.percent(value, language) == written


def test_a_value_that_rounds_to_zero_has_no_sign() -> None:
    assert numbers.with_sign(Decimal("-0.04"), 1) == "0,0"
    assert numbers.with_sign(5) == "+5"
    assert numbers.with_sign(-5) == "−5"


def shown(template: str, **context: object) -> str:
    with override("en"):
        return Template(template).render(Context(context))


def test_empty_zero_and_not_applicable_differ() -> None:
    assert ">0</span>" in shown("{% number 0 %}")
    assert "no data" in shown("{% number None %}")
    assert "not applicable" in shown("{% number None na=True %}")


def test_change_says_its_direction_in_words_sign_and_shape() -> None:
    up, down, same = shown("{% change 5 2.5 %}"), shown("{% change -5 %}"), shown("{% change 0 0 %}")
    assert "change--up" in up
    assert "growth: " in up
    assert f"(+2.5{NNBSP}%)" in up
    assert "decline: " in down
    assert "−5" in down
    assert "no change" in same
    assert "%" not in same


def test_status_is_a_shape_and_a_word_and_late_is_said() -> None:
    chip = shown('{% status "sent" is_late=True %}')
    assert "Sent" in chip
    assert "late" in chip
    assert "<svg" in chip


def test_the_figure_is_a_link_with_its_names_and_what_is_missing() -> None:
    name = Bilingual("Барлығы", "Всего <i>", "Total")
    figure = FigureView(571204, "/figures/x/", name, change=10, series=[1, 2, 3], accepted=8546, expected=8716)
    line = shown("{% figure_link figure %}", figure=figure)
    assert '<a class="fig" href="/figures/x/" data-hint="Барлығы\nВсего &lt;i&gt;">' in line
    assert f"8{NNBSP}546 of 8{NNBSP}716 accepted" in line
    assert "<polyline" in line or "spark__line" in line


def test_a_full_figure_says_nothing_about_coverage() -> None:
    assert "accepted" not in shown("{% figure_link figure %}", figure=FigureView(5, "/x/", accepted=7, expected=7))


def test_diff_shows_both_values_or_the_one() -> None:
    assert shown("{% diff 5673 6101 %}").count("<del>") == 1
    assert "<del>" not in shown("{% diff 5 5 %}")
    assert "&lt;b&gt;" in shown("{% diff old new %}", old="<b>", new="x")


def test_notice_announces_errors_only() -> None:
    assert 'role="alert"' in shown('{% notice "error" title=title %}x{% endnotice %}', title="<b>")
    assert "&lt;b&gt;" in shown('{% notice "error" title=title %}x{% endnotice %}', title="<b>")
    assert "role=" not in shown('{% notice "success" %}x{% endnotice %}')

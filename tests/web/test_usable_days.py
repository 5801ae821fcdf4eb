"""No form takes a day that nothing can be reckoned from: a term that ended on the last day of all broke every page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.urls import get_resolver

from birlik.core.errors import Refusal
from birlik.core.periods import FIRST_DAY, LAST_DAY, parse_day
from birlik.core.validators import validate_day
from birlik.registers.declare import REGISTERS
from birlik.registers.forms import form_of
from birlik.statistics.queries.windows import midnight_after
from birlik.web.shared.filters import day_of

BEYOND = (FIRST_DAY - timedelta(days=1), LAST_DAY + timedelta(days=1), date.min, date.max)


def form_classes(parent: type[forms.BaseForm] = forms.BaseForm) -> Iterator[type[forms.BaseForm]]:
    for one in parent.__subclasses__():
        yield one
        yield from form_classes(one)


def test_every_day_of_every_form_is_held_to_it() -> None:
    assert get_resolver().url_patterns  # every screen is loaded
    for register in REGISTERS.values():
        form_of(register)
    days = {
        f"{one.__module__}.{one.__qualname__}.{name}": field
        for one in form_classes()
        if one.__module__.startswith("birlik.")
        for name, field in getattr(one, "base_fields", {}).items()
        if isinstance(field, forms.DateField)
    }
    assert len(days) > 20
    assert [name for name, field in days.items() if validate_day not in field.validators] == []


@pytest.mark.parametrize("day", BEYOND, ids=str)
def test_what_is_beyond_is_no_day(day: date) -> None:
    with pytest.raises(ValidationError):
        validate_day(day)
    with pytest.raises(Refusal, match=r"^day\.unknown"):
        parse_day(day.isoformat())
    assert day_of(day.isoformat()) is None


@pytest.mark.parametrize("day", [FIRST_DAY, LAST_DAY], ids=str)
def test_what_is_within_is_one(day: date) -> None:
    validate_day(day)
    assert (parse_day(day.isoformat()), day_of(day.isoformat())) == (day, day)


def test_a_day_that_was_written_down_before_breaks_no_page() -> None:
    assert midnight_after(date.max).date() > LAST_DAY
    for timer in (timer for register in REGISTERS.values() for timer in register.timers):
        assert timer.due(date.max).day >= LAST_DAY

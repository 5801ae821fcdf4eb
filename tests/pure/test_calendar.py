"""The calendar of working days: what the rulebook lists, and terms counted over it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from birlik.core.rulebook import RulebookError, rulebook_folder
from birlik.refdata.calendar import DayKind, is_working_day, load_calendar, special_days, working_day_after

DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
CALENDAR = rulebook_folder() / "calendars" / "kazakhstan.yaml"


@pytest.mark.parametrize(
    ("year", "working"),
    # 365 days less weekends, holidays on weekdays and moved days; in 2025 one Sunday was worked for a Friday
    [(2025, 365 - 104 - 16 + 1), (2026, 365 - 104 - 14), (2027, 365 - 104 - 14)],
)
def test_working_days_of_a_year(year: int, working: int) -> None:
    first = date(year, 1, 1)
    listed = [day for day in special_days().values() if day.date.year == year]
    off = sum(1 for day in listed if day.kind != DayKind.WORKING and day.date.weekday() < 5)
    worked = sum(1 for day in listed if day.kind == DayKind.WORKING)
    weekdays = sum((first + timedelta(days=n)).weekday() < 5 for n in range(365))
    found = sum(is_working_day(first + timedelta(days=n)) for n in range(365))
    assert found == weekdays - off + worked
    assert found == working


@pytest.mark.parametrize(
    ("day", "free"),
    [
        (date(2025, 1, 3), True),
        (date(2025, 1, 5), False),  # a Sunday that was worked
        (date(2026, 3, 9), True),
        (date(2026, 3, 24), True),
        (date(2026, 3, 25), True),
        (date(2026, 8, 31), False),  # no Constitution Day in August from 2026
        (date(2027, 3, 15), True),
        (date(2026, 11, 21), True),  # a Saturday
        (date(2026, 11, 23), False),
        (date(2031, 1, 1), False),  # not listed: only weekends
    ],
)
def test_known_days(day: date, free: bool) -> None:
    assert is_working_day(day) is not free


def test_a_moved_day_stands_for_a_holiday_on_a_day_off() -> None:
    listed = special_days()
    for day in listed.values():
        if day.kind == DayKind.MOVED and day.date != date(2025, 1, 3):
            assert any(
                one.kind == DayKind.HOLIDAY and one.name == day.name and one.date.weekday() >= 5
                for one in listed.values()
                if 0 < (day.date - one.date).days <= 4
            ), day.date


def test_lunar_days_to_come_are_estimates() -> None:
    assert {day.date for day in special_days().values() if day.estimated} == {date(2026, 5, 27), date(2027, 5, 16)}


@pytest.mark.parametrize(
    ("withdrawn", "due"),
    [
        (date(2026, 11, 20), date(2026, 12, 11)),  # fifteen plain working days
        (date(2026, 12, 10), date(2027, 1, 5)),  # over 16 December, 1 January and the moved 4 January
        (date(2026, 3, 6), date(2026, 4, 2)),  # over four days off in March
    ],
)
def test_a_term_of_fifteen_working_days(withdrawn: date, due: date) -> None:
    assert working_day_after(withdrawn, 15) == due


@given(day=DAYS, n=st.integers(1, 60))
def test_a_term_ends_on_a_working_day_and_counts_them(day: date, n: int) -> None:
    end = working_day_after(day, n)
    assert is_working_day(end)
    between = (end - day).days
    assert sum(is_working_day(day + timedelta(days=one)) for one in range(1, between + 1)) == n


@given(day=DAYS, first=st.integers(0, 30), then=st.integers(0, 30))
def test_terms_add_up(day: date, first: int, then: int) -> None:
    assert working_day_after(working_day_after(day, first), then) == working_day_after(day, first + then)


def test_a_term_runs_forward() -> None:
    with pytest.raises(ValueError, match="forward"):
        working_day_after(date(2026, 1, 1), -1)


@pytest.mark.parametrize(
    ("written", "instead", "says"),
    [
        ("date: 2025-01-02, kind: holiday", "date: 2025-01-01, kind: holiday", "listed twice"),
        ("date: 2025-01-02, kind: holiday", "date: 2024-01-02, kind: holiday", "no day of 2025"),
        ("date: 2025-01-02, kind: holiday", "date: 2025-02-30, kind: holiday", "no day of the calendar"),
        ("date: 2025-01-02, kind: holiday", "date: 2025-01-02, kind: free", "free"),
        ("date: 2025-01-02, kind: holiday", "date: 2025-01-02, kind: working", "day of the week"),
        ("name: new_year", "name: old_year", "there is no name 'old_year'"),
        ("source: swap-2025", "source: rumour", "there is no source 'rumour'"),
    ],
)
def test_a_malformed_calendar_is_refused_with_its_line(tmp_path: Path, written: str, instead: str, says: str) -> None:
    text = CALENDAR.read_text(encoding="utf-8")
    assert written in text
    path = tmp_path / "kazakhstan.yaml"
    path.write_text(text.replace(written, instead, 1), encoding="utf-8")
    with pytest.raises(RulebookError, match=says) as caught:
        load_calendar(path)
    assert caught.value.line > 1

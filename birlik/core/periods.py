"""Reporting periods: a calendar year, counted as of 1 January that follows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from birlik.core.errors import Refusal

EARLIEST = 1991
LATEST = 2100
FIRST_DAY, LAST_DAY = date(1800, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The year a report describes; the papers call 1 January 2026 «the year 2025»."""

    year: int

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read the text "2025" as Period(2025); anything else is refused with `period.unknown`."""
        if not (text.isascii() and text.isdigit() and len(text) == 4 and EARLIEST <= int(text) <= LATEST):
            raise Refusal("period.unknown", period=text)
        return cls(int(text))

    @property
    def start(self) -> date:
        return date(self.year, 1, 1)

    @property
    def as_of(self) -> date:
        return date(self.year + 1, 1, 1)

    @property
    def previous_period(self) -> Period:
        return Period(self.year - 1)

    def __str__(self) -> str:
        return str(self.year)


def is_usable_day(day: date) -> bool:
    """Return whether a day can be reckoned with: the year 9999 has no day after it, for a term to end on."""
    return FIRST_DAY <= day <= LAST_DAY


def parse_day(text: str) -> date:
    """Return the day written as 2026-01-31; refused with `day.unknown`, as is one that cannot be reckoned with."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Refusal("day.unknown", day=text) from error
    if not is_usable_day(day):
        raise Refusal("day.unknown", day=text)
    return day

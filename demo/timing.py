"""When reports were sent, returned and accepted. Most come in the last days before the deadline, some after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

import numpy as np

from demo.apportion import Random

CLOCK = timezone(timedelta(hours=5))  # the one time of Kazakhstan since March 2024


@dataclass(frozen=True, slots=True)
class CampaignDates:
    """Days of a campaign: primary reports are due first, those of member and direct organisations later."""

    opens: date
    due_primary: date
    due_member: date
    closes: date
    frozen: date
    ground: str


CAMPAIGNS = {
    2024: CampaignDates(
        date(2025, 1, 6), date(2025, 1, 17), date(2025, 1, 31), date(2025, 2, 14), date(2025, 2, 21), "№ 3 п. 1"
    ),
    2025: CampaignDates(
        date(2026, 1, 5), date(2026, 1, 16), date(2026, 1, 30), date(2026, 2, 13), date(2026, 2, 20), "№ 9 п. 1"
    ),
}
LATE, RETURNED = 0.035, 0.022


@dataclass(frozen=True, slots=True)
class Passage:
    """The way of one report: `first_sent` and `returned` only where it came back once."""

    sent: datetime
    accepted: datetime
    first_sent: datetime | None = None
    returned: datetime | None = None


def passages(random: Random, year: int, count: int, *, member: bool = False) -> list[Passage]:
    """Dates and times of `count` reports."""
    dates = CAMPAIGNS[year]
    due = dates.due_member if member else dates.due_primary
    days = _workdays(dates.opens, due)
    late = _workdays(due + timedelta(days=1), due + timedelta(days=8))
    early = np.minimum((random.beta(3.0, 1.3, count) * len(days)).astype(np.int64), len(days) - 1)
    is_late, is_returned = random.random(count) < LATE, random.random(count) < RETURNED
    after = random.integers(0, len(late), count)
    minutes = random.integers(0, 9 * 60, (count, 4))
    waits = random.integers(1, 3, (count, 3))
    result = []
    for i in range(count):
        day = late[after[i]] if is_late[i] else days[early[i]]
        sent = _at(day, minutes[i, 0])
        first = back = None
        if is_returned[i]:
            first, back = sent, _at(_later(day, int(waits[i, 0])), minutes[i, 1])
            sent = _at(_later(back.date(), int(waits[i, 1])), minutes[i, 2])
        accepted = _at(_later(sent.date(), int(waits[i, 2])), minutes[i, 3])
        result.append(Passage(sent, accepted, first, back))
    return result


def _workdays(first: date, last: date) -> list[date]:
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return [day for day in days if day.weekday() < 5 and (day.month, day.day) != (1, 7)]


def _later(day: date, workdays: int) -> date:
    return _workdays(day + timedelta(days=1), day + timedelta(days=10))[workdays - 1]


def _at(day: date, minutes: int) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=CLOCK) + timedelta(minutes=int(minutes))

"""Injuries of the demonstration: 33 people hurt in 2022, 10 of them severely and 3 fatally.

Source of the three numbers: the review of how resolutions of 2021 and 2022 were carried out. Organisations, days and
circumstances are invented.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from birlik.accounts.models import User
from birlik.activity.injuries import INJURIES, AtWork, Cause, Severity
from birlik.orgs.models import Organisation
from birlik.refdata.calendar import working_day_after
from birlik.registers import actions

YEAR = date(2022, 1, 1)
SEVERITIES = (*([Severity.FATAL] * 3), *([Severity.SEVERE] * 10), *([Severity.LIGHT] * 20))
PLACES = ("Спорт залы", "Мектеп ауласы", "Баспалдақ", "Шеберхана", "Асхана", "Қазандық", "Іссапар жолы")
POSITIONS = ("мұғалім", "аспаз", "еден жуушы", "күзетші", "дене шынықтыру мұғалімі", "жүргізуші", "тәрбиеші")
DAY = timedelta(days=1)


def write(*, seed: int, by: User, at: datetime) -> None:
    """Write the entries down through the register's own verb, so that each has its line of the trail."""
    random = Random(seed)
    schools = Organisation.objects.filter(kind="primary", opened__lt=YEAR, closed__isnull=True).order_by("code")
    for place, severity in zip(random.sample(list(schools), len(SEVERITIES)), SEVERITIES, strict=True):
        on = YEAR + timedelta(days=random.randrange(15, 350))
        actions.record(INJURIES, place, _values(random, on, severity), by=by, at=at)


def _values(random: Random, on: date, severity: Severity) -> dict[str, Any]:
    """A case that was investigated in time, from the event to the copies of the act."""
    commission = working_day_after(on, 1)
    ended = working_day_after(commission, random.randint(4, 10))
    act = working_day_after(ended, random.randint(1, 3))
    fault = random.choice((0, 40, 60, 80, 100))
    return {
        "on": on,
        "severity": severity,
        "place": random.choice(PLACES),
        "at_work": AtWork.YES,
        "sex": random.choice("fm"),
        "age": random.randint(22, 64),
        "position": random.choice(POSITIONS),
        "told": on + DAY,
        "concluded": on + DAY,
        "commission": commission,
        "representative": random.random() < 0.8,
        "ended": ended,
        "cause": random.choice(Cause.values),
        "employer_fault": fault,
        "victim_fault": 100 - fault,
        "act_on": act,
        "act_number": f"№ {random.randint(1, 40)}",
        "copied": working_day_after(act, 2),
        "days_lost": None if severity == Severity.FATAL else random.randint(3, 90),
    }

"""Working days of the five-day week, from the one file of rulebook/calendars: terms of the law are counted in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from birlik.core.bilingual import Bilingual
from birlik.core.rulebook import Document, one_file, read, rulebook_folder

DAY = timedelta(days=1)
SATURDAY = 5  # of date.weekday()
TEXTS = {
    "type": "object",
    "required": ["kk", "ru", "en"],
    "additionalProperties": False,
    "properties": {language: {"type": "string", "minLength": 1} for language in ("kk", "ru", "en")},
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["names", "sources", "years"],
    "additionalProperties": False,
    "properties": {
        "names": {"type": "object", "minProperties": 1, "additionalProperties": TEXTS},
        "sources": {"type": "object", "minProperties": 1, "additionalProperties": TEXTS},
        "years": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["year", "days"],
                "additionalProperties": False,
                "properties": {
                    "year": {"type": "integer", "minimum": 1991},
                    "days": {
                        "type": "array",
                        "minItems": 1,
                        "items": {
                            "type": "object",
                            "required": ["date", "kind", "name", "source"],
                            "additionalProperties": False,
                            "properties": {
                                "date": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
                                "kind": {"enum": ["holiday", "moved", "working"]},
                                "name": {"type": "string"},
                                "source": {"type": "string"},
                                "estimated": {"type": "boolean"},
                            },
                        },
                    },
                },
            },
        },
    },
}


class DayKind(StrEnum):
    HOLIDAY = "holiday"
    MOVED = "moved"
    WORKING = "working"


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that departs from the plain week. `estimated`: it follows the moon and may still move by a day."""

    date: date
    kind: DayKind
    name: Bilingual
    source: Bilingual
    estimated: bool = False


def load_calendar(path: Path) -> dict[date, SpecialDay]:
    """Read the file; a day listed twice, in another year or working on a weekday is a malformed rulebook."""
    document = read(path)
    document.require(SCHEMA)
    days: dict[date, SpecialDay] = {}
    for place, year in enumerate(document.data["years"]):
        for number, item in enumerate(year["days"]):
            where = ("years", place, "days", number)
            day = _special(document, item, where)
            if day.date.year != year["year"]:
                raise document.error(f"{day.date} is no day of {year['year']}", *where)
            if day.date in days:
                raise document.error(f"{day.date} is listed twice", *where)
            days[day.date] = day
    return days


def _special(document: Document, item: dict[str, Any], where: tuple[str | int, ...]) -> SpecialDay:
    try:
        day = date.fromisoformat(item["date"])
    except ValueError:
        raise document.error(f"{item['date']} is no day of the calendar", *where) from None
    kind = DayKind(item["kind"])
    if (kind == DayKind.WORKING) != (day.weekday() >= SATURDAY) and kind != DayKind.HOLIDAY:
        raise document.error(f"{day} cannot be of the kind {kind}: look at its day of the week", *where)
    texts = {}
    for key in ("name", "source"):
        texts[key] = document.data[f"{key}s"].get(item[key])
        if texts[key] is None:
            raise document.error(f"there is no {key} '{item[key]}'", *where, key)
    name, source = Bilingual.of(texts["name"]), Bilingual.of(texts["source"])
    return SpecialDay(day, kind, name, source, item.get("estimated", False))


@lru_cache(maxsize=1)
def special_days() -> dict[date, SpecialDay]:
    """Return every listed day of the union's calendar."""
    return load_calendar(one_file(rulebook_folder() / "calendars"))


def is_working_day(day: date) -> bool:
    """Return whether it is Monday to Friday, no holiday and no moved day off, or a weekend day that is worked."""
    special = special_days().get(day)
    if special is not None:
        return special.kind == DayKind.WORKING
    return day.weekday() < SATURDAY


def working_day_after(day: date, n: int) -> date:
    """Return the n-th working day after `day`, which is not counted itself; n = 0 is the day. Refuses a negative n."""
    if n < 0:
        raise ValueError("a term runs forward")
    while n:
        day += DAY
        n -= is_working_day(day)
    return day

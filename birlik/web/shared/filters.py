"""The filters of a list, declared once beside its columns: how a word of the address is read, and what it leaves."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from django.db.models import Q
from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.functional import Promise

from birlik.core.periods import is_usable_day
from birlik.web.shared.columns import address
from birlik.web.shared.navigation import Chip
from birlik.web.shared.unread_values import ValueKind, note_unread

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Choice(Generic[Row]):
    """One value of a filter: which rows in memory it leaves (`holds`), or which of the database (`where`)."""

    label: str | Promise
    holds: Callable[[Row], bool] | None = None
    where: Q | None = None


@dataclass(frozen=True, slots=True)
class ChoiceFilter(Generic[Row]):
    """A filter of some values, one of which always holds: the first one unless the address asks for another."""

    code: str
    choices: Mapping[str, Choice[Row]]

    def value_of(self, parameters: QueryDict) -> str:
        """Return the value that holds; one that does not exist is the first."""
        value = parameters.get(self.code, "")
        if value and value not in self.choices:
            note_unread(value, ValueKind.CHOICE)
        return value if value in self.choices else next(iter(self.choices))

    def narrow(self, rows: Iterable[Row], value: str) -> list[Row]:
        """Return the rows in memory that the value leaves."""
        holds = self.choices[value].holds
        return [row for row in rows if holds is None or holds(row)]

    def chips(self, parameters: QueryDict, counts: Mapping[str, int]) -> list[Chip]:
        """Return a chip for each value, with its number of rows where `counts` has one."""
        now, first = self.value_of(parameters), next(iter(self.choices))
        return [
            Chip(
                str(choice.label),
                address(parameters, **{self.code: "" if value == first else value, "page": "", "from": ""}),
                value == now,
                counts.get(value),
            )
            for value, choice in self.choices.items()
        ]

    def count(self, rows: Sequence[Row]) -> dict[str, int]:
        """Return how many rows in memory each value leaves."""
        return {value: len(self.narrow(rows, value)) for value in self.choices}


@dataclass(frozen=True, slots=True)
class Filter:
    """A word of the address. `read`: its text as a value, None where it means nothing; `name`: of the value."""

    code: str
    read: Callable[[str], Any]
    name: str = ""


def values_of(filters: Iterable[Filter], parameters: QueryDict) -> dict[str, Any]:
    """Return the values that the address gives, by their names; what means nothing is left out, and said so."""
    values: dict[str, Any] = {}
    for one in filters:
        text = parameters.get(one.code, "").strip()
        value = one.read(text)
        if value is not None:
            values[one.name or one.code] = value
        elif text:
            note_unread(text, VALUE_KINDS.get(one.read, ValueKind.CHOICE))
    return values


def day_asked(parameters: QueryDict, name: str) -> date | None:
    """Return the day that a word of the address gives; None without one, and for what is no day, which is said."""
    return values_of((Filter(name, day_of),), parameters).get(name)


def one_of(values: Collection[str]) -> Callable[[str], str | None]:
    """Return a reader of the texts that are among `values`."""
    return lambda text: text if text in values else None


def text_of(text: str) -> str | None:
    """Return a text as it is, None for an empty one."""
    return text or None


def day_of(text: str) -> date | None:
    """Return a day written as 2026-01-31; None for what is no day (30 February) or none to be reckoned with."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and is_usable_day(day) else None


def number_of(text: str) -> int | None:
    """Return a whole number of at most 18 digits, without a sign."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


VALUE_KINDS: Mapping[Callable[[str], Any], ValueKind] = {day_of: ValueKind.DAY, number_of: ValueKind.NUMBER}


def query(**values: str | Sequence[str]) -> QueryDict:
    """Return an address made of what a page understood: nothing else that was asked is drawn into kept pages."""
    parameters = QueryDict(mutable=True)
    for name, value in values.items():
        if value:
            parameters.setlist(name, [value] if isinstance(value, str) else list(value))
    return parameters

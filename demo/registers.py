"""Rows of registers, made from their declarations: days within their terms, one of the choices, numbers in bounds.

What a declaration cannot tell (words, published numbers) stands in registers.yaml. Every row is written by the
register's own verb, so it obeys its rules and has its line of the trail; nobody is named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

import yaml
from django.core.validators import MaxValueValidator
from django.db import models

from birlik.accounts.models import User
from birlik.core.errors import Refusal
from birlik.members.models import Person
from birlik.orgs.kinds import kinds
from birlik.orgs.models import Organisation
from birlik.registers import actions
from birlik.registers.declare import REGISTERS, Register

FILE = Path(__file__).parent / "registers.yaml"
Values = dict[str, Any]
INVENTED = "көрсетілім"  # stands in a text that has to be filled in and for which registers.yaml has no words
ROWS, FEW, ATTEMPTS = 12, 9, 200


@dataclass(frozen=True)
class Words:
    """What registers.yaml says of a register."""

    year: int = 0
    kind: str = ""
    rows: Sequence[Mapping[str, Any]] = ()
    values: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    together: Sequence[Mapping[str, Any]] = ({},)


def write_all(*, seed: int, by: User, at: datetime) -> None:
    """Write rows of every register that nothing else has filled; of members where the registry knows some."""
    for code, register in REGISTERS.items():
        names_a_member = any(_is_needed(column) and _is_link(column) for column in _columns(register))
        if not register.model._default_manager.exists() and not names_a_member:  # noqa: SLF001 - a model that is not known here
            write(register, Random(f"{seed}/{code}"), by=by, at=at)


def write(register: Register, random: Random, *, by: User, at: datetime) -> None:
    """Write the rows of one register, each of another organisation as far as there are so many."""
    words = Words(**_file().get(register.code, {}))
    year = words.year or at.year - 1
    places = _places(register, words, date(year, 1, 1))
    random.shuffle(places)
    drawn = cycle(places)
    for row in words.rows or [{"number": min(ROWS, len(places))}]:
        for _number in range(row["number"]):
            known = {name: value for name, value in row.items() if name != "number"}
            _write_one(register, drawn, lambda known=known: _values(register, words, random, year) | known, by, at)


def _write_one(register: Register, places: Any, values: Any, by: User, at: datetime) -> None:
    """Try organisations and values until the register's own rules take them."""
    for _attempt in range(ATTEMPTS):
        place, given = next(places), values()
        links = [column.name for column in _columns(register) if _is_link(column) and _is_needed(column)]
        if links:
            member = Person.objects.filter(organisation=place).order_by("pk").first()
            given |= dict.fromkeys(links, member)
            if member is None:
                continue
        with suppress(Refusal):
            actions.record(register, place, given, by=by, at=at)
            return
    raise RuntimeError(f"register {register.code}: its rules take none of the rows that are made of its fields")


def _places(register: Register, words: Words, on: date) -> list[Organisation]:
    wanted = [words.kind] if words.kind else register.kinds or [kinds()[-1].code]
    open_ones = Organisation.objects.filter(kind__in=wanted, opened__lt=on, closed__isnull=True)
    return list(open_ones.order_by("code"))


def _values(register: Register, words: Words, random: Random, year: int) -> Values:
    """An entry: fields in the order of the declaration, so that a day comes after those its term runs from."""
    begins = date(year, 1, 1) + timedelta(days=random.randrange(15, 300))
    values: Values = {register.day: begins}
    for column in _columns(register):
        if column.name in words.values:
            values[column.name] = random.choice(words.values[column.name])
        elif column.name not in values and not _is_link(column) and _is_told(register, column):
            values[column.name] = _value(register, column, values, random)
    return values | dict(random.choice(words.together))


def _value(register: Register, column: models.Field[Any, Any], values: Values, random: Random) -> Any:
    if isinstance(column, models.DateField):
        return _day(register, column.name, values, random)
    if column.choices:
        return random.choice([value for value, _label in column.flatchoices])
    if isinstance(column, models.BooleanField):
        return random.random() < 0.5
    if isinstance(column, models.IntegerField):
        bounds = [one.limit_value for one in column.validators if isinstance(one, MaxValueValidator)]
        return random.randint(0, min([FEW, *bounds]))
    return INVENTED if _is_needed(column) else ""


def _day(register: Register, name: str, values: Values, random: Random) -> date | None:
    """A day within the term that it keeps, else soon after the first one; what lasts ends in the year after."""
    begins: date = values[register.day]
    if name == register.model.ends:
        return begins + timedelta(days=random.randint(30, 60))
    timer = next((one for one in register.timers if one.done == name), None)
    since = values.get(timer.since) if timer else None
    if timer is None or since is None:
        return begins + timedelta(days=random.randint(0, 1))
    term = timer.due(since, values.get(timer.hour)).day - since
    kept_on: date = since + timedelta(days=random.randint(min(1, term.days), term.days))
    return kept_on


def _columns(register: Register) -> list[models.Field[Any, Any]]:
    return [register.column(name) for name in register.form_fields]


def _is_told(register: Register, column: models.Field[Any, Any]) -> bool:
    """Nothing is written of people but what has to be."""
    return column.name not in register.personal or _is_needed(column)


def _is_needed(column: models.Field[Any, Any]) -> bool:
    return not column.blank and not column.has_default()


def _is_link(column: models.Field[Any, Any]) -> bool:
    return column.related_model is Person


@cache
def _file() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found

"""A register is one declaration: its list, card, form, file, import, rights and figures follow from it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Field, Q
from django.utils import timezone
from django.utils.functional import Promise

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.core.errors import Refusal
from birlik.core.periods import LAST_DAY
from birlik.orgs.entries import Entry
from birlik.orgs.kinds import kinds_below
from birlik.refdata.calendar import working_day_after
from birlik.registers.models import Evidence

DAY = timedelta(days=1)
Text = str | Promise
Rule = Callable[[Any], None]  # asked of a filled entry before it is saved; refuses with a code
Guard = Callable[[Any, User, datetime], None]  # asked before the rules, by whom and when it is to be written
TrailWriter = Callable[[str, Any, Mapping[str, Any], User, datetime], None]  # verb, entry, what it held before, by, at


@dataclass(frozen=True)
class Indicator:
    """A number of a span of days: how many entries meet `where`, or the sum of their field `total`.

    `within`: the indicator that this one is a part of; what meets this one meets that one, too. `unit`: what it counts,
    as a unit of the yearly form.
    """

    code: str
    label: Text
    where: Q = field(default_factory=Q)
    total: str = ""
    within: str = ""
    unit: str = "persons"


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """The end of a term: the moment from which it is late. `hour` tells that it is known to the hour."""

    moment: datetime
    hour: bool = False

    def is_late(self, now: datetime) -> bool:
        return now >= self.moment

    @property
    def day(self) -> date:
        """The last day of the term."""
        return timezone.localdate(self.moment if self.hour else self.moment - timedelta(microseconds=1))

    @property
    def text(self) -> str:
        """The last day, with the hour where it is known."""
        return f"{timezone.localtime(self.moment):%d.%m.%Y, %H:%M}" if self.hour else f"{self.day:%d.%m.%Y}"


@dataclass(frozen=True)
class Timer:
    """A term that runs from the day in the field `since` until the field `done` is filled in.

    A term in `hours` runs from the hour in the field `hour` (0-23), or from the end of the day where none is known.
    """

    code: str
    label: Text
    since: str
    done: str
    days: int = 0
    working_days: int = 0
    hours: int = 0
    hour: str = ""

    @property
    def runs(self) -> Q:
        """The condition that the term has begun and nothing has ended it."""
        return Q(**{f"{self.since}__isnull": False, f"{self.done}__isnull": True})

    def due(self, since: date, hour: int | None = None) -> Due:
        """Return the end of a term that began on the day `since`, in its hour `hour`; of days, the end of the last."""
        last = working_day_after(min(since, LAST_DAY), self.working_days) + timedelta(days=self.days)
        is_known = bool(self.hours) and hour is not None
        beginning = datetime.combine(last, time(hour or 0)) if is_known else datetime.combine(last + DAY, time())
        return Due(timezone.make_aware(beginning + timedelta(hours=self.hours)), is_known)

    def due_of(self, entry: Entry) -> Due | None:
        """Return the end of the term of an entry; None where it has not begun or is kept, or the entry is annulled."""
        since = getattr(entry, self.since)
        if since is None or getattr(entry, self.done) is not None or entry.is_annulled:
            return None
        return self.due(since, getattr(entry, self.hour) if self.hour else None)


@dataclass(frozen=True, kw_only=True, eq=False)
class Register:
    """What a register consists of; every name in it is a field of `model`.

    `about`: what belongs into it, a sentence. `fields`: what is typed and imported beside the day, in order.
    `columns`: what the list and its file show. `filters`: field → look-ups (exact, gte, lte). `filter_names`: what a
    field is called above the list, where its name in the form would not read well there. `personal`: hidden in
    lists, files and the API, named in the trail without its value. `headings`: what delivered lists call a field.
    `happened`: the fields whose day may not lie ahead, where these are not the first and last day of the entry.
    `refusals`: the sentence of each code that its rules refuse with. `kinds`: of which kinds of organisations it is
    kept, of all where none is named.
    `guard`: refuses to write about whom the entry names. `rules`: functions that refuse. `tell`: writes what was done
    ("recorded", "amended", "annulled") into the history of whom the entry names, too. `files`: whether evidence may be
    attached. `years`: how long entries are kept.
    """

    code: str
    model: type[Entry]
    name: Text
    about: Text
    view: Permission
    edit: Permission
    fields: tuple[str, ...]
    columns: tuple[str, ...]
    filters: Mapping[str, list[str]] = field(default_factory=dict)
    filter_names: Mapping[str, Text] = field(default_factory=dict)
    search: tuple[str, ...] = ()
    personal: frozenset[str] = frozenset()
    headings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    happened: tuple[str, ...] | None = None
    guard: Guard | None = None
    rules: tuple[Rule, ...] = ()
    refusals: Mapping[str, Text] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()
    tell: TrailWriter | None = None
    indicators: tuple[Indicator, ...] = ()
    timers: tuple[Timer, ...] = ()
    files: bool = False
    years: int

    @cached_property
    def form_fields(self) -> tuple[str, ...]:
        """Return the day, or the first and the last, and the other fields that a person fills in."""
        return (self.day, *filter(None, [self.model.ends]), *self.fields)

    @property
    def day(self) -> str:
        """Return the field with the day that entries are listed and counted by."""
        return self.model.begins

    def is_kept_under(self, kind: str) -> bool:
        """Return whether an organisation of this kind, or one that may stand below it, can have entries."""
        return not self.kinds or bool(kinds_below(kind) & {*self.kinds})

    @cached_property
    def past_fields(self) -> tuple[str, ...]:
        """Return the fields whose day may not lie ahead."""
        return (self.day, *filter(None, [self.model.ends])) if self.happened is None else self.happened

    def column(self, name: str) -> Field[Any, Any]:
        """Return the model's field of this name."""
        field: Field[Any, Any] = self.model._meta.get_field(name)  # type: ignore[assignment]  # noqa: SLF001 - a column, no relation
        return field

    def forget_files(self, entries: Collection[int]) -> None:
        """Delete the files of these entries, which may name people who are to be forgotten."""
        Evidence.objects.filter(register=self.code, entry__in=entries).delete()

    def indicator(self, code: str) -> Indicator | None:
        """Return the indicator of this code, None where it is not of this register."""
        return next((one for one in self.indicators if one.code == code), None)

    def condition(self, indicator: Indicator) -> Q:
        """Return what an entry meets to be counted: its own condition and those of what it is a part of."""
        parent = self.indicator(indicator.within)
        return indicator.where & self.condition(parent) if parent else indicator.where


REGISTERS: dict[str, Register] = {}


def declare(register: Register) -> Register:
    """Add the register to those there are; a code or an indicator that another one has is a mistake of the code."""
    codes = {one.code for other in REGISTERS.values() for one in other.indicators}
    if register.code in REGISTERS or codes & {one.code for one in register.indicators}:
        raise ImproperlyConfigured(f"register {register.code}: its code or one of its indicators is taken")
    REGISTERS[register.code] = register
    register.model.declaration = register
    return register


def register_of(code: str) -> Register:
    """Return the register of this code; refused with `register.unknown`."""
    try:
        return REGISTERS[code]
    except KeyError:
        raise Refusal("register.unknown", code=code) from None


def register_that_counts(code: str) -> Register | None:
    """Return the register with the indicator of this code, None for any other code."""
    return next((one for one in REGISTERS.values() if one.indicator(code)), None)


def indicator_codes() -> frozenset[str]:
    """Return the codes of all indicators, which a row of a form may name."""
    return frozenset(one.code for register in REGISTERS.values() for one in register.indicators)

"""Reading a register: what a person may see of it, and what it counts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import (
    BigIntegerField,
    CharField,
    Count,
    DateField,
    Exists,
    Expression,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat, LPad
from django.db.models.lookups import Contains
from django.utils import timezone

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.core.errors import Refusal
from birlik.core.prepared_query import Parameter, PreparedQuery
from birlik.db.alphabet import FoldedText
from birlik.grammar.letters import fold
from birlik.members.models import Person
from birlik.members.queries.people_list import START, PageCursor
from birlik.orgs import queries as orgs
from birlik.orgs.entries import Entry
from birlik.orgs.models import Organisation
from birlik.orgs.queries.scope import lasting_lines
from birlik.orgs.rules import carried_by, permission_condition
from birlik.registers.declare import DAY, REGISTERS, Due, Register, Timer

Rows = dict[str, int]
A_PAGE = 50
UNKNOWN = "24"  # stands for the hour that nobody wrote down: the end of the day


def visible(
    register: Register,
    user: User | AnonymousUser,
    *,
    on: date,
    permission: Permission | None = None,
    under: Organisation | None = None,
) -> QuerySet[Entry]:
    """Return the entries that `may` lets the person see on this day, annulled ones too, in no order.

    `permission`: another right than the register's own to see it. `under`: only those of an organisation and of all
    below it; one that is closed stands where it stood on its last day.
    """
    lines = lasting_lines(on)
    permission = permission or register.view
    entries = register.model._default_manager.all()  # noqa: SLF001 - a model that is not known here
    if not orgs.reaches_everything(user, permission, on=on):
        reach = permission_condition(user, permission, on)
        entries = entries.filter(organisation__in=lines.filter(reach).values("descendant"))
    if under is not None:
        entries = entries.filter(organisation__in=lines.filter(ancestor=under).values("descendant"))
    return entries


def may(user: User | AnonymousUser, permission: Permission, organisation: Organisation, *, on: date) -> bool:
    """Return whether the person holds the right over the organisation, open or closed; the other form of `visible`."""
    return permission in orgs.permissions_over(user, [organisation], on=on)[organisation.pk]


def entry(register: Register, user: User | AnonymousUser, pk: int, *, on: date) -> Entry:
    """Return one entry with its organisation; refused with `entry.unknown` where there is none that one may see."""
    relations = ("organisation", "recorded_by", "annulled_by")
    row = visible(register, user, on=on).filter(pk=pk).select_related(*relations).first()
    if row is None:
        raise Refusal("entry.unknown")
    return row


def member_named(entry: Entry, name: str) -> Person | None:
    """Return the member whom the field of an entry names; of a card that was merged, the one that it went into."""
    person_held = getattr(
        entry, entry.declaration.column(name).attname
    )  # an office that is not yet written has no member
    person: Person | None = getattr(entry, name) if person_held else None
    while person is not None and person.merged_into is not None:
        person = person.merged_into
    return person


def counts(
    register: Register, since: date, until: date, organisations: Collection[int] | None = None
) -> dict[int, Rows]:
    """Count the days [since, until) in one query: organisation id → indicator → number; without an entry no row.

    What lasts is counted where one of its days is among these, so of a single day it is what stands on it.
    """
    entries = register.model._default_manager.filter(within(register, since, until), annulled_at__isnull=True)  # noqa: SLF001 - as above
    if organisations is not None:
        entries = entries.filter(organisation__in=organisations)
    numbers = _numbers(register)
    codes = list(numbers)
    rows = entries.order_by().values("organisation").annotate(**numbers).values_list("organisation", *codes)
    return {organisation: dict(zip(codes, values, strict=True)) for organisation, *values in rows}


def totals(register: Register, organisation: Organisation, since: date, until: date) -> Rows | None:
    """Return indicator → its number at the organisation and all below it in the days [since, until), in two queries.

    The tree stands as on the last of these days. None where nothing was ever written down there: empty is not zero.
    """
    descendants = lasting_lines(until - DAY).filter(ancestor=organisation).values("descendant")
    entries = register.model._default_manager.filter(organisation__in=descendants).order_by()  # noqa: SLF001 - as above
    if not entries.exists():
        return None
    numbers: Rows = entries.filter(within(register, since, until), annulled_at__isnull=True).aggregate(
        **_numbers(register)
    )
    return numbers


def state_of(register: Register) -> str:
    """Return a text that changes with every change of the register: what was counted of it holds as long as it."""
    number, versions = register.model._default_manager.aggregate(Count("pk"), Sum("version", default=0)).values()  # noqa: SLF001 - as above
    return f"{register.code}-{number}-{versions}"


def _numbers(register: Register) -> dict[str, Any]:
    """Return what the database counts for each indicator."""
    numbers: dict[str, Any] = {}
    for one in register.indicators:
        condition = register.condition(one)
        total = Coalesce(Sum(one.total, filter=condition), 0) if one.total else Count("pk", filter=condition)
        numbers[one.code] = total
    return numbers


def within(register: Register, since: date, until: date) -> Q:
    """Return the condition that an entry is of the days [since, until): of what lasts, that one of its days is."""
    has_begun = Q(**{f"{register.day}__lt": until})
    if ends := register.model.ends:
        return has_begun & (Q(**{f"{ends}__isnull": True}) | Q(**{f"{ends}__gt": since}))
    return has_begun & Q(**{f"{register.day}__gte": since})


def indicators_of(organisation: int, codes: Collection[str], since: date, until: date) -> Rows:
    """Return indicator → its number at one organisation in the days [since, until).

    An organisation that never wrote anything in a register is told nothing by it, for empty is not zero.
    """
    totals: Rows = {}
    for register in REGISTERS.values():
        codes_of_register = [one.code for one in register.indicators if one.code in codes]
        entries = register.model._default_manager.filter(organisation=organisation)  # noqa: SLF001 - as above
        if codes_of_register and entries.exists():
            values = counts(register, since, until, [organisation]).get(organisation, {})
            totals |= {code: values.get(code, 0) for code in codes_of_register}
    return totals


@dataclass(frozen=True, slots=True)
class RunningTimer:
    """How many entries wait for the end of a term, and when the first of these terms ends."""

    register: Register
    timer: Timer
    number: int
    due: Due
    is_late: bool


def running_timers(
    user: User | AnonymousUser,
    permissions: Collection[Permission],
    *,
    at: datetime,
    registers: Iterable[Register] | None = None,
) -> list[RunningTimer]:
    """Return the terms that run where the person may write, the first to end first; one query for all registers.

    `permissions`: what the person may do anywhere; a register that is not among it is not asked. `registers`: those
    that are asked, None for all.
    """
    chosen_registers = REGISTERS.values() if registers is None else registers
    registers_by_code = {one.code: one for one in chosen_registers if one.timers and one.edit in permissions}
    if not registers_by_code or not user.is_active or user.pk is None:
        return []
    timers = []
    for code, *terms in _terms(*registers_by_code).rows(user=user.pk, on=timezone.localdate(at)):
        for timer, number, since in zip(registers_by_code[code].timers, terms[::2], terms[1::2], strict=False):
            if number:
                day, _space, hour = since.partition(" ")
                due = timer.due(date.fromisoformat(day), int(hour) if hour and hour != UNKNOWN else None)
                timers.append(RunningTimer(registers_by_code[code], timer, number, due, due.is_late(at)))
    return sorted(timers, key=lambda one: one.due)


@lru_cache(maxsize=64)
def _terms(*codes: str) -> PreparedQuery:
    """Return one row a register: its code, then of each of its terms how many run and since when the oldest does."""
    registers = [REGISTERS[code] for code in codes]
    most = max(len(one.timers) for one in registers)
    first, *others = (_terms_of(one, most) for one in registers)
    return PreparedQuery(lambda: first.union(*others, all=True) if others else first)


def _terms_of(register: Register, most: int) -> QuerySet[Entry, Any]:
    """Return the row of one register, as long as for `most` terms, so that rows of several are of one shape.

    An entry is looked up in the tree, not the tree gone through: the tree is larger than any register's open terms.
    """
    user, on = Parameter("user", BigIntegerField()), Parameter("on", DateField())
    line = lasting_lines(on).filter(carried_by(user, register.edit, on), descendant=OuterRef("organisation"))
    entries = register.model._default_manager.filter(Exists(line), annulled_at__isnull=True).order_by()  # noqa: SLF001 - a model that is not known here
    row: dict[str, Any] = {}
    for place in range(most):
        timer = register.timers[place] if place < len(register.timers) else None
        row[f"number_{place}"] = Count("pk", filter=timer.runs) if timer else Value(0)
        row[f"since_{place}"] = _first(timer) if timer else Cast(Value(None), CharField())
    return entries.values(register_code=Value(register.code)).annotate(**row).values_list("register_code", *row)


@dataclass(frozen=True, slots=True)
class EntriesPage:
    """`first` and `last` are the entries to go back before, or on after; None where there are no more."""

    entries: Sequence[Entry]
    first: int | None = None
    last: int | None = None


def page(
    entries: QuerySet[Entry], key: str | Expression, cursor: PageCursor = START, *, is_descending: bool
) -> EntriesPage:
    """Return one page of the entries in the order of a key; what has none comes last either way, ties by the number.

    A cursor at an entry that is not among these begins anew.
    """
    entries = entries.annotate(order_key=F(key) if isinstance(key, str) else key)
    pivot, is_backwards = cursor.after if cursor.before is None else cursor.before, cursor.before is not None
    place = None if pivot is None else entries.filter(pk=pivot).values_list("order_key", "pk").first()
    if place is not None:
        entries = entries.filter(_behind(*place, is_descending=is_descending, is_backwards=is_backwards))
    is_backwards = is_backwards and place is not None
    downwards = is_descending != is_backwards
    direction = F("order_key").desc if downwards else F("order_key").asc
    nulls: dict[str, Any] = {"nulls_first": True} if is_backwards else {"nulls_last": True}
    entries_read = list(entries.order_by(direction(**nulls), "-pk" if downwards else "pk")[: A_PAGE + 1])
    has_more, rows = len(entries_read) > A_PAGE, entries_read[:A_PAGE]
    if is_backwards:
        rows.reverse()
    if not rows:
        return EntriesPage(())
    has_earlier, has_later = (has_more, True) if is_backwards else (place is not None, has_more)
    return EntriesPage(rows, rows[0].pk if has_earlier else None, rows[-1].pk if has_later else None)


def _behind(value: Any, pk: int, *, is_descending: bool, is_backwards: bool) -> Q:
    """Return the condition to stand behind a place in the order, or before it when the order is read backwards."""
    way = "lt" if is_descending != is_backwards else "gt"
    tie = Q(**{f"pk__{way}": pk})
    if value is None:
        return Q(order_key__isnull=True) & tie if not is_backwards else Q(order_key__isnull=False) | tie
    condition = Q(**{f"order_key__{way}": value}) | (Q(order_key=value) & tie)
    return condition if is_backwards else condition | Q(order_key__isnull=True)


def _first(timer: Timer) -> Min:
    """Return the beginning of the oldest of the terms as "2026-01-31", of terms in hours as "2026-01-31 09"."""
    since: Expression = Cast(timer.since, CharField())
    if timer.hour:
        hour = LPad(Cast(Coalesce(timer.hour, int(UNKNOWN)), CharField()), 2, Value("0"))
        since = Concat(since, Value(" "), hour, output_field=CharField())
    return Min(since, filter=timer.runs)


def search_condition(register: Register, text: str) -> Q:
    """Return the condition that every word of the text, its letters folded (қ = к, ё = е), stands in one of the fields
    the register is searched by.
    """
    condition = Q()
    for word in text.split():
        fields = (Contains(FoldedText(name), fold(word)) for name in register.search)
        condition &= Q(*fields, _connector=Q.OR)
    return condition

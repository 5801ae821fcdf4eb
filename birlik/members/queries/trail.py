"""The trail of the union in one list: the lines of the chain, and the readings of people's data among them.

Readings are frequent and stand in a table of their own: were they lines of the chain, everybody who opens a card would
wait for whoever is changing something. Both tables have the same indexes, so a page costs the same at any size: what is
narrowed is not searched, the newest few are taken of each action or organisation, and the newest of those are shown
(docs/adr/0019).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

import birlik.db.lookups  # noqa: F401 - the look-up `among`
from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.audit.models import Event
from birlik.members.models import CardReading
from birlik.orgs import queries as orgs
from birlik.orgs import rules
from birlik.orgs.models import Organisation
from birlik.orgs.queries.scope import lasting_lines

# A list that is taken ("export") and an extract are lines of the chain already, not one for each person on it.
READINGS = ("card", "merge", "import", "transfer", "form", "number")
READING = "reading"
FEW = 101  # lines of a page, and one more; for more the database chooses how to look
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class TrailPosition(NamedTuple):
    """A place in the list: moment, 1 for a line of the chain and 0 for a reading, key. Later places are greater."""

    at: datetime
    rank: int
    pk: int

    def __str__(self) -> str:
        return f"{(self.at - EPOCH) // MICROSECOND}.{self.rank}.{self.pk}"


@dataclass(frozen=True, slots=True)
class TrailLine:
    """`subject`: ("person", "17"), say. `sequence`: that of the chain, None for a reading. `by`: a sign-in name."""

    position: TrailPosition
    action: str
    by: str
    by_label: str
    subject: tuple[str, str]
    subject_label: str
    organisation: str
    sequence: int | None
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True, slots=True)
class TrailFilters:
    """What the list is narrowed to. `actions`: None is all of them; `since`, `until`: days, both of them in it."""

    actions: Sequence[str] | None = None
    readings: Sequence[str] = READINGS
    organisation: Organisation | None = None
    by: User | None = None
    since: date | None = None
    until: date | None = None


class _Source(NamedTuple):
    """One of the two tables: whole, its rows as they are narrowed, and what its columns are called."""

    rank: int
    table: QuerySet[Any]
    rows: QuerySet[Any]
    kind: str
    kinds: Sequence[str] | None
    place: str
    place_of: str  # what it is of an organisation
    is_by_one: bool


def scope(user: User, organisation: Organisation | None, *, on: date) -> QuerySet[Organisation] | None:
    """Return the organisations whose lines the user reads, of all or of one and those below; closed ones as they ended.

    None: the whole trail, with what belongs to no organisation (accounts, papers): for who holds the right at the root.
    Which they are is read here, once: every part of every list asks for these ids and no more for rights.
    """
    root = orgs.root(on)
    reads_all = root is not None and rules.can(user, Permission.TRAIL_VIEW, root, on=on)
    if reads_all and organisation in (None, root):
        return None
    lines, organisations = lasting_lines(on), Organisation.objects.all()
    if not reads_all:
        organisations = organisations.filter(
            pk__in=lines.filter(rules.permission_condition(user, Permission.TRAIL_VIEW, on)).values("descendant")
        )
    if organisation is not None:
        organisations = organisations.filter(pk__in=lines.filter(ancestor=organisation).values("descendant"))
    return Organisation.objects.filter(pk__among=frozenset(organisations.values_list("pk", flat=True)))


def lines(
    within: QuerySet[Organisation] | None,
    filters: TrailFilters,
    *,
    most: int,
    after: TrailPosition | None = None,
    oldest_first: bool = False,
) -> list[TrailLine]:
    """Return at most so many lines within a `scope`, from the newest or the oldest, behind the position `after`."""
    trail_lines = [line for source in _sources(filters) for line in _of(source, within, most, after, oldest_first)]
    trail_lines.sort(key=lambda line: line.position, reverse=not oldest_first)
    return trail_lines[:most]


def _sources(filters: TrailFilters) -> list[_Source]:
    """Return the tables that the filters leave something of."""
    sources, by = [], filters.by
    if filters.actions is None or filters.actions:
        table: QuerySet[Any] = Event.objects.all()
        rows = table.filter(_span(filters), *([Q(by_name=by.username)] if by else []))
        sources.append(_Source(1, table, rows, "action", filters.actions, "organisation_code", "code", by is not None))
    if filters.readings:
        table = CardReading.objects.all()
        rows = table.filter(_span(filters), *([Q(by=by)] if by else []))
        sources.append(_Source(0, table, rows, "act", filters.readings, "organisation", "pk", by is not None))
    return sources


def _span(filters: TrailFilters) -> Q:
    """Return the condition of the days, always with a bound: SQLite reads by an index that it needs, and by one that
    it may use only as it thinks.
    """
    zone = timezone.get_current_timezone()
    since = max(filters.since or date.min, EPOCH.date())  # the first days there are have no moment in every zone
    span = Q(at__gte=datetime.combine(since, time.min, zone))
    if filters.until is not None and filters.until < date.max:
        span &= Q(at__lt=datetime.combine(filters.until + timedelta(days=1), time.min, zone))
    return span


def _of(
    source: _Source,
    within: QuerySet[Organisation] | None,
    most: int,
    after: TrailPosition | None,
    oldest_first: bool,
) -> list[TrailLine]:
    rows = source.rows if after is None else source.rows.filter(_behind(source.rank, after, oldest_first))
    order = ("at", "pk") if oldest_first else ("-at", "-pk")
    first_rows = list(_first(rows, source, within, most, order))
    return [_event(row) for row in first_rows] if source.rank else _readings(first_rows)


def _behind(rank: int, after: TrailPosition, oldest_first: bool) -> Q:
    """Return the condition, said so that the index of moments is read from `after.at` on."""
    way = "gt" if oldest_first else "lt"
    if rank != after.rank:
        comes_later = (rank > after.rank) == oldest_first
        return Q(**{f"at__{way}e" if comes_later else f"at__{way}": after.at})
    return Q(**{f"at__{way}e": after.at}) & (~Q(at=after.at) | Q(**{f"pk__{way}": after.pk}))


def _first(
    rows: QuerySet[Any], source: _Source, within: QuerySet[Organisation] | None, most: int, order: tuple[str, str]
) -> QuerySet[Any]:
    """Return the first rows in the order: from each of the few organisations, or actions, that can have them."""
    kinds = None if source.kinds is None else Q(**{f"{source.kind}__in": source.kinds})
    if within is not None and (source.is_by_one or most > FEW):
        rows = rows.filter(**{f"{source.place}__in": within.values(source.place_of)})
    elif within is not None:
        rows = rows if kinds is None else rows.filter(kinds)
        return _from_each(source.table, rows, source.place, _places(rows, source, within, most, order), most, order)
    if source.kinds is None:
        return rows.order_by(*order)[:most]
    if source.is_by_one or most > FEW:
        return rows.filter(kinds).order_by(*order)[:most]
    return _from_each(source.table, rows, source.kind, source.kinds, most, order)


def _places(
    rows: QuerySet[Any], source: _Source, within: QuerySet[Organisation], most: int, order: tuple[str, str]
) -> list[Any]:
    """Return the organisations whose first row comes first: nobody else can have one of the first `most` rows."""
    own = rows.filter(**{source.place: OuterRef(source.place_of)}).order_by(*order)
    firsts = within.annotate(first=Subquery(own.values("pk")[:1])).values_list("first", flat=True)
    first_places = source.table.filter(pk__among=frozenset(pk for pk in firsts if pk is not None)).order_by(*order)
    return list(first_places.values_list(source.place, flat=True)[:most])


def _from_each(
    table: QuerySet[Any], rows: QuerySet[Any], column: str, values: Sequence[Any], most: int, order: tuple[str, str]
) -> QuerySet[Any]:
    """Return the first of each value, and of those the first: one look into the index a value.

    The ORM writes the part of one value; those of the others differ by the last parameter alone. Left to itself, it
    takes longer to write fifty parts than the database to answer them, and SQLite takes no LIMIT in parts of a UNION.
    """
    if not values:
        return table.none()
    part = rows.filter(**{column: values[0]}).order_by(*order).values(line=F("pk"), moment=F("at"))[:most]
    sql, (*params, _first_value) = part.query.sql_with_params()
    parts = " UNION ALL ".join([f"SELECT * FROM ({sql}) AS part"] * len(values))  # noqa: S608 - written by the ORM
    way = "DESC" if order[0].startswith("-") else "ASC"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT line FROM ({parts}) AS parts ORDER BY moment {way}, line {way} LIMIT {most}",  # noqa: S608 - as above
            [parameter for value in values for parameter in (*params, value)],
        )
        return table.filter(pk__in=[pk for (pk,) in cursor.fetchall()])


def _event(row: Event) -> TrailLine:
    return TrailLine(
        TrailPosition(row.at, 1, row.pk), row.action, row.by_name, row.by_label, (row.subject_type, row.subject_id),
        row.subject_label, row.organisation_code, row.sequence, row.before or {}, row.after or {},
    )  # fmt: skip


def _readings(rows: Sequence[CardReading]) -> list[TrailLine]:
    """Look up accounts and places for the few rows: joined, SQLite begins with them and reads every reading."""
    accounts = {one.pk: one for one in User.objects.filter(pk__among=frozenset(row.by_id for row in rows))}
    places = frozenset(row.organisation_id for row in rows if row.organisation_id)
    codes = dict(Organisation.objects.filter(pk__among=places).values_list("pk", "code"))
    return [
        TrailLine(
            TrailPosition(row.at, 0, row.pk), f"{READING}.{row.act}", accounts[row.by_id].username,
            accounts[row.by_id].full_name, ("person", str(row.person_id)), f"person {row.person_id}",
            codes.get(row.organisation_id or 0, ""), None, {}, {},
        )
        for row in rows
    ]  # fmt: skip

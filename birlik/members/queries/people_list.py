"""The list of members of an organisation and everything below it: narrowed, in the order of the alphabet, page by page.

Pages follow each other by the last name shown, never by a number of rows to skip. A large place is read along
the index of names until a page is full, of a small one all people are read and then sorted: each is a hundred times
slower than the other where it does not belong, so the choice is made here and the planner is left none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from functools import cache
from typing import Any, NamedTuple

from django.core.cache import cache as django_cache
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, TextField

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission, Reach
from birlik.accounts.roles import role
from birlik.core.bilingual import Bilingual
from birlik.core.identifiers import mask
from birlik.core.prepared_query import PreparedQuery
from birlik.db.lookups import Numbers  # and the look-up `among`
from birlik.members.enums import PersonState
from birlik.members.models import Membership, Person
from birlik.members.values import PLAIN_FIELDS
from birlik.orgs import queries as orgs
from birlik.orgs.models import Assignment, Lineage, Organisation
from birlik.orgs.rules import lineage_with_permission

A_PAGE = 50
SMALL = 5_000  # people; below it sorting is quicker than scanning (50 of 5,000 are 6,000 steps of 600,000)
FEW = 100_000  # the same for narrowed lists: the conditions stand in the index that is read
WINDOW = 3_000  # names scanned for a rare condition before all who meet it are sorted
SECONDS_OF_SIZE = 60  # seconds that the size of a place is remembered
FORMER = "former"
OWN_FIELDS = ("surname", "given", "patronymic", "iin", "card", "born", "state")
LIST_FIELDS = tuple(one.name for one in PLAIN_FIELDS if one.in_list)
FILTER_FIELDS = tuple(one for one in PLAIN_FIELDS if one.in_filter)
PERSON = (*OWN_FIELDS, *LIST_FIELDS)
NAMES = tuple(f"organisation__{name}" for name in ("short_kk", "name_kk", "short_ru", "name_ru"))
SPAN = tuple(f"memberships__{name}" for name in ("since", "until", "category", *NAMES))
SINCE, UNTIL = len(PERSON), len(PERSON) + 1
VISIBLE = (PersonState.ACTIVE, PersonState.BLOCKED)


class AccessPath(Enum):
    """How a page is read: all people are found and sorted, or names are met in order along their index."""

    SORT_IN_MEMORY = auto()
    SCAN_NAME_INDEX = auto()


@dataclass(frozen=True, slots=True)
class MemberScope:
    """Whose members are listed. `ids`: the organisations (None: all there are), `size`: their members today.

    `edits`: the reader may change them, and so sees those whose data are blocked.
    """

    organisation: Organisation
    ids: frozenset[int] | None
    size: int
    edits: bool

    @property
    def is_small(self) -> bool:
        """Whether its people are rather sorted than met along the index of all names."""
        return self.ids is not None and self.size <= SMALL

    def access_for(self, filters: Filters) -> AccessPath:
        """Return how its list is read sooner when it is narrowed like this."""
        is_short = self.ids is not None and self.size <= (FEW if filters else SMALL)
        return AccessPath.SORT_IN_MEMORY if is_short else AccessPath.SCAN_NAME_INDEX


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; nothing personal, so it may stand in an address. `state`: "", "blocked", "former";
    `field_values`: name and value of those of FILTER_FIELDS that a value is asked of."""

    category: str = ""
    sex: str = ""
    state: str = ""
    since: date | None = None
    without_iin: bool = False
    batch: int | None = None
    field_values: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return self != Filters()

    @property
    def may_be_rare(self) -> bool:
        """Conditions that no index of names knows of, and that may hold for hardly anybody."""
        return self.since is not None or self.batch is not None or bool(self.field_values)


class PersonRow(NamedTuple):
    """A line of the list. `organisation` is that of the last membership; `until` is set for those who have left;
    `field_values`: those of LIST_FIELDS."""

    pk: int
    name: str
    iin: str
    card: str
    born: date | None
    category: str
    state: str
    organisation: Bilingual
    since: date | None
    until: date | None
    field_values: tuple[str, ...] = ("",) * len(LIST_FIELDS)


@dataclass(frozen=True, slots=True)
class Page:
    """`first` and `last` are the people to go back before, or on after; None where there are no more."""

    rows: Sequence[PersonRow]
    first: int | None = None
    last: int | None = None


class PageCursor(NamedTuple):
    """Which page: after one person, or before one; neither is the first page."""

    after: int | None = None
    before: int | None = None


START = PageCursor()


class Edge(NamedTuple):
    """The person beyond whom the page lies, and the key by which; nobody for the first page."""

    pk: int | None = None
    at: str = ""
    backwards: bool = False


def member_scope(
    user: User,
    assignments: Sequence[Assignment],
    path: Sequence[Organisation],
    *,
    on: date,
) -> MemberScope | None:
    """Return the last organisation of `path` (the root first) and what the user may see below it; None: it is not seen.

    A role that reaches below shows the whole subtree without asking for every organisation in it.
    """
    organisation = path[-1]
    if _reaches_whole(assignments, path, Permission.MEMBER_VIEW):
        ids = None if len(path) == 1 else frozenset(orgs.subtree_ids(organisation, on))
    else:
        visible_ids = lineage_with_permission(user, Permission.MEMBER_VIEW, on).values("descendant")
        lines = Lineage.objects.on(on).filter(ancestor=organisation, descendant__in=visible_ids)
        ids = frozenset(lines.values_list("descendant_id", flat=True))
        if organisation.pk not in ids:
            return None
    edits = _reaches_whole(assignments, path, Permission.MEMBER_EDIT) or bool(
        ids
        and len(ids) == 1
        and lineage_with_permission(user, Permission.MEMBER_EDIT, on).filter(descendant__in=ids).exists()
    )
    return MemberScope(organisation, ids, _size(organisation, ids), edits)


def _reaches_whole(assignments: Sequence[Assignment], path: Sequence[Organisation], permission: Permission) -> bool:
    depths = {node.pk: len(path) - 1 - step for step, node in enumerate(path)}
    reaches = ((role(one.role).grants.get(permission), depths.get(one.organisation_id)) for one in assignments)
    return any(
        depth is not None and (reach == Reach.HERE_AND_BELOW or (reach == Reach.BELOW and depth > 0))
        for reach, depth in reaches
    )


def _size(organisation: Organisation, ids: frozenset[int] | None) -> int:
    """Count the members of today, once a minute: of a region that takes 10 ms, of the union 35."""
    key = f"members-size-{organisation.pk}-{'all' if ids is None else hash(ids)}"
    size: int | None = django_cache.get(key)
    if size is None:
        people = Person.objects.filter(organisation__isnull=False)
        size = (people if ids is None else people.filter(organisation__among=ids)).count()
        django_cache.set(key, size, SECONDS_OF_SIZE)
    return size


def page(place: MemberScope, filters: Filters, cursor: PageCursor = START) -> Page:
    """Return a page of the list, in the order of the Kazakh alphabet; three queries, one more behind the first page."""
    access = place.access_for(filters)
    if not filters and cursor == START:
        first = _first(access=access, everywhere=place.ids is None)
        return _page_of_ids([pk for (pk,) in first.rows(ids=place.ids)], Edge(), edits=place.edits)
    people = narrow(within(place, access=access, former=filters.state == FORMER), filters)
    if not filters.may_be_rare:
        return page_of(people, "sort_key", cursor, access=access, edits=place.edits)
    edge = _edge(people, "sort_key", cursor)
    further = _people_after(people, "sort_key", edge)
    if access is AccessPath.SCAN_NAME_INDEX:
        window = _in_order(further, "sort_key", edge, access=AccessPath.SCAN_NAME_INDEX)[:WINDOW]
        near = _with_rare_conditions(Person.objects.filter(pk__in=window.values("pk")), filters, None)
        page_near = _read_page(near, "sort_key", edge, access=AccessPath.SCAN_NAME_INDEX, edits=place.edits)
        if (page_near.first if edge.backwards else page_near.last) is not None:
            return page_near
    return _read_page(
        _with_rare_conditions(further, filters, place),
        "sort_key",
        edge,
        access=AccessPath.SORT_IN_MEMORY,
        edits=place.edits,
    )


def first_ids(place: MemberScope, filters: Filters, most: int) -> list[int]:
    """Return the ids of the first people of the list, in its order, for a file."""
    access = place.access_for(filters)
    people = narrow(within(place, access=access, former=filters.state == FORMER), filters)
    people = _with_rare_conditions(people, filters, place)
    rows_in_order = _in_order(
        people, "sort_key", Edge(), access=AccessPath.SORT_IN_MEMORY if filters.may_be_rare else access
    )
    return list(rows_in_order.values_list("pk", flat=True)[:most])


def page_of(people: QuerySet[Person], key: str, cursor: PageCursor, *, access: AccessPath, edits: bool) -> Page:
    """Return the page of these people in the order of a key, a column of theirs."""
    edge = _edge(people, key, cursor)
    return _read_page(_people_after(people, key, edge), key, edge, access=access, edits=edits)


def _read_page(people: QuerySet[Person], key: str, edge: Edge, *, access: AccessPath, edits: bool) -> Page:
    ids = list(_in_order(people, key, edge, access=access).values_list("pk", flat=True)[: A_PAGE + 1])
    return _page_of_ids(ids, edge, edits=edits)


@cache
def _first(*, access: AccessPath, everywhere: bool) -> PreparedQuery:
    """Prepare the query of the page that most people open, and of one person more."""
    ids = None if everywhere else Numbers("ids")
    return PreparedQuery(
        lambda: _in_order(_members(ids, access=access), "sort_key", Edge(), access=access).values_list("pk")[
            : A_PAGE + 1
        ]
    )


def _page_of_ids(ids: list[int], edge: Edge, *, edits: bool) -> Page:
    """Return the page of these people, of whom one more than it shows was asked for."""
    more, page_ids = len(ids) > A_PAGE, ids[:A_PAGE]
    if edge.backwards:
        page_ids.reverse()
    if not page_ids:
        return Page(())
    onward, has_previous = (True, more) if edge.backwards else (more, edge.pk is not None)
    return Page(rows(page_ids, edits=edits), page_ids[0] if has_previous else None, page_ids[-1] if onward else None)


def _edge(people: QuerySet[Person], key: str, cursor: PageCursor) -> Edge:
    """Find where the last page ended; a person who is not among these people is no edge, and the list begins anew."""
    pivot = cursor.after if cursor.before is None else cursor.before
    at = None if pivot is None else people.filter(pk=pivot).values_list(key, flat=True).first()
    return Edge() if at is None else Edge(pivot, at, cursor.before is not None)


def _people_after(people: QuerySet[Person], key: str, edge: Edge) -> QuerySet[Person]:
    if edge.pk is None:
        return people
    # one plain bound for the index, and beside it what decides between people of the same name
    if edge.backwards:
        return people.filter(Q(**{f"{key}__lt": edge.at}) | Q(pk__lt=edge.pk), **{f"{key}__lte": edge.at})
    return people.filter(Q(**{f"{key}__gt": edge.at}) | Q(pk__gt=edge.pk), **{f"{key}__gte": edge.at})


def _in_order(people: QuerySet[Person], key: str, edge: Edge, *, access: AccessPath) -> QuerySet[Person]:
    order: Any = F(key)
    if access is AccessPath.SORT_IN_MEMORY:  # an expression is no column of an index, so none is scanned in its order
        order = Func(F(key), template="%(expressions)s || ''", output_field=TextField())
    return people.order_by(order.desc(), "-pk") if edge.backwards else people.order_by(order.asc(), "pk")


def within(place: MemberScope, *, access: AccessPath, former: bool = False) -> QuerySet[Person]:
    """Return the members of the place; or those who have left it and are members nowhere now."""
    if not former:
        return _members(place.ids, access=access)
    former_members = Person.objects.filter(organisation__isnull=True, state__in=VISIBLE)
    if place.ids is None:
        return former_members
    if access is AccessPath.SORT_IN_MEMORY:
        past_spans = Membership.objects.filter(organisation__among=place.ids, until__isnull=False)
        former_members = Person.objects.alias(nowhere=F("organisation") + 0).filter(
            nowhere__isnull=True, state__in=VISIBLE, pk__in=past_spans.values("person")
        )
    return former_members.alias(last_organisation=last_organisation()).filter(last_organisation__among=place.ids)


def last_organisation() -> Any:
    """Return the organisation of the last membership, as a subquery over Person."""
    return Membership.objects.filter(person=OuterRef("pk")).order_by("-since").values("organisation")[:1]


def _members(ids: frozenset[int] | Numbers | None, *, access: AccessPath) -> QuerySet[Person]:
    if access is AccessPath.SORT_IN_MEMORY:
        return Person.objects.filter(organisation__among=ids)
    # "+ 0" hides the column from the planner: the index of names is to be walked, not that of organisations
    people = Person.objects.alias(place=F("organisation") + 0)
    return people.filter(place__isnull=False) if ids is None else people.filter(place__among=ids)


def narrow(people: QuerySet[Person], filters: Filters) -> QuerySet[Person]:
    """Keep those who meet the conditions that stand on the person."""
    if filters.category and filters.state == FORMER:  # what they were last
        was = Membership.objects.filter(person=OuterRef("pk")).order_by("-since").values("category")[:1]
        people = people.alias(was=was).filter(was=filters.category)
    elif filters.category:
        people = people.filter(category=filters.category)
    if filters.sex:
        people = people.filter(sex=filters.sex)
    if filters.state == PersonState.BLOCKED:
        people = people.filter(state=PersonState.BLOCKED)
    if filters.without_iin:
        people = people.filter(iin="")
    return people


def _with_rare_conditions(people: QuerySet[Person], filters: Filters, place: MemberScope | None) -> QuerySet[Person]:
    """Keep those who meet the rare conditions: looked up one by one (no place), or all at once within the place."""
    if filters.batch is not None:
        people = people.filter(batch=filters.batch)
    people = people.filter(**dict(filters.field_values))
    if filters.since is None:
        return people
    spans = Membership.objects.filter(since__gte=filters.since, until__isnull=True)
    if place is None:
        return people.filter(Exists(spans.filter(person=OuterRef("pk"))))
    if place.ids is not None:
        spans = spans.filter(organisation__among=place.ids)
    return people.filter(pk__in=spans.values("person"))


def rows(ids: Sequence[int], *, edits: bool) -> list[PersonRow]:
    """Return what the list shows of these people, in this order; without those whose data the reader may not see."""
    spans: dict[int, list[tuple[Any, ...]]] = {}
    for pk, *rest in _with_spans(edits=edits).rows(ids=frozenset(ids)):
        spans.setdefault(pk, []).append(tuple(rest))
    return [_row(pk, spans[pk]) for pk in ids if pk in spans]


@cache
def _with_spans(*, edits: bool) -> PreparedQuery:
    """Prepare the query of people beside each of their memberships, the newest first."""
    people = Person.objects.filter(pk__among=Numbers("ids"), state__in=_visible(edits=edits))
    return PreparedQuery(lambda: people.order_by("pk", "-memberships__since").values_list("pk", *PERSON, *SPAN))


def names(ids: Sequence[int], *, edits: bool) -> list[tuple[str, str]]:
    """Return surname and given name of these people, of whom the reader may see."""
    people = Person.objects.filter(pk__among=frozenset(ids), state__in=_visible(edits=edits))
    return list(people.values_list("surname", "given"))


def _visible(*, edits: bool) -> Sequence[PersonState]:
    return VISIBLE if edits else (PersonState.ACTIVE,)


def _row(pk: int, spans: Sequence[tuple[Any, ...]]) -> PersonRow:
    """Make a row of the list; `spans`: the person beside each membership, newest first, or once beside nothing."""
    surname, given, patronymic, iin, card, born, state = spans[0][: len(OWN_FIELDS)]
    since, until, category, *names = spans[0][len(PERSON) :]
    for previous in spans[1:]:  # a transfer or another category goes on without a day between
        if previous[UNTIL] != since:
            break
        since = previous[SINCE]
    name = " ".join(part for part in (surname, given, patronymic) if part)
    place, values = _short(*names), spans[0][len(OWN_FIELDS) : len(PERSON)]
    return PersonRow(pk, name, mask(iin), card, born, category or "", state, place, since, until, values)


def _short(short_kk: str | None, name_kk: str | None, short_ru: str | None, name_ru: str | None) -> Bilingual:
    return Bilingual(short_kk or name_kk or "", short_ru or name_ru or "")

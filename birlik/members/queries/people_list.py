"""The list of members of an organisation and everything below it: narrowed, in the order of the alphabet, page by page.

Pages follow each other by the last name shown, never by a number of rows to skip. A large place is found by walking
the index of names until a page is full, a small one by gathering its people and sorting them: each is a hundred times
slower than the other where it does not belong, so the choice is made here and the planner is left none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from django.core.cache import cache as kept
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
SMALL = 5_000  # people; below it gathering is quicker than walking (50 of 5,000 are 6,000 steps of 600,000)
FEW = 100_000  # the same for narrowed lists: the conditions stand in the index that is gathered from
WINDOW = 3_000  # names walked for a rare condition before all who meet it are gathered
COUNTED = 60  # seconds that the size of a place is remembered
FORMER = "former"
KNOWN = ("surname", "given", "patronymic", "iin", "card", "born", "state")
LIST_FIELDS = tuple(one.name for one in PLAIN_FIELDS if one.in_list)
FILTER_FIELDS = tuple(one for one in PLAIN_FIELDS if one.in_filter)
PERSON = (*KNOWN, *LIST_FIELDS)
NAMES = tuple(f"organisation__{name}" for name in ("short_kk", "name_kk", "short_ru", "name_ru"))
SPAN = tuple(f"memberships__{name}" for name in ("since", "until", "category", *NAMES))
SINCE, UNTIL = len(PERSON), len(PERSON) + 1
VISIBLE = (PersonState.ACTIVE, PersonState.BLOCKED)


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
        return self.gathers(SMALL)

    def gathers(self, most: int) -> bool:
        """Whether its people are rather gathered than met on a walk along all names."""
        return self.ids is not None and self.size <= most


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
    held: Sequence[Assignment],
    path: Sequence[Organisation],
    *,
    on: date,
) -> MemberScope | None:
    """The last organisation of `path` (the root first) and what the user may see below it; None: it is not seen.

    A role that reaches below shows the whole subtree without asking for every organisation in it.
    """
    here = path[-1]
    if _whole(held, path, Permission.MEMBER_VIEW):
        ids = None if len(path) == 1 else frozenset(orgs.subtree_ids(here, on))
    else:
        seen = lineage_with_permission(user, Permission.MEMBER_VIEW, on).values("descendant")
        below = Lineage.objects.on(on).filter(ancestor=here, descendant__in=seen)
        ids = frozenset(below.values_list("descendant_id", flat=True))
        if here.pk not in ids:
            return None
    edits = _whole(held, path, Permission.MEMBER_EDIT) or bool(
        ids
        and len(ids) == 1
        and lineage_with_permission(user, Permission.MEMBER_EDIT, on).filter(descendant__in=ids).exists()
    )
    return MemberScope(here, ids, _size(here, ids), edits)


def _whole(held: Sequence[Assignment], path: Sequence[Organisation], permission: Permission) -> bool:
    depths = {node.pk: len(path) - 1 - step for step, node in enumerate(path)}
    reaches = ((role(one.role).grants.get(permission), depths.get(one.organisation_id)) for one in held)
    return any(
        depth is not None and (reach == Reach.HERE_AND_BELOW or (reach == Reach.BELOW and depth > 0))
        for reach, depth in reaches
    )


def _size(organisation: Organisation, ids: frozenset[int] | None) -> int:
    """How many members there are today. Counted once a minute: of a region that takes 10 ms, of the union 35."""
    key = f"members-size-{organisation.pk}-{'all' if ids is None else hash(ids)}"
    size: int | None = kept.get(key)
    if size is None:
        people = Person.objects.filter(organisation__isnull=False)
        size = (people if ids is None else people.filter(organisation__among=ids)).count()
        kept.set(key, size, COUNTED)
    return size


def page(place: MemberScope, filters: Filters, turn: PageCursor = START) -> Page:
    """One page of the list, in the order of the Kazakh alphabet; three queries, one more behind the first page."""
    gather = place.gathers(FEW if filters else SMALL)
    if not filters and turn == START:
        first = _first(gather=gather, everywhere=place.ids is None)
        return _shown([pk for (pk,) in first.rows(ids=place.ids)], Edge(), edits=place.edits)
    people = narrowed(within(place, gather=gather, former=filters.state == FORMER), filters)
    if not filters.may_be_rare:
        return paged(people, "sort_key", turn, gather=gather, edits=place.edits)
    edge = _edge(people, "sort_key", turn)
    beyond = _beyond(people, "sort_key", edge)
    if not gather:
        window = _ordered(beyond, "sort_key", edge, gather=False)[:WINDOW]
        near = _began(Person.objects.filter(pk__in=window.values("pk")), filters, None)
        found = _filled(near, "sort_key", edge, gather=False, edits=place.edits)
        if (found.first if edge.backwards else found.last) is not None:
            return found
    return _filled(_began(beyond, filters, place), "sort_key", edge, gather=True, edits=place.edits)


def ids(place: MemberScope, filters: Filters, most: int) -> list[int]:
    """The first people of the list, in its order, for a file."""
    gather = place.gathers(FEW if filters else SMALL)
    people = narrowed(within(place, gather=gather, former=filters.state == FORMER), filters)
    people = _began(people, filters, place)
    ordered = _ordered(people, "sort_key", Edge(), gather=gather or filters.may_be_rare)
    return list(ordered.values_list("pk", flat=True)[:most])


def paged(people: QuerySet[Person], key: str, turn: PageCursor, *, gather: bool, edits: bool) -> Page:
    """The page of these people in the order of a key; `gather`: all are found first and then sorted."""
    edge = _edge(people, key, turn)
    return _filled(_beyond(people, key, edge), key, edge, gather=gather, edits=edits)


def _filled(people: QuerySet[Person], key: str, edge: Edge, *, gather: bool, edits: bool) -> Page:
    found = list(_ordered(people, key, edge, gather=gather).values_list("pk", flat=True)[: A_PAGE + 1])
    return _shown(found, edge, edits=edits)


@cache
def _first(*, gather: bool, everywhere: bool) -> PreparedQuery:
    """The people of the page that most people open, and one more."""
    ids = None if everywhere else Numbers("ids")
    return PreparedQuery(
        lambda: _ordered(_members(ids, gather=gather), "sort_key", Edge(), gather=gather).values_list("pk")[
            : A_PAGE + 1
        ]
    )


def _shown(found: list[int], edge: Edge, *, edits: bool) -> Page:
    """The page of these people, of whom one more than it shows was asked for."""
    more, shown = len(found) > A_PAGE, found[:A_PAGE]
    if edge.backwards:
        shown.reverse()
    if not shown:
        return Page(())
    onward, back = (True, more) if edge.backwards else (more, edge.pk is not None)
    return Page(rows(shown, edits=edits), shown[0] if back else None, shown[-1] if onward else None)


def _edge(people: QuerySet[Person], key: str, turn: PageCursor) -> Edge:
    """Where the last page ended; a person who is not among these people is no edge, and the list begins anew."""
    pivot = turn.after if turn.before is None else turn.before
    at = None if pivot is None else people.filter(pk=pivot).values_list(key, flat=True).first()
    return Edge() if at is None else Edge(pivot, at, turn.before is not None)


def _beyond(people: QuerySet[Person], key: str, edge: Edge) -> QuerySet[Person]:
    if edge.pk is None:
        return people
    # one plain bound for the index, and beside it what decides between people of the same name
    if edge.backwards:
        return people.filter(Q(**{f"{key}__lt": edge.at}) | Q(pk__lt=edge.pk), **{f"{key}__lte": edge.at})
    return people.filter(Q(**{f"{key}__gt": edge.at}) | Q(pk__gt=edge.pk), **{f"{key}__gte": edge.at})


def _ordered(people: QuerySet[Person], key: str, edge: Edge, *, gather: bool) -> QuerySet[Person]:
    order: Any = F(key)
    if gather:  # an expression is no column of an index, so nobody walks one in its order
        order = Func(F(key), template="%(expressions)s || ''", output_field=TextField())
    return people.order_by(order.desc(), "-pk") if edge.backwards else people.order_by(order.asc(), "pk")


def within(place: MemberScope, *, gather: bool, former: bool = False) -> QuerySet[Person]:
    """The members of the place; or those who have left it and are members nowhere now."""
    if not former:
        return _members(place.ids, gather=gather)
    left = Person.objects.filter(organisation__isnull=True, state__in=VISIBLE)
    if place.ids is None:
        return left
    if gather:
        been = Membership.objects.filter(organisation__among=place.ids, until__isnull=False)
        left = Person.objects.alias(nowhere=F("organisation") + 0).filter(
            nowhere__isnull=True, state__in=VISIBLE, pk__in=been.values("person")
        )
    return left.alias(last_organisation=last_organisation()).filter(last_organisation__among=place.ids)


def last_organisation() -> Any:
    """Of whom the last membership was, as a subquery over Person."""
    return Membership.objects.filter(person=OuterRef("pk")).order_by("-since").values("organisation")[:1]


def _members(ids: frozenset[int] | Numbers | None, *, gather: bool) -> QuerySet[Person]:
    if gather:
        return Person.objects.filter(organisation__among=ids)
    # "+ 0" hides the column from the planner: the index of names is to be walked, not that of organisations
    people = Person.objects.alias(place=F("organisation") + 0)
    return people.filter(place__isnull=False) if ids is None else people.filter(place__among=ids)


def narrowed(people: QuerySet[Person], filters: Filters) -> QuerySet[Person]:
    """Those who meet the conditions that stand on the person."""
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


def _began(people: QuerySet[Person], filters: Filters, place: MemberScope | None) -> QuerySet[Person]:
    """Those who meet the rare conditions: looked up one by one (no place), or gathered within the place."""
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
    """What the list shows of these people, in this order; without those whose data the reader may not see."""
    found: dict[int, list[tuple[Any, ...]]] = {}
    for pk, *rest in _with_spans(edits=edits).rows(ids=frozenset(ids)):
        found.setdefault(pk, []).append(tuple(rest))
    return [_row(pk, found[pk]) for pk in ids if pk in found]


@cache
def _with_spans(*, edits: bool) -> PreparedQuery:
    """People beside each of their memberships, the newest first."""
    people = Person.objects.filter(pk__among=Numbers("ids"), state__in=_visible(edits=edits))
    return PreparedQuery(lambda: people.order_by("pk", "-memberships__since").values_list("pk", *PERSON, *SPAN))


def names(ids: Sequence[int], *, edits: bool) -> list[tuple[str, str]]:
    """Surname and given name of these people, of whom the reader may see."""
    people = Person.objects.filter(pk__among=frozenset(ids), state__in=_visible(edits=edits))
    return list(people.values_list("surname", "given"))


def _visible(*, edits: bool) -> Sequence[PersonState]:
    return VISIBLE if edits else (PersonState.ACTIVE,)


def _row(pk: int, found: Sequence[tuple[Any, ...]]) -> PersonRow:
    """`found`: the person beside each membership, the newest first; beside nothing where there never was one."""
    surname, given, patronymic, iin, card, born, state = found[0][: len(KNOWN)]
    since, until, category, *names = found[0][len(PERSON) :]
    for earlier in found[1:]:  # a transfer or another category goes on without a day between
        if earlier[UNTIL] != since:
            break
        since = earlier[SINCE]
    name = " ".join(part for part in (surname, given, patronymic) if part)
    place, values = _short(*names), found[0][len(KNOWN) : len(PERSON)]
    return PersonRow(pk, name, mask(iin), card, born, category or "", state, place, since, until, values)


def _short(short_kk: str | None, name_kk: str | None, short_ru: str | None, name_ru: str | None) -> Bilingual:
    return Bilingual(short_kk or name_kk or "", short_ru or name_ru or "")

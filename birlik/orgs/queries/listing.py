"""The list of organisations as of a day: narrowed, counted, with what stands above and below each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import Literal

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db.models import Case, Count, Expression, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission, Reach
from birlik.accounts.roles import roles_by_reach
from birlik.audit.queries import last_sequence
from birlik.orgs.forms import name_language
from birlik.orgs.kinds import kinds
from birlik.orgs.models import Lineage, Organisation, Placement, SearchWord, valid_on
from birlik.orgs.queries.scope import lasting_lines
from birlik.orgs.rules import permission_condition
from birlik.orgs.words import after_prefix, words_of

WORDS = 8  # of a pasted sentence only the first are looked up
PRIMARY = "primary"
HOUR = 60 * 60

State = Literal["open", "closed", "all"]


@dataclass(frozen=True, slots=True)
class OrganisationFilter:
    """What a list is narrowed to. `on`: the day the tree is read; `direct`: only those right under `under`, open."""

    under: Organisation
    on: date
    direct: bool = True
    kind: str = ""
    region: str = ""
    state: State = "open"
    text: str = ""


@dataclass(frozen=True, slots=True)
class SubtreeCounts:
    """How many organisations of each kind are below an organisation, and how many workplaces, its own included."""

    kinds: dict[str, int]
    workplaces: int = 0

    @property
    def primaries(self) -> int:
        return self.kinds.get(PRIMARY, 0)


@dataclass(frozen=True, slots=True)
class Branch:
    """A node of the tree of organisations that may have others below; `folds` when such stand right under it."""

    organisation: Organisation
    parent: int
    folds: bool


def filter_organisations(
    user: User | AnonymousUser, filters: OrganisationFilter, *, today: date, whole_branches: frozenset[int]
) -> QuerySet[Organisation]:
    """Return the organisations below `filters.under` that the user may see, in no order.

    The roles are those of `today`, the tree that of `filters.on`; closed ones stand where they stood at the end.
    `whole_branches`: those of whose subtree everything is seen (`seen_whole`), which need not be asked for one by one.
    """
    lines = _lines(filters)
    descendants = lines.filter(ancestor=filters.under, depth__gt=0)
    rows = Organisation.objects.filter(pk__in=descendants.values("descendant"))
    if filters.direct:  # quicker than reading all lines down from it
        below_it = Placement.objects.on(filters.on).filter(parent=filters.under)
        rows = Organisation.objects.filter(pk__in=below_it.values("organisation"))
    if filters.state != "open" or filters.under.pk not in whole_branches:
        visible_lines = lines.filter(permission_condition(user, Permission.ORG_VIEW, today))
        rows = rows.filter(pk__in=visible_lines.values("descendant"))
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.region:
        rows = rows.filter(region=filters.region)
    for word in words_of(filters.text)[:WORDS]:
        hits = SearchWord.objects.filter(word__gte=word, word__lt=after_prefix(word))
        rows = rows.filter(pk__in=hits.values("organisation"))
    return rows


def seen_whole(user: User | AnonymousUser, organisations: Iterable[int], *, on: date, today: date) -> frozenset[int]:
    """Return those of which the user sees everything below on the day `on`: a role of `today` that reaches below is
    held at them or above.
    """
    roles_over_branch = [
        code for reach, codes in roles_by_reach(Permission.ORG_VIEW).items() if reach != Reach.HERE for code in codes
    ]
    if not user.is_active or user.pk is None:
        return frozenset()
    condition = valid_on(today, "ancestor__assignments__") & Q(
        ancestor__assignments__user_id=user.pk, ancestor__assignments__role__in=roles_over_branch
    )
    lines = Lineage.objects.on(on).filter(condition, descendant__in=list(organisations))
    return frozenset(lines.values_list("descendant_id", flat=True))


def primaries_on(on: date) -> Expression:
    """Return the number of primary organisations below each row, to sort by; none where there can be none."""
    primaries = Lineage.objects.on(on).filter(ancestor=OuterRef("pk"), depth__gt=0, descendant__kind=PRIMARY).order_by()
    number = Subquery(primaries.values("ancestor").annotate(number=Count("pk")).values("number"))
    return Case(When(kind__in=branch_kinds(), then=Coalesce(number, 0)), output_field=IntegerField())


def workplaces_on(on: date) -> Expression:
    """Return the number of workplaces at and below each row, to sort by."""
    lines = Lineage.objects.on(on).filter(valid_on(on, "descendant__workplaces__"), ancestor=OuterRef("pk")).order_by()
    number = Subquery(lines.values("ancestor").annotate(number=Count("descendant__workplaces")).values("number"))
    return Coalesce(number, 0)


def _lines(filters: OrganisationFilter) -> QuerySet[Lineage]:
    if filters.state == "open":
        return Lineage.objects.on(filters.on)
    lines = lasting_lines(filters.on).exclude(descendant__opened__gt=filters.on)
    return lines.filter(descendant__closed__lte=filters.on) if filters.state == "closed" else lines


def numbers_by_kind(rows: QuerySet[Organisation]) -> dict[str, int]:
    """Return how many of each kind are in a list, the kinds from the top down; kinds that are not
    there are left out.
    """
    numbers = dict(rows.order_by().values_list("kind").annotate(Count("pk")))
    return {kind.code: numbers[kind.code] for kind in kinds() if kind.code in numbers}


def below_of(organisations: Sequence[int], on: date) -> dict[int, SubtreeCounts]:
    """Return organisation id → what stands below it on this day; kept until something of some organisation changes."""
    digest = sha256(repr(organisations).encode()).hexdigest()
    key = f"below/{last_sequence('organisation')}/{on}/{digest}"
    cached_counts: dict[int, SubtreeCounts] | None = cache.get(key)
    if cached_counts is None:
        cached_counts = count_below(organisations, on)
        cache.set(key, cached_counts, HOUR)
    return cached_counts


def count_below(organisations: Iterable[int] | QuerySet[Organisation], on: date) -> dict[int, SubtreeCounts]:
    """Return the same, counted anew: two queries however many there are."""
    lines = Lineage.objects.on(on).filter(ancestor__in=organisations).order_by()
    counts: dict[int, dict[str, int]] = {}
    pairs = lines.filter(depth__gt=0).values_list("ancestor", "descendant__kind")
    for ancestor, kind, number in pairs.annotate(Count("pk")):
        counts.setdefault(ancestor, {})[kind] = number
    places = lines.filter(valid_on(on, "descendant__workplaces__")).values_list("ancestor")
    workplaces = dict(places.annotate(Count("descendant__workplaces")))
    return {pk: SubtreeCounts(counts.get(pk, {}), workplaces.get(pk, 0)) for pk in counts.keys() | workplaces.keys()}


def parents_of(organisations: Iterable[int] | QuerySet[Organisation], on: date) -> dict[int, Organisation]:
    """Return organisation id → what it stands under on this day, or stood under last."""
    rows = Placement.objects.filter(organisation__in=organisations, since__lte=on).select_related("parent")
    return {row.organisation_id: row.parent for row in rows.order_by("since")}


@lru_cache(maxsize=1)
def branch_kinds() -> tuple[str, ...]:
    """Return kinds that may have others below them."""
    parents = {parent for kind in kinds() for parent in kind.parents}
    return tuple(kind.code for kind in kinds() if kind.code in parents)


def branches(
    user: User | AnonymousUser,
    parents: Sequence[int],
    whole_branches: frozenset[int],
    *,
    on: date,
    today: date,
    language: str,
) -> list[Branch]:
    """Return the nodes right under each of these that may have others below, in the order of their
    names; two queries.
    """
    open_spans = Placement.objects.on(on).filter(organisation__kind__in=branch_kinds())
    children = open_spans.filter(parent__in=parents)
    if not whole_branches.issuperset(parents):
        visible_lines = Lineage.objects.on(on).filter(permission_condition(user, Permission.ORG_VIEW, today))
        children = children.filter(organisation__in=visible_lines.values("descendant"))
    names = [f"organisation__{field}" for field in ("code", "name_kk", "name_ru", "short_kk", "short_ru")]
    rows = list(
        children.select_related("organisation")
        .only("parent", *names)
        .order_by(f"organisation__sort_{name_language(language)}", "organisation_id")
    )
    parents_with_children = set(
        open_spans.filter(parent__in=[row.organisation_id for row in rows]).values_list("parent_id", flat=True)
    )
    return [Branch(row.organisation, row.parent_id, row.organisation_id in parents_with_children) for row in rows]

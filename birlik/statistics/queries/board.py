"""The campaign board: who is where, how complete, how timely, how clean; node by node down to the primary."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum

from birlik.orgs import queries as orgs
from birlik.orgs.kinds import rank
from birlik.orgs.models import Lineage, Organisation, Placement
from birlik.orgs.queries.listing import parents_of
from birlik.statistics.enums import COUNTED_STATUSES, Status
from birlik.statistics.models import Campaign, Report
from birlik.statistics.queries import campaigns, windows

DAY = 24 * 60 * 60
ORDER = (Status.NOT_BEGUN, Status.BEGUN, Status.SENT, Status.RETURNED, Status.ACCEPTED, Status.FROZEN)


@dataclass(frozen=True, slots=True)
class Tally:
    """How the reports at and below a node stand.

    `statuses` and `late` count primary organisations, so that they agree with the coverage of every figure; `own`
    counts the own reports of the bodies above them. `late` were first sent after their deadline, or are due and not
    sent. `errors` and `warnings` are the findings of all.
    """

    statuses: dict[Status, int]
    own: dict[Status, int]
    late: int
    errors: int
    warnings: int

    @property
    def expected(self) -> int:
        return sum(self.statuses.values())

    @property
    def accepted(self) -> int:
        return sum(self.statuses.get(status, 0) for status in COUNTED_STATUSES)

    @property
    def in_time(self) -> int:
        return self.expected - self.late

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            _add_statuses(self.statuses, other.statuses),
            _add_statuses(self.own, other.own),
            self.late + other.late,
            self.errors + other.errors,
            self.warnings + other.warnings,
        )


NOTHING = Tally({}, {}, 0, 0, 0)


def _add_statuses(one: dict[Status, int], other: dict[Status, int]) -> dict[Status, int]:
    return {status: one.get(status, 0) + other.get(status, 0) for status in ORDER if status in one or status in other}


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One child of the node on the board. `own` is its own report, when it files one."""

    organisation: Organisation
    tally: Tally
    own: Status | None
    leaf: bool


@dataclass(frozen=True, slots=True)
class Board:
    campaign: Campaign
    node: Organisation
    lines: list[BoardRow]
    total: Tally


def board(campaign: Campaign, node: Organisation, *, today: date) -> Board:
    """Compute the board of a node as of the period's 1 January. Five queries, whatever the size of the subtree."""
    on = campaigns.period(campaign).as_of
    children = sorted(orgs.children(node, on), key=lambda child: rank(child.kind))
    tallies = tally(campaign, [child.pk for child in children] or [node.pk], today=today)
    own = dict(
        Report.objects.filter(campaign=campaign, organisation__in=children).values_list("organisation_id", "status")
    )
    lines = [
        BoardRow(child, tallies.get(child.pk, NOTHING), _status(own.get(child.pk)), child.kind == "primary")
        for child in children
    ]
    node_tally = tally_of(campaign, node, today=today)
    return Board(campaign, node, lines, node_tally)


def _status(value: str | None) -> Status | None:
    return Status(value) if value else None


def tally(campaign: Campaign, nodes: Iterable[int], *, today: date) -> dict[int, Tally]:
    """Return node id → tally of its subtree, in one grouped query."""
    on = campaigns.period(campaign).as_of
    descendants = Lineage.objects.on(on).filter(ancestor__in=list(nodes))
    mine = Q(descendant__reports__campaign=campaign)
    rows = (
        descendants.filter(mine)
        .values("ancestor_id", "descendant__kind", "descendant__reports__status")
        .annotate(
            reports=Count("pk"),
            late=Sum(windows.lateness(campaign, today)),
            errors=Sum("descendant__reports__errors"),
            warnings=Sum("descendant__reports__warnings"),
        )
        .order_by()
    )
    tallies: dict[int, Tally] = {}
    for row in rows:
        statuses = {Status(row["descendant__reports__status"]): row["reports"]}
        primary = row["descendant__kind"] == "primary"
        part = Tally(
            statuses if primary else {},
            {} if primary else statuses,
            row["late"] if primary else 0,
            row["errors"],
            row["warnings"],
        )
        tallies[row["ancestor_id"]] = tallies.get(row["ancestor_id"], NOTHING) + part
    return tallies


def tally_of(campaign: Campaign, node: Organisation, *, today: date) -> Tally:
    """Return the tally of one subtree, kept until something in the campaign changes."""
    key = f"tally/{campaign.year}/{campaign.revision}/{node.pk}/{today}"
    cached_tally: Tally | None = cache.get(key)
    if cached_tally is None:
        cached_tally = tally(campaign, [node.pk], today=today).get(node.pk, NOTHING)
        cache.set(key, cached_tally, DAY)
    return cached_tally


def status_counts(campaign: Campaign, node: Organisation, *, today: date) -> dict[str, int]:
    """Count the reports of the primaries at and below a node: expected, by status, and late; a frozen one is accepted.

    The statuses add up to `expected`; `late` is a part of it.
    """
    node_tally = tally_of(campaign, node, today=today)
    counts = {status.value: node_tally.statuses.get(status, 0) for status in ORDER if status not in COUNTED_STATUSES}
    return {"expected": node_tally.expected, **counts, "accepted": node_tally.accepted, "late": node_tally.late}


@dataclass(frozen=True, slots=True)
class UnacceptedReports:
    """Whose reports are not accepted: the first by the alphabet, each with what it stands under; how many there are
    beside these.
    """

    first: list[tuple[Organisation, Organisation | None]]
    more: int


def unaccepted_reports(board: Board, limit: int = 20) -> UnacceptedReports:
    """Return those of a board whose report is not accepted: many schools are called alike, so not by the name alone."""
    reports = all_unaccepted_reports(board.campaign, board.node)
    first = [one.organisation for one in reports.order_by("organisation__sort_kk", "pk")[:limit]]
    parents = parents_of([one.pk for one in first], campaigns.period(board.campaign).as_of)
    statuses = (*board.total.statuses.items(), *board.total.own.items())
    number = sum(count for status, count in statuses if status not in COUNTED_STATUSES)
    return UnacceptedReports([(one, parents.get(one.pk)) for one in first], number - len(first))


def all_unaccepted_reports(campaign: Campaign, node: Organisation) -> QuerySet[Report]:
    """Return the reports at and below a node that are not accepted, in no order, each with its organisation and the
    keys of what that stands under (`parent_sort_kk`, `parent_sort_ru`).
    """
    on = campaigns.period(campaign).as_of
    branch = Lineage.objects.on(on).filter(ancestor=node).values("descendant")
    reports = Report.objects.filter(campaign=campaign, organisation__in=branch).exclude(status__in=COUNTED_STATUSES)
    placement = Placement.objects.on(on).filter(organisation=OuterRef("organisation"))
    keys = {f"parent_{name}": Subquery(placement.values(f"parent__{name}")[:1]) for name in ("sort_kk", "sort_ru")}
    return reports.select_related("organisation").annotate(**keys)

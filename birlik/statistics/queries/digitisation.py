"""The digitisation board: how much of each organisation's membership stands in the registry, and who is late.

Counts only. The registry is read as it is today, the reported members as they were accepted in the campaign.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from birlik.activity.deliveries import DigitisationDeadline
from birlik.grammar.numbers import percent_of
from birlik.orgs import queries as orgs
from birlik.orgs.models import Organisation
from birlik.statistics.models import Campaign
from birlik.statistics.queries import campaigns, deliveries, frames
from birlik.statistics.queries.deliveries import NOBODY, RegistryCount


@dataclass(frozen=True, slots=True)
class DigitisationRow:
    """One organisation. `reported`: its members by the accepted figures, None where nothing is accepted."""

    organisation: Organisation
    registered: RegistryCount
    reported: int | None
    deadline: DigitisationDeadline | None
    today: date

    @property
    def coverage(self) -> Decimal | None:
        """People with a checked IIN per hundred reported members."""
        return percent_of(self.registered.checked, self.reported)

    @property
    def days_late(self) -> int:
        """Days since the member base was due, as long as it has not been delivered."""
        if self.deadline is None or self.deadline.delivered is not None:
            return 0
        return max((self.today - self.deadline.due).days, 0)

    @property
    def is_delivered(self) -> bool:
        return self.deadline is not None and self.deadline.delivered is not None


@dataclass(frozen=True, slots=True)
class Digitisation:
    """A node with the organisations right below it; the late ones first, then as their names go."""

    campaign: Campaign
    node: DigitisationRow
    lines: list[DigitisationRow]

    @property
    def late_lines(self) -> list[DigitisationRow]:
        return [line for line in self.lines if line.days_late]

    @property
    def delivered_count(self) -> int:
        return sum(line.is_delivered for line in self.lines)

    @property
    def agreed_count(self) -> int:
        return sum(line.deadline is not None for line in self.lines)


def digitisation(campaign: Campaign, node: Organisation, *, today: date) -> Digitisation:
    """Compute the board of a node, children as of the campaign's 1 January."""
    children = list(orgs.children(node, campaigns.period(campaign).as_of))
    lines = list(_lines(campaign, [node, *children], today))
    rows = sorted(lines[1:], key=lambda line: -line.days_late)  # stable: those of one day stay by name
    return Digitisation(campaign, lines[0], rows)


def line_of(campaign: Campaign, organisation: Organisation, *, today: date) -> DigitisationRow:
    return next(iter(_lines(campaign, [organisation], today)))


def _lines(campaign: Campaign, organisations: list[Organisation], today: date) -> Iterable[DigitisationRow]:
    ids = [one.pk for one in organisations]
    registry: Mapping[int, RegistryCount] = deliveries.registry_counts_below(ids, today)
    deadlines = deliveries.deliveries(ids)
    sets = frames.figure_sets(campaign).filter(organisation_id__in=ids)
    headcount = campaigns.form(campaign).uses.headcount
    headcounts = {pk: values.get(headcount) for pk, values in sets.values_list("organisation_id", "values")}
    for one in organisations:
        yield DigitisationRow(one, registry.get(one.pk, NOBODY), headcounts.get(one.pk), deadlines.get(one.pk), today)

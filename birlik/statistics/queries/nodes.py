"""The stored figures of organisations in two consecutive years, many at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from birlik.orgs.models import Organisation
from birlik.statistics.models import Campaign, FigureSet
from birlik.statistics.queries import campaigns, frames


@dataclass(frozen=True, slots=True)
class NodeFigures:
    """The stored values of one organisation in two consecutive years; `previous` as reported then, in the cells of this
    year's form that go on from last year's, None without."""

    organisation: Organisation
    values: dict[str, int]
    previous: dict[str, int] | None
    causes: dict[str, int]
    accepted: int
    expected: int
    before: FigureSet | None = None


def node_figures(
    campaign: Campaign, organisations: Iterable[Organisation], edition: int | None = None
) -> dict[int, NodeFigures]:
    """Return organisation id → its figures of the campaign and, as reported, of last year: two queries whatever the
    number.
    """
    nodes = {node.pk: node for node in organisations}
    last_campaign = campaigns.previous_campaign(campaign)
    past: dict[int, FigureSet] = {}
    if last_campaign is not None:
        for row in frames.figure_sets(last_campaign).filter(organisation_id__in=list(nodes)):
            row.campaign = (
                last_campaign  # known here; asking the database for it once per organisation would cost a query
            )
            past[row.organisation_id] = row
    form = campaigns.form(campaign)
    figures = {}
    for row in frames.figure_sets(campaign, edition).filter(organisation_id__in=list(nodes)):
        before = past.get(row.organisation_id)
        figures[row.organisation_id] = NodeFigures(
            nodes[row.organisation_id],
            row.values,
            form.carry_over(campaigns.form(before.campaign), before.values) if before else None,
            row.causes,
            row.accepted,
            row.expected,
            before,
        )
    return figures

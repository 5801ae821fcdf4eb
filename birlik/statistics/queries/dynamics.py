"""Growth and decline of the organisations right under a node, as reported or on today's borders."""

from __future__ import annotations

from typing import Literal

from birlik.orgs import queries as orgs
from birlik.orgs.models import Organisation
from birlik.statistics import dynamics as pure
from birlik.statistics.dynamics import HeadcountChange, Measure
from birlik.statistics.models import Campaign
from birlik.statistics.queries import borders, campaigns
from birlik.statistics.queries.nodes import NodeFigures, node_figures

Borders = Literal["reported", "today"]
OrganisationDynamics = pure.DynamicsRow[Organisation]
Dynamics = pure.Dynamics[Organisation]


def dynamics(
    campaign: Campaign, organisation: Organisation, borders: Borders = "reported", *, edition: int | None = None
) -> Dynamics:
    """Return a line for each child that has figures, in the order of Kazakh names, and the organisation's own line.

    `borders`: "reported" takes last year's figures as each organisation gave them; "today" puts mergers and splits
    since then into them (shares of the successions). About six queries, whatever the number of children.
    """
    children = list(orgs.children(organisation, campaigns.period(campaign).as_of))
    figures = node_figures(campaign, [organisation, *children], edition)
    nodes = {
        pk: node for pk, node in figures.items() if node.values
    }  # with nothing accepted there is nothing to compare
    past = _on_today(campaign, nodes) if borders == "today" else {pk: node.previous for pk, node in nodes.items()}
    lines = [_line(nodes[child.pk], past.get(child.pk)) for child in children if child.pk in nodes]
    own = nodes.get(organisation.pk)
    return pure.Dynamics(_line(own, past.get(organisation.pk)) if own else None, lines)


def _on_today(campaign: Campaign, nodes: dict[int, NodeFigures]) -> dict[int, dict[str, int] | None]:
    values = borders.previous_values(campaign, list(nodes))
    return {pk: values.get(pk) for pk in nodes}


def _line(node: NodeFigures, previous: dict[str, int] | None) -> OrganisationDynamics:
    working_people, total = (
        HeadcountChange.of(node.values, previous or None, measure.indicator) for measure in Measure
    )
    return pure.DynamicsRow(node.organisation, working_people, total)

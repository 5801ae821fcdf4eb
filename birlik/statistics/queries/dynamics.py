"""Growth and decline of the organisations right under a node, as reported or on today's borders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from birlik.orgs import queries as orgs
from birlik.orgs.models import Organisation
from birlik.statistics import dynamics as pure
from birlik.statistics.dynamics import HeadcountChange, Measure, cells_of_measures
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
    before = next((node.before.campaign for node in nodes.values() if node.before), None)
    cells = measures(campaign, before)
    lines = [_line(nodes[child.pk], past.get(child.pk), cells) for child in children if child.pk in nodes]
    own = nodes.get(organisation.pk)
    node_row = _line(own, past.get(organisation.pk), cells) if own else None
    return pure.Dynamics(node_row, lines, frozenset(cells))


def measures(campaign: Campaign, before: Campaign | None = None) -> dict[Measure, str]:
    """Return measure → cell, of those that the form has and that go on from the form of the year before.

    `before`: the campaign of that year, where it is known already.
    """
    form, before = campaigns.form(campaign), before or campaigns.previous_campaign(campaign)
    cells = cells_of_measures(form.uses.measures)
    if before is None:
        return cells
    comparable_codes = form.continued_cells(campaigns.form(before))
    return {measure: code for measure, code in cells.items() if code in comparable_codes}


def _on_today(campaign: Campaign, nodes: dict[int, NodeFigures]) -> dict[int, dict[str, int] | None]:
    values = borders.previous_values(campaign, list(nodes))
    return {pk: values.get(pk) for pk in nodes}


def _line(node: NodeFigures, previous: dict[str, int] | None, cells: Mapping[Measure, str]) -> OrganisationDynamics:
    headcounts = [
        HeadcountChange.of(node.values, previous or None, cells[measure]) if measure in cells else None
        for measure in Measure
    ]
    return pure.DynamicsRow(node.organisation, *headcounts)

"""The consolidated table: organisations × indicators, with the total of the node and nothing that doesn't add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from birlik.core.bilingual import Bilingual
from birlik.core.errors import Refusal
from birlik.orgs import queries as orgs
from birlik.orgs.kinds import rank
from birlik.orgs.models import Organisation
from birlik.statistics.models import Campaign
from birlik.statistics.queries import campaigns, figures, nodes
from birlik.statistics.queries.figures import Number
from birlik.statistics.queries.nodes import NodeFigures
from birlik.statistics.spec import FormSpec


@dataclass(frozen=True, slots=True)
class Column:
    code: str
    label: Bilingual
    unit: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A value beside last year's; None is empty, which is not zero."""

    value: Number | None
    previous: Number | None

    @property
    def change(self) -> Number | None:
        return None if self.value is None or self.previous is None else self.value - self.previous


@dataclass(frozen=True, slots=True)
class TableRow:
    """`kind` tells an organisation, the node's own rows and the total apart."""

    organisation: Organisation
    kind: str
    cells: list[Cell]
    accepted: int
    expected: int


@dataclass(frozen=True, slots=True)
class ConsolidatedTable:
    campaign: Campaign
    node: Organisation
    columns: list[Column]
    lines: list[TableRow]
    total: TableRow | None


def columns_of(campaign: Campaign, codes: Sequence[str] | None = None) -> list[Column]:
    """Return the chosen indicators, or the headline ones with the percentages; `indicator.unknown`
    for any other code.
    """
    form = campaigns.form(campaign)
    columns = list(codes) if codes else [*form.headline_codes, *form.uses.shares]
    for code in columns:
        if not form.has(code):
            raise Refusal("indicator.unknown", code=code)
    units = {code: form.rows[code].unit if code in form.rows else "percent" for code in columns}
    return [Column(code, figures.label_of(form, code), units[code]) for code in columns]


def consolidated_table(campaign: Campaign, node: Organisation, codes: Sequence[str] | None = None) -> ConsolidatedTable:
    """Return the children of a node and its total. Four queries, whatever the number of children."""
    columns = columns_of(campaign, codes)
    form = campaigns.form(campaign)
    children = sorted(orgs.children(node, campaigns.period(campaign).as_of), key=lambda child: rank(child.kind))
    figures_by_id = nodes.node_figures(campaign, [*children, node])
    lines = [
        _line(form, columns, figures_by_id[child.pk], "organisation") for child in children if child.pk in figures_by_id
    ]
    total = _line(form, columns, figures_by_id[node.pk], "total") if node.pk in figures_by_id else None
    return ConsolidatedTable(campaign, node, columns, lines, total)


def _line(form: FormSpec, columns: Sequence[Column], row: NodeFigures, kind: str) -> TableRow:
    cells = [
        Cell(
            figures.indicator_value(form, row.values, column.code),
            None if row.previous is None else figures.indicator_value(form, row.previous, column.code),
        )
        for column in columns
    ]
    return TableRow(row.organisation, kind, cells, row.accepted, row.expected)

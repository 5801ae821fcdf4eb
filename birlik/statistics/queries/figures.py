"""Figures: an indicator of an organisation in a period, with last year, change and coverage.

Stored figures come from FigureSet. Two more sorts are computed where they are read, so they can't disagree with it:
percentages (always from sums, never stored, never added) and the figures of queries.computed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from birlik.core.bilingual import Bilingual
from birlik.core.errors import Refusal
from birlik.grammar import numbers
from birlik.orgs.models import Organisation
from birlik.statistics.enums import CampaignStatus
from birlik.statistics.keys import FigureKey
from birlik.statistics.models import Campaign, FigureSet
from birlik.statistics.queries import campaigns
from birlik.statistics.queries.computed import Year, computed_codes, computed_figure, headcount_of
from birlik.statistics.queries.nodes import NodeFigures, node_figures
from birlik.statistics.spec import FormSpec

__all__ = [
    "Figure",
    "NodeFigures",
    "Number",
    "Year",
    "build",
    "computed_codes",
    "editions_of",
    "figure",
    "figures",
    "indicator_value",
    "is_comparable",
    "is_known",
    "label_of",
    "node_figures",
    "over_years",
]

Number = int | Decimal


@dataclass(frozen=True, slots=True)
class Figure:
    """One published number. `value` None is empty, which is not zero; percentages are Decimals with one decimal."""

    key: FigureKey
    label: Bilingual
    unit: str
    value: Number | None
    previous: Number | None
    accepted: int
    expected: int
    frozen: bool

    @property
    def change(self) -> Number | None:
        """This year less last year; for percentages in percentage points."""
        return None if self.value is None or self.previous is None else self.value - self.previous

    @property
    def change_pct(self) -> Decimal | None:
        """Change in per cent of last year; never of a percentage."""
        if self.unit == "percent" or self.value is None or not self.previous:
            return None
        return numbers.change_percent(int(self.previous), int(self.value))

    @property
    def is_complete(self) -> bool:
        return self.accepted == self.expected

    def of_facet(self, facet: str) -> Number | None:
        value: Number | None = getattr(self, facet)
        return value


def label_of(form: FormSpec, code: str) -> Bilingual:
    """Return the name of an indicator; `indicator.unknown` for any other code."""
    if form.has(code):
        return form.label(code)
    if figure_spec := computed_figure(form, code):
        return figure_spec.label
    raise Refusal("indicator.unknown", code=code)


def is_known(form: FormSpec, code: str) -> bool:
    """Return whether there is such a figure under a form: a cell, a percentage, or one that is computed."""
    return form.has(code) or computed_figure(form, code) is not None


def over_years(
    campaign: Campaign, years: Sequence[Campaign], organisation: Organisation, codes: Sequence[str]
) -> tuple[dict[str, Figure], dict[str, list[Number | None]]]:
    """Return the figures of a campaign, code → figure, and code → values in all `years`, in their order.

    A year whose form has no such figure, or counts something else under its code, has the value None.
    """
    form = campaigns.form(campaign)
    campaigns_by_id = {one.pk: one for one in [*years, campaign]}
    by_year = {
        pk: figures(one, organisation, [code for code in codes if is_comparable(form, campaigns.form(one), code)])
        for pk, one in campaigns_by_id.items()
    }
    values = {
        code: [by_year[one.pk][code].value if code in by_year[one.pk] else None for one in years] for code in codes
    }
    return by_year[campaign.pk], values


def is_comparable(form: FormSpec, other: FormSpec, code: str) -> bool:
    """Return whether two editions of the form have a figure, and count the same under its code."""
    if not (is_known(form, code) and is_known(other, code)):
        return False
    parts = [part for one in form.derived if one.code == code for part in (one.numerator, one.denominator)]
    cells = [code] if code in form.rows else [*parts, *filter(None, [headcount_of(form, code)])]
    newer, older = (form, other) if form.edition >= other.edition else (other, form)
    old_codes = newer.continued_cells(older)
    return all(old_codes.get(cell) == (cell,) for cell in cells)


def figure(campaign: Campaign, organisation: Organisation, code: str, edition: int | None = None) -> Figure:
    """Return one figure, or `indicator.unknown`."""
    label_of(campaigns.form(campaign), code)
    return figures(campaign, organisation, [code], edition)[code]


def figures(
    campaign: Campaign, organisation: Organisation, codes: Sequence[str], edition: int | None = None
) -> dict[str, Figure]:
    """Return several figures of one organisation, code → figure; all of them are there, empty ones with value None."""
    node = node_figures(campaign, [organisation], edition).get(organisation.pk)
    year = Year(campaign, organisation, node, edition)
    return {code: build(year, code) for code in codes}


def build(year: Year, code: str) -> Figure:
    """Return a figure from values already read; one `Year` for several codes reads what they share only once."""
    form, node, campaign = campaigns.form(year.campaign), year.node, year.campaign
    value: Number | None
    previous: Number | None
    if not form.has(code) and (figure_spec := computed_figure(form, code)):
        unit, (value, previous) = figure_spec.unit, figure_spec.sides(year)
    else:
        unit = form.rows[code].unit if code in form.rows else "percent"
        value = indicator_value(form, node.values, code) if node else None
        previous = indicator_value(form, node.previous, code) if node and node.previous is not None else None
    return Figure(
        FigureKey(code, year.organisation.code, campaign.year, year.edition or campaign.edition),
        label_of(form, code),
        unit,
        value,
        previous,
        node.accepted if node else 0,
        node.expected if node else 0,
        campaign.status == CampaignStatus.FROZEN,
    )


def indicator_value(form: FormSpec, values: dict[str, int], code: str) -> Number | None:
    """Return a stored value, or a percentage recomputed from the stored sums."""
    if code in form.rows:
        return values.get(code)
    return next(one.value(values) for one in form.derived if one.code == code)


def editions_of(campaign: Campaign, organisation: Organisation) -> list[FigureSet]:
    """Return the sets in which this organisation's figures changed, the newest first."""
    sets = FigureSet.objects.filter(campaign=campaign, organisation=organisation)
    return list(sets.select_related("source", "source__author").order_by("-edition"))

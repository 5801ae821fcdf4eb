"""What a figure is made of: the organisations below, the cells it adds up, the report and line it was typed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from birlik.documents import queries as documents
from birlik.documents.models import Citation
from birlik.orgs import queries as orgs
from birlik.orgs.models import Organisation
from birlik.statistics.keys import FigureKey
from birlik.statistics.models import Campaign, FigureSet
from birlik.statistics.queries import campaigns, figures, frames, nodes
from birlik.statistics.queries.figures import Figure, Number
from birlik.statistics.spec import FormRow


@dataclass(frozen=True, slots=True)
class Part:
    """The same indicator of a child."""

    organisation: Organisation
    value: Number | None
    previous: Number | None

    @property
    def change(self) -> Number | None:
        return None if self.value is None or self.previous is None else self.value - self.previous


@dataclass(frozen=True, slots=True)
class Anatomy:
    """A figure with its parts. `own` is the node's own reported cell; `rest` what the parts leave, 0 when they add up.

    `components` are the figures that a sum or a percentage is made of; `row` is its line in the form, if it has one;
    `series` its last five years, `years` all whose form has such a figure, the newest first;
    `is_changed`: last year's form counted something else under its code.
    """

    figure: Figure
    row: FormRow | None
    parts: list[Part]
    own: Number | None
    rest: Number | None
    components: list[Figure]
    editions: list[FigureSet]
    series: list[tuple[int, Number | None]]
    years: list[int]
    is_changed: bool


def anatomy(campaign: Campaign, organisation: Organisation, code: str, edition: int | None = None) -> Anatomy:
    """Return everything the page of a figure shows; `indicator.unknown`, `figure.edition_unknown`."""
    form = campaigns.form(campaign)
    figure = figures.figure(campaign, organisation, code, edition)
    additive = code in form.rows
    parts = _parts(campaign, organisation, code, edition) if additive or code in form.derived_codes else []
    own = _reported_cell(campaign, organisation, code, edition) if additive else None
    rest = None
    if additive and parts and figure.value is not None:
        rest = figure.value - (own or 0) - sum(part.value or 0 for part in parts)
    components = list(figures.figures(campaign, organisation, _components(campaign, code), edition).values())
    editions = figures.editions_of(campaign, organisation)
    all_campaigns = campaigns.campaigns()
    series = _series(campaign, list(reversed(all_campaigns[:5])), organisation, code)
    years = [one.year for one in all_campaigns if figures.is_known(campaigns.form(one), code)]
    before = campaigns.previous_campaign(campaign)
    is_changed = before is not None and not figures.is_comparable(form, campaigns.form(before), code)
    return Anatomy(figure, form.rows.get(code), parts, own, rest, components, editions, series, years, is_changed)


def citations(campaign: Campaign, organisation: Organisation, code: str) -> list[Citation]:
    """Return where the papers cite the figure, in any edition. Papers change while the campaign does not."""
    key = FigureKey(code, organisation.code, campaign.year, campaign.edition)
    return list(documents.citations_of(cited_key(key)))


def cited_key(key: FigureKey) -> str:
    """Return the key as citations keep it: without edition and facet."""
    return f"{key.code}@{key.organisation}/{key.year}"


def _parts(campaign: Campaign, organisation: Organisation, code: str, edition: int | None) -> list[Part]:
    form = campaigns.form(campaign)
    children = list(orgs.children(organisation, campaigns.period(campaign).as_of))
    figures_by_id = nodes.node_figures(campaign, children, edition)
    parts = []
    for child in children:
        if node := figures_by_id.get(child.pk):
            previous = None if node.previous is None else figures.indicator_value(form, node.previous, code)
            parts.append(Part(child, figures.indicator_value(form, node.values, code), previous))
    return [part for part in parts if part.value is not None or part.previous is not None]


def _reported_cell(campaign: Campaign, organisation: Organisation, code: str, edition: int | None) -> int | None:
    """Return the cell that this organisation itself reported, as the edition has it; None where the cell is not its
    own.
    """
    source = frames.figure_sets(campaign, edition).filter(organisation=organisation, source__isnull=False)
    values = source.values_list("source__values", flat=True).first()
    cell: int | None = (values or {}).get(code)
    return cell


def _components(campaign: Campaign, code: str) -> Sequence[str]:
    form = campaigns.form(campaign)
    if code in form.rows:
        return form.rows[code].sum
    return next(((one.numerator, one.denominator) for one in form.derived if one.code == code), ())


def _series(
    campaign: Campaign, last: list[Campaign], organisation: Organisation, code: str
) -> list[tuple[int, Number | None]]:
    _, values = figures.over_years(campaign, last, organisation, [code])
    return [(one.year, value) for one, value in zip(last, values[code], strict=True)]

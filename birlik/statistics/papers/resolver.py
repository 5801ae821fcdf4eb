"""What the papers' engine asks of figures: their newest edition, and which figure a number typed by hand may mean."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property

from birlik.core.errors import Refusal
from birlik.documents.blocks import FigureRef, Mark
from birlik.orgs import queries as orgs
from birlik.orgs.models import Organisation
from birlik.statistics.keys import FACETS, FigureKey
from birlik.statistics.models import Campaign
from birlik.statistics.papers.campaign_figures import CampaignFigures
from birlik.statistics.papers.content import MEMBER_ORGANISATIONS
from birlik.statistics.papers.text import address
from birlik.statistics.queries import campaigns, figures
from birlik.statistics.queries.figures import Figure

CHILD_FACETS = ("change", "value")


def mark_of(figure: Figure, facet: str) -> Mark | None:
    """Return one side of a figure as the engine keeps it; None where that side is empty."""
    value = figure.of_facet(facet)
    if value is None:
        return None
    percent = facet == "change_pct" or (figure.unit == "percent" and facet != "change")
    name, _, _ = figure.key.figure.partition("#")
    return Mark(name, figure.key.edition, facet, str(value), Decimal(value), percent, address(figure))


class FigureResolver:
    """Figures in their current edition, for the papers about an organisation in one campaign, without one about the
    union (`documents.facts.Resolver`)."""

    def __init__(self, campaign: Campaign, organisation: Organisation | None = None) -> None:
        self._campaign = campaign
        self._organisation = organisation

    @cached_property
    def _book(self) -> CampaignFigures:
        return CampaignFigures(self._campaign, self._organisation)

    def latest_marks(self, refs: Collection[FigureRef]) -> Mapping[FigureRef, Mark]:
        """Return the newest mark of each, without those that name no figure or an empty one; organisations are asked
        for once each.
        """
        refs_by_organisation: dict[tuple[int, str], dict[str, list[FigureRef]]] = {}
        for ref in refs:
            if key := _key(ref):
                refs_by_organisation.setdefault((key.year, key.organisation), {}).setdefault(key.code, []).append(ref)
        marks = {}
        for (year, organisation), codes in refs_by_organisation.items():
            for code, figure in self._figures(year, organisation, list(codes)).items():
                for ref in codes[code]:
                    if mark := mark_of(figure, ref.facet):
                        marks[ref] = mark
        return marks

    def _figures(self, year: int, organisation: str, codes: list[str]) -> dict[str, Figure]:
        if year == self._campaign.year:
            node = next((each for each in self._book.nodes.values() if each.organisation.code == organisation), None)
            if node is not None:
                return {code: node[code] for code in codes if _is_known_code(self._campaign, code)}
        try:
            campaign, other = campaigns.campaign(year), orgs.organisation_by_code(organisation)
        except Refusal:
            return {}
        return figures.figures(campaign, other, [code for code in codes if _is_known_code(campaign, code)])

    def pool(self) -> Iterable[Mark]:
        """Return the organisation's figures first, main ones before the rest, then what papers say
        of those below it.
        """
        yield from self._sides(self._book.organisation.pk, self._codes(), FACETS)
        for child in self._book.children:
            yield from self._sides(child.pk, self._child_codes(), CHILD_FACETS)

    def _codes(self) -> list[str]:
        form = campaigns.form(self._campaign)
        computed_codes = figures.computed_codes(form)
        return list(dict.fromkeys([*form.headline_codes, *form.derived_codes, *computed_codes, *form.stored_codes]))

    def _child_codes(self) -> list[str]:
        uses = self._book.form.uses
        return [code for code in dict.fromkeys([uses.headcount, *reversed(uses.measures)]) if code]

    def _sides(self, organisation: int, codes: Iterable[str], facets: Iterable[str]) -> Iterator[Mark]:
        node = self._book.nodes[organisation]
        for facet in facets:
            for code in codes:
                if mark := mark_of(node[code], facet):
                    yield mark


def addressee_known(name: str) -> bool:
    """Return whether a resolution may address this: all member organisations, or one organisation by its code."""
    if name == MEMBER_ORGANISATIONS:
        return True
    try:
        orgs.organisation_by_code(name)
    except Refusal:
        return False
    return True


def _key(ref: FigureRef) -> FigureKey | None:
    try:
        return FigureKey.parse(f"{ref.figure}:{ref.facet}")
    except Refusal:
        return None


def _is_known_code(campaign: Campaign, code: str) -> bool:
    return figures.is_known(campaigns.form(campaign), code)

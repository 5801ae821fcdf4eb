"""What stands behind the figures of a paper: names, values, change, whose they are; fetched once behind the page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from birlik.core.errors import Refusal
from birlik.documents import queries as documents
from birlik.documents.blocks import Mark, marks_of
from birlik.orgs import queries as orgs
from birlik.orgs.models import Organisation
from birlik.registers.declare import register_that_counts
from birlik.registers.queries import state_of
from birlik.statistics.keys import FigureKey
from birlik.statistics.models import Campaign
from birlik.statistics.papers.campaign_figures import CampaignFigures
from birlik.statistics.queries import campaigns
from birlik.statistics.queries.figures import Figure, label_of
from birlik.statistics.queries.figures import figures as read
from birlik.web.documents import desk
from birlik.web.documents.desk import Desk
from birlik.web.documents.downloads import version as version_of
from birlik.web.shared import addresses
from birlik.web.shared.paper_addresses import PaperAddress

DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Fact:
    """One cited figure as it is today; `key` is how the paper names it, with the edition it cited."""

    key: str
    figure: Figure
    organisation: Organisation
    url: str


@require_safe
def show(request: HttpRequest, address: PaperAddress) -> HttpResponse:
    """Show the facts of both language versions, for the side of the page."""
    spot, paper = desk.existing_paper(request, address)
    version, pair = version_of(paper, request.GET.get("version")), documents.other_language(paper)
    campaign = spot.desk.campaign
    marks = marks_of([*version.blocks, *(pair.blocks if pair else [])])
    key = f"papers/facts/{version.pk}/{pair.pk if pair else 0}/{campaign.revision}{_registers(marks)}/{get_language()}"
    body: str | None = cache.get(key)
    if body is None:
        context: dict[str, Any] = {"facts": facts(CampaignFigures(campaign, spot.desk.organisation), marks)}
        body = render_to_string("documents/figures.html", context, request)
        cache.set(key, body, DAY)
    return HttpResponse(body)


def _registers(marks: Iterable[Mark]) -> str:
    """Return the state of the registers whose numbers are cited, which change while the campaign does not."""
    codes = {mark.figure.partition("@")[0] for mark in marks}
    registers = {one.code: one for code in codes if (one := register_that_counts(code))}
    return "".join(f"/{state_of(registers[code])}" for code in sorted(registers))


def facts(book: CampaignFigures, marks: Iterable[Mark]) -> list[Fact]:
    """Return each cited figure once, in reading order; those that no longer exist are left out."""
    nodes = {node.organisation.code: node for node in book.nodes.values()}
    fact_by_figure: dict[str, Fact] = {}
    for mark in marks:
        name = f"{mark.figure}#{mark.edition}"
        if name in fact_by_figure:
            continue
        try:
            key = FigureKey.parse(name)
            figure, organisation = _figure(book.campaign, key, nodes)
        except Refusal:
            continue
        url = f"{addresses.figure(key.year, key.organisation, key.code)}?edition={key.edition}"
        fact_by_figure[name] = Fact(name, figure, organisation, url)
    return list(fact_by_figure.values())


def name_of(page_desk: Desk, figure: str) -> str:
    """Return a figure in words, with its organisation where that isn't the whole union; its key
    where nobody knows it.
    """
    language = get_language() or "kk"
    try:
        key = FigureKey.parse(figure)
        label = label_of(campaigns.form(page_desk.campaign), key.code).in_(language)
        if key.organisation == page_desk.page.organisation.code:
            return label
        organisation = orgs.organisation_by_code(key.organisation)
    except Refusal:
        return figure
    return f"{label}, {organisation.short.in_(language)}"


def _figure(campaign: Campaign, key: FigureKey, nodes: dict[str, Any]) -> tuple[Figure, Organisation]:
    """Load one figure; refused with `figure.unknown`, `indicator.unknown` or `orgs.unknown` where there is none."""
    if key.year == campaign.year and key.organisation in nodes:
        node = nodes[key.organisation]
        label_of(campaigns.form(campaign), key.code)
        return node[key.code], node.organisation
    other, organisation = campaigns.campaign(key.year), orgs.organisation_by_code(key.organisation)
    label_of(campaigns.form(other), key.code)
    return read(other, organisation, [key.code])[key.code], organisation

"""The main figures of an organisation, which its form names, as home and the organisation's own page show them."""

from __future__ import annotations

from collections.abc import Sequence

from birlik.statistics.enums import CampaignStatus
from birlik.statistics.models import Campaign
from birlik.statistics.queries import campaigns, figures
from birlik.statistics.queries.figures import Figure, Number
from birlik.web.shared import addresses
from birlik.web.shared.campaign_page import CampaignPage
from birlik.web.shared.figures import FigureView

YEARS = 5


def five(page: CampaignPage) -> list[FigureView]:
    """Return the figures of the place's year with their change, their coverage and a line of the last years."""
    codes = campaigns.form(page.campaign).uses.highlights_for(page.organisation.kind)
    years = [one for one in campaigns.campaigns() if one.year <= page.campaign.year]
    last = list(reversed(years[:YEARS]))
    own, series = figures.over_years(page.campaign, last, page.organisation, codes)
    return [view(page.campaign, own[code], series[code]) for code in codes]


def view(campaign: Campaign, figure: Figure, series: Sequence[Number | None] = ()) -> FigureView:
    """Return one figure as the components draw it."""
    frozen = campaign.status == CampaignStatus.FROZEN
    return FigureView(
        figure.value,
        addresses.figure(campaign.year, figure.key.organisation, figure.key.code),
        figure.label,
        "%" if figure.unit == "percent" else "",
        figure.change,
        figure.change_pct,
        series,
        figure.accepted,
        figure.expected,
        "frozen" if frozen else "preliminary",
    )

"""The five main figures of an organisation, as home and the organisation's own page show them."""

from __future__ import annotations

from collections.abc import Sequence

from birlik.statistics.enums import CampaignStatus
from birlik.statistics.models import Campaign
from birlik.statistics.queries import campaigns, figures
from birlik.statistics.queries.figures import Figure, Number
from birlik.web.shared import addresses
from birlik.web.shared.campaign_page import CampaignPage
from birlik.web.shared.figures import FigureView

FIVE = ("members_total", "members_working", "coverage_working", "primary_organisations", "trained_total")
OF_A_PRIMARY = ("members_total", "members_working", "coverage_working", "members_under_35", "trained_total")

YEARS = 5


def five(page: CampaignPage) -> list[FigureView]:
    """Return the figures of the place's year with their change, their coverage and a line of the last years."""
    codes = OF_A_PRIMARY if page.organisation.kind == "primary" else FIVE
    years = [one for one in campaigns.campaigns() if one.year <= page.campaign.year]
    last = list(reversed(years[:YEARS]))
    figures_by_year = {campaign.year: figures.figures(campaign, page.organisation, codes) for campaign in last}
    own = figures_by_year.get(page.campaign.year, {})
    return [view(page.campaign, own[code], [figures_by_year[one.year][code].value for one in last]) for code in codes]


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

"""The five main figures of an organisation, as home and the organisation's own page show them."""

from __future__ import annotations

from birlik.statistics.enums import CampaignStatus
from birlik.statistics.models import Campaign
from birlik.statistics.queries import figures
from birlik.statistics.queries.figures import Figure
from birlik.web.shared import addresses
from birlik.web.shared.figures import FigureView
from birlik.web.shared.place import Place

FIVE = ("members_total", "members_working", "coverage_working", "primary_organisations", "trained_total")
OF_A_PRIMARY = ("members_total", "members_working", "coverage_working", "members_under_35", "trained_total")


def five(here: Place) -> list[FigureView]:
    """The figures with their change, coverage and address."""
    codes = OF_A_PRIMARY if here.organisation.kind == "primary" else FIVE
    return [view(here.campaign, one) for one in figures.figures(here.campaign, here.organisation, codes).values()]


def view(campaign: Campaign, figure: Figure) -> FigureView:
    """One figure as the components draw it."""
    return FigureView(
        figure.value,
        addresses.figure(campaign.year, figure.key.organisation, figure.key.code),
        figure.label,
        "%" if figure.unit == "percent" else "",
        figure.change,
        figure.change_pct,
        accepted=figure.accepted,
        expected=figure.expected,
        mark="frozen" if campaign.status == CampaignStatus.FROZEN else "preliminary",
    )

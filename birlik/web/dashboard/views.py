"""Home: first what waits for the person, then the own organisation's numbers, then the campaign."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.statistics.enums import CampaignStatus
from birlik.statistics.models import Campaign
from birlik.statistics.queries import board, campaigns, figures, waiting
from birlik.statistics.queries.figures import Figure, Number
from birlik.web.shared import addresses, place
from birlik.web.shared.figures import FigureView
from birlik.web.shared.place import Place

FIVE = ("members_total", "members_working", "coverage_working", "primary_organisations", "trained_total")
OF_A_PRIMARY = ("members_total", "members_working", "coverage_working", "members_under_35", "trained_total")

YEARS = 5


def home(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    try:
        here = place.find(user, Permission.REPORT_VIEW, None, None)
    except Http404:
        return render(request, "dashboard/nothing.html")
    today = timezone.localdate()
    tally = board.tally_of(here.campaign, here.organisation, today=today)
    context = here.context("statistics:board") | {
        "crumbs": [],
        "tally": tally,
        "counts": {status.value: number for status, number in tally.statuses.items() if number},
        "waiting": waiting.waiting_for(user, here.campaign, today=today),
        "figures": five(here),
        "chair": here.organisation.kind == "primary",
        "frozen": here.campaign.status == CampaignStatus.FROZEN,
        "today": today,
    }
    return render(request, "dashboard/home.html", context)


def five(here: Place) -> list[FigureView]:
    codes = OF_A_PRIMARY if here.organisation.kind == "primary" else FIVE
    last = list(reversed(campaigns.campaigns()[:YEARS]))
    found = {campaign.year: figures.figures(campaign, here.organisation, codes) for campaign in last}
    own = found.get(here.campaign.year, {})
    return [view(here.campaign, own[code], [found[one.year][code].value for one in last]) for code in codes]


def view(campaign: Campaign, figure: Figure, series: Sequence[Number | None] = ()) -> FigureView:
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

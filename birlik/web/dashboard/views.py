"""Home: first what waits for the person, then the own organisation's numbers, then the campaign."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.statistics.enums import CampaignStatus
from birlik.statistics.queries import board, waiting
from birlik.web.shared import highlights, place


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
        "figures": highlights.five(here),
        "chair": here.organisation.kind == "primary",
        "frozen": here.campaign.status == CampaignStatus.FROZEN,
        "today": today,
    }
    return render(request, "dashboard/home.html", context)

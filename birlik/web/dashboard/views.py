"""Home: first what waits for the person, then the own organisation's numbers, then the campaign."""

from __future__ import annotations

from datetime import date
from typing import cast

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.members.queries import joining
from birlik.members.queries.privacy import has_own_card
from birlik.registers.queries import running_timers
from birlik.statistics.enums import CampaignStatus
from birlik.statistics.queries import board, waiting
from birlik.statistics.queries.board import Tally
from birlik.web.shared import highlights
from birlik.web.shared.assignments import permissions_of
from birlik.web.shared.campaign_page import CampaignPage, campaign_page

PRIMARY = "primary"
HOUR = 60 * 60


def home(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    try:
        page = campaign_page(user, Permission.REPORT_VIEW, None, None)
    except Http404:
        if has_own_card(user):
            return redirect("members:my")
        return render(request, "dashboard/nothing.html")
    today = timezone.localdate()
    tally = board.tally_of(page.campaign, page.organisation, today=today)
    context = page.context("statistics:board") | {
        "crumbs": [],
        "tally": tally,
        "waiting": waiting.waiting_for(user, page.campaign, today=today),
        "registry": _registry(page, user, today),
        "terms": running_timers(user, permissions_of(page.assignments), at=timezone.now()),
        "numbers": mark_safe(_numbers(page, tally, today)),  # noqa: S308  # drawn by our own template
        "chair": page.organisation.kind == PRIMARY,
        "frozen": page.campaign.status == CampaignStatus.FROZEN,
        "upcoming": None if page.campaigns[0].has_begun(today) else page.campaigns[0],
        "year_to_open": _year_to_open(page, today),
        "is_first_day": not tally.accepted and page.may_at_root(Permission.CAMPAIGN_RUN),
        "today": today,
    }
    return render(request, "dashboard/home.html", context)


def _year_to_open(page: CampaignPage, today: date) -> int | None:
    """Return the year whose campaign is the next to open, for who runs campaigns; None until that year has begun."""
    next_year = page.years[0] + 1
    return next_year if next_year <= today.year and page.may_at_root(Permission.CAMPAIGN_RUN) else None


def _registry(page: CampaignPage, user: User, today: date) -> dict[str, int]:
    """Count the applications and transfers that wait, for who keeps members; what is zero is left out."""
    if not page.may_somewhere(Permission.MEMBER_EDIT):
        return {}
    counts = dict(zip(("applications", "transfers"), joining.numbers_that_wait(user, on=today), strict=True))
    return {name: number for name, number in counts.items() if number}


def _numbers(page: CampaignPage, tally: Tally, today: date) -> str:
    """Draw the five figures and the bar of the campaign: the same for every reader, so drawn once and kept."""
    key = f"home/{page.state}/{page.campaign.year}/{page.organisation.pk}/{today}/{get_language()}"
    cached_html: str | None = cache.get(key)
    if cached_html is None:
        context = {
            "place": page,
            "period": page.period,
            "organisation": page.organisation,
            "figures": highlights.five(page),
            "tally": tally,
            "counts": {status.value: number for status, number in tally.statuses.items() if number},
            "chair": page.organisation.kind == PRIMARY,
        }
        cached_html = str(render_to_string("dashboard/home_numbers.html", context))
        cache.set(key, cached_html, HOUR)
    return cached_html

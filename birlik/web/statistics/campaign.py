"""Freezing a campaign: the figures are fixed with the resolution as ground."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from birlik.accounts.models import User
from birlik.statistics.actions import campaigns as actions
from birlik.statistics.queries import campaigns
from birlik.web.shared.refusals import shown_as_message


@require_POST
def freeze(request: HttpRequest, year: int) -> HttpResponse:
    campaign = campaigns.campaign(year)
    with shown_as_message(request) as outcome:
        actions.freeze(
            campaign,
            ground=request.POST.get("ground", ""),
            missing_allowed=request.POST.get("missing_allowed") == "yes",
            by=cast("User", request.user),
            at=timezone.now(),
        )
    if not outcome.is_refused:
        messages.success(request, _("The campaign of %(year)s is frozen; its figures are fixed.") % {"year": year})
    return redirect("statistics:board-year", year)

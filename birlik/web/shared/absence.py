"""What a section of the menu says while it has nothing to show: what is missing, and who sees to it."""

from __future__ import annotations

from enum import Enum

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from birlik.accounts.permissions import Permission
from birlik.accounts.roles import ROLES
from birlik.web.shared.page_context import language


class Absence(Enum):
    """What is missing: any campaign, or the organisation of the reader in the current one."""

    CAMPAIGN = "campaign"
    PLACE_IN_CAMPAIGN = "place"


class NothingYet(Http404):
    """A page of the menu has nothing to show its reader yet; where nobody asks what is missing, there is no page."""

    def __init__(self, absence: Absence) -> None:
        super().__init__(absence.value)
        self.absence = absence


def absence_page(request: HttpRequest, absence: Absence) -> HttpResponse:
    """Answer with what is missing and the roles that see to it."""
    roles = [one.name.in_(language()) for one in ROLES.values() if Permission.CAMPAIGN_RUN in one.grants]
    context = {"is_place_missing": absence is Absence.PLACE_IN_CAMPAIGN, "roles": roles}
    return render(request, "shared/nothing_yet.html", context)

"""The picker: organisations by what a person remembers of them, each leading to the page that was asked for."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from birlik.accounts.permissions import Permission
from birlik.core.errors import Refusal
from birlik.core.periods import Period
from birlik.orgs import kinds, queries
from birlik.orgs.models import Organisation
from birlik.orgs.queries.listing import parents_of
from birlik.statistics.queries import campaigns
from birlik.web.shared import addresses
from birlik.web.shared.navigation import Result
from birlik.web.shared.page_context import language, reader, short

LEADS: dict[str, tuple[Permission, Callable[[int, str], str]]] = {
    "board": (Permission.REPORT_VIEW, addresses.board),
    "report": (Permission.REPORT_VIEW, addresses.report),
    "table": (Permission.FIGURE_VIEW, addresses.table),
    "dynamics": (Permission.FIGURE_VIEW, addresses.dynamics),
    "members": (Permission.MEMBER_VIEW, lambda _year, code: f"/members/?under={code}"),
    "accounts": (Permission.USER_MANAGE, lambda _year, code: f"/accounts/?under={code}"),
    "trail": (Permission.TRAIL_VIEW, lambda _year, code: f"/trail/?under={code}"),
}
YEARLESS = ("members", "accounts", "trail")


def search(request: HttpRequest) -> HttpResponse:
    """Answer with up to twenty organisations the reader may see where the result leads to."""
    text = request.GET.get("q", "").strip()
    if not text:
        return render(request, "orgs/picker_hint.html")
    to, year = request.GET.get("to", ""), _year(request.GET.get("period", ""))
    permission, address = LEADS.get(to, (Permission.ORG_VIEW, None))
    today = timezone.localdate()
    organisations = queries.search(reader(request), text, today, language=language(), permission=permission)
    parents = parents_of([one.pk for one in organisations], today)

    def address_of(one: Organisation) -> str:
        return (
            address(year or 0, one.code) if address and (year or to in YEARLESS) else addresses.organisation(one.code)
        )

    results = [Result(short(one), address_of(one), _note(one, parents.get(one.pk))) for one in organisations]
    return render(request, "shared/picker_results.html", {"results": results})


def _note(organisation: Organisation, parent: Organisation | None) -> str:
    kind = kinds.kind(organisation.kind).name.in_(language())
    return _("%(kind)s · %(parent)s") % {"kind": kind, "parent": short(parent)} if parent else kind


def _year(text: str) -> int | None:
    """Return the year asked for, else that of the current campaign; None while there is no campaign."""
    try:
        return Period.parse(text).year
    except Refusal:
        current = campaigns.current_campaign(campaigns.campaigns(), timezone.localdate())
        return current.year if current else None

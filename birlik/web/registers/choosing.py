"""Choosing the organisation that an entry or a list is for."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.utils.translation import get_language

from birlik.core.errors import Refusal
from birlik.orgs import queries as orgs
from birlik.orgs.models import Organisation
from birlik.orgs.queries.listing import parents_of
from birlik.registers import queries
from birlik.web.registers.page import RegisterPage
from birlik.web.shared.navigation import Result
from birlik.web.shared.page_context import short

TEXT = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """The organisation an entry is written down for; without one, what a search for it found."""

    chosen: Organisation | None = None
    name: str = ""
    text: str = ""
    results: tuple[Result, ...] = ()
    preset: bool = False
    note: str = ""


def choose(request: HttpRequest, page: RegisterPage) -> Choice:
    """?to= is the organisation that was chosen, ?q= a search; one who writes for a single one is asked nothing."""
    if code := request.GET.get("to", ""):
        return _chosen(page, code)
    mine = orgs.organisations_visible_to(page.user, on=page.today, permission=page.register.edit)
    mine = (mine.filter(kind__in=page.register.kinds) if page.register.kinds else mine).order_by("pk")[:2]
    if len(mine) == 1:
        return Choice(mine[0], short(mine[0]), preset=True)
    text = request.GET.get("q", "").strip()[:TEXT]
    if not text:
        return Choice()
    found = orgs.search(page.user, text, page.today, language=get_language() or "kk", permission=page.register.edit)
    found = [one for one in found if not page.register.kinds or one.kind in page.register.kinds]
    above = parents_of([one.pk for one in found], page.today) if found else {}
    results = [
        Result(short(one), f"?{urlencode({'to': one.code})}", short(above[one.pk]) if one.pk in above else "")
        for one in found
    ]
    return Choice(text=text, results=tuple(results))


def _chosen(page: RegisterPage, code: str) -> Choice:
    try:
        organisation = orgs.organisation_by_code(code)
    except Refusal as refusal:
        raise Http404 from refusal
    if not queries.may(page.user, page.register.edit, organisation, on=page.today):
        raise Http404
    return Choice(organisation, short(organisation))

"""Choosing the organisation that an entry, a list or an account is for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import Http404, HttpRequest

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.core.errors import Refusal
from birlik.orgs import queries as orgs
from birlik.orgs.models import Organisation
from birlik.orgs.queries.listing import parents_of
from birlik.web.shared.assignments import current_assignments
from birlik.web.shared.navigation import Result
from birlik.web.shared.page_context import language, own_codes, short

TEXT = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """The organisation something is written down for; without one, what a search for it found, or
    the own places."""

    chosen: Organisation | None = None
    name: str = ""
    text: str = ""
    results: tuple[Result, ...] = ()
    preset: bool = False
    note: str = ""


def choose(
    request: HttpRequest, user: User, permission: Permission, *, on: date, kinds: Collection[str] = ()
) -> Choice:
    """Return the choice among the organisations where the user holds the right, of these kinds if any are named.

    ?to= is the organisation that was chosen, ?q= a search, without which the own places are offered; one who holds the
    right at a single organisation is asked nothing.
    """
    if code := request.GET.get("to", ""):
        return _load_choice(user, permission, code, on)
    mine = orgs.organisations_visible_to(user, on=on, permission=permission)
    mine = (mine.filter(kind__in=kinds) if kinds else mine)[:2]
    if len(mine) == 1:
        return Choice(mine[0], short(mine[0]), preset=True)
    text = request.GET.get("q", "").strip()[:TEXT]
    organisations = (
        orgs.search(user, text, on, language=language(), permission=permission)
        if text
        else _own_places(user, permission, on)
    )
    organisations = [one for one in organisations if not kinds or one.kind in kinds]
    parents = parents_of([one.pk for one in organisations], on) if organisations else {}
    results = [
        Result(short(one), f"?{urlencode({'to': one.code})}", short(parents[one.pk]) if one.pk in parents else "")
        for one in organisations
    ]
    return Choice(text=text, results=tuple(results))


def _own_places(user: User, permission: Permission, on: date) -> list[Organisation]:
    """Return where the user holds a role that gives the right over that place itself, the highest first."""
    places = {one.organisation.code: one.organisation for one in current_assignments(user)}
    permissions = orgs.permissions_over(user, list(places.values()), on=on)
    own = [places[code] for code in own_codes(current_assignments(user))]
    return [one for one in own if permission in permissions[one.pk]]


def _load_choice(user: User, permission: Permission, code: str, on: date) -> Choice:
    try:
        organisation = orgs.organisation_by_code(code)
    except Refusal as refusal:
        raise Http404 from refusal
    if permission not in orgs.permissions_over(user, [organisation], on=on)[organisation.pk]:
        raise Http404
    return Choice(organisation, short(organisation))

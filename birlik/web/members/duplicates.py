"""Pairs of rows that may be one person, to be looked at side by side: merged, or told apart for good."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from birlik.accounts.permissions import Permission
from birlik.core.errors import Refusal
from birlik.members.queries import duplicates, people_list
from birlik.members.queries.duplicates import Pair, Why
from birlik.members.queries.people_list import Row
from birlik.web.members.listing import number
from birlik.web.members.places import Here, here, language, list_address, short
from birlik.web.shared import addresses
from birlik.web.shared.navigation import Chip

AT_ONCE = 50_000  # people looked through when the page is opened; more only when asked
A_PAGE = 25
REASONS: dict[str, str | Promise] = {
    Why.NO_NUMBER: gettext_lazy("Same name and date of birth; one has no IIN"),
    Why.MISTYPED: gettext_lazy("Same name and date of birth; the IINs differ in one or two digits"),
    Why.TURNED: gettext_lazy("Same name; day and month of birth are changed over"),
    Why.NEAR: gettext_lazy("Names differ in one letter; same date of birth and organisation"),
    Why.PHONE: gettext_lazy("Same telephone and given name"),
    Why.NAMESAKE: gettext_lazy("Same name and date of birth, but different IINs: perhaps namesakes"),
}
BRIEF: dict[str, str | Promise] = {
    Why.NO_NUMBER: gettext_lazy("No IIN"),
    Why.MISTYPED: gettext_lazy("IIN mistyped"),
    Why.TURNED: gettext_lazy("Day and month"),
    Why.NEAR: gettext_lazy("One letter"),
    Why.PHONE: gettext_lazy("Telephone"),
    Why.NAMESAKE: gettext_lazy("Namesakes"),
}


@never_cache
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, code: str) -> HttpResponse:
    """The pairs within an organisation. Of a large place they are looked for by POST only: it takes some seconds."""
    at = here(request, code)
    if not at.may(Permission.MEMBER_EDIT):
        raise Refusal("right.missing", permission=Permission.MEMBER_EDIT.value, organisation=at.organisation.code)
    pairs = None if request.method == "POST" else duplicates.remembered(at.place)
    if pairs is None and (request.method == "POST" or at.place.size <= AT_ONCE):
        pairs = duplicates.search(at.place, on=at.today)
    return render(request, "members/duplicates.html", _context(request, at, pairs))


def _context(request: HttpRequest, at: Here, pairs: list[Pair] | None) -> dict[str, Any]:
    base = reverse("members:duplicates", args=[at.organisation.code])
    why = request.GET.get("why", "")
    wanted = [pair for pair in pairs or () if why in ("", pair.why)]
    start = number(request.GET.get("from")) or 0
    shown, more = _shown(at, wanted, start)
    return {
        "crumbs": at.crumbs(_("Duplicates")),
        "picker_to": "members",
        "name": short(at.organisation),
        "size": at.place.size,
        "searched": pairs is not None,
        "total": len(pairs or ()),
        "capped": len(pairs or ()) >= duplicates.MOST,
        "most": duplicates.MOST,
        "base": base,
        "back": list_address(at.organisation.code),
        "chips": _chips(base, pairs or [], why),
        "pairs": shown,
        "later": f"{base}?why={why}&from={start + A_PAGE}" if more else "",
        "earlier": f"{base}?why={why}&from={max(start - A_PAGE, 0)}" if start else "",
    }


def _chips(base: str, pairs: list[Pair], why: str) -> list[Chip]:
    counts = {one: sum(pair.why == one for pair in pairs) for one in Why}
    chips = [Chip(_("All"), base, not why, len(pairs))]
    return chips + [
        Chip(str(BRIEF[one]), f"{base}?why={one}", why == one, count) for one, count in counts.items() if count
    ]


def _shown(at: Here, pairs: list[Pair], start: int) -> tuple[list[dict[str, Any]], bool]:
    part = pairs[start : start + A_PAGE]
    ids = sorted({pk for pair in part for pk in (pair.first, pair.second)})
    rows = {row.pk: row for row in people_list.rows(ids, edits=at.place.edits)}
    found = [
        {
            "two": [_side(rows[pair.first]), _side(rows[pair.second])],
            "why": REASONS[pair.why],
            "merge": reverse("members:merge", args=[pair.first, pair.second]),
            "different": reverse("members:merge-different", args=[pair.first, pair.second]),
        }
        for pair in part
        if pair.first in rows and pair.second in rows
    ]
    return found, len(pairs) > start + A_PAGE


def _side(row: Row) -> dict[str, Any]:
    return {"row": row, "url": addresses.card(row.pk), "place": row.organisation.in_(language())}

"""Pairs of rows that may be one person, to be looked at side by side: merged, or told apart for good."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from birlik.accounts.permissions import Permission
from birlik.core.errors import Refusal
from birlik.members.queries import duplicates, people_list
from birlik.members.queries.duplicates import Pair
from birlik.web.members.duplicates_columns import COMMON, PairRow, columns
from birlik.web.members.listing import number
from birlik.web.members.members_page import MembersPage, list_address, members_page
from birlik.web.shared.columns import address, file_asked, files_of, known_words
from birlik.web.shared.page_context import language, short

AT_ONCE = 50_000  # people looked through when the page is opened; more only when asked
A_PAGE = 25


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, code: str) -> HttpResponse:
    """Show the pairs within an organisation. Of a large place they are looked for by POST only: it takes some
    seconds.
    """
    page = members_page(request, code)
    if not page.may(Permission.MEMBER_EDIT):
        raise Refusal("right.missing", permission=Permission.MEMBER_EDIT.value, organisation=page.organisation.code)
    pairs = None if request.method == "POST" else duplicates.remembered_pairs(page.place)
    if pairs is None and (request.method == "POST" or page.place.size <= AT_ONCE):
        pairs = duplicates.search(page.place, on=page.today)
    column_list = columns(language(), get_token(request))
    order = column_list.order_of(request.GET)
    matching_pairs = COMMON.narrow(pairs or (), COMMON.value_of(request.GET))
    if kind := file_asked(request.GET):
        lines = column_list.sort_in_memory(_rows(page, matching_pairs), order)
        name = f"birlik-duplicates-{page.organisation.code}-{page.today.isoformat()}"
        return column_list.file(kind, lines, title=_("Duplicates"), name=name, frozen=2)
    start = number(request.GET.get("from")) or 0
    if order == column_list.default:  # as they were found: only those of the page are read
        lines = _rows(page, matching_pairs[start : start + A_PAGE])
    else:
        lines = column_list.sort_in_memory(_rows(page, matching_pairs), order)[start : start + A_PAGE]
    context = _context(request, page, pairs) | _turns(request, start, len(matching_pairs))
    context |= {"headings": column_list.head(_parameters(request)), "lines": column_list.body(lines)}
    return render(request, "members/duplicates.html", context)


def _parameters(request: HttpRequest) -> QueryDict:
    return known_words(request.GET, COMMON.code, "from")


def _context(request: HttpRequest, page: MembersPage, pairs: list[Pair] | None) -> dict[str, Any]:
    counts = {why: count for why, count in COMMON.count(pairs or ()).items() if count or not why}
    return {
        "crumbs": page.list_crumbs(_("Duplicates")),
        "picker_to": "members",
        "name": short(page.organisation),
        "size": page.place.size,
        "searched": pairs is not None,
        "total": len(pairs or ()),
        "capped": len(pairs or ()) >= duplicates.MOST,
        "most": duplicates.MOST,
        "base": reverse("members:duplicates", args=[page.organisation.code]),
        "back": list_address(page.organisation.code),
        "chips": [chip for chip in COMMON.chips(_parameters(request), counts) if chip.count is not None],
        "files": files_of(_parameters(request)),
    }


def _turns(request: HttpRequest, start: int, number_of_pairs: int) -> dict[str, str]:
    """Return the addresses of the pages before and after this one."""
    before, after = str(max(start - A_PAGE, 0) or ""), str(start + A_PAGE)
    return {
        "earlier": address(_parameters(request), **{"from": before}) if start else "",
        "later": address(_parameters(request), **{"from": after}) if number_of_pairs > start + A_PAGE else "",
    }


def _rows(page: MembersPage, pairs: Sequence[Pair]) -> list[PairRow]:
    """Load both people of each pair; a pair one of whom went meanwhile is left out."""
    ids = sorted({pk for pair in pairs for pk in (pair.first, pair.second)})
    rows = {row.pk: row for row in people_list.rows(ids, edits=page.place.edits)}
    return [
        PairRow(rows[pair.first], rows[pair.second], pair.why)
        for pair in pairs
        if pair.first in rows and pair.second in rows
    ]

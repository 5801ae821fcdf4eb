"""The trail of the union: who did what, when, where and on what ground, within the reader's right to read it.

The state of the list stands in its address: acts, organisation, account, days, place. An account is looked up by POST
and stands there by its id, so that no address and no log of addresses holds a name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.accounts.roles import role
from birlik.members.actions.trail import MOST_ROWS, record_file
from birlik.members.queries import trail, trail_names
from birlik.members.queries.trail import TrailFilters, TrailLine, TrailPosition
from birlik.orgs.models import Organisation
from birlik.web.audit.columns import NEWEST_FIRST, columns
from birlik.web.audit.rows import rows
from birlik.web.shared.acts import GROUPS
from birlik.web.shared.assignments import current_assignments
from birlik.web.shared.columns import SORT, address, file_asked, files_of
from birlik.web.shared.filters import Filter, day_of, one_of, query, text_of, values_of
from birlik.web.shared.navigation import Chip, Crumb
from birlik.web.shared.page_context import PageContext, language, load_path, own_codes, reader, short

A_PAGE = 50
MOST_ACCOUNTS = 20
FILTERS = (
    Filter("under", text_of),
    Filter("group", one_of(GROUPS)),
    Filter("by", text_of),
    Filter("since", day_of),
    Filter("until", day_of),
)
NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
Scope = QuerySet[Organisation] | None  # None: the whole trail
POSITION = re.compile(r"([0-9]{1,17})\.([01])\.([0-9]{1,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class TrailPage(PageContext):
    """What the address asks for. Its path leads to where the reader reads the trail, or to the one below asked for."""

    user: User
    is_narrowed: bool  # to one organisation
    group: str
    filters: TrailFilters
    asked: QueryDict  # what the list is narrowed to and sorted by, without the position in it


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Show one page of the trail, or all of it as a file; a name that was sent leads on to the account."""
    page = _page(request)
    if request.method == "POST":
        return _narrow(request, page)
    within = trail.scope(page.user, page.filters.organisation, on=timezone.localdate())
    if kind := file_asked(request.GET):
        return _file(page, within, kind)
    after, before = _position(request.GET.get("after", "")), _position(request.GET.get("before", ""))
    return render(request, "audit/trail.html", _context(page) | _list_context(page, within, after, before))


def _page(request: HttpRequest) -> TrailPage:
    """Read what is asked for; 404 for who reads no trail, and for an organisation that is not there to be read."""
    user, parameters, today = reader(request), request.GET, timezone.localdate()
    own = own_codes([one for one in current_assignments(user) if Permission.TRAIL_VIEW in role(one.role).grants])
    if not own:
        raise Http404
    values = values_of(FILTERS, parameters)
    is_narrowed = "under" in values
    assignments, path, permissions = load_path(user, values.get("under", own[0]), today)
    if is_narrowed and Permission.TRAIL_VIEW not in permissions[path[-1].pk]:
        raise Http404
    group = values.get("group", "")
    filters = TrailFilters(
        actions=tuple(GROUPS[group].actions) if group else None,
        readings=tuple(GROUPS[group].readings) if group else trail.READINGS,
        organisation=path[-1] if is_narrowed else None,
        by=_account(values["by"]) if "by" in values else None,
        since=values.get("since"),
        until=values.get("until"),
    )
    sort = columns(language()).order_of(parameters)
    words = {name: str(value) for name, value in values.items()} | ({SORT: sort} if sort != NEWEST_FIRST else {})
    return TrailPage(assignments, path, permissions, user, is_narrowed, group, filters, query(**words))


def _account(text: str) -> User:
    account = trail_names.account(int(text)) if NUMBER.fullmatch(text) else None
    if account is None:
        raise Http404
    return account


def _position(text: str) -> TrailPosition | None:
    match = POSITION.fullmatch(text)
    if match is None:
        return None
    try:
        return TrailPosition(trail.EPOCH + int(match[1]) * trail.MICROSECOND, int(match[2]), int(match[3]))
    except OverflowError:
        return None


def _context(page: TrailPage) -> dict[str, Any]:
    """Return what the page says around the list."""
    name = short(page.organisation)
    path = page.crumbs(lambda code: address(page.asked, under=code), page.ids_with(Permission.TRAIL_VIEW))
    return {
        "crumbs": [Crumb(_("Trail"), "/trail/"), *path] if page.is_narrowed else [Crumb(_("Trail"))],
        "picker_to": "trail",
        "page": page,
        "name": name,
        "groups": [(code, group.label) for code, group in GROUPS.items()],
        "filters": page.filters,
        "narrowed": len(page.asked) > (SORT in page.asked),
        "files": files_of(page.asked),
        "all_organisations": address(page.asked, under=""),
        "all_accounts": address(page.asked, by=""),
    }


def _list_context(
    page: TrailPage, within: Scope, after: TrailPosition | None, before: TrailPosition | None
) -> dict[str, Any]:
    """Return the lines of one page and the ways before and behind it; never their number: that would read them all."""
    column_list = columns(language())
    is_backwards = before is not None
    events = trail.lines(
        within,
        page.filters,
        most=A_PAGE + 1,
        after=before if is_backwards else after,
        oldest_first=_is_ascending(page) != is_backwards,
    )
    more, events = len(events) > A_PAGE, events[:A_PAGE]
    if is_backwards:
        events.reverse()
    trail_rows = list(rows(events, page.user, names=True, base=address(page.asked, by="")))
    return {
        "headings": column_list.head(page.asked),
        "lines": column_list.body(trail_rows),
        "who": trail_rows[0].who if page.filters.by and trail_rows else "",
        "earlier": _turn(page, events, "before", 0) if (more if is_backwards else after is not None) else "",
        "later": _turn(page, events, "after", -1) if (True if is_backwards else more) else "",
    }


def _is_ascending(page: TrailPage) -> bool:
    return page.asked.get(SORT, NEWEST_FIRST) != NEWEST_FIRST


def _turn(page: TrailPage, events: list[TrailLine], way: str, place: int) -> str:
    return address(page.asked, **({way: str(events[place].position)} if events else {}))


def _file(page: TrailPage, within: Scope, kind: str) -> HttpResponse:
    """Write every line of the list as it is narrowed; the number of people stands in it, not their names."""
    events = trail.lines(within, page.filters, most=MOST_ROWS + 1, oldest_first=_is_ascending(page))
    at = timezone.now()
    parameters = {name: str(value) for name, value in page.asked.items()}
    record_file(page.organisation, rows=len(events), filters=parameters, kind=kind, by=page.user, at=at)
    name = f"birlik-trail-{page.organisation.code}-{timezone.localdate(at).isoformat()}"
    trail_rows = rows(events, page.user, names=False)
    return columns(language()).file(kind, trail_rows, title=_("Trail"), name=name)


def _narrow(request: HttpRequest, page: TrailPage) -> HttpResponse:
    """Put what the form says and may stand in an address there; of the accounts of a name, one is chosen."""
    form, parameters = request.POST, page.asked.copy()
    for name in ("group", "since", "until"):
        parameters.pop(name, None)
        if form.get(name):
            parameters[name] = form[name]
    text = form.get("who", "").strip()
    if not text:
        return redirect(f"/trail/?{parameters.urlencode()}" if parameters else "/trail/")
    within = trail.scope(page.user, None, on=timezone.localdate())
    accounts = trail_names.accounts_called(text, within, most=MOST_ACCOUNTS)
    chips = [Chip(f"{one.full_name} ({one.username})", address(parameters, by=str(one.pk))) for one in accounts]
    if len(chips) == 1:
        return redirect(f"/trail/{chips[0].url}")
    return render(request, "audit/trail.html", _context(page) | {"text": text, "chips": chips, "asked_who": True})

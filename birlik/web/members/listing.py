"""The list of members: narrowed by what may stand in an address, searched by what may not.

A name or an IIN is sent by POST only, and the page is the answer itself: neither histories nor logs of servers keep
whom somebody looked for.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from birlik.accounts.permissions import Permission
from birlik.members.enums import Category, PersonState, Sex
from birlik.members.queries import finding, people_list, suggesting
from birlik.members.queries.people_list import A_PAGE, FILTER_FIELDS, FORMER, Filters, Page, PageCursor, PersonRow
from birlik.orgs import queries as orgs
from birlik.web.members.extracts import CHOICES
from birlik.web.members.members_page import MembersPage, list_address, members_page, own_places
from birlik.web.members.rows import MOST_SORTED, columns
from birlik.web.shared.charts.svg import join_parts
from birlik.web.shared.columns import SORT, ColumnList
from birlik.web.shared.facts import FIELDS
from birlik.web.shared.filters import Filter, day_of, number_of, one_of, query, values_of
from birlik.web.shared.fragments import format_html
from birlik.web.shared.page_context import language, short

MOST_BELOW = 400  # organisations in the list to choose from
HOURS = 24
KEPT = 60  # seconds
INDENT = "\u2003"
SELECTED = SafeString(" selected")


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """The members of ?under=code (by default of the reader's own place), or those a search finds among them."""
    asked = request.GET
    listing_page = members_page(request, asked.get("under", ""))
    filters = filters_of(request)
    text = request.POST.get("q", "").strip()
    shown, people = short_list(listing_page, filters, asked)
    context = _context(listing_page, filters, asked, shown) | {"text": text}
    if text:
        context |= _searched(request, listing_page, filters, text)
    elif people is not None:
        page = Paginator(people, A_PAGE).get_page(asked.get("page"))
        context |= {"numbered": page, "lines": shown.body(page)}
    else:
        turn = PageCursor(number(asked.get("after")), number(asked.get("before")))
        context |= _listed(listing_page, filters, people_list.page(listing_page.place, filters, turn))
    return render(request, "members/list.html", context)


def short_list(
    page: MembersPage, filters: Filters, asked: QueryDict
) -> tuple[ColumnList[PersonRow], list[PersonRow] | None]:
    """The columns, and all people of the list where another order than that of names is asked for, if they are few."""
    shown = columns(language(), sorts=page.place.size <= MOST_SORTED)
    order = shown.order_of(asked)
    if order == shown.default:
        return shown, None
    ids = people_list.first_ids(page.place, filters, MOST_SORTED + 1)
    if len(ids) > MOST_SORTED:  # of former members there may be more than of members
        return columns(language(), sorts=False), None
    return shown, shown.sort_in_memory(people_list.rows(ids, edits=page.place.edits), order)


FILTERS = (
    Filter("category", one_of(Category.values)),
    Filter("sex", one_of(Sex.values)),
    Filter("state", one_of((FORMER, PersonState.BLOCKED))),
    Filter("since", day_of),
    Filter("iin", lambda text: text == "none" or None, name="without_iin"),
    Filter("batch", number_of),
)
FIELD_FILTERS = tuple(Filter(one.name, one_of([choice.value for choice in one.choices])) for one in FILTER_FIELDS)


def filters_of(request: HttpRequest) -> Filters:
    """What the address narrows the list to; a value that does not exist narrows nothing."""
    field_values = tuple(values_of(FIELD_FILTERS, request.GET).items())
    return Filters(**values_of(FILTERS, request.GET), field_values=field_values)


def query_of(filters: Filters) -> dict[str, str]:
    """The same as parameters of an address."""
    found = {
        "category": filters.category,
        "sex": filters.sex,
        "state": filters.state,
        "since": filters.since.isoformat() if filters.since else "",
        "iin": "none" if filters.without_iin else "",
        "batch": str(filters.batch or ""),
        **dict(filters.field_values),
    }
    return {name: value for name, value in found.items() if value}


def number(text: str | None) -> int | None:
    return number_of(text or "")


def _context(page: MembersPage, filters: Filters, asked: QueryDict, shown: ColumnList[PersonRow]) -> dict[str, Any]:
    order = shown.order_of(asked)
    sort = {SORT: order} if order != shown.default else {}
    base = {"under": page.organisation.code, **query_of(filters)}
    return {
        "crumbs": page.list_crumbs(_("Members")),
        "picker_to": "members",
        "organisation": page.organisation,
        "name": short(page.organisation),
        "size": page.place.size,
        "filters": filters,
        "narrowed": bool(filters),
        "places": _places(page),
        "categories": tuple((value, str(label)) for value, label in Category.choices),
        "sexes": tuple((value, str(label)) for value, label in Sex.choices),
        "field_filters": _field_filters(filters),
        "states": _states(page),
        "base": f"?{urlencode(base)}",
        "query": urlencode(query_of(filters) | sort),
        "most_sorted": MOST_SORTED if page.place.size > MOST_SORTED else 0,
        "sort": sort.get(SORT, ""),
        "all_url": list_address(page.organisation.code),
        "headings": shown.head(query(**base, **sort)),
        "may_export": page.may(Permission.MEMBER_EXPORT),
        "may_edit": page.place.edits,
    }


def _field_filters(filters: Filters) -> tuple[tuple[str, str, str, tuple[tuple[str, str], ...]], ...]:
    """Return name, label, value that holds and all choices of each declared field that narrows the list."""
    values = dict(filters.field_values)
    return tuple(
        (
            one.name,
            str(FIELDS[one.name]),
            values.get(one.name, ""),
            tuple((value, str(label)) for value, label in CHOICES[one.name].items()),
        )
        for one in FILTER_FIELDS
    )


def _states(page: MembersPage) -> tuple[tuple[str, str], ...]:
    blocked = ((PersonState.BLOCKED.value, _("Data blocked")),) if page.place.edits else ()
    return (("", _("Members today")), (FORMER, _("Former members")), *blocked)


def _places(page: MembersPage) -> SafeString:
    """The organisations one may go on to as lines of a list: above, this one, right below; kept for a minute."""
    seen = page.ids_with(Permission.MEMBER_VIEW)
    held = "-".join(
        f"{one.role}.{one.organisation_id}" for one in page.assignments
    )  # another role opens other places at once
    shape = sha256(f"{page.user.pk}/{page.organisation.pk}/{held}/{page.today}/{language()}".encode()).hexdigest()
    kept: SafeString | None = cache.get(f"members-places-{shape}")
    if kept is None:
        kept = _lines(page, seen)
        cache.set(f"members-places-{shape}", kept, KEPT)
    return kept


def _lines(page: MembersPage, seen: frozenset[int]) -> SafeString:
    above = [(one.code, short(one)) for one in page.path[:-1] if one.pk in seen]
    lines = [(code, name, depth) for depth, (code, name) in enumerate(above)]
    depth = len(lines)
    lines.append((page.organisation.code, short(page.organisation), depth))
    lines += [(code, name, depth + 1) for code, name in _below(page)]
    there = {code for code, _name, _depth in lines}
    lines += [(code, name, 0) for code, name in own_places(page.assignments) if code not in there]
    return join_parts(
        format_html(
            '<option value="{}"{}>{}{}</option>',
            code,
            SELECTED if code == page.organisation.code else "",
            INDENT * level,
            name,
        )
        for code, name, level in lines
    )


def _below(page: MembersPage) -> list[tuple[str, str]]:
    if page.place.ids is not None and len(page.place.ids) == 1:
        return []
    tongue = "ru" if language() == "ru" else "kk"
    below = orgs.children(page.organisation, page.today).order_by(f"sort_{tongue}", "pk")
    if page.place.ids is not None:
        below = below.filter(pk__among=page.place.ids)
    rows = below.values_list("code", f"short_{tongue}", f"name_{tongue}")[:MOST_BELOW]
    return [(code, brief or full) for code, brief, full in rows]


def _listed(listing_page: MembersPage, filters: Filters, page: Page) -> dict[str, Any]:
    base = {"under": listing_page.organisation.code, **query_of(filters)}
    return {
        "page": page,
        "lines": columns(language(), sorts=False).body(page.rows),
        "earlier": f"?{urlencode({**base, 'before': page.first})}" if page.first else "",
        "later": f"?{urlencode({**base, 'after': page.last})}" if page.last else "",
    }


def _searched(request: HttpRequest, page: MembersPage, filters: Filters, text: str) -> dict[str, Any]:
    sent = request.POST
    cursor = PageCursor(number(sent.get("after")), number(sent.get("before")))
    found = finding.search(page.place, filters, text, interpretation=sent.get("way", ""), cursor=cursor)
    context: dict[str, Any] = {
        "page": found.page,
        "lines": columns(language(), sorts=False).body(found.page.rows),
        "way": found.interpretation or "",
    }
    if found.other:
        context["other"] = (
            found.other,
            _("Those whose given name begins so")
            if found.other == finding.Interpretation.GIVEN_NAME
            else _("Those whose surname begins so"),
        )
    if not found.page.rows:
        context["suggestions"] = suggesting.suggestions(page.place, text, hour=_hour(page))
    return context


def _hour(page: MembersPage) -> int:
    now = timezone.localtime()
    return page.today.toordinal() * HOURS + now.hour

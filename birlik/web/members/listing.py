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
SECONDS_IN_CACHE = 60  # seconds
INDENT = "\u2003"
SELECTED_ATTRIBUTE = SafeString(" selected")


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Show the members of ?under=code (by default of the reader's own place), or those a search finds among them."""
    parameters = request.GET
    listing_page = members_page(request, parameters.get("under", ""))
    filters = filters_of(request)
    text = request.POST.get("q", "").strip()
    column_list, people = short_list(listing_page, filters, parameters)
    context = _context(listing_page, filters, parameters, column_list) | {"text": text}
    if text:
        context |= _search_context(request, listing_page, filters, text)
    elif people is not None:
        page = Paginator(people, A_PAGE).get_page(parameters.get("page"))
        context |= {"numbered": page, "lines": column_list.body(page)}
    else:
        turn = PageCursor(number(parameters.get("after")), number(parameters.get("before")))
        context |= _list_context(listing_page, filters, people_list.page(listing_page.place, filters, turn))
    return render(request, "members/list.html", context)


def short_list(
    page: MembersPage, filters: Filters, parameters: QueryDict
) -> tuple[ColumnList[PersonRow], list[PersonRow] | None]:
    """Return the columns, and all people of a list in another order than that of names, if they are few."""
    column_list = columns(language(), sorts=page.place.size <= MOST_SORTED)
    order = column_list.order_of(parameters)
    if order == column_list.default:
        return column_list, None
    ids = people_list.first_ids(page.place, filters, MOST_SORTED + 1)
    if len(ids) > MOST_SORTED:  # of former members there may be more than of members
        return columns(language(), sorts=False), None
    return column_list, column_list.sort_in_memory(people_list.rows(ids, edits=page.place.edits), order)


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
    """Read what the address narrows the list to; a value that does not exist narrows nothing."""
    field_values = tuple(values_of(FIELD_FILTERS, request.GET).items())
    return Filters(**values_of(FILTERS, request.GET), field_values=field_values)


def query_of(filters: Filters) -> dict[str, str]:
    """Return the same as parameters of an address."""
    texts = {
        "category": filters.category,
        "sex": filters.sex,
        "state": filters.state,
        "since": filters.since.isoformat() if filters.since else "",
        "iin": "none" if filters.without_iin else "",
        "batch": str(filters.batch or ""),
        **dict(filters.field_values),
    }
    return {name: value for name, value in texts.items() if value}


def number(text: str | None) -> int | None:
    return number_of(text or "")


def _context(
    page: MembersPage, filters: Filters, parameters: QueryDict, column_list: ColumnList[PersonRow]
) -> dict[str, Any]:
    order = column_list.order_of(parameters)
    sort = {SORT: order} if order != column_list.default else {}
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
        "headings": column_list.head(query(**base, **sort)),
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
    """Draw the organisations one may go on to as lines of a list: above, this one, right below; kept for a minute."""
    visible_ids = page.ids_with(Permission.MEMBER_VIEW)
    role_key = "-".join(
        f"{one.role}.{one.organisation_id}" for one in page.assignments
    )  # another role opens other places at once
    shape = sha256(f"{page.user.pk}/{page.organisation.pk}/{role_key}/{page.today}/{language()}".encode()).hexdigest()
    lines: SafeString | None = cache.get(f"members-places-{shape}")
    if lines is None:
        lines = _lines(page, visible_ids)
        cache.set(f"members-places-{shape}", lines, SECONDS_IN_CACHE)
    return lines


def _lines(page: MembersPage, visible_ids: frozenset[int]) -> SafeString:
    ancestors = [(one.code, short(one)) for one in page.path[:-1] if one.pk in visible_ids]
    lines = [(code, name, depth) for depth, (code, name) in enumerate(ancestors)]
    depth = len(lines)
    lines.append((page.organisation.code, short(page.organisation), depth))
    lines += [(code, name, depth + 1) for code, name in _children(page)]
    codes = {code for code, _name, _depth in lines}
    lines += [(code, name, 0) for code, name in own_places(page.assignments) if code not in codes]
    return join_parts(
        format_html(
            '<option value="{}"{}>{}{}</option>',
            code,
            SELECTED_ATTRIBUTE if code == page.organisation.code else "",
            INDENT * level,
            name,
        )
        for code, name, level in lines
    )


def _children(page: MembersPage) -> list[tuple[str, str]]:
    if page.place.ids is not None and len(page.place.ids) == 1:
        return []
    tongue = "ru" if language() == "ru" else "kk"
    children = orgs.children(page.organisation, page.today).order_by(f"sort_{tongue}", "pk")
    if page.place.ids is not None:
        children = children.filter(pk__among=page.place.ids)
    rows = children.values_list("code", f"short_{tongue}", f"name_{tongue}")[:MOST_BELOW]
    return [(code, brief or full) for code, brief, full in rows]


def _list_context(listing_page: MembersPage, filters: Filters, page: Page) -> dict[str, Any]:
    base = {"under": listing_page.organisation.code, **query_of(filters)}
    return {
        "page": page,
        "lines": columns(language(), sorts=False).body(page.rows),
        "earlier": f"?{urlencode({**base, 'before': page.first})}" if page.first else "",
        "later": f"?{urlencode({**base, 'after': page.last})}" if page.last else "",
    }


def _search_context(request: HttpRequest, page: MembersPage, filters: Filters, text: str) -> dict[str, Any]:
    form = request.POST
    cursor = PageCursor(number(form.get("after")), number(form.get("before")))
    result = finding.search(page.place, filters, text, interpretation=form.get("interpretation", ""), cursor=cursor)
    context: dict[str, Any] = {
        "page": result.page,
        "lines": columns(language(), sorts=False).body(result.page.rows),
        "interpretation": result.interpretation or "",
    }
    if result.other:
        context["other"] = (
            result.other,
            _("Those whose given name begins so")
            if result.other == finding.Interpretation.GIVEN_NAME
            else _("Those whose surname begins so"),
        )
    if not result.page.rows:
        context["suggestions"] = suggesting.suggestions(page.place, text, hour=_hour(page))
    return context


def _hour(page: MembersPage) -> int:
    now = timezone.localtime()
    return page.today.toordinal() * HOURS + now.hour

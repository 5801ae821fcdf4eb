"""The list of organisations: the tree on the left, what stands in it on a day on the right, the same as XLSX."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.accounts.roles import role
from birlik.orgs import kinds, queries
from birlik.orgs.models import Organisation
from birlik.orgs.queries import listing
from birlik.orgs.queries.listing import OrganisationFilter, SubtreeCounts
from birlik.refdata.regions import regions, regions_by_code
from birlik.web.orgs import tree
from birlik.web.orgs.columns import NOTHING, OrganisationRow, columns, rows
from birlik.web.orgs.organisation_page import OrganisationPage, day_asked, organisation_page
from birlik.web.shared import addresses
from birlik.web.shared.assignments import current_assignments
from birlik.web.shared.columns import SORT, ColumnList, address, file_asked, files_of, known_words
from birlik.web.shared.filters import Filter, one_of, values_of
from birlik.web.shared.navigation import Chip, Crumb
from birlik.web.shared.page_context import language, reader, short

A_PAGE = 50
EVERY_KIND = "all"
FILTERS = (
    Filter("kind", lambda text: text if text in {*kinds.kinds_by_code(), EVERY_KIND} else None),
    Filter("region", lambda text: text if text in regions_by_code() else None),
    Filter("state", one_of(("open", "closed", "all"))),
)


def show(request: HttpRequest) -> HttpResponse:
    """Return what stands below one organisation, by default the reader's own, as of a day, by default today."""
    user, today = reader(request), timezone.localdate()
    roots = own_places(user)
    code = request.GET.get("under") or (roots[0].code if roots else "")
    if not code:
        return render(request, "orgs/nothing.html")
    page = organisation_page(request, code)
    if page.organisation.kind not in listing.branch_kinds():
        if request.GET.get("under") or len(roots) == 1:
            return redirect("orgs:page", code)
        return render(request, "orgs/own.html", {"organisations": [_own_organisation(one) for one in roots]})
    filters = _filter_from_query(request, page)
    path = [one for one in page.path if Permission.ORG_VIEW in page.permissions[one.pk]]
    whole_branches = listing.seen_whole(user, {filters.under.pk, *(one.pk for one in path)}, on=filters.on, today=today)
    column_list = columns(language(), filters.on, closed=filters.state != "open")
    organisations = column_list.sort(
        listing.filter_organisations(user, filters, today=today, whole_branches=whole_branches),
        column_list.order_of(request.GET),
    )
    if kind := file_asked(request.GET):
        return _file(kind, column_list, organisations, filters)
    context = _context(request, page, filters) | _list_page(request, page, filters, column_list, organisations)
    context["nodes"] = _tree(path, whole_branches, page, filters.on, roots, tree.rest_of(_query_words(request)))
    return render(request, "orgs/list.html", context)


def draw_subtree(request: HttpRequest, code: str) -> HttpResponse:
    """Draw one more level of the tree, fetched when it is unfolded."""
    page = organisation_page(request, code)
    on = day_asked(request, page.today)
    no_branches: frozenset[int] = frozenset()
    ids = [page.organisation.pk]
    branches = listing.branches(page.user, ids, no_branches, on=on, today=page.today, language=language())
    return HttpResponse(tree.draw(tree.node(one, tree.rest_of(_query_words(request))) for one in branches))


def own_places(user: User) -> list[Organisation]:
    """Return where the reader holds a role that shows organisations, the highest first, each once."""
    assignments = current_assignments(user)
    places = {one.organisation for one in assignments if Permission.ORG_VIEW in role(one.role).grants}
    return sorted(places, key=lambda one: (kinds.rank(one.kind), one.pk))


def _own_organisation(organisation: Organisation) -> dict[str, str]:
    return {"label": short(organisation), "url": addresses.organisation(organisation.code)}


def _query_words(request: HttpRequest) -> QueryDict:
    return known_words(request.GET, "under", "kind", "q", "region", "state", "on")


def _filter_from_query(request: HttpRequest, page: OrganisationPage) -> OrganisationFilter:
    """Read what the address asks for; a value that does not exist narrows nothing."""
    values, text = values_of(FILTERS, request.GET), request.GET.get("q", "").strip()
    kind, region, state = values.get("kind", ""), values.get("region", ""), values.get("state", "open")
    return OrganisationFilter(
        page.organisation,
        day_asked(request, page.today),
        direct=not (text or state != "open" or request.GET.get("kind") or request.GET.get("region")),
        kind="" if kind == EVERY_KIND else kind,
        region=region,
        state=state,
        text=text,
    )


def _context(request: HttpRequest, page: OrganisationPage, filters: OrganisationFilter) -> dict[str, Any]:
    """Return what the page says around the list."""
    return {
        "crumbs": [*page.tree_crumbs(), Crumb(_("Organisations"))],
        "organisation": filters.under,
        "name": short(filters.under),
        "wanted": filters,
        "today": page.today,
        "exists": filters.under.is_open_on(filters.on),
        "regions": [(region.code, region.name.in_(language())) for region in regions()],
        "states": [
            ("open", pgettext("organisations", "Open")),
            ("closed", pgettext("organisations", "Closed")),
            ("all", _("Open and closed")),
        ],
        "narrowed": _is_narrowed(filters),
        "files": files_of(_query_words(request)),
        "page_url": addresses.organisation(filters.under.code),
        "sort": _query_words(request).get(SORT, ""),
    }


def _list_page(
    request: HttpRequest,
    listing_page: OrganisationPage,
    filters: OrganisationFilter,
    column_list: ColumnList[OrganisationRow],
    organisations: QuerySet[Organisation],
) -> dict[str, Any]:
    """Return one page of the list, and the counts of what stands below."""
    page = Paginator(organisations, A_PAGE).get_page(request.GET.get("page"))
    ids = [one.pk for one in page]
    counts = listing.below_of([*ids, filters.under.pk], filters.on)
    parents = {} if filters.direct else listing.parents_of(ids, filters.on)
    readable = frozenset(ids)
    if filters.on != listing_page.today:  # seen in the tree of that day, but the page is read by the rights of today
        readable = queries.known_among(listing_page.user, ids, on=listing_page.today)
    numbers = counts.get(filters.under.pk, NOTHING)
    rest = tree.rest_of(_query_words(request))
    lines = rows(list(page), counts, parents, readable, on=filters.on, rest=rest)
    return {
        "page": page,
        "numbers": numbers,
        "chips": _chips(_query_words(request), filters, listing_page, numbers),
        "headings": column_list.head(_query_words(request)),
        "lines": column_list.body(lines),
    }


def _is_narrowed(filters: OrganisationFilter) -> bool:
    return bool(filters.text or filters.region or filters.state != "open")


def _chips(
    parameters: QueryDict, filters: OrganisationFilter, page: OrganisationPage, numbers: SubtreeCounts
) -> list[Chip]:
    """Offer what is right below, everything below, or one kind; the counts are those of the list as it is narrowed."""
    narrowed = _is_narrowed(filters)
    counts = numbers.kinds
    if narrowed:
        every = replace(filters, direct=False, kind="")
        counts = listing.numbers_by_kind(
            listing.filter_organisations(page.user, every, today=page.today, whole_branches=frozenset())
        )
    chips = [] if narrowed else [Chip(_("Right below"), address(parameters, kind="", page=""), filters.direct)]
    every_one = not filters.direct and not filters.kind
    chips.append(Chip(_("All below"), address(parameters, kind=EVERY_KIND, page=""), every_one, sum(counts.values())))
    return chips + [
        Chip(
            kind.plural.in_(language()),
            address(parameters, kind=kind.code, page=""),
            filters.kind == kind.code,
            counts[kind.code],
        )
        for kind in kinds.kinds()
        if counts.get(kind.code)
    ]


def _tree(
    path: Sequence[Organisation],
    whole_branches: frozenset[int],
    page: OrganisationPage,
    on: date,
    roots: Sequence[Organisation],
    rest: str,
) -> SafeString:
    ids = [one.pk for one in path]
    branches = listing.branches(page.user, ids, whole_branches, on=on, today=page.today, language=language())
    nodes = tree.unfold_tree(path, branches, roots, page.organisation.pk, rest)
    return tree.draw(nodes)


def _file(
    kind: str,
    column_list: ColumnList[OrganisationRow],
    organisations: QuerySet[Organisation],
    filters: OrganisationFilter,
) -> HttpResponse:
    """Write every line of the list as it is narrowed and sorted, not only those of one page."""
    everybody = organisations.order_by()
    counts = listing.count_below(everybody, filters.on)
    lines = rows(list(organisations), counts, listing.parents_of(everybody, filters.on), frozenset(), on=filters.on)
    name = f"birlik-{filters.under.code}-{filters.on.isoformat()}"
    return column_list.file(kind, lines, title=_("Organisations"), name=name)

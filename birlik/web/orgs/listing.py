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
from birlik.web.orgs.organisation_page import OrganisationPage, day_asked, language, organisation_page, reader, short
from birlik.web.shared import addresses
from birlik.web.shared.assignments import current_assignments
from birlik.web.shared.columns import SORT, ColumnList, address, file_asked, files_of, known_words
from birlik.web.shared.navigation import Chip, Crumb

A_PAGE = 50


def show(request: HttpRequest) -> HttpResponse:
    """What stands below one organisation, by default the reader's own, as of a day, by default today."""
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
    wanted = _filter_from_query(request, page)
    path = [one for one in page.path if Permission.ORG_VIEW in page.permissions[one.pk]]
    whole = listing.seen_whole(user, {wanted.under.pk, *(one.pk for one in path)}, on=wanted.on, today=today)
    shown = columns(language(), wanted.on, closed=wanted.state != "open")
    found = shown.sort(
        listing.filter_organisations(user, wanted, today=today, whole=whole), shown.order_of(request.GET)
    )
    if kind := file_asked(request.GET):
        return _file(kind, shown, found, wanted)
    context = _context(request, page, wanted) | _list_page(request, page, wanted, shown, found)
    context["nodes"] = _tree(path, whole, page, wanted.on, roots, tree.rest_of(_query_words(request)))
    return render(request, "orgs/list.html", context)


def draw_subtree(request: HttpRequest, code: str) -> HttpResponse:
    """One more level of the tree, fetched when it is unfolded."""
    page = organisation_page(request, code)
    on = day_asked(request, page.today)
    nothing: frozenset[int] = frozenset()
    asked = [page.organisation.pk]
    found = listing.branches(page.user, asked, nothing, on=on, today=page.today, language=language())
    return HttpResponse(tree.draw(tree.node(one, tree.rest_of(_query_words(request))) for one in found))


def own_places(user: User) -> list[Organisation]:
    """Where the reader holds a role that shows organisations, the highest first, each once."""
    held = current_assignments(user)
    places = {one.organisation for one in held if Permission.ORG_VIEW in role(one.role).grants}
    return sorted(places, key=lambda one: (kinds.rank(one.kind), one.pk))


def _own_organisation(organisation: Organisation) -> dict[str, str]:
    return {"label": short(organisation), "url": addresses.organisation(organisation.code)}


def _query_words(request: HttpRequest) -> QueryDict:
    return known_words(request.GET, "under", "kind", "q", "region", "state", "on")


def _filter_from_query(request: HttpRequest, page: OrganisationPage) -> OrganisationFilter:
    """What the address asks for; a value that does not exist narrows nothing."""
    asked = request.GET
    kind = asked.get("kind", "")
    text, region, state = asked.get("q", "").strip(), asked.get("region", ""), asked.get("state", "")
    return OrganisationFilter(
        page.organisation,
        day_asked(request, page.today),
        direct=not (kind or text or region or state in ("closed", "all")),
        kind=kind if kind in kinds.kinds_by_code() else "",
        region=region if region in regions_by_code() else "",
        state="closed" if state == "closed" else "all" if state == "all" else "open",
        text=text,
    )


def _context(request: HttpRequest, page: OrganisationPage, wanted: OrganisationFilter) -> dict[str, Any]:
    """What the page says around the list."""
    return {
        "crumbs": [*page.crumbs(), Crumb(_("Organisations"))],
        "organisation": wanted.under,
        "name": short(wanted.under),
        "wanted": wanted,
        "today": page.today,
        "exists": wanted.under.is_open_on(wanted.on),
        "regions": [(region.code, region.name.in_(language())) for region in regions()],
        "states": [
            ("open", pgettext("organisations", "Open")),
            ("closed", pgettext("organisations", "Closed")),
            ("all", _("Open and closed")),
        ],
        "narrowed": _is_narrowed(wanted),
        "files": files_of(_query_words(request)),
        "page_url": addresses.organisation(wanted.under.code),
        "sort": _query_words(request).get(SORT, ""),
    }


def _list_page(
    request: HttpRequest,
    listing_page: OrganisationPage,
    wanted: OrganisationFilter,
    shown: ColumnList[OrganisationRow],
    found: QuerySet[Organisation],
) -> dict[str, Any]:
    """One page of the list, and the counts of what stands below."""
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    ids = [one.pk for one in page]
    below = listing.below_of([*ids, wanted.under.pk], wanted.on)
    parents = {} if wanted.direct else listing.parents_of(ids, wanted.on)
    readable = frozenset(ids)
    if wanted.on != listing_page.today:  # seen in the tree of that day, but the page is read by the rights of today
        readable = queries.known_among(listing_page.user, ids, on=listing_page.today)
    numbers = below.get(wanted.under.pk, NOTHING)
    rest = tree.rest_of(_query_words(request))
    lines = rows(list(page), below, parents, readable, on=wanted.on, rest=rest)
    return {
        "page": page,
        "numbers": numbers,
        "chips": _chips(_query_words(request), wanted, listing_page, numbers),
        "headings": shown.head(_query_words(request)),
        "lines": shown.body(lines),
    }


def _is_narrowed(wanted: OrganisationFilter) -> bool:
    return bool(wanted.text or wanted.region or wanted.state != "open")


def _chips(asked: QueryDict, wanted: OrganisationFilter, page: OrganisationPage, numbers: SubtreeCounts) -> list[Chip]:
    """Right below, everything below, or one kind; the counts are those of the list under its other filters."""
    narrowed = _is_narrowed(wanted)
    counts = numbers.kinds
    if narrowed:
        every = replace(wanted, direct=False, kind="")
        counts = listing.numbers_by_kind(
            listing.filter_organisations(page.user, every, today=page.today, whole=frozenset())
        )
    chips = [] if narrowed else [Chip(_("Right below"), address(asked, kind="", page=""), wanted.direct)]
    every_one = not wanted.direct and not wanted.kind
    chips.append(Chip(_("All below"), address(asked, kind="all", page=""), every_one, sum(counts.values())))
    return chips + [
        Chip(
            kind.plural.in_(language()),
            address(asked, kind=kind.code, page=""),
            wanted.kind == kind.code,
            counts[kind.code],
        )
        for kind in kinds.kinds()
        if counts.get(kind.code)
    ]


def _tree(
    path: Sequence[Organisation],
    whole: frozenset[int],
    page: OrganisationPage,
    on: date,
    roots: Sequence[Organisation],
    rest: str,
) -> SafeString:
    ids = [one.pk for one in path]
    found = listing.branches(page.user, ids, whole, on=on, today=page.today, language=language())
    nodes = tree.unfold_tree(path, found, roots, page.organisation.pk, rest)
    return tree.draw(nodes)


def _file(
    kind: str, shown: ColumnList[OrganisationRow], found: QuerySet[Organisation], wanted: OrganisationFilter
) -> HttpResponse:
    """Every line of the list as it is narrowed and sorted, not only those of one page."""
    everybody = found.order_by()
    below = listing.count_below(everybody, wanted.on)
    lines = rows(list(found), below, listing.parents_of(everybody, wanted.on), frozenset(), on=wanted.on)
    name = f"birlik-{wanted.under.code}-{wanted.on.isoformat()}"
    return shown.file(kind, lines, title=_("Organisations"), name=name)

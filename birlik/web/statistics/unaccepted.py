"""Every report at and below an organisation that is not accepted: what the warning of the board names the first of."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from birlik.accounts.permissions import Permission
from birlik.orgs.queries.listing import parents_of
from birlik.statistics.queries import board as queries
from birlik.web.shared import addresses
from birlik.web.shared.campaign_page import campaign_page
from birlik.web.shared.columns import SORT, file_asked, files_of, known_words, list_query
from birlik.web.shared.filters import query
from birlik.web.shared.navigation import Crumb
from birlik.web.statistics.unaccepted_columns import columns, rows

A_PAGE = 50


@require_safe
def show(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Show the list as a page or as a file."""
    page = campaign_page(request.user, Permission.REPORT_VIEW, year, code)
    column_list, parameters = columns(get_language() or "kk", year), known_words(request.GET)
    reports = queries.all_unaccepted_reports(page.campaign, page.organisation)
    reports = column_list.sort(reports, column_list.order_of(parameters))
    if kind := file_asked(request.GET):
        every = list(reports)
        lines = rows(every, parents_of(reports.order_by().values_list("organisation", flat=True), page.as_of))
        name = f"birlik-reports-not-accepted-{page.organisation.code}-{year}"
        return column_list.file(kind, lines, title=_("Not accepted yet"), name=name, frozen=2)
    sheet = Paginator(reports, A_PAGE).get_page(parameters.get("page"))
    on_page = list(sheet)
    parents = parents_of([one.organisation_id for one in on_page], page.as_of)
    context = page.context("statistics:unaccepted", list_query(query(sort=parameters.get(SORT, ""))))
    *path, last = context["crumbs"]
    steps = [*path, Crumb(last.label, addresses.board(year, page.organisation.code)), Crumb(_("Not accepted yet"))]
    context |= {
        "crumbs": steps,
        "page": sheet,
        "headings": column_list.head(parameters),
        "lines": column_list.body(rows(on_page, parents)),
        "files": files_of(parameters),
    }
    return render(request, "statistics/unaccepted.html", context)

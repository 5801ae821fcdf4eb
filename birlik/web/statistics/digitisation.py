"""The digitisation board: how far the member base has come in, organisation by organisation, and who is late."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, cast

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.activity.deliveries import DELIVERIES, DigitisationDeadline, agree
from birlik.registers.forms import form_of
from birlik.statistics.queries import deliveries
from birlik.statistics.queries import digitisation as queries
from birlik.statistics.queries.digitisation import Digitisation, DigitisationRow
from birlik.web.shared import action_page, addresses
from birlik.web.shared.campaign_page import CampaignPage, campaign_page
from birlik.web.shared.columns import ColumnList, file_asked, files_of, list_query
from birlik.web.shared.filters import query
from birlik.web.statistics.digitisation_columns import PRIMARY, STATES, columns
from birlik.web.statistics.digitisation_map import tiles

A_WHILE = 5 * 60  # the registry changes all day long; the board says when it was counted


def show(request: HttpRequest, year: int | None = None, code: str | None = None) -> HttpResponse:
    """Show the board of one node: counts only, for whoever sees its figures."""
    page = campaign_page(request.user, Permission.FIGURE_VIEW, year, code)
    language, today = get_language() or "kk", timezone.localdate()
    choice = STATES.value_of(request.GET)
    order = columns(language, page.campaign.year, "", runs=False).order_of(request.GET)
    parameters = query(show="" if choice == "all" else choice, sort=order)
    if kind := file_asked(request.GET):
        return _file(page, kind, parameters, today)
    runs = page.may_at_root(Permission.CAMPAIGN_RUN)
    state = f"{page.state}/{page.campaign.year}/{page.organisation.pk}/{deliveries.base_revision()}"
    key = f"digitisation/{state}/{choice}/{order}/{runs}/{today}/{language}"
    body: str | None = cache.get(key)
    if body is None:
        board = queries.digitisation(page.campaign, page.organisation, today=today)
        body = str(render_to_string("statistics/digitisation_body.html", _context(board, parameters, runs=runs)))
        cache.set(key, body, A_WHILE)
    context = page.context("statistics:digitisation", list_query(parameters))
    context["body"] = mark_safe(body)  # noqa: S308  # our own template
    return render(request, "statistics/digitisation.html", context)


def _list_rows(
    board: Digitisation, parameters: QueryDict, *, runs: bool
) -> tuple[ColumnList[DigitisationRow], list[DigitisationRow]]:
    """Return the columns, and the lines that the address asks for in its order."""
    rest = list_query(parameters)
    column_list = columns(get_language() or "kk", board.campaign.year, rest, runs=runs)
    return column_list, column_list.sort_in_memory(
        STATES.narrow(board.lines, STATES.value_of(parameters)), column_list.order_of(parameters)
    )


def _file(page: CampaignPage, kind: str, parameters: QueryDict, today: date) -> HttpResponse:
    board = queries.digitisation(page.campaign, page.organisation, today=today)
    column_list, lines = _list_rows(board, parameters, runs=False)
    name = f"birlik-digitisation-{page.organisation.code}-{today.isoformat()}"
    return column_list.file(kind, lines, title=_("Digitisation board"), name=name, frozen=2)


def _context(board: Digitisation, parameters: QueryDict, *, runs: bool) -> dict[str, Any]:
    column_list, lines = _list_rows(board, parameters, runs=runs)
    return {
        "board": board,
        "node": board.node,
        "year": board.campaign.year,
        "headings": column_list.head(parameters),
        "lines": column_list.body(lines),
        "chips": STATES.chips(parameters, STATES.count(board.lines)),
        "files": files_of(parameters),
        "late": [_late_organisation(board, line) for line in board.late_lines],
        "map": tiles(board),
        "counted": timezone.localtime(),
        "leaf": board.node.organisation.kind == PRIMARY,
    }


def _late_organisation(board: Digitisation, line: DigitisationRow) -> dict[str, str]:
    year, one = board.campaign.year, line.organisation
    leads_to = addresses.reconciliation if one.kind == PRIMARY else addresses.digitisation
    return {"name": one.short.in_(get_language() or "kk"), "url": leads_to(year, one.code)}


def delivery(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """Show the form of one organisation's delivery; the day of the first applied import is proposed, never simply
    taken.
    """
    page = campaign_page(request.user, Permission.FIGURE_VIEW, year, code)
    if not page.may(Permission.CAMPAIGN_RUN):
        raise PermissionDenied
    today = timezone.localdate()
    line = queries.line_of(page.campaign, page.organisation, today=today)
    user = cast("User", request.user)
    form = form_of(DELIVERIES)(
        request.POST or None, by=user, organisation=page.organisation, day=today, instance=line.deadline
    )

    def act(now: datetime) -> DigitisationDeadline:
        return agree(page.organisation, **form.cleaned_data, by=user, at=now)

    if request.method == "POST" and action_page.run(form, act):
        messages.success(request, _("The delivery of the member base is written down."))
        return redirect("statistics:digitisation", year, _board_of(page))
    context = page.context("statistics:digitisation") | {
        "form": form,
        "line": line,
        "first": timezone.localtime(line.registered.first).date() if line.registered.first else None,
        "back": addresses.digitisation(year, _board_of(page)),
    }
    return render(request, "statistics/digitisation_delivery.html", context)


def _board_of(page: CampaignPage) -> str:
    """Return the board on which the organisation is a line, where the reader may see it."""
    parent = page.path[-2] if len(page.path) > 1 else page.organisation
    return parent.code if parent.pk in page.visible else page.organisation.code

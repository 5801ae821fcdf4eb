"""The campaign board: where every report stands, from the union down to a primary organisation."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from birlik.accounts.permissions import Permission
from birlik.orgs import kinds
from birlik.refdata import regions
from birlik.statistics.enums import CampaignStatus, Status
from birlik.statistics.queries import board as queries
from birlik.statistics.queries import expected, windows
from birlik.statistics.queries.board import Board, BoardRow, Tally
from birlik.web.shared import addresses, charts
from birlik.web.shared.campaign_page import CampaignPage, campaign_page
from birlik.web.shared.columns import ColumnList, file_asked, files_of, list_query
from birlik.web.shared.filters import query
from birlik.web.statistics.board_columns import STATES, columns

DAY = 24 * 60 * 60


def show(request: HttpRequest, year: int | None = None, code: str | None = None) -> HttpResponse:
    """Show the board of one node. What is the same for every reader of a revision is drawn once and kept."""
    page = campaign_page(request.user, Permission.REPORT_VIEW, year, code)
    language, today = get_language() or "kk", timezone.localdate()
    choice = STATES.value_of(request.GET)
    order = columns(language, page.campaign.year, "").order_of(request.GET)
    parameters = query(show="" if choice == "all" else choice, sort=order)
    if kind := file_asked(request.GET):
        return _file(page, kind, parameters, today)
    state = f"{page.campaign.year}/{page.campaign.revision}/{page.organisation.pk}"
    key = f"board/{state}/{choice}/{order}/{today}/{language}"
    body: SafeString | None = cache.get(key)
    if body is None:
        body = _body(queries.board(page.campaign, page.organisation, today=today), parameters, today)
        cache.set(key, str(body), DAY)
    context = page.context("statistics:board", list_query(parameters)) | {
        "body": mark_safe(body),  # noqa: S308  # drawn by our own template
        "may_run": _may_run(page),
    }
    return render(request, "statistics/board.html", context)


def _list_rows(board: Board, parameters: QueryDict) -> tuple[ColumnList[BoardRow], list[BoardRow]]:
    """Return the columns, and the lines that the address asks for in its order."""
    column_list = columns(get_language() or "kk", board.campaign.year, list_query(parameters))
    lines = STATES.narrow(board.lines, STATES.value_of(parameters))
    return column_list, column_list.sort_in_memory(lines, column_list.order_of(parameters))


def _file(page: CampaignPage, kind: str, parameters: QueryDict, today: date) -> HttpResponse:
    board = queries.board(page.campaign, page.organisation, today=today)
    column_list, lines = _list_rows(board, parameters)
    name = f"birlik-reports-{page.organisation.code}-{page.campaign.year}"
    return column_list.file(kind, [*lines, _total(board)], title=_("Reports"), name=name, frozen=2)


def _total(board: Board) -> BoardRow:
    return BoardRow(board.node, board.total, own=None, leaf=False)


def _may_run(page: CampaignPage) -> bool:
    return page.campaign.status != CampaignStatus.FROZEN and page.may_at_root(Permission.CAMPAIGN_RUN)


def _body(board: Board, parameters: QueryDict, today: date) -> SafeString:
    column_list, lines = _list_rows(board, parameters)
    return render_to_string(
        "statistics/board_body.html",
        {
            "board": board,
            "headings": column_list.head(parameters),
            "lines": column_list.body(lines),
            "total": column_list.foot(_total(board), _("Total")),
            "chips": STATES.chips(parameters, STATES.count(board.lines)),
            "files": files_of(parameters),
            "counts": _counts(board.total.statuses),
            "own_counts": _counts(board.total.own),
            "sentence": _sentence(board.total),
            "missing": None if _is_complete(board.total) else queries.unaccepted_reports(board),
            "map": _map(board),
            "frozen": board.campaign.status == CampaignStatus.FROZEN,
            "has_begun": board.campaign.has_begun(today),
            "deadlines": _deadlines(board, today),
            "closed_on": board.campaign.closed_on,
            "exceptions": windows.exceptions_at(board.campaign, board.node),
            "expectation_changes": expected.expectation_changes(board.campaign, board.node),
        },
    )


def _deadlines(board: Board, today: date) -> list[dict[str, Any]]:
    """Return the last days that concern this node: all of them above, only its own for a primary organisation."""
    language = get_language() or "kk"
    return [
        {"name": kinds.kind(kind).name.in_(language), "window": window, "past": today > window.on_time}
        for kind, window in windows.windows(board.campaign).items()
        if board.lines or kind == board.node.kind
    ]


def _counts(statuses: dict[Status, int]) -> dict[str, int]:
    return {status.value: number for status, number in statuses.items() if number}


def _is_complete(tally: Tally) -> bool:
    return tally.accepted == tally.expected


def _sentence(tally: Tally) -> dict[str, int]:
    """Return the numbers of the sentence of state."""
    return {
        "accepted": tally.accepted,
        "expected": tally.expected,
        "waiting": tally.statuses.get(Status.SENT, 0),
        "late": tally.late,
    }


def _map(board: Board) -> dict[str, SafeString] | None:
    """Draw the tile map of completeness, for nodes whose children lie in several regions."""
    by_region: dict[str, Tally] = {}
    for line in board.lines:
        if line.organisation.region and line.organisation.kind == "member":
            region = line.organisation.region
            by_region[region] = by_region.get(region, queries.NOTHING) + line.tally
    if len(by_region) < 2:
        return None
    tiles = [_tile(board, region, tally) for region, tally in sorted(by_region.items())]
    title = _("Accepted reports by region, per cent")
    return {
        "wide": charts.tile_map(tiles, title=title),
        "narrow": charts.tile_map(tiles, title=title, narrow=True),
    }


def _tile(board: Board, code: str, tally: Tally) -> charts.Tile:
    language = get_language() or "kk"
    region = regions.region(code)
    share = 100 * tally.accepted // tally.expected if tally.expected else 0
    in_region = [line.organisation for line in board.lines if line.organisation.region == code]
    name = region.name.in_(language)
    step = 2 if share == 100 else 1 if share >= 90 else -1 if share >= 50 else -2
    url = addresses.board(board.campaign.year, in_region[0].code)
    return charts.Tile(code, name, f"{share} %", step, url)

"""The campaign board: where every report stands, from the union down to a primary organisation."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
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
from birlik.statistics.queries.board import Board, Line, Tally
from birlik.web.shared import addresses, charts, place
from birlik.web.shared.navigation import Chip
from birlik.web.shared.place import Place

FILTERS = ("all", "incomplete", "sent", "returned", "late", "errors")
DAY = 24 * 60 * 60


def show(request: HttpRequest, year: int | None = None, code: str | None = None) -> HttpResponse:
    """The board of one node. What is the same for every reader of a revision is drawn once and kept."""
    here = place.find(request.user, Permission.REPORT_VIEW, year, code)
    wanted = request.GET.get("show", "all")
    wanted = wanted if wanted in FILTERS else "all"
    today = timezone.localdate()
    key = (
        f"board/{here.campaign.year}/{here.campaign.revision}/{here.organisation.pk}/{wanted}/{today}/{get_language()}"
    )
    body: SafeString | None = cache.get(key)
    if body is None:
        body = _body(queries.board(here.campaign, here.organisation, today=today), wanted, today)
        cache.set(key, str(body), DAY)
    context = here.context("statistics:board") | {
        "body": mark_safe(body),  # noqa: S308  # drawn by our own template
        "may_freeze": _may_freeze(here),
    }
    return render(request, "statistics/board.html", context)


def _may_freeze(here: Place) -> bool:
    return here.campaign.status != CampaignStatus.FROZEN and here.may_at_root(Permission.CAMPAIGN_RUN)


def _body(board: Board, wanted: str, today: date) -> SafeString:
    lines = [line for line in board.lines if _wanted(line, wanted)]
    return render_to_string(
        "statistics/board_body.html",
        {
            "board": board,
            "rows": [_row(board, line) for line in lines],
            "chips": _chips(board, wanted),
            "counts": _counts(board.total.statuses),
            "own_counts": _counts(board.total.own),
            "sentence": _sentence(board.total),
            "missing": queries.missing(board.campaign, board.node) if not _complete(board.total) else [],
            "map": _map(board),
            "frozen": board.campaign.status == CampaignStatus.FROZEN,
            "deadlines": _deadlines(board, today),
        },
    )


def _deadlines(board: Board, today: date) -> list[dict[str, Any]]:
    """The last days that concern this node: all of them above, only its own for a primary organisation."""
    language = get_language() or "kk"
    return [
        {"name": kinds.kind(one.kind).name.in_(language), "due": one.due, "past": today > one.due}
        for one in board.campaign.deadlines.order_by("due")
        if board.lines or one.kind == board.node.kind
    ]


def _row(board: Board, line: Line) -> dict[str, Any]:
    language = get_language() or "kk"
    tally = line.tally
    address = addresses.report if line.leaf else addresses.board
    return {
        "name": line.organisation.short.in_(language),
        "url": address(board.campaign.year, line.organisation.code),
        "report_url": addresses.report(board.campaign.year, line.organisation.code),
        "leaf": line.leaf,
        "own": line.own,
        "counts": _counts(tally.statuses),
        "tally": tally,
        "share": round(100 * tally.accepted / tally.expected) if tally.expected else None,
        "in_time": round(100 * tally.in_time / tally.expected) if tally.expected else None,
    }


def _counts(statuses: dict[Status, int]) -> dict[str, int]:
    return {status.value: number for status, number in statuses.items() if number}


def _complete(tally: Tally) -> bool:
    return tally.accepted == tally.expected


def _wanted(line: Line, wanted: str) -> bool:
    tally = line.tally
    return {
        "all": True,
        "incomplete": not _complete(tally),
        "sent": bool(tally.statuses.get(Status.SENT)),
        "returned": bool(tally.statuses.get(Status.RETURNED)),
        "late": bool(tally.late),
        "errors": bool(tally.errors),
    }[wanted]


def _chips(board: Board, wanted: str) -> list[Chip]:
    labels = {
        "all": _("All"),
        "incomplete": _("Not complete"),
        "sent": _("Waiting for acceptance"),
        "returned": _("Returned"),
        "late": _("Late"),
        "errors": _("With errors"),
    }
    return [
        Chip(label, f"?show={name}", name == wanted, sum(_wanted(line, name) for line in board.lines))
        for name, label in labels.items()
    ]


def _sentence(tally: Tally) -> dict[str, int]:
    """The numbers of the sentence of state."""
    return {
        "accepted": tally.accepted,
        "expected": tally.expected,
        "waiting": tally.statuses.get(Status.SENT, 0),
        "late": tally.late,
    }


def _map(board: Board) -> dict[str, SafeString] | None:
    """The tile map of completeness, for nodes whose children lie in several regions."""
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
    return charts.Tile(code, name, name, f"{share} %", step, url)

"""The page of a paper: the sheet as on paper, the other language beside it, at the side what the figures say of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from birlik.documents import facts
from birlik.documents import queries as documents
from birlik.documents.models import Paper, PaperVersion
from birlik.documents.rendering import html as engine
from birlik.documents.rendering.sheet import Sheet
from birlik.statistics.papers.resolver import FigureResolver
from birlik.web.documents import blocks, desk, side
from birlik.web.documents.blocks import OpenField
from birlik.web.documents.desk import Spot
from birlik.web.documents.downloads import version as version_of
from birlik.web.shared.paper_addresses import PaperAddress


@require_safe
def show(request: HttpRequest, address: PaperAddress) -> HttpResponse:
    """Show the paper. ?edit=key and ?after=key open a field, ?version=N shows an earlier version to read."""
    spot = desk.spot(request, address)
    if spot.paper is None:
        return render(request, "documents/none.html", spot.context())
    number = request.GET.get("version")
    if number and desk.number(number) != spot.paper.last_number:
        return _draw_earlier_version(request, spot, version_of(spot.paper, number))
    return draw_page(request, spot, spot.paper, edit=request.GET.get("edit"), after=request.GET.get("after"))


def draw_page(
    request: HttpRequest,
    spot: Spot,
    paper: Paper,
    *,
    open_block: OpenField | None = None,
    edit: str | None = None,
    after: str | None = None,
) -> HttpResponse:
    """Show the newest version; `writing` is a field left open, `edit` and `after` ask for one."""
    version, pair = documents.version(paper), documents.other_language(paper)
    if spot.may_edit:
        open_block = open_block or blocks.open_field(version.blocks, edit, after)
    resolver = FigureResolver(spot.desk.campaign, spot.desk.organisation)
    stale = facts.stale_citations(version.blocks, resolver)
    views = blocks.views(version.blocks, stale=stale, open_block=open_block, may_edit=spot.may_edit)
    context = spot.context() | {
        "version": version,
        "sheet": sheet(version),
        "blocks": views,
        "first": open_block if open_block and open_block.adds and not open_block.key else None,
        "seen": _seen_version(request, version),
        "may_edit": spot.may_edit,
        "pair": _pair(pair, resolver),
        **side.context(spot, paper, version, pair, resolver, stale),
    }
    return render(request, "documents/paper.html", context)


def sheet(version: PaperVersion) -> dict[str, SafeString | str]:
    """Return what stands above and under the text."""
    paper_sheet = Sheet.of(version)
    return {
        "head": mark_safe(engine.head(paper_sheet)),  # noqa: S308  # escaped where it is written
        "signature": mark_safe(engine.signature(paper_sheet)),  # noqa: S308
        "layout": paper_sheet.layout.name,
        "language": paper_sheet.language,
    }


def _pair(version: PaperVersion | None, resolver: FigureResolver) -> dict[str, Any] | None:
    """Return the other language, to be read beside this one; it is edited on its own page."""
    if version is None:
        return None
    views = blocks.views(version.blocks, stale=facts.stale_citations(version.blocks, resolver))
    return {"version": version, "sheet": sheet(version), "blocks": views}


def _seen_version(request: HttpRequest, version: PaperVersion) -> int:
    """Return the version that the editor has read: sent again with a text refused because of a newer one."""
    return desk.number(request.POST.get("seen")) or version.number


def _draw_earlier_version(request: HttpRequest, spot: Spot, version: PaperVersion) -> HttpResponse:
    paper: Paper = version.paper
    context = spot.context() | {
        "version": version,
        "sheet": sheet(version),
        "blocks": blocks.views(version.blocks),
        "may_edit": False,
        "versions": side.versions(spot, paper, version.number),
        "facts_url": f"{spot.url('figures')}?version={version.number}",
    }
    return render(request, "documents/earlier.html", context)

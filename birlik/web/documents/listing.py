"""The papers of a year: which are written, in which languages, and whether their figures still hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from birlik.accounts.permissions import Permission
from birlik.documents import facts
from birlik.documents import queries as documents
from birlik.documents.models import PaperVersion
from birlik.orgs import rules as org_rules
from birlik.statistics.papers import queries
from birlik.statistics.papers.resolver import FigureResolver
from birlik.web.documents import desk
from birlik.web.documents.desk import Desk, Spot
from birlik.web.documents.side import faults
from birlik.web.shared.absence import NothingYet
from birlik.web.shared.paper_addresses import PaperAddress


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One language of a paper; `version` None where it is not written yet. `old`: the figures that have changed."""

    spot: Spot
    version: PaperVersion | None = None
    old: frozenset[str] = frozenset()
    faults: int = 0

    @property
    def url(self) -> str:
        return self.spot.url()


@dataclass(frozen=True, slots=True)
class Group:
    """A paper with its two languages."""

    name: str
    rows: Sequence[PaperRow]


@require_safe
def show(request: HttpRequest, year: int | None = None, code: str = "") -> HttpResponse:
    """Show the papers about the union; for who may not read those, about the own organisation, where it has any."""
    try:
        desk_of_page = desk.find(request, year, code)
    except NothingYet:
        raise
    except Http404:
        if code or not _reads_papers_elsewhere(request):
            raise
        try:
            desk_of_page = desk.find(request, year, None)
        except Http404:
            return render(request, "documents/elsewhere.html")
    groups = _groups(desk_of_page)
    rows = [row for group in groups for row in group.rows]
    context = desk_of_page.context(address=desk_of_page.list_url) | {
        "groups": groups,
        "organisation": desk_of_page.organisation if desk_of_page.code else None,
        "written": sum(row.version is not None for row in rows),
        "old": len(frozenset[str]().union(*(row.old for row in rows))),
        "faults": sum(row.faults for row in rows),
        "total": len(rows),
    }
    return render(request, "documents/list.html", context)


def _groups(desk_of_page: Desk) -> list[Group]:
    """Group the papers of a desk, written or not, in the order of the table of kinds."""
    resolver = FigureResolver(desk_of_page.campaign, desk_of_page.organisation)
    papers = queries.papers_of(desk_of_page.campaign, desk_of_page.organisation)
    paper_by_kind = {(paper.kind, paper.language): paper for paper in papers}
    groups = []
    for code, kind in desk_of_page.kinds.items():
        addresses = [
            PaperAddress(code, desk_of_page.campaign.year, language, desk_of_page.code) for language in desk.LANGUAGES
        ]
        spots = [Spot(desk_of_page, address, paper_by_kind.get((code, address.language))) for address in addresses]
        groups.append(Group(kind.name.in_(get_language() or "kk"), [_row(spot, resolver) for spot in spots]))
    return groups


def _row(spot: Spot, resolver: FigureResolver) -> PaperRow:
    paper = spot.paper
    if paper is None:
        return PaperRow(spot)
    old = frozenset(one.mark.key for one in facts.stale_citations(documents.version(paper).blocks, resolver))
    return PaperRow(spot, documents.history(paper).first(), old, faults(queries.findings(paper, resolver)))


def _reads_papers_elsewhere(request: HttpRequest) -> bool:
    """Return whether the reader's rights speak of papers at all, though not of those of the whole union."""
    return org_rules.lineage_with_permission(request.user, Permission.PAPER_VIEW, timezone.localdate()).exists()

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
from birlik.documents.models import Paper, PaperVersion
from birlik.orgs import rules as org_rules
from birlik.statistics.papers import queries
from birlik.statistics.papers.drafts import KINDS
from birlik.statistics.papers.resolver import FigureResolver
from birlik.web.documents import desk
from birlik.web.documents.desk import Desk, Spot
from birlik.web.documents.side import faults


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
def show(request: HttpRequest, year: int | None = None) -> HttpResponse:
    try:
        found = desk.find(request, year)
    except Http404:
        if not _reads_papers_elsewhere(request):
            raise
        return render(request, "documents/elsewhere.html")
    resolver = FigureResolver(found.campaign)
    written = {(paper.kind, paper.language): paper for paper in queries.papers_of(found.campaign)}
    groups = [
        Group(
            desk.NAMES[kind].in_(get_language() or "kk"),
            [_row(found, kind, language, written.get((kind, language)), resolver) for language in desk.LANGUAGES],
        )
        for kind in KINDS
    ]
    rows = [row for group in groups for row in group.rows]
    context = found.context(view="documents:list-year") | {
        "groups": groups,
        "written": sum(row.version is not None for row in rows),
        "old": len(frozenset[str]().union(*(row.old for row in rows))),
        "faults": sum(row.faults for row in rows),
        "total": len(rows),
    }
    return render(request, "documents/list.html", context)


def _row(found: Desk, kind: str, language: str, paper: Paper | None, resolver: FigureResolver) -> PaperRow:
    spot = Spot(found, kind, language, paper)
    if paper is None:
        return PaperRow(spot)
    old = frozenset(one.mark.key for one in facts.stale(documents.version(paper).blocks, resolver))
    return PaperRow(spot, documents.history(paper).first(), old, faults(queries.findings(paper, resolver)))


def _reads_papers_elsewhere(request: HttpRequest) -> bool:
    """Whether the reader's rights speak of papers at all, though not of those of the whole union."""
    return org_rules.granted(request.user, Permission.PAPER_VIEW, timezone.localdate()).exists()

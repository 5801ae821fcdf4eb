"""What can be asked of papers. The engine knows no organisations: who may read which subject is the caller's scope."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from birlik.core.errors import Refusal
from birlik.documents.blocks import Block
from birlik.documents.models import Citation, Paper, PaperVersion

OTHER_LANGUAGE = {"kk": "ru", "ru": "kk"}


def papers(*, subjects: Collection[str] | None = None, kind: str | None = None) -> QuerySet[Paper]:
    """Return papers by subject, kind and language; `subjects` is the caller's scope, None means all of them."""
    papers_found = Paper.objects.order_by("subject", "kind", "language")
    if subjects is not None:
        papers_found = papers_found.filter(subject__in=subjects)
    return papers_found if kind is None else papers_found.filter(kind=kind)


def paper(kind: str, subject: str, language: str) -> Paper:
    """Return the paper; refused with `paper.unknown` where there is none."""
    paper_found = Paper.objects.filter(kind=kind, subject=subject, language=language).first()
    if paper_found is None:
        raise Refusal("paper.unknown", kind=kind, subject=subject, language=language)
    return paper_found


def version(paper: Paper, number: int | None = None) -> PaperVersion:
    """Return the version of that number, the latest without one; refused with `paper.version_unknown`."""
    version_number = paper.last_number if number is None else number
    version_found = paper.versions.select_related("paper").filter(number=version_number).first()
    if version_found is None:
        raise Refusal("paper.version_unknown", number=version_number)
    return version_found


def history(paper: Paper) -> QuerySet[PaperVersion]:
    """Return all versions, newest first, with their authors; without their contents, which are large."""
    return paper.versions.select_related("author").defer("content").order_by("-number")


def other_language(paper: Paper) -> PaperVersion | None:
    """Return the latest version of the same paper in the other official language."""
    pair = Paper.objects.filter(kind=paper.kind, subject=paper.subject, language=OTHER_LANGUAGE[paper.language]).first()
    return version(pair) if pair and pair.last_number else None


def other_blocks(paper: Paper) -> list[Block] | None:
    pair = other_language(paper)
    return pair.blocks if pair else None


def is_cited(period: str) -> bool:
    """Return whether any paper cites a figure of this period, as the keys of figures end."""
    return Citation.objects.filter(figure__endswith=f"/{period}").exists()


def citations_of(figure: str, edition: int | None = None) -> QuerySet[Citation]:
    """Return where the latest versions of papers cite the figure ("CODE@union/2025"), any
    edition or that one.
    """
    return (
        Citation.objects.of_latest_versions()
        .of_figure(figure, edition)
        .select_related("version__paper")
        .defer("version__content")
        .order_by("version__paper__subject", "version__paper__kind", "version__paper__language", "position")
    )


def papers_citing(figure: str, edition: int | None = None) -> QuerySet[Paper]:
    """Return every paper whose latest version cites the figure; each paper once."""
    citations = Citation.objects.of_latest_versions().of_figure(figure, edition).values("version__paper_id")
    return Paper.objects.filter(pk__in=citations).order_by("subject", "kind", "language")

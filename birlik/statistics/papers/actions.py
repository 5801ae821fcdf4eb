"""What people do with the papers of statistics: the engine's actions behind the right to edit papers.

`seen` is everywhere the number of the version on the editor's screen (see `documents.actions`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from birlik.accounts.models import User
from birlik.core.errors import Refusal
from birlik.documents import actions as documents
from birlik.documents import queries as stored
from birlik.documents.details import Details
from birlik.documents.linting import Severity
from birlik.documents.models import Paper, PaperVersion
from birlik.statistics.models import Campaign
from birlik.statistics.papers import queries, rules
from birlik.statistics.papers.drafts import draft, require_kind, subject
from birlik.statistics.papers.resolver import FigureResolver

IN_THE_TEXT = frozenset({"controller_position", "controller_name"})  # details that the control clause speaks of


@transaction.atomic
def generate(kind: str, campaign: Campaign, language: str, *, by: User, at: datetime) -> PaperVersion:
    """Write the paper anew from today's figures; paragraphs and details of the editor stay.

    Refused: `right.missing`, `paper.kind_unknown`, `paper.language_unknown`, `paper.adopted`.
    """
    _require(by, at)
    require_kind(kind, language)
    existing = Paper.objects.filter(kind=kind, subject=subject(campaign), language=language).first()
    made = draft(kind, campaign, language, details=Details.of(existing.meta) if existing else None)
    return documents.generate_paper(
        kind,
        subject(campaign),
        language,
        made.html,
        made.title,
        made.meta.as_json(),
        by=by,
        at=at,
        resolver=FigureResolver(campaign),
    )


@transaction.atomic
def edit(paper: Paper, key: str, text: str, *, by: User, at: datetime, seen: int | None = None) -> PaperVersion:
    """Give a block other words; its numbers are looked up among the campaign's figures."""
    _require(by, at)
    return documents.edit_block(paper, key, text, by=by, at=at, resolver=_resolver(paper), seen=seen)


@transaction.atomic
def add_paragraph(
    paper: Paper, after: str, text: str, *, by: User, at: datetime, seen: int | None = None
) -> PaperVersion:
    """A paragraph of the editor's own behind the block `after`; "" puts it before everything."""
    _require(by, at)
    return documents.add_paragraph(paper, after, text, by=by, at=at, resolver=_resolver(paper), seen=seen)


@transaction.atomic
def remove_paragraph(paper: Paper, key: str, *, by: User, at: datetime, seen: int | None = None) -> PaperVersion:
    _require(by, at)
    return documents.remove_paragraph(paper, key, by=by, at=at, seen=seen)


@transaction.atomic
def restore_generated(paper: Paper, key: str, *, by: User, at: datetime, seen: int | None = None) -> PaperVersion:
    """Drop the editor's words of a generated block."""
    _require(by, at)
    return documents.restore_generated(paper, key, by=by, at=at, seen=seen)


@transaction.atomic
def confirm_override(paper: Paper, key: str, *, by: User, at: datetime, seen: int | None = None) -> PaperVersion:
    """Stay with the editor's words although the generated text under them has changed."""
    _require(by, at)
    return documents.confirm_override(paper, key, by=by, at=at, seen=seen)


@transaction.atomic
def set_meta(
    paper: Paper, meta: Mapping[str, str], *, by: User, at: datetime, title: str = "", seen: int | None = None
) -> PaperVersion:
    """Set date, number, names and title. A new controller also rewrites the paper, since the text names him."""
    _require(by, at)
    version = documents.set_meta(paper, meta, by=by, at=at, title=title, seen=seen)
    if IN_THE_TEXT & meta.keys():
        return generate(paper.kind, queries.campaign_of(paper), paper.language, by=by, at=at)
    return version


@transaction.atomic
def adopt(paper: Paper, *, by: User, at: datetime) -> Paper:
    """The paper is adopted as it stands; refused with `paper.has_faults` while the lint finds an error."""
    _require(by, at)
    paper = stored.paper(paper.kind, paper.subject, paper.language)  # as it is now, not as the caller last saw it
    faults = [found.code for found in queries.findings(paper) if found.severity is Severity.ERROR]
    if faults:
        raise Refusal("paper.has_faults", count=len(faults), faults=", ".join(sorted(set(faults))))
    return documents.adopt_paper(paper, by=by, at=at)


def _require(by: User, at: datetime) -> None:
    rules.require_edit(by, on=timezone.localdate(at))


def _resolver(paper: Paper) -> FigureResolver:
    return FigureResolver(queries.campaign_of(stored.paper(paper.kind, paper.subject, paper.language)))

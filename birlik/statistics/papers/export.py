"""A paper as a file, for the command line: the stored one, or one written on the spot from today's figures."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from birlik.core.errors import Refusal
from birlik.core.periods import Period
from birlik.documents import markup, rendering
from birlik.documents import queries as documents
from birlik.documents.enums import Format
from birlik.documents.models import Paper, PaperVersion
from birlik.orgs.queries import organisation_by_code
from birlik.statistics.papers.drafts import draft
from birlik.statistics.papers.kinds import kind_of, kinds
from birlik.statistics.papers.queries import papers_of
from birlik.statistics.papers.subjects import Subject, subject
from birlik.statistics.queries import campaigns


def paper(kind: str, period: Period, language: str, fmt: str, *, organisation: str = "") -> bytes:
    """Return the newest stored version of a paper, or a draft from the current figures where none is stored.

    `organisation`: the code of the one it is about, "" for the union. `fmt` is html, docx or pdf.
    Refused: `paper.unknown` (no such kind), `paper.kind_unknown` (none of that organisation), `paper.language_unknown`,
    `paper.format_unknown`, `period.unknown`, `orgs.unknown`.
    """
    if kind not in kinds():
        raise Refusal("paper.unknown", kind=kind)
    if fmt not in set(Format):
        raise Refusal("paper.format_unknown", format=fmt)
    campaign = campaigns.campaign(period.year)
    about = subject(campaign, organisation_by_code(organisation) if organisation else None)
    kind_of(kind, about.organisation, language)
    row = papers_of(*about).filter(kind=kind, language=language).first()
    version = documents.version(row) if row else draft_version(kind, about, language, at=timezone.now())
    return rendering.render(version, fmt)


def draft_version(kind: str, about: Subject, language: str, *, at: datetime) -> PaperVersion:
    """Return a version that is nowhere stored, made from the figures of now."""
    new_draft = draft(kind, about.campaign, language, about.organisation)
    content = [block.as_json() for block in markup.parse(new_draft.html)]
    sheet = Paper(kind=kind, language=language, title=new_draft.title, meta=new_draft.meta.as_json(), created_at=at)
    return PaperVersion(paper=sheet, number=1, title=new_draft.title, meta=sheet.meta, content=content, at=at)

"""What people do with the papers of statistics: the engine's actions behind the right to edit papers.

`seen_version` is everywhere the number of the version on the editor's screen (see `documents.actions`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import ParamSpec, cast

from django.db import transaction
from django.utils import timezone

from birlik.accounts.models import User
from birlik.core.errors import Refusal
from birlik.documents import actions as documents
from birlik.documents import queries as paper_queries
from birlik.documents.details import Details
from birlik.documents.linting import Severity
from birlik.documents.models import Paper, PaperVersion
from birlik.orgs.models import Organisation
from birlik.statistics.models import Campaign
from birlik.statistics.papers import queries, rules
from birlik.statistics.papers.drafts import draft
from birlik.statistics.papers.kinds import kind_of, kinds
from birlik.statistics.papers.resolver import FigureResolver
from birlik.statistics.papers.subjects import Subject, subject, subject_of

P = ParamSpec("P")
IN_THE_TEXT = frozenset({"controller_position", "controller_name"})  # details that the control clause speaks of


@transaction.atomic
def generate(
    code: str, campaign: Campaign, language: str, organisation: Organisation | None = None, *, by: User, at: datetime
) -> PaperVersion:
    """Write the paper anew from today's figures; paragraphs and details of the editor stay.

    `organisation`: whose figures it tells, without one the union's.
    Refused: `right.missing`, `paper.kind_unknown`, `paper.language_unknown`, `paper.adopted`.
    """
    about = subject(campaign, organisation)
    rules.require_edit(by, kind_of(code, about.organisation, language), about.organisation, on=timezone.localdate(at))
    paper = Paper.objects.filter(kind=code, subject=about.name, language=language).first()
    new_draft = draft(code, campaign, language, about.organisation, details=Details.of(paper.meta) if paper else None)
    return documents.generate_paper(
        code,
        about.name,
        language,
        new_draft.html,
        new_draft.title,
        new_draft.meta.as_json(),
        by=by,
        at=at,
        resolver=FigureResolver(*about),
    )


def _by_right(change: Callable[P, PaperVersion], *, cites: bool = False) -> Callable[P, PaperVersion]:
    """Make a change of the engine for those who may edit the paper; with `cites` its numbers are looked up among
    figures.
    """

    @wraps(change)
    def change_paper(*args: P.args, **given: P.kwargs) -> PaperVersion:
        paper, by, at = cast("tuple[Paper, User, datetime]", (args[0], given["by"], given["at"]))
        with transaction.atomic():
            about = _require(paper, by, at)
            if cites:
                given["resolver"] = FigureResolver(*about)
            return change(*args, **given)

    return change_paper


edit = _by_right(documents.edit_block, cites=True)
add_paragraph = _by_right(documents.add_paragraph, cites=True)
remove_paragraph = _by_right(documents.remove_paragraph)
restore_generated = _by_right(documents.restore_generated)
confirm_override = _by_right(documents.confirm_override)


@transaction.atomic
def set_meta(
    paper: Paper, meta: Mapping[str, str], *, by: User, at: datetime, title: str = "", seen_version: int | None = None
) -> PaperVersion:
    """Set date, number, names and title. A new controller also rewrites the paper, since the text names him."""
    about = _require(paper, by, at)
    version = documents.set_meta(paper, meta, by=by, at=at, title=title, seen_version=seen_version)
    if IN_THE_TEXT & meta.keys():
        return generate(paper.kind, about.campaign, paper.language, about.organisation, by=by, at=at)
    return version


@transaction.atomic
def adopt(paper: Paper, *, by: User, at: datetime) -> Paper:
    """Adopt the paper as it stands; refused with `paper.has_faults` while the lint finds an error."""
    _require(paper, by, at)
    # as it is now, not as the caller last saw it
    paper = paper_queries.paper(paper.kind, paper.subject, paper.language)
    faults = [finding.code for finding in queries.findings(paper) if finding.severity is Severity.ERROR]
    if faults:
        raise Refusal("paper.has_faults", count=len(faults), faults=", ".join(sorted(set(faults))))
    return documents.adopt_paper(paper, by=by, at=at)


def _require(paper: Paper, by: User, at: datetime) -> Subject:
    """Return what the paper is about, for who may edit it."""
    about = subject_of(paper)
    rules.require_edit(by, kinds()[paper.kind], about.organisation, on=timezone.localdate(at))
    return about

"""What can be asked of the stored papers: by campaign, by the figures they cite, and what has gone stale in them."""

from __future__ import annotations

from django.db.models import QuerySet

from birlik.documents import linting
from birlik.documents import queries as documents
from birlik.documents.linting import Finding
from birlik.documents.models import Paper
from birlik.orgs.models import Organisation
from birlik.statistics.keys import FigureKey
from birlik.statistics.models import Campaign
from birlik.statistics.papers.kinds import kind_of, kinds
from birlik.statistics.papers.resolver import FigureResolver, addressee_known
from birlik.statistics.papers.subjects import subject, subject_of


def papers_of(campaign: Campaign, organisation: Organisation | None = None) -> QuerySet[Paper]:
    """Return the papers about an organisation, without one those about the union."""
    return documents.papers(subjects=[subject(campaign, organisation).name])


def paper(code: str, campaign: Campaign, language: str, organisation: Organisation | None = None) -> Paper:
    """Return the paper; refused with `paper.unknown` where none has been generated yet."""
    about = subject(campaign, organisation)
    kind_of(code, about.organisation, language)
    return documents.paper(code, about.name, language)


def papers_citing(figure: FigureKey, *, any_edition: bool = True) -> QuerySet[Paper]:
    """Return papers whose latest version cites the figure, in any of its editions or only in that one."""
    name, _, _ = figure.figure.partition("#")
    return documents.papers_citing(name, None if any_edition else figure.edition)


def findings(paper: Paper, resolver: FigureResolver | None = None) -> list[Finding]:
    """Return the lint of a paper as it stands: a resolution in full, any other paper for its figures."""
    version, pair = documents.version(paper), documents.other_blocks(paper)
    resolver = resolver or FigureResolver(*subject_of(paper))
    if not kinds()[paper.kind].is_resolution:
        return linting.lint_figures(version.blocks, pair=pair, resolver=resolver)
    return linting.lint_resolution(
        version.blocks, version.details, pair=pair, resolver=resolver, addressee_known=addressee_known
    )

"""What a paper is about: a year and an organisation, by the one name that the engine keeps ("2025/union")."""

from __future__ import annotations

from typing import NamedTuple

from birlik.core.errors import Refusal
from birlik.core.periods import Period
from birlik.documents.models import Paper
from birlik.orgs import queries as orgs
from birlik.orgs.models import Organisation
from birlik.statistics.models import Campaign
from birlik.statistics.queries import campaigns


class Subject(NamedTuple):
    """A campaign and the organisation whose figures of it the paper tells."""

    campaign: Campaign
    organisation: Organisation

    @property
    def name(self) -> str:
        return f"{self.campaign.year}/{self.organisation.code}"


def subject(campaign: Campaign, organisation: Organisation | None = None) -> Subject:
    """Return the subject; without an organisation the whole union, as it stood on the day of the reports."""
    return Subject(campaign, organisation or union(Period(campaign.year)))


def union(period: Period) -> Organisation:
    """Return the root of the tree; `orgs.no_root` before there is one."""
    return orgs.require_root(period.as_of)


def subject_of(paper: Paper) -> Subject:
    """Return what a stored paper is about; `paper.unknown` for a paper that is none of statistics."""
    year, _, code = paper.subject.partition("/")
    if not (year.isascii() and year.isdigit() and code):
        raise Refusal("paper.unknown", kind=paper.kind, subject=paper.subject, language=paper.language)
    return Subject(campaigns.campaign(int(year)), orgs.organisation_by_code(code))

"""Before which papers a reader stands: a year that he may read, a kind, a language; 404 for all the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.documents.models import Paper
from birlik.documents.queries import OTHER_LANGUAGE
from birlik.orgs import queries as orgs
from birlik.statistics.models import Campaign
from birlik.statistics.papers import queries, rules
from birlik.statistics.papers.drafts import KINDS
from birlik.web.shared import page_context
from birlik.web.shared.facts import PAPER_NAMES
from birlik.web.shared.navigation import Crumb
from birlik.web.shared.page_context import PageContext

NAMES = PAPER_NAMES
LANGUAGES = {"kk": "Қазақша", "ru": "Русский"}


@dataclass(frozen=True, slots=True)
class Desk:
    """The papers of one campaign before one reader."""

    here: PageContext
    may_edit: bool

    @property
    def campaign(self) -> Campaign:
        return self.here.campaign

    def context(self, *crumbs: Crumb, view: str, **names: str) -> dict[str, Any]:
        """What the frame needs: the way here, and the same page of other years."""
        listing = Crumb(_("Papers"), reverse("documents:list-year", args=[self.campaign.year]))
        return {
            "place": self.here,
            "campaign": self.campaign,
            "period": self.here.period,
            "may_edit": self.may_edit,
            "crumbs": [listing, *crumbs],
            "period_urls": [(year, reverse(view, kwargs={"year": year, **names})) for year in self.here.years],
        }


@dataclass(frozen=True, slots=True)
class Spot:
    """One paper of a desk, written already (`paper`) or not yet."""

    desk: Desk
    kind: str
    language: str
    paper: Paper | None

    @property
    def name(self) -> str:
        return NAMES[self.kind].in_(get_language() or "kk")

    @property
    def language_name(self) -> str:
        return LANGUAGES[self.language]

    @property
    def other_language(self) -> str:
        return OTHER_LANGUAGE[self.language]

    @property
    def may_edit(self) -> bool:
        return self.desk.may_edit and (self.paper is None or self.paper.is_draft)

    def url(self, view: str = "paper", *more: str, language: str = "") -> str:
        """The address of this paper, or of something to do with it; `language` for the other version of it."""
        parts = [self.kind, self.desk.campaign.year, language or self.language, *more]
        return reverse(f"documents:{view}", args=parts)

    def context(self, *crumbs: Crumb, view: str = "documents:paper") -> dict[str, Any]:
        """For every page of the paper; further crumbs stand behind the paper's own."""
        own = Crumb(f"{self.name}, {self.language_name.lower()}", self.url())
        names = {"kind": self.kind, "language": self.language}
        return self.desk.context(own, *crumbs, view=view, **names) | {
            "spot": self,
            "paper": self.paper,
            "url": self.url(),
        }


def find(request: HttpRequest, year: int | None) -> Desk:
    """The papers are about the whole union, so the right to read them is asked for at the root of the tree."""
    root = orgs.root(timezone.localdate())
    if root is None:
        raise Http404
    page = page_context.page_context(request.user, Permission.PAPER_VIEW, year, root.code)
    return Desk(page, rules.can_edit(person(request), on=timezone.localdate()))


def spot(request: HttpRequest, kind: str, year: int, language: str) -> Spot:
    """The paper of the address, or its empty place."""
    if kind not in KINDS or language not in OTHER_LANGUAGE:
        raise Http404
    desk = find(request, year)
    return Spot(desk, kind, language, queries.papers_of(desk.campaign).filter(kind=kind, language=language).first())


def written(request: HttpRequest, kind: str, year: int, language: str) -> tuple[Spot, Paper]:
    """The same, where there is such a paper already."""
    found = spot(request, kind, year, language)
    if found.paper is None:
        raise Http404
    return found, found.paper


def person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def number(text: str | None) -> int | None:
    """A number that came with the address or the form; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else None

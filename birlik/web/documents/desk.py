"""Before which papers a reader stands: of whom, of which year, kind and language; 404 for what he may not read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from birlik.accounts.permissions import Permission
from birlik.documents.models import Paper
from birlik.documents.queries import OTHER_LANGUAGE
from birlik.orgs import queries as orgs
from birlik.orgs.models import Organisation
from birlik.statistics.models import Campaign
from birlik.statistics.papers import queries, rules
from birlik.statistics.papers.kinds import PaperKind, kinds_for
from birlik.web.shared.campaign_page import CampaignPage, campaign_page
from birlik.web.shared.navigation import Crumb
from birlik.web.shared.page_context import reader
from birlik.web.shared.paper_addresses import PaperAddress

LANGUAGES = {"kk": "Қазақша", "ru": "Русский"}


@dataclass(frozen=True, slots=True)
class Desk:
    """The papers about one organisation in one campaign before one reader. `code`: "" for the union.

    `kinds`: those of its papers that the reader may see; `rights`: what he may do with them.
    """

    page: CampaignPage
    code: str
    kinds: Mapping[str, PaperKind]
    rights: frozenset[Permission]

    @property
    def campaign(self) -> Campaign:
        return self.page.campaign

    @property
    def organisation(self) -> Organisation:
        return self.page.organisation

    @property
    def may_edit(self) -> bool:
        return any(kind.edit in self.rights for kind in self.kinds.values())

    def list_url(self, year: int) -> str:
        if self.code:
            return reverse("documents:list-below", args=[year, self.code])
        return reverse("documents:list-year", args=[year])

    def context(self, *crumbs: Crumb, address: Callable[[int], str]) -> dict[str, Any]:
        """Return what the frame needs: the way here, and the same page of other years."""
        listing = Crumb(_("Papers"), self.list_url(self.campaign.year))
        return {
            "place": self.page,
            "campaign": self.campaign,
            "period": self.page.period,
            "may_edit": self.may_edit,
            "crumbs": [listing, *crumbs],
            "period_urls": [(year, address(year)) for year in self.page.years],
        }


@dataclass(frozen=True, slots=True)
class Spot:
    """One paper of a desk, written already (`paper`) or not yet."""

    desk: Desk
    address: PaperAddress
    paper: Paper | None

    @property
    def kind(self) -> PaperKind:
        return self.desk.kinds[self.address.kind]

    @property
    def language(self) -> str:
        return self.address.language

    @property
    def name(self) -> str:
        return self.kind.name.in_(get_language() or "kk")

    @property
    def language_name(self) -> str:
        return LANGUAGES[self.language]

    @property
    def other_language(self) -> str:
        return OTHER_LANGUAGE[self.language]

    @property
    def may_edit(self) -> bool:
        return self.kind.edit in self.desk.rights and (self.paper is None or self.paper.is_draft)

    @property
    def languages(self) -> list[tuple[str, str, str]]:
        """Each language with its own name and the address of this paper in it."""
        return [(code, name, self.url(language=code)) for code, name in LANGUAGES.items()]

    def url(self, view: str = "paper", *more: str, language: str = "", year: int = 0) -> str:
        """Return the address of this paper, or of something to do with it; in another language or year where that is
        given.
        """
        address = replace(self.address, language=language or self.language, year=year or self.address.year)
        return reverse(f"documents:{view}", args=[address, *more])

    @property
    def generate_url(self) -> str:
        return self.url("generate")

    def context(self, *crumbs: Crumb, view: str = "paper") -> dict[str, Any]:
        """Return what every page of the paper shows; further crumbs stand behind the paper's own."""
        own = Crumb(f"{self.name}, {self.language_name.lower()}", self.url())
        return self.desk.context(own, *crumbs, address=lambda year: self.url(view, year=year)) | {
            "spot": self,
            "paper": self.paper,
            "url": self.url(),
        }


def find(request: HttpRequest, year: int | None, code: str | None = "") -> Desk:
    """Return the papers about an organisation: "" for the union, None for the reader's own; 404
    where there are none.
    """
    today = timezone.localdate()
    root = orgs.root(today)
    if root is None:
        raise Http404
    page = campaign_page(request.user, Permission.PAPER_VIEW, year, root.code if code == "" else code)
    rights = rules.rights(reader(request), page.organisation, on=today)
    kinds = {name: kind for name, kind in kinds_for(page.organisation).items() if kind.view in rights}
    if not kinds:
        raise Http404
    return Desk(page, "" if page.organisation == root else page.organisation.code, kinds, rights)


def spot(request: HttpRequest, address: PaperAddress) -> Spot:
    """Return the paper of the address, or its empty place."""
    desk = find(request, address.year, address.code)
    if address.kind not in desk.kinds:
        raise Http404
    papers = queries.papers_of(desk.campaign, desk.organisation)
    paper = papers.filter(kind=address.kind, language=address.language).first()
    return Spot(desk, replace(address, code=desk.code), paper)


def existing_paper(request: HttpRequest, address: PaperAddress) -> tuple[Spot, Paper]:
    """Return the same, where there is such a paper already."""
    paper_spot = spot(request, address)
    if paper_spot.paper is None:
        raise Http404
    return paper_spot, paper_spot.paper


def number(text: str | None) -> int | None:
    """Return a number that came with the address or the form; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else None

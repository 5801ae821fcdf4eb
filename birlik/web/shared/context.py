"""The frame of every page: what the rail shows, in which languages and years one may read, how it looks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from birlik.accounts.permissions import Permission
from birlik.accounts.roles import role
from birlik.audit.queries import ever_recorded
from birlik.members.queries.privacy import has_own_card
from birlik.orgs.models import Assignment
from birlik.statistics.queries.campaigns import campaigns
from birlik.web.shared.assignments import current_assignments
from birlik.web.shared.navigation import RailItem

DEMONSTRATION = "is-demonstration"
MY_CARD = "/members/my/"
TRAIL = "/trail/"
# Each language by its own short name, never translated.
LANGUAGES = (("kk", "Қаз", "Қазақша"), ("ru", "Рус", "Русский"), ("en", "Eng", "English"))


class Frame:
    """Read lazily by the templates: a page that shows no rail asks the database nothing."""

    languages = LANGUAGES

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def theme(self) -> str:
        return _one_of(self.request.COOKIES.get("theme"), "light", "dark")

    @property
    def rail(self) -> str:
        return _one_of(self.request.COOKIES.get("rail"), "narrow")

    @property
    def assignments(self) -> Sequence[Assignment]:
        """The roles held today, each at its organisation."""
        return current_assignments(self.request.user)

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        """What the person may do somewhere; where exactly is asked of orgs.rules by each page."""
        return frozenset(permission for held in self.assignments for permission in role(held.role).grants)

    @property
    def roles(self) -> tuple[tuple[str, str], ...]:
        """Each role held today with its organisation, by their names, for the person's own menu."""
        language = get_language() or "kk"
        return tuple(
            (role(held.role).name.in_(language), held.organisation.short.in_(language)) for held in self.assignments
        )

    @property
    def may_pick(self) -> bool:
        return Permission.ORG_VIEW in self.permissions

    @cached_property
    def years(self) -> list[int]:
        return [campaign.year for campaign in campaigns()]

    @cached_property
    def is_demonstration(self) -> bool:
        """The database was filled by the demonstration: each page has to say that its schools are invented."""
        known: bool = cache.get(DEMONSTRATION, default=False)
        if not known and (known := ever_recorded("demo")):
            cache.set(DEMONSTRATION, known, None)  # the trail is only ever added to
        return known

    @cached_property
    def items(self) -> tuple[RailItem, ...]:
        """The sections that one's rights open, in the order of the work; a member without a role has the own card."""
        if not self.assignments and self.request.user.is_authenticated and has_own_card(self.request.user):
            return (RailItem("person", _("My card"), MY_CARD, self._is_here(MY_CARD)),)
        sections = [
            ("home", _("Home"), "/", None),
            ("campaign", _("Campaign"), "/campaign/", Permission.REPORT_VIEW),
            ("figures", _("Figures"), "/figures/", Permission.FIGURE_VIEW),
            ("dynamics", _("Dynamics"), "/dynamics/", Permission.FIGURE_VIEW),
            ("papers", _("Papers"), "/papers/", Permission.PAPER_VIEW),
            ("organisations", _("Organisations"), "/organisations/", Permission.ORG_VIEW),
            ("members", pgettext("section", "Members"), "/members/", Permission.MEMBER_VIEW),
            ("history", _("Trail"), TRAIL, Permission.AUDIT_VIEW),
        ]
        return tuple(
            RailItem(icon, label, url, self._is_here(url), is_in_menu=url == TRAIL)
            for icon, label, url, needed in sections
            if needed is None or needed in self.permissions
        )

    def _is_here(self, url: str) -> bool:
        path = self.request.path
        return path == url if url == "/" else path.startswith(url)


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context processor: {{ frame }} on every page."""
    return {"frame": Frame(request)}


def _one_of(value: str | None, *allowed: str) -> str:
    return value if value in allowed else ""

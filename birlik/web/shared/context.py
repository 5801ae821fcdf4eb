"""The frame of every page: what the rail shows, in which languages and years one may read, how it looks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
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
from birlik.registers.declare import REGISTERS, Register
from birlik.statistics.queries.campaigns import campaigns
from birlik.web.shared.assignments import current_assignments, granted_permissions, permissions_of
from birlik.web.shared.navigation import RailItem
from birlik.web.shared.unread_values import unread_sentences

DEMONSTRATION = "is-demonstration"
MY_CARD = "/members/my/"
REGISTERS_URL = "/registers/"
# On a telephone, whose bar has room for six sections, in any font.
IN_MENU = {"/dynamics/", REGISTERS_URL, "/accounts/", "/trail/"}
# Each language by its own short name, never translated.
LANGUAGES = (("kk", "Қаз", "Қазақша"), ("ru", "Рус", "Русский"), ("en", "Eng", "English"))

# Address of a section: its sign, and the permissions one of which opens it; none where it is open to everybody.
SECTIONS: dict[str, tuple[str, frozenset[Permission]]] = {
    "/": ("home", frozenset()),
    "/campaign/": ("campaign", frozenset({Permission.REPORT_VIEW})),
    "/figures/": ("figures", frozenset({Permission.FIGURE_VIEW})),
    "/dynamics/": ("dynamics", frozenset({Permission.FIGURE_VIEW})),
    "/papers/": ("papers", frozenset({Permission.PAPER_VIEW})),
    "/organisations/": ("organisations", frozenset({Permission.ORG_VIEW})),
    "/members/": ("members", frozenset({Permission.MEMBER_VIEW})),
    REGISTERS_URL: ("registers", frozenset(one.view for one in REGISTERS.values())),
    "/accounts/": ("person", frozenset({Permission.USER_MANAGE})),
    "/trail/": ("history", frozenset({Permission.TRAIL_VIEW})),
}


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
        return permissions_of(self.assignments)

    @property
    def roles(self) -> tuple[tuple[str, str], ...]:
        """Each role assignment today with its organisation, by their names, for the person's own menu."""
        language = get_language() or "kk"
        return tuple(
            (role(assignment.role).name.in_(language), assignment.organisation.short.in_(language))
            for assignment in self.assignments
        )

    @property
    def may_pick(self) -> bool:
        return Permission.ORG_VIEW in self.permissions

    @property
    def unread(self) -> list[str]:
        """What the address asks of the list and nobody could read, in words."""
        return unread_sentences()

    @cached_property
    def years(self) -> list[int]:
        return [campaign.year for campaign in campaigns()]

    @cached_property
    def is_demonstration(self) -> bool:
        """The database was filled by the demonstration: each page has to say that its schools are invented."""
        cached_answer: bool = cache.get(DEMONSTRATION, default=False)
        if not cached_answer and (cached_answer := ever_recorded("demo")):
            cache.set(DEMONSTRATION, cached_answer, None)  # the trail is only ever added to
        return cached_answer

    @cached_property
    def items(self) -> tuple[RailItem, ...]:
        """The sections that one's rights open, in the order of the work; a member without a role has the own card."""
        if not self.assignments and self.request.user.is_authenticated and has_own_card(self.request.user):
            return (RailItem("person", _("My card"), MY_CARD, self.request.path.startswith(MY_CARD)),)
        registers = seen_registers(*held_roles(self.assignments))
        return sections(self.permissions, self._section, get_language(), has_registers=bool(registers))

    @property
    def _section(self) -> str:
        """The address of the section this page belongs to; "" where it is none of the rail."""
        path = self.request.path
        return "/" if path == "/" else next((url for url in SECTIONS if url != "/" and path.startswith(url)), "")


def held_roles(assignments: Sequence[Assignment]) -> tuple[tuple[str, str], ...]:
    """Return each role with the kind of the organisation at which it is held."""
    return tuple((one.role, one.organisation.kind) for one in assignments)


@lru_cache(maxsize=256)
def seen_registers(*roles_at_kinds: tuple[str, str]) -> tuple[Register, ...]:
    """Return the registers that these roles (role, kind of the organisation) open, in the order of their declaration.

    One that is kept of no organisation where a role is held, nor below it, would always be empty there.
    """
    return tuple(
        register
        for register in REGISTERS.values()
        if any(
            register.view in granted_permissions(code) and register.is_kept_under(kind) for code, kind in roles_at_kinds
        )
    )


@lru_cache(maxsize=512)
def sections(
    permissions: frozenset[Permission], section: str, _language: str | None, *, has_registers: bool
) -> tuple[RailItem, ...]:
    """Return the sections that these permissions open, in the language that is active; `section` is the one one is in.

    `has_registers`: whether any register is kept where the roles are held. Told once for all who may do the same.
    """
    labels = (
        _("Home"),
        _("Campaign"),
        _("Figures"),
        _("Dynamics"),
        _("Papers"),
        _("Organisations"),
        pgettext("section", "Members"),
        _("Registers"),
        pgettext("section", "Accounts"),
        pgettext("section", "Trail"),
    )
    return tuple(
        RailItem(icon, label, url, url == section, is_in_menu=url in IN_MENU)
        for label, (url, (icon, rights)) in zip(labels, SECTIONS.items(), strict=True)
        if (not rights or rights & permissions) and (has_registers or url != REGISTERS_URL)
    )


def layout_context(request: HttpRequest) -> dict[str, Any]:
    """Return the context processor: {{ frame }} on every page."""
    return {"frame": Frame(request)}


def _one_of(value: str | None, *values: str) -> str:
    return value if value in values else ""

"""The register and the entry that a page is about, loaded through the reader's rights."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.members.models import Person
from birlik.members.queries.scope import named_among
from birlik.orgs import queries as orgs
from birlik.orgs.entries import Entry
from birlik.orgs.models import Organisation
from birlik.registers import queries
from birlik.registers.declare import Register, register_of
from birlik.web.shared.assignments import current_assignments
from birlik.web.shared.context import held_roles, permissions_of, seen_registers
from birlik.web.shared.navigation import Crumb
from birlik.web.shared.page_context import reader


@dataclass(frozen=True)
class RegisterPage:
    """`held`: what the reader may do somewhere; what exactly where is asked of each organisation."""

    register: Register
    user: User
    today: date
    held: frozenset[Permission]

    def crumbs(self, *more: str, entry: Entry | None = None) -> list[Crumb]:
        """The registers, this one, the entry by its number, then the words given; the last step is no link."""
        steps = [Crumb(_("Registers"), reverse("registers:index")), Crumb(str(self.register.name), self.url())]
        if entry is not None:
            steps.append(Crumb(f"№ {entry.pk}", self.url("card", entry.pk)))
        steps += [Crumb(word) for word in more]
        return [*steps[:-1], Crumb(steps[-1].label)]

    def url(self, view: str = "list", *more: object) -> str:
        return reverse(f"registers:{view}", args=[self.register.code, *more])

    def may_edit(self, organisation: Organisation) -> bool:
        return queries.may(self.user, self.register.edit, organisation, on=self.today)


@dataclass(frozen=True)
class EntryPage(RegisterPage):
    """`may`: everything that the reader may do at the organisation of the entry."""

    entry: Entry
    may: frozenset[Permission]

    @property
    def is_editable(self) -> bool:
        return self.register.edit in self.may and not self.entry.is_annulled

    @property
    def shows_personal(self) -> bool:
        """Who was hurt, helped or heard is read by those who may read the cards of members there."""
        return Permission.MEMBER_VIEW in self.may

    @property
    def reads_files(self) -> bool:
        """A file may name whom the entry names: of somebody whose card the rules of members guard, who may read it."""
        if not self.register.personal:
            return True
        return self.shows_personal and (not self.register.guard or self.members.keys() <= self.seen_members)

    @cached_property
    def members(self) -> dict[int, Person]:
        """The members whom the entry names, by their numbers."""
        links = [name for name in self.register.personal if self.register.column(name).related_model is Person]
        found = [queries.member_named(self.entry, name) for name in links]
        return {one.pk: one for one in found if one is not None}

    @cached_property
    def seen_members(self) -> frozenset[int]:
        """Those of them whose card the reader may see."""
        return frozenset(named_among(self.user, list(self.members), on=self.today) if self.members else ())


def load(request: HttpRequest, code: str) -> RegisterPage:
    """The register, for who may see it somewhere."""
    user, held = reader(request), permissions(request)
    register = register_of(code)
    if register not in seen_registers(*held_roles(current_assignments(user))):
        raise Http404
    return RegisterPage(register, user, timezone.localdate(), held)


def load_entry(request: HttpRequest, code: str, pk: int) -> EntryPage:
    """The entry, for who may see it; what may not be seen does not exist."""
    page = load(request, code)
    entry = queries.entry(page.register, page.user, pk, on=page.today)
    place = entry.organisation
    may = orgs.permissions_over(page.user, [place], on=page.today)[place.pk]
    return EntryPage(page.register, page.user, page.today, page.held, entry, may)


def permissions(request: HttpRequest) -> frozenset[Permission]:
    """What the reader may do somewhere, by the roles of today."""
    return permissions_of(*(held.role for held in current_assignments(request.user)))

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
from birlik.orgs.entries import Entry
from birlik.registers import queries
from birlik.registers.declare import Register, register_of
from birlik.web.shared.context import held_roles, seen_registers
from birlik.web.shared.navigation import Crumb
from birlik.web.shared.page_context import PageContext, load_no_path, load_path, reader


@dataclass(frozen=True)
class RegisterPage(PageContext):
    """The page of a whole register, of no organisation: what may be done is asked of each that keeps it."""

    user: User
    today: date
    register: Register

    def register_crumbs(self, *more: str, entry: Entry | None = None) -> list[Crumb]:
        """Return the registers, this one, the entry by its number, then the words given; the last step is no link."""
        steps = [Crumb(_("Registers"), reverse("registers:index")), Crumb(str(self.register.name), self.url())]
        if entry is not None:
            steps.append(Crumb(f"№ {entry.pk}", self.url("card", entry.pk)))
        steps += [Crumb(word) for word in more]
        return [*steps[:-1], Crumb(steps[-1].label)]

    def url(self, view: str = "list", *more: object) -> str:
        return reverse(f"registers:{view}", args=[self.register.code, *more])


@dataclass(frozen=True)
class EntryPage(RegisterPage):
    """The page of one entry. Its path is that of the organisation whose entry it is."""

    entry: Entry

    @property
    def is_editable(self) -> bool:
        return self.may(self.register.edit) and not self.entry.is_annulled

    @property
    def shows_personal(self) -> bool:
        """Who was hurt, helped or heard is read by those who may read the cards of members there."""
        return self.may(Permission.MEMBER_VIEW)

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
        members = [queries.member_named(self.entry, name) for name in links]
        return {one.pk: one for one in members if one is not None}

    @cached_property
    def seen_members(self) -> frozenset[int]:
        """Those of them whose card the reader may see."""
        return frozenset(named_among(self.user, list(self.members), on=self.today) if self.members else ())


def register_page(request: HttpRequest, code: str) -> RegisterPage:
    """Return the page of the register of this code, for who may see it somewhere; 404 for others."""
    user = reader(request)
    assignments, path, permissions = load_no_path(user)
    register = register_of(code)
    if register not in seen_registers(*held_roles(assignments)):
        raise Http404
    return RegisterPage(assignments, path, permissions, user, timezone.localdate(), register)


def entry_page(request: HttpRequest, code: str, pk: int) -> EntryPage:
    """Return the page of an entry, for who may see it; refused with `entry.unknown`, a page that says so."""
    page = register_page(request, code)
    entry = queries.entry(page.register, page.user, pk, on=page.today)
    assignments, path, permissions = load_path(page.user, entry.organisation.code, page.today)
    return EntryPage(assignments, path, permissions, page.user, page.today, page.register, entry)

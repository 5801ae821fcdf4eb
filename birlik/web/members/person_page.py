"""The person a page is about, for who may change it, and the frame of such a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.members.models import Person
from birlik.members.queries.person import load_person
from birlik.web.members.members_page import list_address, members_crumb
from birlik.web.shared import addresses
from birlik.web.shared.navigation import Crumb
from birlik.web.shared.page_context import PageContext, load_no_path, load_path, reader


@dataclass(frozen=True, slots=True)
class PersonPage(PageContext):
    """A page about one person. Its path is that of the person's organisation; of who is no member now, empty."""

    user: User
    today: date
    person: Person

    def context(self, *more: Crumb) -> dict[str, Any]:
        """Return the frame: crumbs up to the card, which bears the number of the person.

        A name would reach the list of visited pages.
        """
        place = self.crumbs(list_address, self.ids_with(Permission.MEMBER_VIEW))[-1:]
        card = Crumb(_("Card"), addresses.card(self.person.pk))
        return {
            "crumbs": [members_crumb(), *place, card, *more],
            "person": self.person,
            "card": card.url,
            "today": self.today,
        }


def person_page(request: HttpRequest, pk: int) -> PersonPage:
    """Return the page of a person, for who may edit it; refused with `member.unknown`, a page that says so."""
    user, today = reader(request), timezone.localdate()
    person = load_person(user, Permission.MEMBER_EDIT, pk, on=today)
    organisation = person.organisation
    beginning = load_path(user, organisation.code, today) if organisation else load_no_path(user)
    return PersonPage(*beginning, user, today, person)

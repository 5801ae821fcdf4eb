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
from birlik.web.shared.page_context import reader, short


@dataclass(frozen=True, slots=True)
class PersonPage:
    user: User
    person: Person
    today: date

    def context(self, *more: Crumb) -> dict[str, Any]:
        """Crumbs up to the card, which bears the number of the person: a name would reach the list of visited pages."""
        organisation = self.person.organisation
        place = [Crumb(short(organisation), list_address(organisation.code))] if organisation else []
        card = Crumb(_("Card"), addresses.card(self.person.pk))
        return {
            "crumbs": [members_crumb(), *place, card, *more],
            "person": self.person,
            "card": card.url,
            "today": self.today,
        }


def person_page(request: HttpRequest, pk: int) -> PersonPage:
    """The person, for who may edit it; refused with `member.unknown`, which is a page that says so."""
    user, today = reader(request), timezone.localdate()
    return PersonPage(user, load_person(user, Permission.MEMBER_EDIT, pk, on=today), today)

"""The card of a person. Every opening of it by somebody else is written down for the person to see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from birlik.core.bilingual import Bilingual
from birlik.core.identifiers import iin_warnings
from birlik.members import rules
from birlik.members.actions import privacy
from birlik.members.enums import PersonState
from birlik.members.models import Application, Membership, Person
from birlik.members.queries import person as queries
from birlik.members.queries.person import Card
from birlik.web.members.change_descriptions import describe_changes
from birlik.web.members.extracts import describe_fields
from birlik.web.members.members_page import list_address, members_crumb
from birlik.web.shared.navigation import Crumb
from birlik.web.shared.page_context import language, reader, short


@dataclass(frozen=True, slots=True)
class Span:
    """A membership as a line of the timeline; `url` leads to its correction."""

    row: Membership
    place: str
    place_url: str
    url: str


@never_cache
@require_safe
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """Show everything about one person, the number in full; a member's own card is another page."""
    user, today = reader(request), timezone.localdate()
    person_card = queries.card(user, pk, on=today)
    person, current = person_card.person, person_card.current
    if rules.is_own(user, person):
        return redirect("members:my")
    privacy.read_card(person, by=user, at=timezone.now(), act="card")
    place = current.organisation if current else None
    crumbs = [Crumb(short(place), list_address(place.code))] if place else []
    context = {
        "crumbs": [members_crumb(), *crumbs, Crumb(_("Card"))],
        "person": person,
        "card": person_card,
        "place": short(place) if place else "",
        "blocked": person.state == PersonState.BLOCKED,
        "spans": _spans(person_card),
        "works": [(one, _workplace(one.workplace.name_kk, one.workplace.name_ru) if one.workplace else one.employer)
                  for one in person_card.employments],
        "mandates": [(one, short(one.organisation)) for one in person_card.mandates],
        "changes": describe_changes(person_card.changes) if person_card.changes is not None else None,
        "fields": describe_fields(person),
        "doubts": doubts(person),
        "actions": _actions(person_card) if person_card.may_edit else [],
    }  # fmt: skip
    return render(request, "members/card.html", context)


def _spans(person_card: Card) -> list[Span]:
    return [
        Span(
            one,
            short(one.organisation),
            reverse("orgs:page", args=[one.organisation.code]),
            reverse("members:correct", args=[person_card.person.pk, one.pk]) if person_card.may_edit else "",
        )
        for one in person_card.memberships
    ]


def _workplace(kk: str, ru: str) -> str:
    return Bilingual(kk, ru).in_(language())


def doubts(record: Person | Application) -> list[str]:
    """Tell where the number says otherwise than the papers: since 2013 that may be right, so it is only said."""
    words = {
        "iin.seventh": _("The seventh digit of the IIN does not tell the century and the sex."),
        "iin.birth_date": _("The date of birth differs from the one in the IIN."),
        "iin.sex": _("The sex differs from the one in the IIN."),
    }
    return [words[code] for code in (iin_warnings(record.iin, record.born, record.sex) if record.iin else [])]


def _actions(person_card: Card) -> Iterable[tuple[str, str]]:
    """Return what an editor may do next with this person: label and address."""
    pk = person_card.person.pk
    if person_card.person.state == PersonState.BLOCKED:
        return [(_("Consent and blocking"), reverse("members:withdraw", args=[pk]))]
    moves = [
        (_("Put in another category"), reverse("members:category", args=[pk])),
        (_("Send to another organisation"), reverse("members:transfer-send", args=[pk])),
        (_("Offices in the union"), reverse("members:mandates", args=[pk])),
        (_("Leaves the union"), reverse("members:leave", args=[pk])),
    ]
    return [
        (_("Correct personal data"), reverse("members:edit", args=[pk])),
        *(moves if person_card.current else []),
        (_("Consent and blocking"), reverse("members:withdraw", args=[pk])),
        (_("Extract of all data"), reverse("members:extract", args=[pk])),
        (_("Account of the member"), reverse("members:account", args=[pk])),
        (_("Merges"), reverse("members:merges", args=[pk])),
    ]

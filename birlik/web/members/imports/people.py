"""What an applied import did to people who were there before, and whom its list does not name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from birlik.core.errors import Refusal
from birlik.core.identifiers import mask
from birlik.members.enums import LEAVINGS, Exit
from birlik.members.imports import page_queries as pages
from birlik.members.imports import queries, unlisted
from birlik.members.models import ImportChange, UnlistedMember
from birlik.web.members.extracts import value_in_words
from birlik.web.members.imports.page import ImportPage, import_page
from birlik.web.members.imports.texts import FIELDS, mask_numbers
from birlik.web.members.listing import number
from birlik.web.shared import addresses
from birlik.web.shared.filters import day_of
from birlik.web.shared.messages import message_for
from birlik.web.shared.navigation import Chip
from birlik.web.shared.page_context import short
from birlik.web.shared.refusals import shown_as_message

A_PAGE = 50
STAYS: tuple[str, Promise] = (unlisted.STAYS, gettext_lazy("stays a member"))
WORDS = {"reason": "exit", "born": "born"}


@dataclass(frozen=True, slots=True)
class PersonRow:
    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ChangedPerson:
    row: int
    person: str
    url: str
    lines: Sequence[PersonRow]


@dataclass(frozen=True, slots=True)
class MissingPerson:
    pk: int
    person: str
    url: str
    organisation: str
    decision: str
    at: Any


@never_cache
@require_safe
def changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Show every person whom the import changed: before and after, in the order of the list."""
    batch_page = _with_people(request, pk)
    after = number(request.GET.get("after")) or 0
    batch_changes = queries.changes(batch_page.batch, after_row=after, limit=A_PAGE + 1)
    page_changes = batch_changes[:A_PAGE]
    context = batch_page.context(_("Changes")) | {
        "changes": _changed_people(page_changes),
        "first_url": "?" if after else "",
        "next_url": f"?after={page_changes[-1].row}" if len(batch_changes) > A_PAGE else "",
    }
    return render(request, "members/imports/changes.html", context)


def _with_people(request: HttpRequest, pk: int) -> ImportPage:
    page = import_page(request, pk)
    if not page.personal:
        raise Refusal("import.unknown")
    return page


def _changed_people(changes: Sequence[ImportChange]) -> list[ChangedPerson]:
    fields = [queries.fields_of(one) for one in changes]
    ids = {value for one in fields for name, *both in one if name == "organisation" for value in both if value}
    names = {key: short(one) for key, one in pages.organisations_by_id(ids).items()}
    return [
        ChangedPerson(
            one.row,
            one.person.full_name,
            addresses.card(one.person_id),
            [_line(*field, names) for field in person_fields],
        )
        for one, person_fields in zip(changes, fields, strict=True)
    ]


def _line(name: str, old: object, new: object, organisations: Mapping[int, str]) -> PersonRow:
    return PersonRow(str(FIELDS.get(name, name)), _value(name, old, organisations), _value(name, new, organisations))


def _value(name: str, value: object, organisations: Mapping[int, str]) -> str:
    if value is None or value == "":
        return ""
    if name == "organisation" and isinstance(value, int):
        return organisations.get(value, "")
    if name == "iin":
        return mask(str(value))
    text = str(value_in_words(WORDS.get(name, name), value))
    try:
        return f"{date.fromisoformat(text):%d.%m.%Y}"
    except ValueError:
        return mask_numbers(text) if name != "phone" else text


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_missing(request: HttpRequest, pk: int) -> HttpResponse:
    """Show members whom the list does not name: each stays, or has left for a reason on a day. Nobody leaves by
    itself.
    """
    batch_page = _with_people(request, pk)
    if request.method == "POST":
        _decide(batch_page, request)
        return redirect(request.get_full_path())
    decided = request.GET.get("show") == "decided"
    places = [] if decided else pages.places_of_missing(batch_page.user, batch_page.batch, on=batch_page.today)
    members, place = queries.unlisted_members(batch_page.batch, decided=decided), request.GET.get("of", "")
    place = place if place in {one.code for one, _people in places} else ""
    if place:
        members = members.filter(person__organisation__code=place)
    page = Paginator(members, A_PAGE).get_page(request.GET.get("page"))
    to_decide = queries.unlisted_members(batch_page.batch, decided=False).count()
    context = batch_page.context(_("Not in the file")) | {
        "page": page,
        "rows": _missing_people(page.object_list, batch_page),
        "decided": decided,
        "waiting": to_decide,
        "chips": [
            Chip(_("To decide"), "?", not decided, to_decide),
            Chip(
                _("Decided"),
                "?show=decided",
                decided,
                queries.unlisted_members(batch_page.batch, decided=True).count(),
            ),
        ],
        "places": [(one.code, short(one), people) for one, people in places],
        "place": place,
        "is_askable": unlisted.is_askable(batch_page.batch),
        "decisions": _decisions(),
        "today": batch_page.today,
    }
    return render(request, "members/imports/missing.html", context)


@require_POST
def everybody(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask about members of the organisations that the list does not name, too: it was of everybody."""
    batch_page = _with_people(request, pk)
    with shown_as_message(request):
        unlisted.ask_about_everybody(batch_page.batch, by=batch_page.user, at=timezone.now())
    return redirect("members:import-missing", pk)


def _decisions() -> list[tuple[str, str]]:
    leavings = [(one.value, _("has left: %(reason)s") % {"reason": one.label}) for one in (*LEAVINGS, Exit.DEPARTED)]
    return [(STAYS[0], str(STAYS[1])), *leavings]


def _missing_people(members: Iterable[UnlistedMember], page: ImportPage) -> list[MissingPerson]:
    rows, words = list(members), dict(_decisions())
    visible_places = pages.places_seen(page.user, [one.person for one in rows], on=page.today)
    return [
        MissingPerson(
            one.pk,
            one.person.full_name,
            addresses.card(one.person_id),
            short(home) if (home := one.person.organisation) is not None and home.pk in visible_places else "",
            words.get(one.decision, one.decision),
            one.decided_at,
        )
        for one in rows
    ]


def _decide(page: ImportPage, request: HttpRequest) -> None:
    """Take one decision for all who are ticked. Those whom it cannot hold for are left, with the sentence why."""
    form = request.POST
    decision, day = form.get("decision", ""), day_of(form.get("on", ""))
    if day is None or day > page.today:
        messages.error(request, _("Choose the day of the decision; a day to come is none."))
        return
    ids = {key for key in map(number, form.getlist("who")) if key is not None}
    members = list(queries.unlisted_members(page.batch, decided=False).filter(pk__in=sorted(ids)[: 2 * A_PAGE]))
    if not members:
        messages.error(request, _("Nobody is ticked. Tick the people the decision is about."))
        return
    people_by_sentence: dict[str, int] = {}
    for one in members:
        try:
            unlisted.decide_missing(one, decision=decision, by=page.user, at=timezone.now(), on=day)
        except Refusal as refusal:
            words = message_for(refusal)
            people_by_sentence[words] = people_by_sentence.get(words, 0) + 1
    for words, people in people_by_sentence.items():
        messages.error(request, f"{words} ({people})")
    number_decided = len(members) - sum(people_by_sentence.values())
    if number_decided:
        messages.success(
            request,
            ngettext("Decided about %(n)s person.", "Decided about %(n)s people.", number_decided)
            % {"n": number_decided},
        )

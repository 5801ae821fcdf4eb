"""Offices that members hold: of one person, to give and to end; of an organisation, on a day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from birlik.activity.offices import OFFICES
from birlik.members.enums import Body
from birlik.members.models import Mandate
from birlik.members.queries import offices as queries
from birlik.orgs.entries import Entry
from birlik.orgs.models import Organisation
from birlik.registers import actions
from birlik.web.members.changing import TEXT
from birlik.web.members.choosing import own_code
from birlik.web.members.members_page import list_address, members_crumb
from birlik.web.members.person_page import PersonPage, person_page
from birlik.web.shared import action_page, addresses
from birlik.web.shared.fields import Day
from birlik.web.shared.filters import day_asked
from birlik.web.shared.navigation import Crumb
from birlik.web.shared.page_context import reader, short


class GrantForm(forms.Form):
    body = forms.ChoiceField(
        label=gettext_lazy("Office"),
        choices=[("", gettext_lazy("Choose the office")), *Body.choices],
        error_messages={"required": gettext_lazy("Choose the office.")},
    )
    organisation = forms.ChoiceField(label=gettext_lazy("Organisation"))
    since = Day(label=gettext_lazy("From this day on"))
    paid = forms.BooleanField(label=gettext_lazy("A salaried chair"), required=False)
    ground = forms.CharField(
        label=gettext_lazy("Ground"),
        max_length=TEXT,
        required=False,
        help_text=gettext_lazy("Number and date of the minutes of the election."),
    )

    def __init__(self, places: list[Organisation], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {one.code: one for one in places}
        self.fields["organisation"].choices = [(one.code, short(one)) for one in places]  # type: ignore[attr-defined]  # a choice field


class EndForm(forms.Form):
    until = Day(label=gettext_lazy("First day without the office"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the offices of one person; `do` is "grant" or "end", then `mandate` says which."""
    page = person_page(request, pk)
    mandates = queries.mandates(page.person)
    places = queries.places(page.user, page.person, on=page.today)
    do, mandate_id = request.POST.get("do", ""), request.POST.get("mandate", "")
    grant = GrantForm(places, request.POST if do == "grant" else None, initial={"since": page.today})
    ends = [
        (
            one,
            short(one.organisation),
            _end_form(one, request if do == "end" and mandate_id == str(one.pk) else None, page),
        )
        for one in mandates
    ]
    if do == "grant" and _grant(request, page, grant):
        return redirect("members:mandates", pk)
    for one, _place, form in ends:
        if form is not None and _end(request, page, one, form):
            return redirect("members:mandates", pk)
    context = page.context(Crumb(_("Offices in the union"))) | {"grant": grant, "ends": ends, "places": places}
    return render(request, "members/mandates.html", context)


def _end_form(mandate: Mandate, request: HttpRequest | None, page: PersonPage) -> EndForm | None:
    if mandate.until is not None:
        return None
    return EndForm(request.POST if request else None, initial={"until": page.today}, auto_id=f"end{mandate.pk}_%s")


def _grant(request: HttpRequest, page: PersonPage, form: GrantForm) -> bool:
    def act(now: datetime) -> Entry:
        office = {**form.cleaned_data, "person": page.person}
        place = form.places[office.pop("organisation")]
        return actions.record(OFFICES, place, office, by=page.user, at=now)

    if action_page.run(form, act) is None:
        return False
    messages.success(request, _("The office is given."))
    return True


def _end(request: HttpRequest, page: PersonPage, mandate: Mandate, form: EndForm) -> bool:
    def act(now: datetime) -> Entry:
        return actions.amend(OFFICES, mandate, form.cleaned_data, version=mandate.version, by=page.user, at=now)

    if action_page.run(form, act) is None:
        return False
    messages.success(request, _("The office is ended."))
    return True


@never_cache
@require_safe
def offices(request: HttpRequest, code: str) -> HttpResponse:
    """Show who holds which office in an organisation on the day ?on= (by default today)."""
    user, today = reader(request), timezone.localdate()
    place = queries.place(user, code, on=today)
    if place is None:
        raise Http404
    on = day_asked(request.GET, "on") or today
    holders_by_body = queries.holders(place, user, on=on, today=today)
    bodies = [
        (body, [(one.mandate, one.person, addresses.card(one.person.pk) if one.person else "") for one in holders])
        for body, holders in holders_by_body.items()
    ]
    context = {
        "crumbs": [members_crumb(), Crumb(short(place), list_address(place.code)), Crumb(_("Offices in the union"))],
        "organisation": place,
        "name": short(place),
        "on": on,
        "today": today,
        "bodies": bodies,
        "may_edit": bool(own_code(user)),
        "number": sum(len(holders) for holders in holders_by_body.values()),
    }
    return render(request, "members/mandates_offices.html", context)

"""The page of a member: the own card, consent, who looked, what was changed, the extract of everything."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from birlik.accounts.models import User
from birlik.members.actions import privacy
from birlik.members.models import Person
from birlik.members.queries import privacy as queries
from birlik.members.queries.person import whole_card
from birlik.web.members import extracts
from birlik.web.members.change_descriptions import describe_changes
from birlik.web.shared.acts import OWN_READINGS
from birlik.web.shared.navigation import Crumb
from birlik.web.shared.page_context import language, reader
from birlik.web.shared.refusals import shown_as_message

NEWEST = 100


@never_cache
@require_safe
def my(request: HttpRequest) -> HttpResponse:
    """Show everything that the member may know; an account without a card is told so."""
    user, today = reader(request), timezone.localdate()
    person = queries.own_person(user)
    if person is None:
        return render(request, "members/my_none.html", {"crumbs": []})
    consents = list(queries.consents(person))
    in_force = next((one for one in consents if one.withdrawn is None), None)
    context = {
        "crumbs": [Crumb(_("My card"))],
        "person": person,
        "card": whole_card(person, may_edit=False),
        "fields": extracts.describe_fields(person),
        "consents": consents,
        "in_force": in_force,
        "waiting": queries.withdrawal(person, on=today),
        "text": in_force.text if in_force else queries.text_on(today),
        "readings": [(one, OWN_READINGS.get(one.act, one.act)) for one in queries.readings(person)[:NEWEST]],
        "changes": describe_changes(queries.changes(person)[:NEWEST]),
        "language": language(),
    }
    return render(request, "members/my.html", context)


@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """Let the member take the consent back; the box says that the consequences were read."""
    user, person = _own(request)
    if "understood" not in request.POST:
        messages.error(request, _("Confirm that you have read what follows from the withdrawal."))
        return redirect("members:my")
    with shown_as_message(request) as outcome:
        privacy.withdraw(person, by=user, at=timezone.now())
    if not outcome.is_refused:
        messages.success(request, _("The consent is withdrawn; the data are blocked from now on."))
    return redirect("members:my")


@require_POST
def extract(request: HttpRequest) -> HttpResponse:
    user, person = _own(request)
    own_extract = privacy.extract(person, by=user, at=timezone.now())
    return extracts.answer(own_extract, request.POST.get("format", ""), person.pk)


def _own(request: HttpRequest) -> tuple[User, Person]:
    user = reader(request)
    person = queries.own_person(user)
    if person is None:
        raise Http404
    return user, person

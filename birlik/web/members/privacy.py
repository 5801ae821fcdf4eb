"""Consent, blocking and anonymising, the extract of all data, the member's account; the list of who waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from birlik.accounts.permissions import Permission
from birlik.members.actions import accounts, anonymising, privacy
from birlik.members.enums import Channel
from birlik.members.queries import privacy as queries
from birlik.web.members import extracts
from birlik.web.members.members_page import members_crumb
from birlik.web.members.person_page import PersonPage, person_page
from birlik.web.shared.assignments import current_assignments, permissions_of
from birlik.web.shared.fields import Day
from birlik.web.shared.navigation import Crumb
from birlik.web.shared.page_context import language, reader
from birlik.web.shared.refusals import shown_as_message

MESSAGES: dict[str, Promise] = {
    "give": gettext_lazy("The consent is written down."),
    "withdraw": gettext_lazy("The consent is withdrawn; the data are blocked from now on."),
    "block": gettext_lazy("The data are blocked."),
    "restore": gettext_lazy("The data may be used again."),
    "anonymise": gettext_lazy("The data are anonymous. Nothing leads to the person any more."),
}


class DayForm(forms.Form):
    """The day on a paper: today or earlier."""

    on = Day(label=gettext_lazy("Day on the paper"))


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("For example: the person says that the data are wrong."),
        error_messages={"required": gettext_lazy("Say why the data are blocked.")},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Show and change the consent and the blocking of one person: `do` says which button was pressed."""
    page = person_page(request, pk)
    do = request.POST.get("do", "")
    day = DayForm(request.POST if do in {"give", "withdraw"} else None, initial={"on": page.today}, auto_id=f"{do}_%s")
    reason = ReasonForm(request.POST if do == "block" else None)
    acts = _acts(page, day, reason)
    if do in acts and (not day.is_bound or day.is_valid()) and (not reason.is_bound or reason.is_valid()):
        with shown_as_message(request) as outcome:
            acts[do](timezone.now())
        if not outcome.is_refused:
            messages.success(request, str(MESSAGES[do]))
            return redirect("members:withdrawals") if do == "anonymise" else redirect("members:withdraw", pk)
    person = queries.person_of(page.user, pk, Permission.MEMBER_EDIT, on=page.today) or page.person
    consents = list(queries.consents(person))
    context = page.context(Crumb(_("Consent and blocking"))) | {
        "person": person,
        "consents": consents,
        "in_force": next((one for one in consents if one.withdrawn is None), None),
        "waiting": queries.withdrawal(person, on=page.today),
        "text": queries.text_on(page.today),
        "language": language(),
        "day": day,
        "reason": reason,
        "do": do,
    }
    return render(request, "members/consent.html", context)


def _acts(page: PersonPage, day: forms.Form, reason: forms.Form) -> dict[str, Callable[[datetime], object]]:
    def on() -> date:
        date_given: date = day.cleaned_data["on"]
        return date_given

    return {
        "give": lambda now: privacy.give_consent(page.person, by=page.user, at=now, channel=Channel.PAPER, given=on()),
        "withdraw": lambda now: privacy.withdraw(page.person, by=page.user, at=now, on=on()),
        "block": lambda now: privacy.block(page.person, by=page.user, at=now, reason=reason.cleaned_data["reason"]),
        "restore": lambda now: privacy.restore(page.person, by=page.user, at=now),
        "anonymise": lambda now: anonymising.anonymise(page.person, by=page.user, at=now),
    }


@require_safe
def withdrawals(request: HttpRequest) -> HttpResponse:
    """Show the blocked people whom the reader may edit, with the last day to act."""
    user, today = reader(request), timezone.localdate()
    if Permission.MEMBER_EDIT not in permissions_of(current_assignments(user)):
        raise Http404
    context: dict[str, Any] = {
        "crumbs": [members_crumb(), Crumb(_("Blocked data"))],
        "rows": queries.blocked_people(user, on=today),
        "language": language(),
    }
    return render(request, "members/withdrawals.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def extract(request: HttpRequest, pk: int) -> HttpResponse:
    """Write everything about the person as a file; asked by POST, because the reading is written down."""
    page = person_page(request, pk)
    if request.method == "POST":
        person_extract = privacy.extract(page.person, by=page.user, at=timezone.now())
        return extracts.answer(person_extract, request.POST.get("format", ""), pk)
    return render(request, "members/extract.html", page.context(Crumb(_("Extract"))))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """Open, renew or close the member's account. A new password is shown on the answer itself, once."""
    page = person_page(request, pk)
    do, password = request.POST.get("do", ""), None
    with shown_as_message(request):
        if do == "open":
            password = accounts.open_account(page.person, by=page.user, at=timezone.now(), language=language())
        elif do == "renew":
            password = accounts.renew_password(page.person, by=page.user, at=timezone.now())
        elif do == "close":
            accounts.close_account(page.person, by=page.user, at=timezone.now())
            messages.success(request, _("The account is closed."))
    context = page.context(Crumb(_("Account"))) | {"account": queries.account_of(page.person), "shown": password}
    return render(request, "members/account.html", context)

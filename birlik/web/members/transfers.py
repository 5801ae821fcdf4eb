"""Transfers: what waits for the reader's side, everything that was asked, and the two ways to ask.

Who is meant, and where the membership is, is told to the side that holds the card, and to the other one once that side
has released: an organisation that calls somebody by the IIN and the name learns nothing it did not know.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from birlik.accounts.models import User
from birlik.core.errors import Refusal
from birlik.members.actions import transfers
from birlik.members.enums import Category, PersonState, TransferState
from birlik.members.models import Transfer
from birlik.members.queries import joining as queries
from birlik.web.members import choosing
from birlik.web.members.changing import NAME, TEXT
from birlik.web.members.members_page import members_crumb
from birlik.web.members.person_page import PersonPage, person_page
from birlik.web.members.transfers_columns import STATE, TransferRow, columns
from birlik.web.shared import action_page, addresses
from birlik.web.shared.columns import file_asked, files_of, known_words
from birlik.web.shared.fields import Day
from birlik.web.shared.messages import message_for
from birlik.web.shared.navigation import Crumb
from birlik.web.shared.page_context import language, reader, short

A_PAGE = 50
MOST_WAITING = 200


class SendForm(forms.Form):
    on = Day(label=gettext_lazy("Member there from this day on"))
    category = forms.ChoiceField(
        label=pgettext_lazy("member", "Category"),
        choices=[("", gettext_lazy("the same as now")), *Category.choices],
        required=False,
    )
    ground = forms.CharField(
        label=gettext_lazy("Ground"),
        max_length=TEXT,
        required=False,
        help_text=gettext_lazy("Number and date of the minutes, order or application."),
    )


class CallForm(SendForm):
    iin = forms.CharField(
        label=gettext_lazy("IIN"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write the IIN.")},
    )
    surname = forms.CharField(
        label=gettext_lazy("Surname"), max_length=NAME, error_messages={"required": gettext_lazy("Write the surname.")}
    )
    given = forms.CharField(
        label=gettext_lazy("Given name"),
        max_length=NAME,
        error_messages={"required": gettext_lazy("Write the given name.")},
        help_text=gettext_lazy("As the identity card has it. The member sees that you have asked."),
    )
    field_order = ("iin", "surname", "given", "on", "category", "ground")

    def clean_iin(self) -> str:
        return "".join(str(self.cleaned_data["iin"]).split())


@never_cache
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show what waits for a confirmation of the reader, then everything, the newest first."""
    user, today = reader(request), timezone.localdate()
    if not queries.kept_primaries(user, on=today).exists():
        raise Http404
    column_list, state = columns(language(), user, today), STATE.value_of(request.GET)
    transfer_list = queries.transfers(user, on=today).filter(STATE.choices[state].where or Q())
    transfer_list = column_list.sort(transfer_list, column_list.order_of(request.GET))
    if kind := file_asked(request.GET):
        return column_list.file(
            kind, _lines(transfer_list, user), title=_("Transfers"), name=f"birlik-transfers-{today.isoformat()}"
        )
    to_confirm = list(queries.waiting_transfers(user, on=today)[:MOST_WAITING])
    page = Paginator(transfer_list, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "crumbs": [members_crumb(), Crumb(_("Transfers"))],
        "waiting": _lines(to_confirm, user),
        "page": page,
        "headings": column_list.head(_parameters(request)),
        "lines": column_list.body(_lines(page, user)),
        "chips": STATE.chips(_parameters(request), {}),
        "narrowed": state != "all",
        "files": files_of(_parameters(request)),
        "code": choosing.own_code(user),
    }
    return render(request, "members/transfers.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one transfer with its two sides: confirm the own one, or refuse with a reason."""
    user, today = reader(request), timezone.localdate()
    row = queries.transfers(user, on=today).filter(pk=pk).first()
    if row is None:
        raise Refusal("transfer.unknown")
    line = _lines([row], user)[0]
    error, reason = "", request.POST.get("reason", "")
    if request.method == "POST":
        try:
            return _act(request, row, user, reason)
        except Refusal as refusal:
            error = _("Say why it is refused.") if refusal.code == "member.reason_missing" else message_for(refusal)
    context = {
        "crumbs": [members_crumb(), _crumb(), Crumb(_("Transfer %(number)s") % {"number": row.pk})],
        "line": line,
        "row": row,
        "error": error,
        "reason": reason,
        "do": request.POST.get("do", ""),
    }
    return render(request, "members/transfer.html", context)


def _parameters(request: HttpRequest) -> QueryDict:
    return known_words(request.GET, STATE.code)


def _act(request: HttpRequest, row: Transfer, user: User, reason: str) -> HttpResponse:
    if request.POST.get("do") == "refuse":
        transfers.refuse(row, reason=reason, by=user, at=timezone.now())
        messages.success(request, _("The transfer is refused. The membership stays where it is."))
        return redirect("members:transfers")
    moved_transfer = transfers.confirm(row, by=user, at=timezone.now())
    _tell(request, moved_transfer)
    return redirect("members:transfer", row.pk)


def _tell(request: HttpRequest, row: Transfer) -> None:
    if row.state == TransferState.DONE:
        messages.success(request, _("Both sides have confirmed; the membership has moved."))
    else:
        messages.success(request, _("Your side is confirmed. The transfer waits for the other one."))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a member go to another organisation, which then receives."""
    page, choice = person_page(request, pk), choosing.of_all(request)
    if page.person.organisation is None:
        raise Refusal("member.none")
    form = SendForm(request.POST or None if choice.chosen else None, initial={"on": page.today})

    if success := action_page.run(form, lambda now: _send(page, choice, form, now)):
        _tell(request, success.result)
        return redirect("members:transfer", success.result.pk)
    context = page.context(Crumb(_("Send to another organisation"))) | {
        "choice": choice,
        "form": form,
        "source": short(page.person.organisation),
    }
    return render(request, "members/transfer_send.html", context)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest) -> HttpResponse:
    """Ask for a member by the IIN, wherever the membership is; the old organisation then releases."""
    user, choice = reader(request), choosing.of_own(request)
    form = CallForm(request.POST or None if choice.chosen else None, initial={"on": timezone.localdate()})

    if success := action_page.run(form, lambda now: _call(user, choice, form, now)):
        _tell(request, success.result)
        return redirect("members:transfer", success.result.pk)
    context = {
        "crumbs": [members_crumb(), _crumb(), Crumb(_("Call a member"))],
        "choice": choice,
        "form": form,
    }
    return render(request, "members/transfer_call.html", context)


def _send(page: PersonPage, choice: choosing.Choice, form: SendForm, now: datetime) -> Transfer:
    return transfers.send(page.person, target=choice.target, **form.cleaned_data, by=page.user, at=now)


def _call(user: User, choice: choosing.Choice, form: CallForm, now: datetime) -> Transfer:
    return transfers.call(target=choice.target, **form.cleaned_data, by=user, at=now)


def _lines(rows: Iterable[Transfer], user: User) -> list[TransferRow]:
    """Return what the reader may see of each, in one query for all of them."""
    rows, today = list(rows), timezone.localdate()
    places = {row.source.organisation_id for row in rows} | {row.target_id for row in rows}
    kept_ids = queries.kept_among(user, places, on=today) if places else frozenset()
    return [_line(row, row.source.organisation_id in kept_ids, row.target_id in kept_ids) for row in rows]


def _line(row: Transfer, keeps_source: bool, keeps_target: bool) -> TransferRow:
    is_named = keeps_source or (keeps_target and row.state in queries.NAMING_STATES)
    person, open_ = row.source.person, row.state in queries.UNCONFIRMED_STATES
    places = keeps_source or row.released_at is not None
    is_keeper = keeps_target if row.state == TransferState.DONE else keeps_source
    side = ""
    if open_ and row.received_at is None and keeps_target:
        side = "receive"
    elif open_ and row.received_at is not None and keeps_source:
        side = "release"
    return TransferRow(
        row,
        person.full_name if is_named else "",
        short(row.source.organisation) if places else "",
        short(row.target),
        reverse("members:transfer", args=[row.pk]),
        side,
        open_ and (keeps_source or keeps_target),
        addresses.card(person.pk) if is_keeper and person.state == PersonState.ACTIVE else "",
    )


def _crumb() -> Crumb:
    return Crumb(_("Transfers"), reverse("members:transfers"))

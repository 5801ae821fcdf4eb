"""Applications: what waits for the committee, what was decided, one written down from a paper, and the decision."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.core.errors import Refusal
from birlik.members import rules
from birlik.members.actions import joining, meetings
from birlik.members.enums import ApplicationState
from birlik.members.models import Application, Person
from birlik.members.queries import joining as queries
from birlik.members.queries import likeness
from birlik.members.queries.likeness import KnownPeople
from birlik.web.members import choosing
from birlik.web.members.application_forms import AcceptForm, PaperForm, RefuseForm
from birlik.web.members.joining_columns import STATE, columns
from birlik.web.members.members_page import members_crumb
from birlik.web.members.person import doubts
from birlik.web.shared import action_page, addresses
from birlik.web.shared.columns import file_asked, files_of, known_words
from birlik.web.shared.navigation import Crumb
from birlik.web.shared.page_context import language, reader, short

A_PAGE = 50


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show the applications of ?state= (by default those that wait, the oldest first): no number and no birthday, since
    nobody decides by them here."""
    user, today = reader(request), timezone.localdate()
    primaries = list(queries.kept_primaries(user, on=today)[:2])
    if not primaries:
        raise Http404
    state = STATE.value_of(request.GET)
    column_list = columns(language(), state)
    open_applications = queries.waiting_applications(user, on=today)
    number = open_applications.count()
    applications = (
        open_applications
        if state == ApplicationState.RECEIVED
        else queries.applications(user, on=today).filter(state=state)
    )
    applications = column_list.sort(applications, column_list.order_of(request.GET))
    if kind := file_asked(request.GET):
        return column_list.file(
            kind, applications, title=_("Applications"), name=f"birlik-applications-{today.isoformat()}"
        )
    page = Paginator(applications, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "crumbs": [members_crumb(), Crumb(_("Applications"))],
        "chips": STATE.chips(_parameters(request), {ApplicationState.RECEIVED: number}),
        "waiting": number,
        "state": state,
        "page": page,
        "headings": column_list.head(_parameters(request)),
        "lines": column_list.body(page),
        "files": files_of(_parameters(request)),
        "chair": len(primaries) == 1,
        "own": short(primaries[0]),
        "code": choosing.own_code(user),
    }
    return render(request, "members/joining.html", context)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest) -> HttpResponse:
    """Write down an application that came on paper: first the organisation, then the person."""
    user, choice = reader(request), choosing.of_own(request)
    form = PaperForm(request.POST or None if choice.chosen else None)

    if success := action_page.run(form, lambda now: _apply(user, choice, form, now)):
        messages.success(request, _("The application is written down. The committee decides."))
        return redirect("members:application", success.result.pk)
    context = {
        "crumbs": [members_crumb(), _crumb(), Crumb(_("On paper"))],
        "choice": choice,
        "form": form,
    }
    return render(request, "members/joining_paper.html", context)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one application with its decision: `do` says which button was pressed."""
    user, today = reader(request), timezone.localdate()
    row = queries.applications(user, on=today).select_related("person__organisation").filter(pk=pk).first()
    if row is None:
        raise Refusal("joining.unknown")
    do = request.POST.get("do", "")
    accept = AcceptForm(request.POST if do == "accept" else None, initial={"on": today}, auto_id="accept_%s")
    refuse = RefuseForm(request.POST if do == "refuse" else None, initial={"on": today}, auto_id="refuse_%s")
    response = _decide(request, row, user, accept, refuse)
    if response is not None:
        return response
    return render(request, "members/joining_application.html", _context(row, user, accept, refuse))


def _parameters(request: HttpRequest) -> QueryDict:
    return known_words(request.GET, STATE.code)


def _apply(user: User, choice: choosing.Choice, form: PaperForm, now: datetime) -> Application:
    return joining.apply_on_paper(choice.target, form.application, by=user, at=now)


def _decide(
    request: HttpRequest, row: Application, user: User, accept: AcceptForm, refuse: RefuseForm
) -> HttpResponse | None:
    """Return where the decision leads; None while there is none, or it was refused and stands at its form."""

    def act(now: datetime) -> Person | None:
        if accept.is_bound:
            return joining.accept(row, **accept.cleaned_data, by=user, at=now)
        joining.refuse(row, **refuse.cleaned_data, by=user, at=now)
        return None

    success = action_page.run(accept if accept.is_bound else refuse, act)
    if success is None:
        return None
    if success.result is None:
        messages.success(request, _("The application is refused. The applicant's numbers are forgotten."))
        return redirect("members:joining")
    card = success.result.card
    messages.success(request, _("Accepted. The number of the membership card: %(card)s.") % {"card": card})
    return redirect("members:card", success.result.pk)


def _context(row: Application, user: User, accept: AcceptForm, refuse: RefuseForm) -> dict[str, Any]:
    today, waits = timezone.localdate(), row.state == ApplicationState.RECEIVED
    acquaintances = meetings.told_of(row, by=user, at=timezone.now()) if waits else frozenset[int]()
    people = likeness.likeness_of(row, user, on=today, acquaintances=acquaintances) if waits else None
    if people and people.confirms:
        accept.fields["confirmed"].label = (
            _("It is the same person, under another name.")
            if people.likeness == likeness.Likeness.RENAMED
            else _("This is another person of the same name and birthday.")
        )
    else:
        del accept.fields["confirmed"]
    return {
        "crumbs": [members_crumb(), _crumb(), Crumb(_("Application %(number)s") % {"number": row.pk})],
        "row": row,
        "place": short(row.organisation),
        "full_name": " ".join(part for part in (row.surname, row.given, row.patronymic) if part),
        "waits": waits,
        "known": people,
        "others": _others(people),
        "doubts": doubts(row) if waits else [],
        "accept": accept,
        "refuse": refuse,
        "card": _card_of(row, user),
    }


def _others(people: KnownPeople | None) -> list[tuple[str, str, str]]:
    """Return the people it may be, as far as the reader may see them: name, where, address of the card."""
    return [
        (
            one.full_name,
            short(one.organisation) if one.organisation else _("no open membership"),
            addresses.card(one.pk),
        )
        for one in (people.seen if people else [])
    ]


def _card_of(row: Application, user: User) -> str:
    person = row.person
    today = timezone.localdate()
    if person is None or not rules.can(user, Permission.MEMBER_VIEW, person, on=today):
        return ""
    return addresses.card(person.pk)


def _crumb() -> Crumb:
    return Crumb(_("Applications"), reverse("members:joining"))

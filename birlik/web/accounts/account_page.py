"""One account as its keeper sees it: its roles, its link, its sessions; invited, blocked, given and taken roles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from birlik.accounts import links, user_sessions
from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.accounts.roles import role
from birlik.orgs import actions, rules
from birlik.orgs import queries as orgs
from birlik.orgs.models import Assignment
from birlik.web.accounts.account_forms import EndRoleForm, InviteForm, RoleForm
from birlik.web.accounts.columns import STATE, AccountRow
from birlik.web.accounts.listing import keeper_of
from birlik.web.shared import action_page
from birlik.web.shared.action_page import FormTexts
from birlik.web.shared.addresses import account as account_address
from birlik.web.shared.navigation import Crumb
from birlik.web.shared.organisation_choice import choose
from birlik.web.shared.page_context import PageContext, language, load_no_path, short
from birlik.web.shared.refusals import shown_as_message


@dataclass(frozen=True, slots=True)
class AccountPage(PageContext):
    """An account that the reader keeps, at whatever organisations; `roles`: what the account holds or is to hold."""

    keeper: User
    user: User
    roles: Sequence[Assignment]
    today: date

    @property
    def is_own(self) -> bool:
        return self.keeper.pk == self.user.pk

    def account_crumbs(self, title: str = "") -> list[Crumb]:
        """Return the path to the account, or to a page below it."""
        accounts = Crumb(_("Accounts"), reverse("users:list"))
        own = Crumb(self.user.full_name, account_address(self.user.pk) if title else "")
        return [accounts, own, *([Crumb(title)] if title else [])]


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Ask for the organisation, then for the person and the role; then show the link, on this page this once."""
    keeper, today = keeper_of(request), timezone.localdate()
    choice = choose(request, keeper, Permission.USER_MANAGE, on=today)
    context: dict[str, Any] = {
        "crumbs": [Crumb(_("Accounts"), reverse("users:list")), Crumb(_("New account"))],
        "choice": choice,
        "words": FormTexts(_("New account"), "", _("Make the account and its link"), ""),
        "cancel": reverse("users:list"),
    }
    if choice.chosen is None:
        return render(request, "accounts/change.html", context)
    place = choice.chosen
    roles = rules.grantable_roles(keeper, place, on=today)
    form = InviteForm(request.POST or None, roles=roles, language=language(), today=today)

    def act(moment: datetime) -> tuple[User, str]:
        return actions.invite(**form.cleaned_data, organisation=place, by=keeper, at=moment)

    if success := action_page.run(form, act):
        user, key = success.result
        return _with_link(request, _load(keeper, user.pk, today), key)
    return render(request, "accounts/change.html", context | {"form": form, "no_roles": not roles})


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the account; `do` says which button was pressed. A new link stands on the page this once."""
    page = _page(request, pk)
    if request.method != "POST":
        return render(request, "accounts/card.html", _context(page))
    do, now = request.POST.get("do", ""), timezone.now()
    acts = {
        "block": (actions.block, _("The account is blocked.")),
        "unblock": (actions.unblock, _("The account is unblocked.")),
        "revoke-link": (actions.revoke_link, _("The link is revoked.")),
        "end-sessions": (actions.end_sessions, _("Every session of the account is ended.")),
    }
    with shown_as_message(request) as outcome:
        if do == "link":
            return _with_link(request, page, actions.make_link(page.user, by=page.keeper, at=now))
        if do in acts:
            acts[do][0](page.user, by=page.keeper, at=now)
    if do in acts and not outcome.is_refused:
        messages.success(request, acts[do][1])
    return redirect(account_address(pk))


@require_http_methods(["GET", "HEAD", "POST"])
def give_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the organisation, then for the role with its dates."""
    page = _page(request, pk)
    choice = choose(request, page.keeper, Permission.USER_MANAGE, on=page.today)
    texts = FormTexts(_("Give a role"), "", _("Give the role"), _("The role is given."))
    context: dict[str, Any] = {
        "crumbs": page.account_crumbs(_("Give a role")),
        "choice": choice,
        "about": page.user,
        "words": texts,
        "cancel": account_address(pk),
    }
    if choice.chosen is None:
        return render(request, "accounts/change.html", context)
    place = choice.chosen
    roles = rules.grantable_roles(page.keeper, place, on=page.today)
    form = RoleForm(request.POST or None, roles=roles, language=language(), today=page.today)
    return action_page.answer(
        request,
        form,
        texts,
        lambda moment: actions.assign_role(
            page.user, **form.cleaned_data, organisation=place, by=page.keeper, at=moment
        ),
        template="accounts/change.html",
        context=context | {"no_roles": not roles},
        leads_to=lambda _role: account_address(pk),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def end_role(request: HttpRequest, pk: int, assignment_pk: int) -> HttpResponse:
    """Ask for the day on which a role ends; today ends it at once."""
    page = _page(request, pk)
    assignment = next((one for one in page.roles if one.pk == assignment_pk), None)
    if assignment is None:
        raise Http404
    form = EndRoleForm(request.POST or None, initial={"on": page.today})
    warning = _("It is the only role of the account: without one, the account is kept by the administrator.")
    texts = FormTexts(
        _("End the role"),
        warning if len(page.roles) == 1 else "",
        _("End the role"),
        _("The role ends on the day that was given."),
        danger=True,
    )
    return action_page.answer(
        request,
        form,
        texts,
        lambda moment: actions.revoke_role(assignment, on=form.cleaned_data["on"], by=page.keeper, at=moment),
        template="accounts/change.html",
        context={
            "crumbs": page.account_crumbs(_("End the role")),
            "about": page.user,
            "role_words": _role_words(assignment),
            "cancel": account_address(pk),
        },
        leads_to=lambda _assignment: _address_after(page),
    )


def _address_after(page: AccountPage) -> str:
    """Return the address of the account; of the list where it is kept by others without the role that has ended."""
    is_keeper = rules.keeps(page.keeper, page.user, on=page.today)
    return account_address(page.user.pk) if is_keeper else reverse("users:list")


def _page(request: HttpRequest, pk: int) -> AccountPage:
    return _load(keeper_of(request), pk, timezone.localdate())


def _load(keeper: User, pk: int, today: date) -> AccountPage:
    """Load the page; 404 for an account that is not there, and for one that the reader does not keep."""
    user = orgs.accounts_of_keeper(keeper, on=today).filter(pk=pk).first()
    if user is None:
        raise Http404
    roles = orgs.assignments_not_over([user], on=today).get(pk, [])
    return AccountPage(*load_no_path(keeper), keeper, user, roles, today)


def _context(page: AccountPage) -> dict[str, Any]:
    now = timezone.now()
    link = links.open_links(page.user).filter(until__gt=now).first()
    return {
        "crumbs": page.account_crumbs(),
        "about": page.user,
        "is_own": page.is_own,
        "state": STATE.choices[AccountRow(page.user, ()).state].label,
        "roles": [(one, role(one.role).name.in_(language()), short(one.organisation)) for one in page.roles],
        "link": link,
        "sessions": user_sessions.sessions_of(page.user, at=now),
        "trail": f"/trail/?by={page.user.pk}" if page.may_somewhere(Permission.TRAIL_VIEW) else "",
    }


def _with_link(request: HttpRequest, page: AccountPage, key: str) -> HttpResponse:
    address = request.build_absolute_uri(f"{reverse('accounts:link')}?key={key}")
    return render(request, "accounts/card.html", _context(page) | {"address": address})


def _role_words(assignment: Assignment) -> str:
    return f"{role(assignment.role).name.in_(language())}, {short(assignment.organisation)}"

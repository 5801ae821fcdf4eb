"""The invitations on paper: sheets for the accounts under one organisation, each sheet with a code that serves once."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from birlik.accounts.links import LIFETIME
from birlik.accounts.permissions import Permission
from birlik.accounts.roles import role
from birlik.loads.queries import InvitationGroup, invitation_groups
from birlik.orgs import actions as orgs
from birlik.web.loads.page import LoadsPage, load_page
from birlik.web.shared.navigation import Crumb
from birlik.web.shared.page_context import short
from birlik.web.shared.qr_code import qr_code


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show who has not come in yet, by the organisation above; sheets are printed on a page of their own."""
    page = _page(request)
    groups = invitation_groups(page.user, on=page.today, at=timezone.now())
    context = {
        "crumbs": page.load_crumbs(Crumb(_("Invitations"))),
        "groups": [(one, short(one.organisation)) for one in groups],
        "people": sum(len(one.users) for one in groups),
        "days": LIFETIME.days,
    }
    return render(request, "loads/invitations.html", context)


@never_cache
@require_POST
def sheets(request: HttpRequest, code: str) -> HttpResponse:
    """Make the invitations of one group and show them this once: what is kept of a code cannot be read."""
    page, now = _page(request), timezone.now()
    groups = invitation_groups(page.user, on=page.today, at=now)
    group = next((one for one in groups if one.organisation.code == code), None)
    if group is None:
        raise Http404
    keys = orgs.invite_on_paper(group.users, by=page.user, at=now)
    context = {
        "crumbs": page.load_crumbs(
            Crumb(_("Invitations"), reverse("loads:invitations")), Crumb(short(group.organisation))
        ),
        "organisation": group.organisation,
        "sheets": [_sheet(request, group, user.pk, keys[user.pk]) for user in group.users],
        "address": request.build_absolute_uri(reverse("accounts:invitation")),
        "until": now + LIFETIME,
    }
    return render(request, "loads/sheets.html", context)


def _sheet(request: HttpRequest, group: InvitationGroup, user: int, key: str) -> dict[str, Any]:
    assignment = group.roles[user]
    address = request.build_absolute_uri(f"{reverse('accounts:link')}?key={key}")
    return {
        "user": assignment.user,
        "organisation": assignment.organisation,
        "role": role(assignment.role).name,
        "key": key,
        "code": qr_code(address, "invitation__code"),
    }


def _page(request: HttpRequest) -> LoadsPage:
    """Return the page, for who keeps accounts somewhere; 404 for everybody else."""
    page = load_page(request)
    if not page.may_somewhere(Permission.USER_MANAGE):
        raise Http404
    return page

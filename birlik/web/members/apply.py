"""The page under a link: a worker applies by telephone, without an account. Nothing of it stays with the browser."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from birlik.core.errors import Refusal
from birlik.members.actions import joining
from birlik.members.models import JoinLink
from birlik.members.queries import joining as queries
from birlik.members.queries.privacy import text_on
from birlik.web.members.application_forms import LinkForm
from birlik.web.members.places import language

NOT_FOUND = 404


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, secret: str) -> HttpResponse:
    """The form; what was typed stays in it until it is received."""
    link = _link(secret)
    if link is None:
        return render(request, "members/apply_ended.html", status=NOT_FOUND)
    form = LinkForm(request.POST or None)
    if form.is_valid():
        try:
            joining.apply_by_link(secret, form.application, at=timezone.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("members:apply-received", secret)
    context = _names(link) | {"form": form, "text": text_on(timezone.localdate()), "language": language()}
    return render(request, "members/apply.html", context)


@login_not_required
@never_cache
@require_safe
def received(request: HttpRequest, secret: str) -> HttpResponse:
    """What happens next; nothing about the applicant, so that it may stay open on a telephone."""
    link = _link(secret)
    return render(request, "members/apply_received.html", _names(link) if link else {})


def _link(secret: str) -> JoinLink | None:
    return queries.link(joining.digest(secret), on=timezone.localdate())


def _names(link: JoinLink) -> dict[str, Any]:
    """The organisation in the language of the page, and in the other one."""
    names = link.organisation.name
    first, second = (names.ru, names.kk) if language() == "ru" else (names.kk, names.ru)
    tongues = ("ru", "kk") if language() == "ru" else ("kk", "ru")
    return {"name": first, "other_name": second if second != first else "", "tongue": tongues[0], "other": tongues[1]}

"""The page under a link: a worker applies by telephone, without an account.

Nothing of it stays with the browser but a mark that says nothing: without it all of a school behind one address would
count as one visitor.
"""

from __future__ import annotations

from secrets import token_urlsafe
from typing import Any

from django.conf import settings
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
from birlik.web.shared.action_page import show_refusal
from birlik.web.shared.page_context import language

OK, NOT_FOUND, TOO_MANY = 200, 404, 429
OFTEN = {"joining.visitor_often", "joining.waiting", "joining.too_many"}
MARK, MARK_AGE = "birlik-visitor", 24 * 60 * 60


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, secret: str) -> HttpResponse:
    """Show the form; what was typed stays in it until it is received."""
    link = _link(secret)
    if link is None:
        return render(request, "members/apply_ended.html", status=NOT_FOUND)
    form, status = LinkForm(request.POST or None), OK
    mark = str(request.get_signed_cookie(MARK, default="", max_age=MARK_AGE))
    if form.is_valid():
        address = str(request.META.get("REMOTE_ADDR", ""))
        try:
            joining.apply_by_link(secret, form.application, visitor=mark, address=address, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
            status = TOO_MANY if refusal.code in OFTEN else OK
        else:
            return redirect("members:apply-received", secret)
    context = _names(link) | {"form": form, "text": text_on(timezone.localdate()), "language": language()}
    context["is_field_wrong"] = any(name in form.fields for name in form.errors)
    answer = render(request, "members/apply.html", context, status=status)
    if not mark:
        answer.set_signed_cookie(
            MARK, token_urlsafe(16), max_age=MARK_AGE, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    return answer


@login_not_required
@never_cache
@require_safe
def show_receipt(request: HttpRequest, secret: str) -> HttpResponse:
    """Tell what happens next; nothing about the applicant, so that it may stay open on a telephone."""
    link = _link(secret)
    return render(request, "members/apply_received.html", _names(link) if link else {})


def _link(secret: str) -> JoinLink | None:
    return queries.link(joining.digest(secret), on=timezone.localdate())


def _names(link: JoinLink) -> dict[str, Any]:
    """Return the organisation in the language of the page, and in the other one."""
    names = link.organisation.name
    first, second = (names.ru, names.kk) if language() == "ru" else (names.kk, names.ru)
    tongues = ("ru", "kk") if language() == "ru" else ("kk", "ru")
    return {"name": first, "other_name": second if second != first else "", "tongue": tongues[0], "other": tongues[1]}

"""One's own password: changed by who knows the present one; a one-time password lets through to this page alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from birlik.accounts import attempts
from birlik.accounts.actions import set_password
from birlik.accounts.models import User
from birlik.core.errors import Refusal
from birlik.web.accounts import session_marks
from birlik.web.accounts.devices import device_of
from birlik.web.accounts.views import ACTS, too_many_attempts
from birlik.web.shared import action_page
from birlik.web.shared.page_context import reader

OPEN_VIEWS = ACTS | {"accounts:password"}  # for who has a one-time password


class NewPasswordForm(forms.Form):
    """A new password, typed twice."""

    password = forms.CharField(
        label=gettext_lazy("New password"),
        help_text=gettext_lazy("At least 12 characters, and no word or date that others know of you."),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": gettext_lazy("Type the new password.")},
    )
    password_again = forms.CharField(
        label=gettext_lazy("The new password once more"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": gettext_lazy("Type the new password once more.")},
    )

    def clean(self) -> dict[str, Any] | None:
        """Refuse two passwords that differ."""
        first, second = self.cleaned_data.get("password"), self.cleaned_data.get("password_again")
        if first and second and first != second:
            self.add_error("password_again", _("The two passwords differ. Type them once more."))
        return self.cleaned_data


class PasswordForm(NewPasswordForm):
    """A new password, with the present one."""

    present_password = forms.CharField(
        label=gettext_lazy("Present password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": gettext_lazy("Type the password you signed in with.")},
    )
    field_order = ("present_password", "password", "password_again")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Ask for a new password; every other session and every token ends with the old one, this session goes on."""
    user = reader(request)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _require_present(request, user, form.cleaned_data["present_password"])
            set_password(user, password=form.cleaned_data["password"], by=user, at=timezone.now())
        except Refusal as refusal:
            if refusal.code == "user.too_many_attempts":
                return too_many_attempts(request, int(str(refusal.params["seconds"])))
            action_page.show_refusal(form, refusal)
        else:
            update_session_auth_hash(request, user)
            session_marks.follow(request)
            messages.success(request, _("The password is changed. Other devices have to sign in anew."))
            return redirect("dashboard:home")
    return render(request, "accounts/password.html", {"form": form, "is_one_time": user.must_change_password})


def _require_present(request: HttpRequest, user: User, text: str) -> None:
    """Count the attempt as one to sign in. Refused with `user.too_many_attempts`, `password.wrong`."""
    address, device = request.META.get("REMOTE_ADDR", ""), device_of(request, user.username)
    visitor = attempts.visitor(user.username, address=address, device=device)
    attempts.begin(visitor, at=timezone.now())
    if not user.check_password(text):
        raise Refusal("password.wrong", field="present_password")
    attempts.record_success(visitor)


class OneTimePasswordMiddleware:
    """Leads who came in with a one-time password to the page where it is replaced, whatever was asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], *_: object) -> HttpResponse | None:
        """Return the way to that page, or None where one may go on."""
        user = request.user
        if not isinstance(user, User) or not user.must_change_password:
            return None
        match = request.resolver_match
        if match is None or match.view_name in OPEN_VIEWS or not getattr(view, "login_required", True):
            return None
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(headers={"HX-Refresh": "true"})
        return redirect("accounts:password")

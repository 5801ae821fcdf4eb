"""The page of the beginning: shown while the database is empty, to who types the code that the server printed."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from birlik.accounts import attempts, begin_code
from birlik.accounts.actions import LONGEST_NAME
from birlik.accounts.models import User
from birlik.core.errors import Refusal
from birlik.core.passwords import password
from birlik.orgs.actions import foundation
from birlik.orgs.values import Names
from birlik.web.accounts.views import too_many_attempts
from birlik.web.shared import action_page
from birlik.web.shared.fields import Day

VISITOR = "begin: code"  # no sign-in name holds a colon


class BeginForm(forms.Form):
    start_code = forms.CharField(
        label=gettext_lazy("Code that the server printed at its start"),
        max_length=40,
        error_messages={"required": gettext_lazy("Type the code; it stands where the server was started.")},
    )
    name_kk = forms.CharField(
        label=gettext_lazy("Name of the union in Kazakh"),
        max_length=foundation.LONGEST_NAME,
        error_messages={"required": gettext_lazy("Give the name in Kazakh and in Russian.")},
    )
    name_ru = forms.CharField(
        label=gettext_lazy("Name of the union in Russian"),
        max_length=foundation.LONGEST_NAME,
        error_messages={"required": gettext_lazy("Give the name in Kazakh and in Russian.")},
    )
    short_kk = forms.CharField(
        label=gettext_lazy("Short name in Kazakh"), max_length=foundation.LONGEST_SHORT_NAME, required=False
    )
    short_ru = forms.CharField(
        label=gettext_lazy("Short name in Russian"), max_length=foundation.LONGEST_SHORT_NAME, required=False
    )
    code = forms.CharField(
        label=gettext_lazy("Code of the union"),
        help_text=gettext_lazy("Small Latin letters, digits and hyphens; it stands in addresses and never changes."),
        initial="union",
        max_length=foundation.LONGEST_CODE,
        error_messages={"required": gettext_lazy("Give the union a code.")},
    )
    since = Day(
        label=gettext_lazy("Since when the union exists"),
        help_text=gettext_lazy("No organisation and no figure can be written down before this day."),
        initial=foundation.SINCE,
    )
    username = forms.CharField(
        label=gettext_lazy("Sign-in name of the first keeper of accounts"),
        help_text=gettext_lazy("Small Latin letters, digits, dots and hyphens."),
        max_length=60,
        error_messages={"required": gettext_lazy("Choose a sign-in name.")},
    )
    full_name = forms.CharField(
        label=gettext_lazy("Full name of the keeper"),
        max_length=LONGEST_NAME,
        error_messages={"required": gettext_lazy("Write the full name of the person.")},
    )


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Show the form, or once it is sent well the keeper's password; 404 for good after that."""
    if not (begin_code.exists() and foundation.is_empty()):
        raise Http404
    form = BeginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _require_code(request, form)
        except Refusal as refusal:
            if refusal.code == "user.too_many_attempts":
                return too_many_attempts(request, int(str(refusal.params["seconds"])))
            action_page.show_refusal(form, refusal)
        else:
            word = password()
            if success := action_page.run(form, lambda now: _begin(form, word, now)):
                begin_code.forget()
                return render(request, "accounts/begun.html", {"keeper": success.result, "password": word})
    return render(request, "accounts/begin.html", {"form": form})


def _require_code(request: HttpRequest, form: BeginForm) -> None:
    """Count the attempt before the code is looked at. Refused with `user.too_many_attempts`, `begin.code_wrong`."""
    visitor = attempts.visitor(VISITOR, address=request.META.get("REMOTE_ADDR", ""), device=None)
    attempts.begin(visitor, at=timezone.now())
    if not begin_code.matches(form.cleaned_data["start_code"]):
        raise Refusal("begin.code_wrong", field="start_code")
    attempts.record_success(visitor)


def _begin(form: BeginForm, word: str, now: datetime) -> User:
    fields = form.cleaned_data
    return foundation.begin(
        code=fields["code"],
        names=Names(*(fields[name] for name in ("name_kk", "name_ru", "short_kk", "short_ru"))),
        username=fields["username"],
        full_name=fields["full_name"],
        password=word,
        language=get_language() or "kk",
        since=fields["since"],
        at=now,
    )

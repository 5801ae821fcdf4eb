"""The words by which programs of a person use the API: made, shown once, revoked."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from birlik.accounts import tokens
from birlik.core.errors import Refusal
from birlik.web.shared.messages import message_for
from birlik.web.shared.navigation import Crumb
from birlik.web.shared.page_context import reader


class TokenForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("For which program?"),
        max_length=tokens.NAME_LENGTH,
        error_messages={"required": gettext_lazy("Name the program, so that you know later what it is for.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Show the words that hold, and a form for one more; a new one stands on this page alone, this once."""
    user, form, secret = reader(request), TokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            _token, secret = tokens.make(
                user, name=form.cleaned_data["name"], at=timezone.now(), today=timezone.localdate()
            )
            form = TokenForm()
        except Refusal as refusal:
            form.add_error("name", message_for(refusal))
    context = {
        "crumbs": [Crumb(_("Access for programs"))],
        "form": form,
        "secret": secret,
        "tokens": tokens.tokens_of(user, today=timezone.localdate()),
    }
    return render(request, "accounts/tokens.html", context)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    tokens.revoke(reader(request), pk, at=timezone.now())
    messages.success(request, _("The token is revoked."))
    return redirect("accounts:tokens")

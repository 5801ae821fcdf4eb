"""The page where the code of an invitation on paper is typed; it leads to where the password is set."""

from __future__ import annotations

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from birlik.accounts import attempts, links
from birlik.core.errors import Refusal
from birlik.web.accounts.link import KEY
from birlik.web.accounts.views import too_many_attempts
from birlik.web.shared import action_page

VISITOR = "invitation: code"  # no sign-in name holds a colon


class InvitationForm(forms.Form):
    key = forms.CharField(
        label=gettext_lazy("Code of the invitation"),
        help_text=gettext_lazy("Sixteen letters and digits; hyphens may be left out."),
        max_length=40,
        error_messages={"required": gettext_lazy("Type the code; it stands on your sheet.")},
    )


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Show the form; a code that holds is kept by the session while the password is being chosen."""
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            request.session[KEY] = _require_key(request, form.cleaned_data["key"])
        except Refusal as refusal:
            if refusal.code == "user.too_many_attempts":
                return too_many_attempts(request, int(str(refusal.params["seconds"])))
            action_page.show_refusal(form, refusal)
        else:
            return redirect("accounts:link")
    return render(request, "accounts/invitation.html", {"form": form})


def _require_key(request: HttpRequest, text: str) -> str:
    """Count the attempt before the code is looked at. Refused with `user.too_many_attempts`, `link.unknown`."""
    now = timezone.now()
    visitor = attempts.visitor(VISITOR, address=request.META.get("REMOTE_ADDR", ""), device=None)
    attempts.begin(visitor, at=now)
    key = links.key_of(text)
    if links.holder(key, at=now) is None:
        raise Refusal("link.unknown")
    attempts.record_success(visitor)
    return key

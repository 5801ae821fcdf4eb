"""The page behind a link of an account: its person sets the password. The key leaves the address at once."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from birlik.accounts import links
from birlik.core.errors import Refusal
from birlik.web.accounts.password import NewPasswordForm
from birlik.web.shared import action_page

KEY = "account-link"


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Let whom the link was handed to choose a password; the session keeps ?key= meanwhile."""
    if key := request.GET.get("key", ""):
        if links.holder(key, at=timezone.now()) is not None:
            request.session[KEY] = key
        return redirect("accounts:link")
    key = request.session.get(KEY, "")
    person = links.holder(key, at=timezone.now()) if key else None
    if person is None:
        return render(request, "accounts/link_over.html", status=404)
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            links.use(key, password=form.cleaned_data["password"], at=timezone.now())
        except Refusal as refusal:
            action_page.show_refusal(form, refusal)
        else:
            request.session.pop(KEY)
            messages.success(request, _("The password is set. Sign in with it."))
            return redirect("accounts:sign-in")
    return render(request, "accounts/link.html", {"form": form, "person": person})

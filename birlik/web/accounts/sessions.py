"""Where one is signed in: every session with its device, one's own ended one by one or all but this."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from birlik.accounts import user_sessions
from birlik.accounts.models import User
from birlik.web.shared.filters import number_of
from birlik.web.shared.navigation import Crumb
from birlik.web.shared.page_context import reader
from birlik.web.shared.refusals import shown_as_message

OTHERS = "others"


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Show the sessions that hold; `end` is the number of the one to be ended, or "others"."""
    user, key, now = reader(request), request.session.session_key or "", timezone.now()
    if request.method == "POST":
        _end(request, user, key)
        return redirect("accounts:sessions")
    rows = [(one, one.session_key == key) for one in user_sessions.sessions_of(user, at=now)]
    context = {
        "crumbs": [Crumb(_("Where I am signed in"))],
        "rows": rows,
        "others": any(not current for _row, current in rows),
    }
    return render(request, "accounts/sessions.html", context)


def _end(request: HttpRequest, user: User, key: str) -> None:
    number, now = request.POST.get("end", ""), timezone.now()
    with shown_as_message(request) as outcome:
        if number == OTHERS:
            user_sessions.end_others(user, but=key, by=user, at=now)
        else:
            user_sessions.end(user, number_of(number) or 0, by=user, at=now)
    if not outcome.is_refused:
        messages.success(request, _("Ended: that device has to sign in anew."))

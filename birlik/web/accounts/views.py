"""Sign-in, the page for too many attempts, and the language switch."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from birlik.accounts.actions import change_language, signed_in
from birlik.web.accounts.forms import SignInForm
from birlik.web.shared.language import COOKIE, known

YEAR = 365 * 24 * 60 * 60


class SignIn(LoginView):
    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        signed_in(form.get_user(), at=timezone.now())
        return response

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A fragment whose session has ended asks the whole page to sign in, not to show the form inside a cell."""
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(headers={"HX-Refresh": "true"})
        return super().get(request, *args, **kwargs)


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Speak another language on the same page, remembered in a cookie and with the signed-in person."""
    response = HttpResponseRedirect(_back(request))
    if language := known(request.POST.get("language")):
        if request.user.is_authenticated:
            change_language(request.user, language=language, by=request.user, at=timezone.now())
        response.set_cookie(
            COOKIE,
            language,
            max_age=YEAR,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
    return response


def _back(request: HttpRequest) -> str:
    """The page the form stood on; an address elsewhere is not followed."""
    address = request.POST.get("next", "")
    inside = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if inside else "/"


def too_many_attempts(request: HttpRequest, *_given: Any) -> HttpResponse:
    """Called by axes in place of the sign-in page; 429 says "later" to programs, too."""
    minutes = round(settings.AXES_COOLOFF_TIME.total_seconds() / 60)
    context = {"times": settings.AXES_FAILURE_LIMIT, "minutes": minutes}
    response = render(request, "accounts/too_many_attempts.html", context, status=429)
    response.headers["Retry-After"] = str(minutes * 60)
    return response

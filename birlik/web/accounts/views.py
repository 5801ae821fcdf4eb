"""Sign-in, the page for too many attempts, sign-out, and the language switch."""

from __future__ import annotations

from math import ceil
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from birlik.accounts import attempts, begin_code
from birlik.accounts.actions import change_language, signed_in
from birlik.accounts.models import User
from birlik.core.errors import Refusal
from birlik.orgs.actions.foundation import is_empty
from birlik.web.accounts import session_marks
from birlik.web.accounts.devices import remember
from birlik.web.accounts.forms import SignInForm
from birlik.web.shared.destinations import destination
from birlik.web.shared.language import CHOICE, CHOICE_COOKIE, CHOICE_SECONDS, COOKIE, known_language

YEAR = 365 * 24 * 60 * 60
MINUTE = 60
ACTS = {"accounts:sign-out", "accounts:language"}  # no pages: nobody is led there


class SignIn(LoginView):
    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_redirect_url(self, _request: HttpRequest | None = None) -> str:
        """Return the address that was asked for; never this one, which would lead to itself."""
        target = self.request.POST.get("next", self.request.GET.get("next"))
        return destination(target, but=ACTS | {"accounts:sign-in"})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().post(request, *args, **kwargs)
        except Refusal as refusal:
            if refusal.code != "user.too_many_attempts":
                raise
            return too_many_attempts(request, int(str(refusal.params["seconds"])))

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        is_first_time = form.get_user().last_login is None
        response = super().form_valid(form)
        signed_in(form.get_user(), at=timezone.now())
        self._keep_language(response, form.get_user(), is_first_time=is_first_time)
        session_marks.begin(self.request, form.get_user())
        remember(self.request, response, form.cleaned_data["username"])
        return response

    def _keep_language(self, response: HttpResponse, user: User, *, is_first_time: bool) -> None:
        """Let the language that was chosen on the way in hold: for this session, and who never came in before has
        chosen it for good.
        """
        language = known_language(self.request.COOKIES.get(CHOICE_COOKIE))
        response.delete_cookie(CHOICE_COOKIE)
        if language and language != user.language and is_first_time:
            change_language(user, language=language, by=user, at=timezone.now())
        elif language and language != user.language:
            self.request.session[CHOICE] = language

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Tell who would be refused next how long to wait."""
        if (
            isinstance(form, SignInForm)
            and form.visitor
            and (seconds := attempts.seconds_to_wait(form.visitor, at=timezone.now()))
        ):
            return too_many_attempts(self.request, seconds)
        return super().form_invalid(form)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form; a fragment whose session has ended asks the whole page to sign in instead."""
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(headers={"HX-Refresh": "true"})
        if begin_code.exists() and is_empty():
            return redirect("begin")
        return super().get(request, *args, **kwargs)


class SignOut(LogoutView):
    """What the browser kept of the pages goes too; cookies stay, for they hold the language and no data."""

    redirect_field_name = ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    def get_redirect_url(self, _request: HttpRequest | None = None) -> str:
        return ""


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Speak another language on the same page, remembered in a cookie and with the signed-in person."""
    response = HttpResponseRedirect(destination(request.POST.get("next"), but=ACTS) or "/")
    if language := known_language(request.POST.get("language")):
        if request.user.is_authenticated:
            change_language(request.user, language=language, by=request.user, at=timezone.now())
            request.session.pop(CHOICE, None)
        else:
            _set_cookie(response, CHOICE_COOKIE, language, CHOICE_SECONDS)
        _set_cookie(response, COOKIE, language, YEAR)
    return response


def _set_cookie(response: HttpResponse, name: str, language: str, seconds: int) -> None:
    response.set_cookie(
        name,
        language,
        max_age=seconds,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )


def too_many_attempts(request: HttpRequest, seconds: int) -> HttpResponse:
    """Answer in place of the sign-in page; 429 says "later" to programs, too."""
    context = {"seconds": seconds if seconds < MINUTE else 0, "minutes": ceil(seconds / MINUTE)}
    response = render(request, "accounts/too_many_attempts.html", context, status=429)
    response.headers["Retry-After"] = str(seconds)
    return response

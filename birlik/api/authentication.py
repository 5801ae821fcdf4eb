"""Who asks the API: the person of a session, or of a token sent as "Authorization: Bearer"."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from birlik.accounts.tokens import holder
from birlik.web.shared.language import language_of

PREFIX = "/api/"
DESCRIPTION = "/api/docs/"  # a page for people among the addresses for programs
BEARER = "Bearer "
JSON = "application/json"
# What the house around the API says of a request, by its status; what is not listed cannot be read.
ANSWERS: dict[int, tuple[str, str | Promise]] = {
    401: ("api.sign_in", _("Sign in, or send a token that holds.")),
    403: ("api.forbidden", _("You have no right to this here; a session has to send its CSRF token as well.")),
    404: (
        "api.no_address",
        _("There is nothing at this address. The description at /api/openapi.json names them all."),
    ),
    413: ("api.too_large", _("The request is larger than is taken. Send less at once.")),
    429: ("api.too_many", _("There were too many requests. Wait, and ask again.")),
    405: ("api.method", _("This address does not take the method. See the description at /api/openapi.json.")),
}
NOT_READ: tuple[str, str | Promise] = ("api.not_read", _("The request cannot be read."))


class TokenMiddleware:
    """Puts the holder of a token where the person of a session stands; a program is answered in JSON, whatever it asks.

    Who is nobody is told so as a program is; a page of the house with a fault becomes an answer of the API.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(PREFIX):
            return self.get_response(request)
        request.urlconf = settings.API_URLCONF  # Django looks there, not in ROOT_URLCONF
        if request.path == DESCRIPTION:
            return self.get_response(request)
        request.is_for_program = True  # type: ignore[attr-defined]  # told to `language_of`
        given = request.headers.get("Authorization", "")
        if given.startswith(BEARER):
            user = holder(given.removeprefix(BEARER).strip(), today=timezone.localdate())
            if user is None:
                return _unknown(request)
            request.user = user
            request.by_token = True  # type: ignore[attr-defined]  # told to `ByToken`
        return _as_json(request, self.get_response(request)) if request.user.is_authenticated else _unknown(request)


def fault(request: HttpRequest, status: int) -> JsonResponse:
    """Return what a program is told of a fault with its request, in the language that its person reads."""
    code, sentence = ANSWERS.get(status, NOT_READ)
    with translation.override(language_of(request)):
        return JsonResponse({"code": code, "message": str(sentence), "fields": {}}, status=status)


def _as_json(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Return the answer, but for a page that tells of a fault its code and sentence as JSON."""
    if answer.status_code < 400 or answer.headers.get("Content-Type", "").startswith(JSON):
        return answer
    response = fault(request, answer.status_code)
    if methods := answer.headers.get("Allow"):
        response.headers["Allow"] = methods
    return response


def _unknown(request: HttpRequest) -> JsonResponse:
    answer = fault(request, 401)
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer

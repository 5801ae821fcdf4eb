"""Who asks the API: the person of a session, or of a token sent as "Authorization: Bearer"."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from birlik.accounts.tokens import holder

PREFIX = "/api/"
BEARER = "Bearer "


class TokenMiddleware:
    """Puts the holder of a token where the person of a session stands; who is nobody is told so as a program is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(PREFIX):
            return self.get_response(request)
        request.urlconf = settings.API_URLCONF  # Django looks there, not in ROOT_URLCONF
        given = request.headers.get("Authorization", "")
        if given.startswith(BEARER):
            user = holder(given.removeprefix(BEARER).strip(), today=timezone.localdate())
            if user is None:
                return _unknown()
            request.user = user
            request.by_token = True  # type: ignore[attr-defined]  # told to `ByToken`
        return self.get_response(request) if request.user.is_authenticated else _unknown()


def _unknown() -> JsonResponse:
    answer = JsonResponse({"code": "api.sign_in", "message": "Sign in, or send a token that holds."}, status=401)
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer

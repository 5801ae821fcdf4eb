"""Which language a page speaks: the person's own, else the visitor's choice in a cookie, else Kazakh."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

COOKIE = settings.LANGUAGE_COOKIE_NAME


def known_language(code: str | None) -> str | None:
    """Return the code when Birlik speaks that language."""
    return code if code in dict(settings.LANGUAGES) else None


def language_of(request: HttpRequest) -> str:
    own = request.user.language if request.user.is_authenticated else None
    return known_language(own) or known_language(request.COOKIES.get(COOKIE)) or settings.LANGUAGE_CODE


class LanguageMiddleware:
    """Stands after authentication: the browser's own preference is not asked, the state language comes first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_of(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

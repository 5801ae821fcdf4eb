"""Which language a page speaks: the person's own, else the visitor's choice in a cookie, else Kazakh.

What was chosen on the way in (CHOICE) holds for the session that begins there, before the person's own language.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

COOKIE = settings.LANGUAGE_COOKIE_NAME
CHOICE = "language"  # of the session
CHOICE_COOKIE = f"{COOKIE}_chosen"  # that the visitor has chosen and not yet signed in; gone after it, or by itself
CHOICE_SECONDS = 60 * 60


def known_language(code: str | None) -> str | None:
    """Return the code when Birlik speaks that language."""
    return code if code in dict(settings.LANGUAGES) else None


def language_of(request: HttpRequest) -> str:
    """Return the language of the answer; a program says in Accept-Language which one its person reads."""
    accepted = _accepted_language(request) if getattr(request, "is_for_program", False) else None
    own = None
    if request.user.is_authenticated:
        own = known_language(request.session.get(CHOICE)) or request.user.language
    return accepted or known_language(own) or known_language(request.COOKIES.get(COOKIE)) or settings.LANGUAGE_CODE


def _accepted_language(request: HttpRequest) -> str | None:
    """Return the first language of Accept-Language that Birlik speaks."""
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    languages = (known_language(code.partition("-")[0]) for code, _weight in accepted)
    return next((language for language in languages if language), None)


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

"""Which browsers a name signed in before: a signed cookie, so the server keeps nothing of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

from birlik.accounts.attempts import key

COOKIE, SALT = "device", "birlik.web.accounts.devices"
AGE = 180 * 24 * 60 * 60
MOST_NAMES = 8  # a computer that several people of an office share


def device_of(request: HttpRequest, username: str) -> str | None:
    """Return the browser's number, when this name signed in there within the last half year."""
    number, names = _read(request)
    return number if key(username) in names else None


def remember(request: HttpRequest, response: HttpResponse, username: str) -> None:
    """Let the browser be known for this name."""
    number, names = _read(request)
    own = key(username)
    names_to_keep = [own, *(name for name in names if name != own)][:MOST_NAMES]
    response.set_cookie(
        COOKIE,
        signing.dumps([number or get_random_string(22), names_to_keep], salt=SALT),
        max_age=AGE,
        path=settings.SESSION_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def _read(request: HttpRequest) -> tuple[str | None, list[str]]:
    try:
        content: Any = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=AGE)
    except signing.BadSignature:
        return None, []
    return content[0], content[1]

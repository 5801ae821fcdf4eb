"""A session knows the row in which it is written down for its person, and says there now and then that it is in use."""

from __future__ import annotations

from collections.abc import Callable

from django.core.cache import cache
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from birlik.accounts import user_sessions
from birlik.accounts.models import User
from birlik.web.accounts.device_words import device_words

MARK = "user_session"


def begin(request: HttpRequest, user: User) -> None:
    """Write down the session that a sign-in has begun."""
    device = device_words(request.headers.get("User-Agent", ""))
    row = user_sessions.begin(user, key=request.session.session_key or "", device=device, at=timezone.now())
    request.session[MARK] = row.pk


def follow(request: HttpRequest) -> None:
    """Write down that the session goes on under the key which a new password has given it."""
    if (pk := request.session.get(MARK)) is not None:
        user_sessions.follow_key(pk, key=request.session.session_key or "")


class SessionMarkMiddleware:
    """Writes down that a session is in use, once in some minutes; a page never fails or waits for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        pk = request.session.get(MARK) if request.session.accessed else None
        if pk is not None and cache.add(f"{MARK}-{pk}", True, user_sessions.SEEN_EVERY.total_seconds()):
            try:
                user_sessions.mark_seen(pk, at=timezone.now())
            except Error:  # somebody else is writing; the next process, or the next time, writes it down
                cache.delete(f"{MARK}-{pk}")
        return response

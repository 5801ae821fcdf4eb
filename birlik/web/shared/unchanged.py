"""What every page asks and hardly anything changes: kept until something is recorded.

Each change of accounts, roles and organisations is recorded in the trail within its own transaction, and writers of
the trail wait for one another (audit.log.record). So the number of its last line, read once a request, says whether
anything has changed since a value was read, in whichever process.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import TypeVar

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from birlik.audit.queries import newest

T = TypeVar("T")
HOUR = 60 * 60
OUTSIDE, NOT_ASKED = -2, -1
_last = ContextVar("last", default=OUTSIDE)  # of the request at work: the number of the last line of the trail


class UnchangedMiddleware:
    """Every request looks at the trail anew."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _last.set(NOT_ASKED)
        try:
            return self.get_response(request)
        finally:
            _last.set(OUTSIDE)


def unchanged(name: str, read: Callable[[], T]) -> T:
    """`read()`, or what it gave when nothing was recorded since; outside a request always `read()`.

    `name` says all that the answer depends on besides the trail: whose it is, of which day.
    """
    last = _last.get()
    if last == OUTSIDE:
        return read()
    if last == NOT_ASKED:
        last = newest()  # before reading: what is newer than its number is only read once too often
        _last.set(last)
    key = f"unchanged/{last}/{name}"
    kept: T | None = cache.get(key)
    if kept is None:
        kept = read()
        cache.set(key, kept, HOUR)
    return kept

"""What a person gets when the database cannot do something now: 503 in words, and the page asks again by itself.

Nothing typed is lost: a form comes back with what was sent in it, and is sent again until it is done.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.translation import gettext as _

from birlik.db.errors import is_away, is_busy
from birlik.web.shared.submission import submission

ATTEMPT = "birlik-attempt"  # the field that counts how often a form was sent by itself
MOST_ATTEMPTS = 30
BUSY_SECONDS, AWAY_SECONDS = 2, 10  # until it is asked again


class AvailabilityMiddleware:
    """Turn an error of the database that passes by itself into a page that asks again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the page, or None for a fault that will be the same the next time."""
        return unavailable_response(request, exception)


def unavailable_response(request: HttpRequest, exception: BaseException | None) -> HttpResponse | None:
    """Return 503 in words when somebody else holds a lock or the database does not answer; None for anything else."""
    if not isinstance(exception, Error) or not (is_busy(exception) or is_away(exception)):
        return None
    busy = is_busy(exception)
    seconds = BUSY_SECONDS if busy else AWAY_SECONDS
    headers = {"Retry-After": str(seconds), "Cache-Control": "no-store"}
    if request.headers.get("HX-Request") == "true" or request.content_type == "application/json":
        return HttpResponse(_words(busy), status=503, headers=headers, content_type="text/plain; charset=utf-8")
    context = {"words": _words(busy), "seconds": seconds} | _form(request)
    if request.method in {"GET", "HEAD"}:
        headers["Refresh"] = str(seconds)
    return HttpResponse(loader.render_to_string("503.html", context, request), status=503, headers=headers)


def _words(busy: bool) -> str:
    if busy:
        return _("Somebody else is saving at this moment. Nothing is lost: it is tried again by itself.")
    return _("The database does not answer at this moment. Nothing is lost: it is tried again by itself.")


def _form(request: HttpRequest) -> dict[str, object]:
    """Return what was sent, to be sent again, and how often it was."""
    attempt = request.POST.get(ATTEMPT, "")
    number = int(attempt) + 1 if attempt.isascii() and attempt.isdigit() and len(attempt) < 4 else 1
    attempts = {"attempt_name": ATTEMPT, "attempt": number, "by_itself": number <= MOST_ATTEMPTS}
    return submission(request, leave_out=ATTEMPT) | attempts

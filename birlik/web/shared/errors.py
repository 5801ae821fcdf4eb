"""Pages for what went wrong, in words; the last of them needs neither database nor session."""

from __future__ import annotations

import sys
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.views.decorators.csrf import requires_csrf_token

from birlik.core.errors import Refusal
from birlik.web.shared.availability import unavailable_response
from birlik.web.shared.destinations import destination
from birlik.web.shared.messages import message_for
from birlik.web.shared.submission import submission


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "403.html", exception, 403)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "404.html", exception, 404)


@requires_csrf_token
def bad_request_page(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "400.html", exception, 400)


def too_long(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Show the text that is too long, to be shortened, with all that was sent beside it."""
    context = {
        "reason": message_for(refusal),
        "most": refusal.params["most"],
        "back": _previous_page(request),
    } | submission(request)
    return HttpResponse(loader.render_to_string("422.html", context, request), status=422)


@requires_csrf_token
def not_allowed(request: HttpRequest) -> HttpResponse:
    """Answer where an address that only takes forms was asked for as a page: by a reload, or by hand."""
    return _page(request, "400.html", None, 405)


def server_error_page(request: HttpRequest) -> HttpResponse:
    """Show the page of an error. No request reaches the template, so no context processor can fail a second time.

    An error that a middleware met comes here only; one of the database that passes is told as such.
    """
    if answer := unavailable_response(request, sys.exception()):
        return answer
    return HttpResponse(loader.render_to_string("500.html"), status=500)


def _previous_page(request: HttpRequest) -> str:
    """Return the address of our page on which the form stood; empty when the browser does not say."""
    referer = urlsplit(request.headers.get("Referer", ""))
    return destination(referer.path) if referer.netloc == request.get_host() and referer.path != request.path else ""


def _page(request: HttpRequest, template: str, exception: Exception | None, status: int) -> HttpResponse:
    """Draw the page of an error: a refusal brings its sentence, Django's technical texts are not shown."""
    reason = message_for(exception) if isinstance(exception, Refusal) else ""
    return HttpResponse(loader.render_to_string(template, {"reason": reason}, request), status=status)

"""Refusals of the domain as people meet them: a message on the page, or a page of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django_htmx.http import trigger_client_event

from birlik.core.errors import Refusal
from birlik.core.texts import is_storable
from birlik.web.shared import errors
from birlik.web.shared.absence import NothingYet, absence_page
from birlik.web.shared.messages import message_for

TOO_LONG = "text.too_long"


@dataclass(slots=True)
class Outcome:
    """What became of the action inside `shown_as_message`."""

    refusal: Refusal | None = None

    @property
    def is_refused(self) -> bool:
        return self.refusal is not None


@contextmanager
def shown_as_message(request: HttpRequest) -> Iterator[Outcome]:
    """Run one action; its refusal, unless a text is too long, is said at the top of the next page."""
    outcome = Outcome()
    try:
        yield outcome
    except Refusal as refusal:
        if refusal.code == TOO_LONG:
            raise  # a page of its own keeps what was typed
        outcome.refusal = refusal
        messages.error(request, message_for(refusal))


class TextMiddleware:
    """A text that no database could hold (a NUL among its letters) is refused in words, wherever it was to go."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sent_texts = (text for query in (request.GET, request.POST) for _name, texts in query.lists() for text in texts)
        if all(is_storable(str(text)) for text in sent_texts):
            return self.get_response(request)
        return errors.bad_request_page(request, Refusal("text.unstorable"))


class RefusalMiddleware:
    """A refusal that no view expected: a missing right is 403, an unknown thing 404, anything else 400 in words.

    A section that has nothing to show yet says what is missing. A page asked for where only forms go is told in words,
    too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        return errors.not_allowed(request) if response.status_code == 405 and request.method == "GET" else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NothingYet):
            return absence_page(request, exception.absence)
        if not isinstance(exception, Refusal):
            return None
        if exception.code == TOO_LONG and request.headers.get("HX-Request") != "true":
            return errors.too_long(request, exception)
        page = errors.bad_request_page
        if exception.code.startswith("right."):
            page = errors.forbidden
        elif exception.code.endswith(".unknown"):
            page = errors.not_found
        answer = page(request, exception)
        if request.headers.get("HX-Request") == "true":
            # A fragment has no place for a page: the sentence alone goes to the toasts.
            return trigger_client_event(
                HttpResponse(status=answer.status_code), "toast", {"value": message_for(exception)}
            )
        return answer

"""What an address asks of a list and no filter can read: said on the page, for the list is not narrowed by it.

The readers of `web.shared.filters` write it down here, so no page has to think of it; `Frame.unread` tells it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from enum import Enum

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from birlik.core.texts import shorten_text

LONGEST_TEXT = 60  # letters of a value that are said again


class ValueKind(Enum):
    """What a filter takes a value for."""

    DAY = "day"
    NUMBER = "number"
    CHOICE = "choice"


SENTENCES: Mapping[ValueKind, Promise] = {
    ValueKind.DAY: _("“%(text)s” was not read as a day; the list is not narrowed by it."),
    ValueKind.NUMBER: _("“%(text)s” was not read as a whole number; the list is not narrowed by it."),
    ValueKind.CHOICE: _("“%(text)s” is no value of this filter; the list is not narrowed by it."),
}
_unread_values: ContextVar[dict[str, ValueKind] | None] = ContextVar("unread values", default=None)


class UnreadValueMiddleware:
    """Lets what cannot be read be written down while a page is made, each value once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _unread_values.set({})
        try:
            return self.get_response(request)
        finally:
            _unread_values.reset(token)


def note_unread(text: str, expected: ValueKind) -> None:
    """Write down that a value of the address narrows nothing."""
    values = _unread_values.get()
    if values is not None:
        values[text] = expected


def unread_sentences() -> list[str]:
    """Return a sentence for each value of this request that narrows nothing, in the language of the page."""
    values = _unread_values.get() or {}
    return [SENTENCES[one] % {"text": shorten_text(text, LONGEST_TEXT)} for text, one in values.items()]

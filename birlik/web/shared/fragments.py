"""Pieces of HTML put together by the hundred, where a template would take longer than the rest of the page."""

from __future__ import annotations

from html import escape

from django.utils.functional import Promise
from django.utils.safestring import SafeString


def format_html(template: str, *given: object) -> SafeString:
    """Do as Django's `format_html` for positional values, without the layers that make it cost more than what it
    escapes.
    """
    return SafeString(template.format(*map(escape_value, given)))  # every value is escaped or safe already


def escape_value(value: object) -> str:
    """Escape a value as Django's `conditional_escape` does, quicker."""
    if type(value) is SafeString:
        return value
    if isinstance(value, Promise):
        value = str(value)
    if isinstance(value, SafeString):
        return value
    return escape(str(value))

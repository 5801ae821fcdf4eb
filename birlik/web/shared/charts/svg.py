"""The few SVG words that all charts share."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

GROWTH = "#1d7048"
DECLINE = "#ab352b"
INK = "#17232c"
MUTED_COLOUR = "#5d6b73"
LINE = "#dcd9d1"
AXIS = "#8a8f8c"


def join_parts(parts: Iterable[SafeString]) -> SafeString:
    """Return parts that are safe already, one after another."""
    return mark_safe("".join(parts))  # noqa: S308 - every part comes from format_html


def drawing(body: SafeString, *, width: int, height: int, title: str, description: str, kind: str) -> SafeString:
    """Return the <svg> element with its title and description for those who don't see it.

    The elements inside are links, so the drawing is a group with a name, not one flat image.
    """
    digest = hashlib.blake2s(f"{kind}{title}{description}{width}".encode(), digest_size=5).hexdigest()
    return format_html(
        '<svg class="chart__svg {kind}" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        'width="{width}" height="{height}" role="group" aria-labelledby="t{id}" aria-describedby="d{id}" '
        'font-family="Noto Sans, Segoe UI, sans-serif" font-size="13">'
        '<title id="t{id}">{title}</title><desc id="d{id}">{description}</desc>{body}</svg>',
        kind=kind,
        width=width,
        height=height,
        id=digest,
        title=title,
        description=description,
        body=body,
    )


def link_body(url: str, label: str, body: SafeString) -> SafeString:
    """Return the body inside a link that says where it leads; a plain group where there is nowhere to go."""
    if not url:
        return format_html('<g role="img" aria-label="{}">{}</g>', label, body)
    return format_html('<a href="{}" aria-label="{}">{}</a>', url, label, body)


def cut_label(text: str, room: int) -> str:
    """Return the text cut to `room` letters, the cut shown; between words where the broken word is
    not the whole label.
    """
    if len(text) <= room:
        return text
    beginning = text[: room - 1]
    words, _space, last_word = beginning.rpartition(" ")
    if words and len(last_word) <= room // 4 and not text[room - 1].isspace():
        beginning = words
    return beginning.rstrip(" ,.-") + "…"


def px(value: float) -> str:
    """Return a coordinate with one decimal at most."""
    return f"{value:.1f}".rstrip("0").rstrip(".")

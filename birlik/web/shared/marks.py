"""The small pieces of HTML around a value: number, change, status, figure, difference, notice."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from birlik.web.shared import numbers
from birlik.web.shared.charts.small import stacked_bar
from birlik.web.shared.charts.svg import join_parts
from birlik.web.shared.figures import FigureView
from birlik.web.shared.fragments import format_html
from birlik.web.shared.numbers import Number

ARROWS = {"up": "M5 1.5 9.5 8.5h-9z", "down": "M5 8.5.5 1.5h9z"}

STATUS_NAMES: dict[str, str | Promise] = {
    "not_begun": gettext_lazy("Not begun"),
    "begun": gettext_lazy("Begun"),
    "sent": gettext_lazy("Sent"),
    "returned": gettext_lazy("Returned"),
    "accepted": gettext_lazy("Accepted"),
    "frozen": gettext_lazy("Frozen"),
}

# A shape for each status, so that it is told apart without colour.
RING = '<circle class="status-{0} status__ring" cx="8" cy="8" r="6" fill="none" stroke="currentColor"></circle>'
DISC = '<circle class="status-{0}" cx="8" cy="8" r="7"></circle>'
STATUS_SHAPES = {
    "not_begun": RING,
    "begun": RING + '<path class="status-{0}" d="M8 3.5a4.5 4.5 0 0 1 0 9z"></path>',
    "sent": DISC + '<path class="status__sign" d="M8 11.5v-7M5 7.3l3-3 3 3"></path>',
    "returned": DISC + '<path class="status__sign" d="M11.5 8h-7M7.3 5l-3 3 3 3"></path>',
    "accepted": DISC + '<path class="status__sign" d="m4.7 8.3 2.3 2.3 4.3-4.7"></path>',
    "frozen": DISC + '<path class="status__sign status__sign--fill" d="M5 5h2v6H5zM9 5h2v6H9z"></path>',
}


def number(value: Number | None, unit: str = "", *, na: bool = False, places: int = 0, language: str) -> SafeString:
    """Return a number in its span; `na`: the cell is not to be filled, which is neither empty nor zero."""
    if na:
        return format_html(
            '<span class="num num--none"><span aria-hidden="true">{}</span><span class="sr">{}</span></span>',
            numbers.NOT_APPLICABLE,
            _("not applicable"),
        )
    if value is None:
        return format_html(
            '<span class="num num--empty"><span aria-hidden="true">{}</span><span class="sr">{}</span></span>',
            numbers.EMPTY,
            _("no data"),
        )
    if unit == "%":
        return format_html('<span class="num">{}</span>', numbers.percent(value, language))
    tail = format_html('<span class="unit">{}</span>', unit) if unit else ""
    return format_html('<span class="num">{}{}</span>', numbers.group_thousands(value, places, language), tail)


def change(
    value: Number | None, pct: Number | None = None, *, tone: str = "", unit: str = "", language: str
) -> SafeString:
    """Return the difference to last year; `unit` "pp" words the difference of two percentages, with one decimal."""
    if value is None:
        return number(None, language=language)
    places = 1 if unit else 0
    size = numbers.round_half_up(value, places)
    direction, word = ("up", _("growth")) if size > 0 else ("down", _("decline")) if size < 0 else ("same", "")
    text = numbers.with_sign(value, places, language) if size else _("no change")
    arrow = (
        format_html(
            '<svg class="change__arrow" viewBox="0 0 10 10" width="9" height="9" aria-hidden="true">'
            '<path d="{}"></path></svg>',
            path,
        )
        if (path := ARROWS.get(direction))
        else ""
    )
    share = f"({numbers.percent(pct, language, sign=True)})" if pct is not None and size else ""
    return format_html(
        '<span class="change change--{}">{}<span class="sr">{}</span><span>{}{}</span>{}</span>',
        tone or direction,
        arrow,
        f"{word}: " if word else "",
        text,
        f"{numbers.SPACE}{unit}" if unit and size else "",
        format_html('<span class="change__pct">{}</span>', share) if share else "",
    )


def status(value: str, *, is_late: bool = False) -> SafeString:
    """Return the chip of a status: its shape, its word, and "late" in words where the deadline has passed."""
    shape = format_html(STATUS_SHAPES[value], value)
    tail = format_html('<span class="status__late">{}</span>', _("late")) if is_late else ""
    return format_html(
        '<span class="status"><svg class="status__dot" viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">'
        "{}</svg><span>{}</span>{}</span>",
        shape,
        STATUS_NAMES[value],
        tail,
    )


def progress_bar(counts: Mapping[str, int]) -> SafeString:
    """Return the thin bar of a line: how many reports stand in each status."""
    accepted_count = counts.get("accepted", 0) + counts.get("frozen", 0)
    words = _("%(done)s of %(total)s accepted") % {
        "done": numbers.group_thousands(accepted_count),
        "total": numbers.group_thousands(sum(counts.values())),
    }
    return format_html('<div class="progress progress--thin">{}</div>', stacked_bar(counts, words))


def figure_number(figure: FigureView, language: str) -> SafeString:
    """Return the number as a link to its figure page, its name in both languages as the hint."""
    text = number(figure.value, figure.unit, language=language)
    if not figure.url:
        return text
    if not figure.hint:
        return format_html('<a class="fig" href="{}">{}</a>', figure.url, text)
    return format_html('<a class="fig" href="{}" data-hint="{}">{}</a>', figure.url, figure.hint, text)


def diff(old: Any, new: Any, language: str) -> SafeString:
    """Return old value struck through, new one after an arrow; an equal pair is shown once."""
    before, after = _value_text(old, language), _value_text(new, language)
    if before == after:
        return format_html('<span class="diff">{}</span>', after)
    return format_html(
        '<span class="diff"><span class="sr">{}</span><del>{}</del><ins><span class="sr">{}</span>{}</ins></span>',
        _("was:") + " ",
        before,
        _("now:") + " ",
        after,
    )


def notice(content: str, kind: str, title: str, sign: SafeString) -> SafeString:
    """Return a framed remark; what must be heard at once (an error) is announced, the rest is read in its place."""
    head = format_html('<p class="notice__title">{}</p>', title) if title else ""
    role = join_parts([SafeString(' role="alert"')]) if kind == "error" else ""
    return format_html(
        '<div class="notice notice--{}"{}>{}<div class="notice__body">{}{}</div></div>', kind, role, sign, head, content
    )


def _value_text(value: Any, language: str) -> str:
    if value is None or isinstance(value, int | float | Decimal):
        return numbers.group_thousands(value, 0, language)
    return str(value)

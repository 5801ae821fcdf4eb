"""Drawings the size of a word: the spark of five years, the stacked progress, the meter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString

from birlik.web.shared import fragments
from birlik.web.shared.charts.svg import join_parts, px
from birlik.web.shared.numbers import Number

STATUS_COLOURS = {
    "frozen": "#4a5a68",
    "accepted": "#2a8a7e",
    "sent": "#4f86c6",
    "returned": "#bd7f14",
    "begun": "#a9c3c9",
    "not_begun": "#c9c5ba",
}  # in the order in which they are stacked, from done to not begun

HIDDEN_ATTRIBUTE = SafeString('aria-hidden="true"')


def spark(values: Sequence[Number | None], label: str = "") -> SafeString:
    """Return a line of the last years, 88 × 24, broken where there is no data.

    Nothing for fewer than three values: two say no more than the arrow beside them.
    """
    numbers = [float(value) for value in values if value is not None]
    if len(numbers) < 3:
        return join_parts([])
    least, spread = min(numbers), (max(numbers) - min(numbers)) or 1.0
    step = 80 / (len(values) - 1)
    path, pen, last = [], "M", (0.0, 0.0)
    for index, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        last = (4 + index * step, 20 - (float(value) - least) / spread * 16)
        path.append(f"{pen}{px(last[0])} {px(last[1])}")
        pen = "L"
    return format_html(
        '<svg class="spark" viewBox="0 0 88 24" width="88" height="24" {role}>'
        '<path class="spark__line" d="{path}" fill="none" stroke="#0b6b72" stroke-width="1.5"></path>'
        '<circle class="spark__dot" cx="{x}" cy="{y}" r="2.5" fill="#0b6b72"></circle></svg>',
        role=_role(label),
        path=" ".join(path),
        x=px(last[0]),
        y=px(last[1]),
    )


def stacked_bar(counts: Mapping[str, int], label: str = "") -> SafeString:
    """Return a bar of 100 units divided among the statuses; keys as in `STATUS_COLOURS`, unknown ones are refused."""
    if unknown := set(counts) - set(STATUS_COLOURS):
        raise ValueError(f"no such status: {', '.join(sorted(unknown))}")
    total = sum(counts.values()) or 1
    parts, x = [], 0.0
    for status, colour in STATUS_COLOURS.items():
        width = counts.get(status, 0) / total * 100
        if width:
            parts.append(_slice(status, x, width, colour))
        x += width
    return _strip(join_parts(parts), label)


def meter(part: int, total: int, label: str = "") -> SafeString:
    """Return how much of the whole is done, as one bar; an empty whole shows an empty bar."""
    width = min(part / total, 1) * 100 if total else 0
    return _strip(_slice("accepted", 0, width, STATUS_COLOURS["accepted"]), label)


def _slice(status: str, x: float, width: float, colour: str) -> SafeString:
    return fragments.format_html(
        '<rect class="status-{}" x="{}" y="0" width="{}" height="6" fill="{}"></rect>', status, px(x), px(width), colour
    )


def _strip(body: SafeString, label: str) -> SafeString:
    return fragments.format_html(
        '<svg class="progress__bar" viewBox="0 0 100 6" preserveAspectRatio="none" height="6" {}>{}</svg>',
        _role(label), body,
    )  # fmt: skip


def _role(label: str) -> SafeString:
    return fragments.format_html('role="img" aria-label="{}"', label) if label else HIDDEN_ATTRIBUTE

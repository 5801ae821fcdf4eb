"""Diverging bars: growth to the right of the axis, decline to the left, one organisation a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from birlik.web.shared.charts.svg import (
    AXIS,
    DECLINE,
    GROWTH,
    INK,
    MUTED_COLOUR,
    cut_label,
    drawing,
    join_parts,
    link_body,
    px,
)
from birlik.web.shared.numbers import Number, with_sign

TEXT_ROOM = 62  # pixels kept beside a bar for its number


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: the name, the change, where it leads; `second` is the other measure, drawn thinner below."""

    label: str
    value: Number
    url: str = ""
    second: Number | None = None
    text: str = ""

    @property
    def value_text(self) -> str:
        return self.text or with_sign(self.value)


@dataclass(frozen=True, slots=True)
class _Layout:
    width: int
    labels: int
    row: int
    scale: float
    zero: float
    narrow: bool


def diverging_bars(
    bars: Sequence[Bar],
    *,
    title: str,
    description: str = "",
    measures: tuple[str, str] = ("", ""),
    narrow: bool = False,
) -> SafeString:
    """Return the chart as SVG in the order given; `measures` name the two bars of a row when there are two."""
    top = (42 if narrow else 26) if any(measures) else 6
    layout = _layout(bars, narrow=narrow)
    rows = join_parts(_row(bar, top + index * layout.row, layout) for index, bar in enumerate(bars))
    height = top + len(bars) * layout.row + 6
    body = join_parts([_legend(measures, layout), _axis(top, len(bars), layout), rows])
    return drawing(body, width=layout.width, height=height, title=title, description=description, kind="chart__bars")


def _layout(bars: Sequence[Bar], *, narrow: bool) -> _Layout:
    values = [float(part) for bar in bars for part in (bar.value, bar.second) if part is not None]
    least, most = min([0.0, *values]), max([0.0, *values])
    longest = max((len(bar.label) for bar in bars), default=0)
    width, labels = (340, 0) if narrow else (1040, min(400, 24 + 7 * longest))
    left_edge = labels + (TEXT_ROOM if least < 0 else 8)
    right = width - (TEXT_ROOM if most > 0 else 8)
    scale = (right - left_edge) / ((most - least) or 1)
    thick = any(bar.second is not None for bar in bars)
    row = (44 if thick else 38) if narrow else (32 if thick else 26)
    return _Layout(width, labels, row, scale, left_edge - least * scale, narrow)


def _axis(top: int, rows: int, layout: _Layout) -> SafeString:
    """Draw one line down the chart; on a telephone a piece beside each bar, so that no name is crossed out."""
    pieces = [(top, top + rows * layout.row)]
    if layout.narrow:
        pieces = [(top + row * layout.row + 17, top + (row + 1) * layout.row - 3) for row in range(rows)]
    return join_parts(
        format_html(
            '<line class="c-axis" x1="{0}" x2="{0}" y1="{1}" y2="{2}" stroke="{3}"></line>',
            px(layout.zero), start, end, AXIS,
        )
        for start, end in pieces
    )  # fmt: skip


def _row(bar: Bar, y: float, layout: _Layout) -> SafeString:
    middle = y + layout.row / 2
    label_y, bar_y = (y + 13, y + 18) if layout.narrow else (middle + 4.5, y + 5)
    thickness = 9 if bar.second is not None else (14 if layout.narrow else 16)
    label = format_html(
        '<text class="c-label" x="0" y="{}" fill="{}">{}</text>',
        px(label_y), INK, cut_label(bar.label, 44 if layout.narrow else 58),
    )  # fmt: skip
    focus = format_html(
        '<rect class="c-focus" x="0" y="{}" width="{}" height="{}" rx="3" fill="none"></rect>',
        px(y + 1), layout.width, layout.row - 2,
    )  # fmt: skip
    parts = [focus, label, _bar(bar.value, bar_y, thickness, layout), _number(bar, bar_y + thickness / 2, layout)]
    if bar.second is not None:
        parts.append(_bar(bar.second, bar_y + thickness + 2, 5, layout, faint=True))
    return link_body(bar.url, f"{bar.label}: {bar.value_text}", join_parts(parts))


def _bar(value: Number, y: float, thickness: float, layout: _Layout, *, faint: bool = False) -> SafeString:
    length = abs(float(value)) * layout.scale
    x = layout.zero if value >= 0 else layout.zero - length
    css, fill = ("c-growth", GROWTH) if value >= 0 else ("c-decline", DECLINE)
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}" fill="{}" fill-opacity="{}"></rect>',
        css, px(x), px(y), px(max(length, 0.8)), px(thickness), fill, "0.5" if faint else "1",
    )  # fmt: skip


def _number(bar: Bar, middle: float, layout: _Layout) -> SafeString:
    """Draw the value at the end of its longer bar, on the side where the bar points."""
    ends = [float(part) for part in (bar.value, bar.second) if part is not None]
    falls = bar.value < 0
    end = layout.zero + (min(0.0, *ends, 0.0) if falls else max(0.0, *ends, 0.0)) * layout.scale
    return format_html(
        '<text class="{}" x="{}" y="{}" text-anchor="{}" fill="{}">{}</text>',
        "c-decline-text" if falls else "c-growth-text",
        px(end - 6 if falls else end + 6), px(middle + 4.5), "end" if falls else "start",
        DECLINE if falls else GROWTH, bar.value_text,
    )  # fmt: skip


def _legend(measures: tuple[str, str], layout: _Layout) -> SafeString:
    first, second = measures
    if not (first and second):
        return join_parts([])
    x, second_x, down = layout.labels, layout.labels + 30 + 8 * len(first), 0
    if layout.narrow:  # names of lines are long: the second stands below
        second_x, down = x, 16
    return format_html(
        '<rect x="{}" y="4" width="10" height="9" class="c-growth" fill="{}"></rect>'
        '<text class="c-muted" x="{}" y="13" font-size="12" fill="{}">{}</text>'
        '<rect x="{}" y="{}" width="10" height="5" class="c-growth" fill="{}" fill-opacity="0.5"></rect>'
        '<text class="c-muted" x="{}" y="{}" font-size="12" fill="{}">{}</text>',
        x, GROWTH, x + 16, MUTED_COLOUR, first,
        second_x, 6 + down, GROWTH, second_x + 16, 13 + down, MUTED_COLOUR, second,
    )  # fmt: skip

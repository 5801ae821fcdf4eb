"""Lines over the years, each named at its end."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from birlik.web.shared.charts.svg import INK, LINE, MUTED_COLOUR, drawing, join_parts, link_body, px
from birlik.web.shared.numbers import Number, group_thousands

COLOURS = ("#0b6b72", "#9a6a10", "#2c5a9e", "#ab352b")
DASHES = ("none", "7 4", "2 4", "10 3 2 3")  # told apart without colour
LEFT, RIGHT, TOP, BOTTOM = 64, 20, 14, 30


@dataclass(frozen=True, slots=True)
class Series:
    """One line: its name, a value a year (None where there is no data), and a link a year (may be empty)."""

    label: str
    values: Sequence[Number | None]
    urls: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class _Plot:
    xs: list[float]
    low: float
    high: float
    top: float
    bottom: float
    text: Callable[[Number | None], str]

    def y(self, value: Number) -> float:
        return self.bottom - (float(value) - self.low) / (self.high - self.low) * (self.bottom - self.top)


def line_chart(
    series: Sequence[Series],
    years: Sequence[int],
    *,
    title: str,
    description: str = "",
    text: Callable[[Number | None], str] = group_thousands,
    narrow: bool = False,
) -> SafeString:
    """Return up to four lines over `years`; `text` writes a value (grouped by default). The axis need not begin at
    zero.
    """
    width, height = (340, 240) if narrow else (760, 280)
    legend = 18 * len(series)
    values = [float(value) for line in series for value in line.values if value is not None]
    low, high, step = nice_range(min(values, default=0.0), max(values, default=1.0))
    room = width - LEFT - RIGHT
    xs = [LEFT + room * (index + 0.5) / len(years) for index in range(len(years))]
    plot = _Plot(xs, low, high, TOP + legend, height + legend - BOTTOM, text)
    body = [_legend(series), *_grid(plot, step, width), *_years(plot, years)]
    body += [_line(line, number, years, plot) for number, line in enumerate(series)]
    return drawing(
        join_parts(body), width=width, height=height + legend, title=title, description=description, kind="chart__lines"
    )


def nice_range(least: float, most: float) -> tuple[float, float, float]:
    """Return bounds and step of an axis in 1, 2 or 5 times a power of ten, about four steps."""
    spread = (most - least) or abs(most) or 1.0
    power = 10.0 ** math.floor(math.log10(spread / 4))
    step = next(size * power for size in (1, 2, 5, 10) if size * power * 4 >= spread)
    low = math.floor(least / step) * step
    high = math.ceil(most / step) * step
    return low, (high if high > low else low + step), step


def _legend(series: Sequence[Series]) -> SafeString:
    return join_parts(
        format_html(
            '<line class="c-line c-series-{0}" x1="0" x2="26" y1="{1}" y2="{1}" stroke="{2}" stroke-width="2" '
            'stroke-dasharray="{3}"></line><text x="34" y="{4}" fill="{5}">{6}</text>',
            number, 8 + number * 18, COLOURS[number], DASHES[number], 12.5 + number * 18, INK, line.label,
        )
        for number, line in enumerate(series)
    )  # fmt: skip


def _grid(plot: _Plot, step: float, width: int) -> list[SafeString]:
    count = round((plot.high - plot.low) / step)
    marks = [plot.low + step * index for index in range(count + 1)]
    return [
        format_html(
            '<line class="c-grid" x1="{}" x2="{}" y1="{}" y2="{}" stroke="{}"></line>'
            '<text class="c-muted" x="{}" y="{}" text-anchor="end" font-size="12" fill="{}">{}</text>',
            LEFT, width - RIGHT, px(plot.y(mark)), px(plot.y(mark)), LINE,
            LEFT - 8, px(plot.y(mark) + 4), MUTED_COLOUR, plot.text(mark),
        )
        for mark in marks
    ]  # fmt: skip


def _years(plot: _Plot, years: Sequence[int]) -> list[SafeString]:
    return [
        format_html(
            '<text class="c-muted" x="{}" y="{}" text-anchor="middle" font-size="12" fill="{}">{}</text>',
            px(x), px(plot.bottom + 20), MUTED_COLOUR, year,
        )
        for x, year in zip(plot.xs, years, strict=True)
    ]  # fmt: skip


def _line(line: Series, number: int, years: Sequence[int], plot: _Plot) -> SafeString:
    """Draw the line broken where there is no data, and a dot a year that leads to the figure."""
    path, pen = [], "M"
    dots = []
    for index, value in enumerate(line.values):
        if value is None:
            pen = "M"
            continue
        x, y = plot.xs[index], plot.y(value)
        path.append(f"{pen}{px(x)} {px(y)}")
        pen = "L"
        dot = format_html(
            '<circle class="c-focus" cx="{0}" cy="{1}" r="12" fill="transparent"></circle>'
            '<circle class="c-dot-{2}" cx="{0}" cy="{1}" r="4" fill="{3}"></circle>',
            px(x), px(y), number, COLOURS[number],
        )  # fmt: skip
        url = line.urls[index] if index < len(line.urls) else ""
        dots.append(link_body(url, f"{line.label}, {years[index]}: {plot.text(value)}", dot))
    stroke = format_html(
        '<path class="c-line c-series-{}" d="{}" fill="none" stroke="{}" stroke-width="2" '
        'stroke-dasharray="{}"></path>',
        number, " ".join(path), COLOURS[number], DASHES[number],
    )  # fmt: skip
    return join_parts([stroke, *dots])

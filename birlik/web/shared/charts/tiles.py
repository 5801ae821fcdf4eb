"""The tile map: the twenty regions as equal squares, so that a small city is seen as well as a steppe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from birlik.refdata.regions import regions_by_code
from birlik.web.shared.charts.svg import INK, cut_label, drawing, join_parts, link_body
from birlik.web.shared.numbers import Number

STEPS = {
    -2: ("c-step-minus-2", "#efb5ae"),
    -1: ("c-step-minus-1", "#f8dcd8"),
    0: ("c-step-zero", "#eceae3"),
    1: ("c-step-plus-1", "#d3eadc"),
    2: ("c-step-plus-2", "#9fd3b5"),
    None: ("c-step-none", "#ffffff"),
}


@dataclass(frozen=True, slots=True)
class Tile:
    """One region: KATO code, full name, the text of its value, its step, its link."""

    region: str
    name: str
    text: str
    step: int | None = None
    url: str = ""

    def label(self, *, narrow: bool) -> str:
        language = get_language() or "kk"
        region = regions_by_code()[self.region]
        return cut_label(region.sign.in_(language), 4) if narrow else cut_label(region.short.in_(language), 12)


def step_of(change_pct: Number | None, threshold: Number = 5) -> int | None:
    """Return one of five steps of colour: −2 below −threshold, −1 below zero, 0 at zero, +1, +2; None where there is no
    data.
    """
    if change_pct is None:
        return None
    if change_pct == 0:
        return 0
    size = 2 if abs(float(change_pct)) >= float(threshold) else 1
    return size if change_pct > 0 else -size


def tile_map(tiles: Sequence[Tile], *, title: str, description: str = "", narrow: bool = False) -> SafeString:
    """Return the map as SVG, 8 columns × 5 rows; `narrow` for a telephone: squarer tiles, shorter names."""
    side, height = (45, 46) if narrow else (100, 62)
    places = regions_by_code()
    body = join_parts(
        _tile(tile, places[tile.region].column, places[tile.region].row, side, height, narrow=narrow) for tile in tiles
    )
    return drawing(body, width=8 * side, height=5 * height, title=title, description=description, kind="chart__tiles")


def _tile(tile: Tile, column: int, row: int, side: int, height: int, *, narrow: bool) -> SafeString:
    css, fill = STEPS[tile.step]
    x, y = column * side, row * height
    body = format_html(
        '<rect class="c-tile {}" x="{}" y="{}" width="{}" height="{}" rx="4" fill="{}"></rect>'
        '<text class="c-label" x="{}" y="{}" font-size="{}" fill="{}">{}</text>'
        '<text class="c-strong" x="{}" y="{}" font-size="{}" font-weight="600" fill="{}">{}</text>',
        css, x + 1, y + 1, side - 2, height - 2, fill,
        x + (4 if narrow else 10), y + (18 if narrow else 24), 11 if narrow else 13, INK, tile.label(narrow=narrow),
        x + (4 if narrow else 10), y + (34 if narrow else 45), 9.5 if narrow else 15, INK, tile.text,
    )  # fmt: skip
    return link_body(tile.url, f"{tile.name}: {tile.text}", body)

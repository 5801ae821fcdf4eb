"""The tile map of the digitisation board: the regions by the coverage of their registry."""

from __future__ import annotations

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from birlik.grammar.numbers import percent_of
from birlik.refdata import regions
from birlik.statistics.queries.digitisation import Digitisation, DigitisationRow
from birlik.web.shared import addresses, charts, numbers

FULL_SHARE, HIGH_SHARE = 95, 50


def tiles(board: Digitisation) -> dict[str, SafeString] | None:
    """Return the map in both widths; None for a node whose parts do not lie in several regions."""
    by_region: dict[str, list[DigitisationRow]] = {}
    for line in board.lines:
        if line.organisation.region and line.organisation.kind == "member":
            by_region.setdefault(line.organisation.region, []).append(line)
    if len(by_region) < 2:
        return None
    all_tiles = [_tile(board.campaign.year, region, lines) for region, lines in sorted(by_region.items())]
    title = _("Coverage of the registry by region, per cent")
    return {
        "wide": charts.tile_map(all_tiles, title=title),
        "narrow": charts.tile_map(all_tiles, title=title, narrow=True),
    }


def _tile(year: int, code: str, lines: list[DigitisationRow]) -> charts.Tile:
    language = get_language() or "kk"
    people_with_number = sum(line.registered.checked for line in lines)
    share = percent_of(people_with_number, sum(line.reported or 0 for line in lines))
    is_late = any(line.days_late for line in lines)
    name = regions.region(code).name.in_(language)
    step = None
    if share is not None:
        step = 2 if share >= FULL_SHARE else 1 if share >= HIGH_SHARE else -2 if is_late else -1 if share else 0
    text = numbers.percent(share, language) if share is not None else numbers.EMPTY
    return charts.Tile(code, name, text, step, addresses.digitisation(year, lines[0].organisation.code))

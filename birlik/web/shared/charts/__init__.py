"""Charts as SVG, drawn on the server by pure functions.

Every drawing carries plain colours as attributes, so that it stands in a document by itself; on a page the classes of
charts.css take over, in light and in dark. All texts are escaped, every bar, tile and dot can be a link.
"""

from birlik.web.shared.charts.bars import Bar, diverging_bars
from birlik.web.shared.charts.lines import Series, line_chart
from birlik.web.shared.charts.small import STATUS_COLOURS, meter, spark, stacked_bar
from birlik.web.shared.charts.tiles import Tile, step_of, tile_map

__all__ = [
    "STATUS_COLOURS",
    "Bar",
    "Series",
    "Tile",
    "diverging_bars",
    "line_chart",
    "meter",
    "spark",
    "stacked_bar",
    "step_of",
    "tile_map",
]

"""Charts are well-formed SVG by themselves: escaped, linked, coloured without CSS, free of inline style."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from birlik.core.bilingual import Bilingual
from birlik.refdata.regions import regions
from birlik.web.shared import charts
from birlik.web.shared.charts import Bar, Series, Tile
from birlik.web.shared.charts import tiles as tiles_module
from birlik.web.shared.charts.lines import nice_range

SVG = "{http://www.w3.org/2000/svg}"
NASTY = 'Қызылорда <script> & "облысы"'


def parsed(svg: str) -> ET.Element:
    assert "style=" not in svg
    return ET.fromstring(svg)  # noqa: S314 - our own output


def texts(root: ET.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def tiles() -> list[Tile]:
    return [Tile(region.code, region.name.kk, "+1,0 %", 1, f"/{region.code}/") for region in regions()]


@pytest.mark.parametrize("narrow", [False, True])
def test_tile_map_has_a_linked_tile_for_each_region_and_none_overlap(*, narrow: bool) -> None:
    root = parsed(charts.tile_map(tiles(), title="Map", narrow=narrow))
    rects = [(rect.get("x"), rect.get("y")) for rect in root.iter(f"{SVG}rect")]
    assert len(rects) == len(set(rects)) == 20
    assert [link.get("href") for link in root.iter(f"{SVG}a")] == [f"/{region.code}/" for region in regions()]


def test_every_region_has_a_short_name_and_a_sign_that_fit() -> None:
    for region in regions():
        assert all(len(text) <= 12 for text in region.short.as_dict().values())
        assert all(0 < len(text) <= 4 for text in region.sign.as_dict().values())


def test_a_region_without_a_short_name_is_drawn_with_its_name_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    name = Bilingual("Ұлы дала облысы", "область Великая степь")
    new = replace(regions()[0], name=name, short=name, sign=name)
    monkeypatch.setattr(tiles_module, "regions_by_code", lambda: {"10": new})
    labels = [
        texts(parsed(charts.tile_map([Tile("10", name.kk, "1")], title="Map", narrow=on)))[0] for on in (True, False)
    ]
    assert labels == ["Ұлы…", "Ұлы дала…"]


@pytest.mark.parametrize(
    ("change", "step"), [(None, None), (0, 0), (0.1, 1), (5, 2), (-0.1, -1), (-4.9, -1), (-5, -2), (12, 2)]
)
def test_steps_of_colour(change: float | None, step: int | None) -> None:
    assert charts.step_of(change) == step


@pytest.mark.parametrize("narrow", [False, True])
def test_bars_point_to_their_side_of_the_axis(*, narrow: bool) -> None:
    bars = [Bar(NASTY, 400, "/a/"), Bar("Ақмола", -100, "/b/"), Bar("Абай", 0)]
    root = parsed(charts.diverging_bars(bars, title=NASTY, narrow=narrow))
    up = [rect for rect in root.iter(f"{SVG}rect") if "c-growth" in (rect.get("class") or "")]
    down = [rect for rect in root.iter(f"{SVG}rect") if "c-decline" in (rect.get("class") or "")]
    axis = float(next(root.iter(f"{SVG}line")).get("x1") or 0)
    assert float(up[0].get("x") or 0) == pytest.approx(axis, abs=0.1)
    assert float(down[0].get("x") or 0) + float(down[0].get("width") or 0) == pytest.approx(axis, abs=0.2)
    assert float(up[0].get("width") or 0) == pytest.approx(4 * float(down[0].get("width") or 0), rel=0.01)
    assert {"+400", "−100", "0"} <= set(texts(root))
    assert {up[0].get("fill"), down[0].get("fill")} == {"#1d7048", "#ab352b"}


def test_bars_stay_inside_the_drawing_when_all_fall() -> None:
    root = parsed(
        charts.diverging_bars([Bar("A", -5, second=-3), Bar("B", -50)], title="t", measures=("all", "working"))
    )
    width = float(root.get("width") or 0)
    for rect in root.iter(f"{SVG}rect"):
        assert 0 <= float(rect.get("x") or 0) <= width
        assert float(rect.get("x") or 0) + float(rect.get("width") or 0) <= width


def test_lines_break_where_there_is_no_data_and_link_each_year() -> None:
    series = [Series("Total", [10, None, 30, 40], ["/1/", "", "/3/"]), Series("Working", [1, 2, 3, 4])]
    root = parsed(charts.line_chart(series, [2022, 2023, 2024, 2025], title="Years"))
    first = next(path for path in root.iter(f"{SVG}path"))
    assert (first.get("d") or "").count("M") == 2
    assert [link.get("aria-label") for link in root.iter(f"{SVG}a")] == ["Total, 2022: 10", "Total, 2024: 30"]
    assert len({path.get("stroke-dasharray") for path in root.iter(f"{SVG}path")}) == 2


@pytest.mark.parametrize(("least", "most"), [(571_000, 601_648), (0, 0), (5, 5), (-3, 7), (0.1, 0.2)])
def test_axis_holds_the_values_in_few_round_steps(least: float, most: float) -> None:
    low, high, step = nice_range(least, most)
    assert low <= least <= most <= high
    assert 1 <= round((high - low) / step) <= 7


def test_empty_charts_do_not_fail() -> None:
    parsed(charts.diverging_bars([], title="t"))
    parsed(charts.line_chart([Series("a", [None, None])], [2024, 2025], title="t"))
    assert charts.spark([None, 4, 5]) == ""


def test_progress_is_divided_in_proportion() -> None:
    root = ET.fromstring(charts.stacked_bar({"accepted": 3, "not_begun": 1}, "3 of 4"))  # noqa: S314
    assert [rect.get("width") for rect in root] == ["75", "25"]
    with pytest.raises(ValueError, match="lost"):
        charts.stacked_bar({"lost": 1})


def test_titles_are_unique_on_a_page_with_two_drawings_of_one_chart() -> None:
    wide, narrow = (parsed(charts.tile_map(tiles(), title="Map", narrow=narrow)) for narrow in (False, True))
    assert wide.get("aria-labelledby") != narrow.get("aria-labelledby")

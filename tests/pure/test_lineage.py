"""From placements to lineage, without a database."""

from __future__ import annotations

from datetime import date

import pytest

from birlik.orgs.lineage import FOREVER, LineageRow, PlacementSpan, by_organisation, lines

A, B, C = date(2020, 1, 1), date(2022, 1, 1), date(2024, 1, 1)
ROOT, LEFT, RIGHT, LEAF = 1, 2, 3, 4
LIVES = dict.fromkeys((ROOT, LEFT, RIGHT, LEAF), (A, FOREVER))
PLACED = [
    PlacementSpan(LEFT, ROOT, A, FOREVER),
    PlacementSpan(RIGHT, ROOT, B, FOREVER),
    PlacementSpan(LEAF, LEFT, A, C),
    PlacementSpan(LEAF, RIGHT, C, FOREVER),
]


def test_an_ancestor_lasts_as_long_as_every_link_to_it() -> None:
    found = [line for line in lines(LIVES, by_organisation(PLACED)) if line.descendant == LEAF]
    assert sorted(found) == [
        LineageRow(ROOT, LEAF, 2, A, C),
        LineageRow(ROOT, LEAF, 2, C, FOREVER),
        LineageRow(LEFT, LEAF, 1, A, C),
        LineageRow(RIGHT, LEAF, 1, C, FOREVER),
        LineageRow(LEAF, LEAF, 0, A, FOREVER),
    ]


def test_a_closed_life_cuts_its_lines() -> None:
    found = list(lines({LEAF: (A, B)}, by_organisation(PLACED)))
    assert {line.until for line in found} == {B}
    assert {line.ancestor for line in found} == {ROOT, LEFT, LEAF}


def test_two_may_change_places_in_the_course_of_time() -> None:
    placed = [PlacementSpan(LEFT, RIGHT, A, B), PlacementSpan(RIGHT, LEFT, B, FOREVER)]
    found = [line for line in lines({LEFT: (A, FOREVER), RIGHT: (A, FOREVER)}, by_organisation(placed)) if line.depth]
    assert sorted(found) == [LineageRow(LEFT, RIGHT, 1, B, FOREVER), LineageRow(RIGHT, LEFT, 1, A, B)]


def test_a_loop_is_told_and_not_followed() -> None:
    placed = [PlacementSpan(LEFT, RIGHT, A, FOREVER), PlacementSpan(RIGHT, LEFT, A, FOREVER)]
    with pytest.raises(ValueError, match="organisation 2 stands above itself"):
        list(lines({LEFT: (A, FOREVER)}, by_organisation(placed)))

"""Adding up the tree: exact, empties stay empty, the same as adding by hand (pure)."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from birlik.statistics import consolidation

CODES = ("one", "two", "three")
LARGE = 10**15  # tenge of a whole union fit many times over
Report = dict[str, int]
cells = st.one_of(st.none(), st.integers(0, LARGE))
contents = st.tuples(cells, cells, cells).map(
    lambda row: {code: value for code, value in zip(CODES, row, strict=True) if value is not None}
)


@st.composite
def forests(draw: st.DrawFn) -> tuple[list[int | None], dict[int, Report]]:
    """Parents by node (a parent has a smaller number; None is a root), and the reports that some nodes file."""
    size = draw(st.integers(1, 12))
    parents = [draw(st.none() if node == 0 else st.one_of(st.none(), st.integers(0, node - 1))) for node in range(size)]
    filers = draw(st.sets(st.integers(0, size - 1)))
    return parents, {node: draw(contents) for node in sorted(filers)}


def by_hand(parents: list[int | None], reports: dict[int, Report], node: int) -> tuple[Report, int]:
    """The sum at a node and how many reports are in it: its own and, recursively, its children's."""
    total, count = dict(reports.get(node, {})), int(node in reports)
    for child, parent in enumerate(parents):
        if parent == node:
            below, filed = by_hand(parents, reports, child)
            count += filed
            for code, value in below.items():
                total[code] = total.get(code, 0) + value
    return total, count


def above(parents: list[int | None], node: int) -> list[int]:
    found, at = [], node
    while at is not None:
        found.append(at)
        at = parents[at]
    return found


def rolled(parents: list[int | None], reports: dict[int, Report]) -> consolidation.Sums:
    filers = sorted(reports)
    values = np.array([[reports[node].get(code, 0) for code in CODES] for node in filers], np.int64).reshape(-1, 3)
    filled = np.array([[code in reports[node] for code in CODES] for node in filers], np.bool_).reshape(-1, 3)
    pairs = [(ancestor, row) for row, node in enumerate(filers) for ancestor in above(parents, node)]
    ancestors, rows = (np.array([pair[side] for pair in pairs], np.int64) for side in (0, 1))
    return consolidation.roll_up(values, filled, ancestors, rows)


@given(forests())
def test_rolling_up_equals_adding_node_by_node(forest: tuple[list[int | None], dict[int, Report]]) -> None:
    parents, reports = forest
    sums = rolled(parents, reports)
    known = {node: by_hand(parents, reports, node) for node in range(len(parents))}
    expected = {node: total for node, (total, count) in known.items() if count}
    assert consolidation.as_objects(sums, CODES) == expected
    assert dict(zip(sums.nodes.tolist(), sums.reports.tolist(), strict=True)) == {
        node: count for node, (_, count) in known.items() if count
    }


@given(st.lists(contents, max_size=6))
def test_adding_objects_keeps_empty_apart_from_zero(parts: list[Report]) -> None:
    total = consolidation.add(parts)
    assert total == {
        code: sum(part.get(code, 0) for part in parts) for code in CODES if any(code in part for part in parts)
    }


def test_what_nobody_filled_is_empty_and_not_zero() -> None:
    sums = rolled([None, 0, 0], {1: {"one": 0}, 2: {"one": 5, "two": 0}})
    assert consolidation.as_objects(sums, CODES)[0] == {"one": 5, "two": 0}


def test_a_cell_that_is_not_filled_counts_nothing_whatever_stands_in_it() -> None:
    values, filled = np.array([[7, 9]], np.int64), np.array([[True, False]])
    sums = consolidation.roll_up(values, filled, np.array([1]), np.array([0]))
    assert (sums.values.tolist(), sums.filled.tolist()) == ([[7, 0]], [[True, False]])


def test_no_reports_no_sums() -> None:
    sums = rolled([None, 0], {})
    assert (sums.nodes.tolist(), sums.values.shape, sums.reports.tolist()) == ([], (0, 3), [])


def test_sums_are_exact_beyond_what_a_float_holds() -> None:
    many = {node: {"one": 2**53 + 1} for node in range(1, 4)}
    assert consolidation.as_objects(rolled([None, 0, 0, 0], many), CODES)[0] == {"one": 3 * (2**53 + 1)}

"""Adding up the tree. Pure: integer matrices in, integer matrices out.

A cell that no report fills stays empty in the sum: empty is not zero (domain rule K13).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Sums:
    """Row i belongs to `nodes[i]`; `values` and `filled` are nodes × indicators; `reports` counts what was added."""

    nodes: Integers
    values: Integers
    filled: Flags
    reports: Integers


def roll_up(values: Integers, is_filled: Flags, ancestors: Integers, rows: Integers) -> Sums:
    """Sum the rows of `values` (reports × indicators) at every ancestor.

    `ancestors[i]` is a node whose subtree holds the report in row `rows[i]`; both have one entry per pair. Cells
    with `is_filled` False count nothing. Every sum is an exact 64-bit integer.
    """
    order = np.argsort(ancestors, kind="stable")
    sequence = ancestors[order]
    nodes, starts = np.unique(sequence, return_index=True)
    if not len(nodes):
        width = values.shape[1]
        return Sums(nodes, np.zeros((0, width), np.int64), np.zeros((0, width), np.bool_), np.zeros(0, np.int64))
    row_order = rows[order]
    sums = np.add.reduceat(np.where(is_filled, values, 0)[row_order], starts, axis=0)
    some = np.logical_or.reduceat(is_filled[row_order], starts, axis=0)
    reports = np.diff(np.append(starts, len(sequence)))
    return Sums(nodes, sums, some, reports.astype(np.int64))


def add(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Add objects code → integer; a code is in the sum when at least one part has it."""
    total: dict[str, int] = {}
    for part in parts:
        for code, value in part.items():
            total[code] = total.get(code, 0) + value
    return total


def as_objects(sums: Sums, codes: Sequence[str]) -> dict[int, dict[str, int]]:
    """Return node → {code: value}, leaving out what is empty."""
    objects: dict[int, dict[str, int]] = {}
    for node, row, flags in zip(sums.nodes.tolist(), sums.values.tolist(), sums.filled.tolist(), strict=True):
        objects[node] = {code: value for code, value, flag in zip(codes, row, flags, strict=True) if flag}
    return objects

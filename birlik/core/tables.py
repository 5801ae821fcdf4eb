"""A result in both of its shapes: as data and as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Table:
    """`data` is what JSON shows; `header` and `rows` are the same as lines and columns."""

    data: Any
    header: Sequence[str]
    rows: Sequence[Sequence[Any]]

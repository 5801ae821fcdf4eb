"""Columns by which a table is sorted: the link in the heading, and the order itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's heading. `order`: what the table is sorted by now ("name", "-name"); `extra`: the query's rest."""

    name: str
    label: str
    order: str
    extra: str = ""
    numeric: bool = True
    unit: str = ""

    @property
    def direction(self) -> str:
        """The value of aria-sort, "" where the table is sorted by another column."""
        return {self.name: "ascending", f"-{self.name}": "descending"}.get(self.order, "")

    @property
    def url(self) -> str:
        """Numbers begin with the largest, names with the first; another click turns the order round."""
        first, second = (f"-{self.name}", self.name) if self.numeric else (self.name, f"-{self.name}")
        return f"?{self.extra}sort={second if self.order == first else first}"


def sorted_by(items: Iterable[Item], key: Callable[[Item], Any], *, descending: bool) -> list[Item]:
    """Sorted by the key; what has none (None) comes last either way."""
    known = [(key(item), item) for item in items]
    there = sorted((pair for pair in known if pair[0] is not None), key=lambda pair: pair[0], reverse=descending)
    return [item for _, item in there] + [item for value, item in known if value is None]

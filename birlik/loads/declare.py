"""What a kind of list consists of: its columns, who may load it, how it is looked through, written down, taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from birlik.accounts.models import User
from birlik.loads.columns import DeliveredRows, ListColumn, headings_of
from birlik.loads.problems import Problem

Terms = Mapping[str, Any]
Effects = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """What writing a list down would do. `content`: what `write` of the same kind of list takes."""

    created: int
    changed: int
    unchanged: tuple[int, ...]
    problems: tuple[Problem, ...]
    content: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListKind:
    """`require`: refuses who may not load it; None is the command line. `check`: looks through the rows. `write`:
    writes all of a plan that has no problem, and says what it did. `undo`: takes that back, as of its moment.

    `more_headings`: headings that depend on the rulebook, folded.
    """

    code: str
    columns: tuple[ListColumn, ...]
    require: Callable[[User | None, datetime], None]
    check: Callable[[DeliveredRows, Terms, User | None, datetime], Plan]
    write: Callable[[Plan, Terms, User | None, datetime], Effects]
    undo: Callable[[Effects, User | None, datetime, datetime], None]
    more_headings: Callable[[], Mapping[str, str]] = field(default=dict)

    @property
    def headings(self) -> Mapping[str, str]:
        """Folded heading → field."""
        return {**self.more_headings(), **headings_of(self.columns)}

    @property
    def needed_fields(self) -> tuple[str, ...]:
        """The fields without whose column nothing can be read."""
        return tuple(one.name for one in self.columns if one.is_needed)

"""What is wrong with the rows of a list, and what looking through it came to; kept as codes, for any language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from birlik.core.errors import Refusal

Row = int


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row (from 1, as the file has it). `field`: which of its cells; "" where it is none."""

    row: Row
    field: str
    refusal: Refusal


@dataclass
class Findings:
    """The problems of a list as they are found; a row may have several."""

    problems: list[Problem] = field(default_factory=list)

    def add(self, row: Row, name: str, refusal: Refusal) -> None:
        self.problems.append(Problem(row, name, refusal))

    @property
    def rows(self) -> set[Row]:
        """The rows that have a problem."""
        return {one.row for one in self.problems}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many rows there are, how many would make something new or change what stands, which change nothing, and what
    is wrong with the others.

    `header`: the row of the headings. `columns`: field → column, from 1. `missing`: fields without which nothing can be
    read; `unread`: headings of columns that are not read.
    """

    header: int = 0
    rows: int = 0
    created: int = 0
    changed: int = 0
    unchanged: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()
    columns: dict[str, int] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def rejected_count(self) -> int:
        """How many rows have problems."""
        return len({one.row for one in self.problems})

    @property
    def is_writable(self) -> bool:
        """Whether nothing is wrong and something would be written."""
        return not (self.problems or self.missing) and bool(self.created or self.changed)

    @classmethod
    def of(cls, kept_outcome: dict[str, Any]) -> Outcome:
        """Return what `to_json` gave; nothing yet of a list that is still to be read."""
        if not kept_outcome:
            return cls()
        problems = tuple(
            Problem(row, name, Refusal.from_json(refusal)) for row, name, refusal in kept_outcome["problems"]
        )
        lists: dict[str, Any] = {name: tuple(kept_outcome[name]) for name in ("unchanged", "missing", "unread")}
        return cls(**{**kept_outcome, **lists, "problems": problems})

    def to_json(self) -> dict[str, Any]:
        """Return it as a row of the database keeps it."""
        plain = ("header", "rows", "created", "changed", "unchanged", "columns", "missing", "unread")
        problems = [[one.row, one.field, one.refusal.to_json()] for one in self.problems]
        return {**{name: getattr(self, name) for name in plain}, "problems": problems}

    def counts(self) -> dict[str, int]:
        """Return what the command line prints."""
        return {
            "rows": self.rows, "created": self.created, "changed": self.changed,
            "unchanged": len(self.unchanged), "rejected": self.rejected_count,
        }  # fmt: skip


def without_texts(kept_outcome: dict[str, Any]) -> dict[str, Any]:
    """Return what is kept of an outcome without any text of the list."""
    if not kept_outcome:
        return kept_outcome
    forgotten = Refusal("entry_import.forgotten").to_json()
    problems = [[row, name, forgotten] for row, name, _refusal in kept_outcome["problems"]]
    return {**kept_outcome, "problems": problems, "unread": []}

"""Growth and decline, organisation by organisation, and whether the lines account for the whole (pure).

Two measures stand side by side, working members and all members: an organisation may gain in one and lose in the
other. The lists are never complements of each other, so the sum of the lines is always compared with the net change
of the whole, and what the lines don't explain is a number of its own, the residual.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

Subject = TypeVar("Subject")


class Measure(StrEnum):
    """Which head-count of the form is meant: the narrower one, by which growth is listed, or the whole, by which
    decline is. The words are parts of the codes of figures."""

    WORKING = "working"
    TOTAL = "total"


def cells_of_measures(codes: Sequence[str]) -> dict[Measure, str]:
    """Return measure → cell for the head-counts that a form names: two, or the whole alone, or none."""
    return dict(zip(list(Measure)[-len(codes) :], codes, strict=False))


@dataclass(frozen=True, slots=True)
class HeadcountChange:
    """A head-count in two consecutive years, in persons; `previous` None where nothing was reported a year before."""

    value: int
    previous: int | None

    @property
    def change(self) -> int | None:
        return None if self.previous is None else self.value - self.previous

    @classmethod
    def of(cls, values: Mapping[str, int], previous: Mapping[str, int] | None, code: str) -> HeadcountChange:
        return cls(values.get(code, 0), None if previous is None else previous.get(code, 0))


@dataclass(frozen=True, slots=True)
class DynamicsRow(Generic[Subject]):
    """One organisation with both measures, None where the form does not have one, or the form of the year before
    counted another; a newcomer has no year before."""

    organisation: Subject
    working: HeadcountChange | None
    total: HeadcountChange | None

    def headcount(self, measure: Measure) -> HeadcountChange:
        return (self.working if measure is Measure.WORKING else self.total) or HeadcountChange(0, None)

    def change(self, measure: Measure) -> int:
        """Return the change in persons; 0 for a newcomer, who is counted apart."""
        return self.headcount(measure).change or 0

    @property
    def is_new(self) -> bool:
        return self.total is not None and self.total.previous is None


@dataclass(frozen=True, slots=True)
class Dynamics(Generic[Subject]):
    """The lines of the organisations right under a node, and `whole`, the node's own line.

    `measures`: those in which the two years are compared.
    """

    whole: DynamicsRow[Subject] | None
    lines: Sequence[DynamicsRow[Subject]]
    measures: frozenset[Measure] = frozenset(Measure)

    @property
    def newcomers(self) -> list[DynamicsRow[Subject]]:
        return [line for line in self.lines if line.is_new]

    def increases(self, measure: Measure) -> list[DynamicsRow[Subject]]:
        """Return those that grew, the largest growth first."""
        rows = [line for line in self.lines if line.change(measure) > 0]
        return sorted(rows, key=lambda line: -line.change(measure))

    def decreases(self, measure: Measure) -> list[DynamicsRow[Subject]]:
        """Return those that fell, the deepest fall first."""
        rows = [line for line in self.lines if line.change(measure) < 0]
        return sorted(rows, key=lambda line: line.change(measure))

    def unchanged_rows(self, measure: Measure) -> list[DynamicsRow[Subject]]:
        return [line for line in self.lines if not line.is_new and line.change(measure) == 0]

    def growth(self, measure: Measure) -> int:
        """Return the sum of the lines that grew, ≥ 0."""
        return sum(line.change(measure) for line in self.increases(measure))

    def decline(self, measure: Measure) -> int:
        """Return the sum of the lines that fell, as a magnitude, ≥ 0."""
        return -sum(line.change(measure) for line in self.decreases(measure))

    def newcomer_members(self, measure: Measure) -> int:
        """Return members of the newcomers."""
        return sum(line.headcount(measure).value for line in self.newcomers)

    def residual(self, measure: Measure) -> int | None:
        """Return net change of the whole − (growth − decline + newcomers); None where the whole has no year before."""
        change = self.whole.headcount(measure).change if self.whole else None
        if change is None:
            return None
        return change - (self.growth(measure) - self.decline(measure) + self.newcomer_members(measure))

"""The demonstration union, built once for all tests of this folder, and ways to look at it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pytest

from demo.model import DemoUnion, Organisation
from demo.union import build


@dataclass(eq=False)
class Look:
    """A union with its organisations by code."""

    union: DemoUnion
    by_code: dict[str, Organisation]

    def body_of(self, code: str) -> str:
        """The member or direct organisation above (or the code itself, when it is one)."""
        organisation = self.by_code[code]
        return code if organisation.parent in (None, "union") else self.body_of(str(organisation.parent))

    def total(self, year: int, row: str) -> int:
        return int(self.union.reports[year].column(row).sum())

    def by_body(self, year: int, row: str) -> dict[str, int]:
        report = self.union.reports[year]
        sums: dict[str, int] = defaultdict(int)
        for code, value in zip(report.organisations, report.column(row).tolist(), strict=True):
            sums[self.body_of(code)] += value
        return dict(sums)

    def change(self, row: str) -> dict[str, int]:
        """Change in 2025 by member or direct organisation, the newcomer from nothing."""
        before = self.by_body(2024, row)
        return {code: value - before.get(code, 0) for code, value in self.by_body(2025, row).items()}

    def previous(self) -> dict[str, dict[str, Decimal]]:
        """Values of 2024 on the borders of 2025, from the successions alone."""
        last = self.union.reports[2024]
        values = {
            code: {row: Decimal(value) for row, value in self.union.report_values(2024, index).items()}
            for index, code in enumerate(last.organisations)
        }
        for change in self.union.reorganisations:
            if change.on.year != 2025:
                continue
            taken = {code: values.pop(code, {}) for code in {part.predecessor for part in change.successions}}
            for part in change.successions:
                into = values.setdefault(part.successor, {})
                for row, value in taken[part.predecessor].items():
                    into[row] = into.get(row, Decimal(0)) + value * Decimal(part.share)
        return values


@pytest.fixture(scope="session")
def demo() -> Look:
    union = build()
    return Look(union, {organisation.code: organisation for organisation in union.organisations})


@pytest.fixture(scope="session")
def primaries() -> dict[int, slice]:
    """Rows of the primary reports in the matrices of each year."""
    return {2024: slice(0, 8605), 2025: slice(0, 8716)}


def digest_of(union: DemoUnion) -> str:
    """One text for the whole content: arrays by their bytes, the rest by its repr."""
    arrays = b"".join(
        np.ascontiguousarray(array).tobytes()
        for report in union.reports.values()
        for array in (report.values, report.filled, report.not_applicable)
    )
    rest = [union.organisations, union.placements, union.workplaces, union.reorganisations]
    rest += [[report.causes, report.notes, report.passages] for report in union.reports.values()]
    return hashlib.sha256(arrays + repr(rest).encode()).hexdigest()

"""The published figures that the demonstration union reproduces exactly, and the bodies they belong to.

Sources: resolution No 9 item 1 and the explanatory note on 2025 (union totals, changes by organisation), resolution
No 9 item 2 (training in Aktobe), resolution No 9 item 7 (names).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
YEARS = (2024, 2025)  # the report of a year shows its last day, as of 1 January of the next

# (2024, 2025), persons unless the name says otherwise
UNION_TOTALS: dict[str, tuple[int, int]] = {
    "members_total": (594_421, 601_648),
    "members_working": (581_757, 590_740),
    "members_students": (12_590, 10_892),
    "members_pensioners": (74, 16),
    "members_women": (436_567, 448_997),
    "members_under_35": (161_291, 152_820),
    "workplaces": (8_647, 8_738),
    "primary_organisations": (8_605, 8_716),
    "staff_employees": (598, 587),
    "trained_total": (77_718, 115_420),
}
# Of 2025 the note prints the five categories; those of 2024 are chosen, their sum is published.
TRAINED: dict[str, tuple[int, int]] = {
    "trained_chairs": (9_874, 11_806),
    "trained_activists": (12_390, 16_490),
    "trained_audit_commission": (8_214, 13_332),
    "trained_conciliation_commission": (17_563, 30_277),
    "trained_members": (29_677, 43_515),
}
TRAINED_AKTOBE = (5_673, 6_101)
NEWCOMER = "extracurricular-centre"  # taken in during 2025 with 18 members
ORGANISATIONS_WITH_DECREASE = 17


@dataclass(frozen=True, slots=True)
class Body:
    """One organisation right under the union; pairs are (1 January 2025, 1 January 2026), changes are for 2025."""

    code: str
    kind: str
    region: str
    kk: str
    ru: str
    size: int
    working: int
    kk_locative: str | None = None
    institution: str = ""
    primaries: int = 1
    students: tuple[int, int] = (0, 0)
    pensioners: tuple[int, int] = (0, 0)
    published_working: int | None = None
    published_total: int | None = None
    staff: int = 0
    staff_change: int = 0

    @property
    def total(self) -> int:
        """Change of the number of all members in 2025."""
        return self.working + self.students[1] - self.students[0] + self.pensioners[1] - self.pensioners[0]


@dataclass(frozen=True, slots=True)
class Place:
    """A district or a city with a branch; `ru` is an adjective, or a name after the word "district" when `named`."""

    kk: str
    ru: str
    city: bool
    named: bool


def _yaml(name: str) -> Any:
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


def bodies() -> tuple[Body, ...]:
    """Everything under the union, member organisations and direct ones, in the order of the note."""
    return tuple(_body(row) for row in _yaml("bodies.yaml"))


def _body(row: dict[str, Any]) -> Body:
    pairs: dict[str, Any] = {name: tuple(row[name]) for name in ("students", "pensioners") if name in row}
    return Body(**(row | pairs))


def places() -> dict[str, tuple[Place, ...]]:
    """Code of the member organisation → its districts; organisations without branches are absent."""
    return {code: tuple(_place(line) for line in text.splitlines()) for code, text in _yaml("districts.yaml").items()}


def _place(line: str) -> Place:
    kk, ru = (part.strip() for part in line.split("|"))
    return Place(kk.removeprefix("*"), ru.removeprefix("="), city=kk.startswith("*"), named=ru.startswith("="))

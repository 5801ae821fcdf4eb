"""What the demonstration union consists of, as plain values for the loader and for tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from demo.apportion import Flags, Integers
from demo.naming import Names
from demo.rows import COLUMN, ROW_CODES
from demo.timing import CampaignDates, Passage


@dataclass(frozen=True, slots=True)
class Organisation:
    """A body of any level; `parent` is today's (or its last), spans of parents are in `DemoUnion.placements`."""

    code: str
    kind: str
    parent: str | None
    names: Names
    region: str
    institution_type: str
    opened: date
    closed: date | None = None


@dataclass(frozen=True, slots=True)
class Placement:
    """Half-open span [since, until) under a parent."""

    organisation: str
    parent: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class OtherName:
    """A former name (it has ended) or an alias; an empty name is one not known in that language."""

    organisation: str
    kind: str
    kk: str
    ru: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class NameForm:
    """The full name in a case, as the note prints it."""

    organisation: str
    language: str
    grammatical_case: str
    text: str


@dataclass(frozen=True, slots=True)
class Workplace:
    organisation: str
    kk: str
    ru: str
    institution_type: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Succession:
    """`share` of the predecessor, a decimal in text; one who goes on after a split is its own successor."""

    predecessor: str
    successor: str
    share: str


@dataclass(frozen=True, slots=True)
class Reorganisation:
    """`organisation`: what was opened, moved, split, or merged into. The document is its ground."""

    kind: str
    organisation: str
    on: date
    document_number: str
    document_date: date
    document_title: str
    successions: tuple[Succession, ...] = ()


@dataclass(slots=True)
class YearReports:
    """All reports of a year: row i of the matrices belongs to `organisations[i]`, column j to ROW_CODES[j].

    `filled`: the cell has a value. `not_applicable`: the form rules it out for the type of institution. A cell that
    is neither belongs to another level. Counts are persons or pieces, money is in whole tenge.
    """

    year: int
    dates: CampaignDates
    organisations: list[str]
    values: Integers
    filled: Flags
    not_applicable: Flags
    causes: list[dict[str, int]]
    notes: list[str]
    languages: list[str]
    passages: list[Passage]
    position: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.position = {code: index for index, code in enumerate(self.organisations)}

    def column(self, code: str) -> Integers:
        """One row of the form for every report; 0 where it has no value."""
        return self.values[:, COLUMN[code]]


@dataclass(slots=True)
class DemoUnion:
    """The whole: the tree through time and the accepted reports of two years."""

    seed: int
    organisations: list[Organisation]
    placements: list[Placement]
    other_names: list[OtherName]
    name_forms: list[NameForm]
    workplaces: list[Workplace]
    reorganisations: list[Reorganisation]
    reports: dict[int, YearReports]
    row_codes: tuple[str, ...] = ROW_CODES

    def report_values(self, year: int, index: int) -> dict[str, int]:
        """Values of report `index` of the year by row code; cells without a value are absent."""
        report = self.reports[year]
        row, filled = report.values[index].tolist(), report.filled[index].tolist()
        return {code: value for code, value, flag in zip(self.row_codes, row, filled, strict=True) if flag}

    def report_not_applicable(self, year: int, index: int) -> list[str]:
        """Row codes that the form rules out for the institution of report `index`."""
        flags = self.reports[year].not_applicable[index].tolist()
        return [code for code, flag in zip(self.row_codes, flags, strict=True) if flag]

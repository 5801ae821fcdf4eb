"""One report as its page shows it: cells beside last year's, what the checks say, versions with their differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import pairwise

from django.contrib.auth.models import AnonymousUser
from django.db.models import BigIntegerField, QuerySet

from birlik.accounts.models import User
from birlik.core.prepared_query import Parameter, PreparedObjects, PreparedQuery
from birlik.orgs.models import Organisation
from birlik.statistics.enums import Origin
from birlik.statistics.models import Campaign, Content, Report, ReportVersion
from birlik.statistics.queries import campaigns, checking
from birlik.statistics.rules import can_view
from birlik.statistics.spec import EMPTY_CELLS, FormLine, FormRow, FormSpec, Section
from birlik.statistics.validation import Finding

Cell = int | str | None
NOT_APPLICABLE = "na"


def visible_report(user: User | AnonymousUser, year: int, code: str, *, on: date) -> Report | None:
    """Return the report of an organisation in a year; None when there is none, or none that this person may see."""
    reports = Report.objects.filter(campaign__year=year, organisation__code=code)
    report = reports.select_related("campaign", "organisation", "sent_by", "accepted_by").first()
    if report is None:
        return None
    return report if can_view(user, report, on=on) else None


def _report() -> QuerySet[Report]:
    return Report.objects.filter(
        campaign_id=Parameter("campaign", BigIntegerField()),
        organisation_id=Parameter("organisation", BigIntegerField()),
    )


REPORT = PreparedObjects(_report, "sent_by", "accepted_by")
VERSION_HEADS = PreparedQuery(
    lambda: (
        ReportVersion.objects.filter(report_id=Parameter("report", BigIntegerField()))
        .order_by("number")
        .values_list("number", "at", "author__full_name", "reason")
    )
)


def report_at(campaign: Campaign, organisation: Organisation) -> Report | None:
    """Return the report of an organisation that the page has already shown to be within the person's rights.

    With the accounts of who sent and who accepted it.
    """
    report = next(iter(REPORT.objects(campaign=campaign.pk, organisation=organisation.pk)), None)
    if report is not None:
        report.campaign, report.organisation = campaign, organisation
    return report


@dataclass(frozen=True)
class ReportSheet:
    """A report with everything around it. `previous`: last year's accepted values on today's borders, {} if none;
    `registry`: what the registry of members counts, {} where it knows nobody of the organisation."""

    report: Report
    form: FormSpec
    previous: Mapping[str, int]
    findings: Sequence[Finding]
    registry: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def applicable_codes(self) -> frozenset[str]:
        """Codes of the cells that this organisation has; a sum of nothing but crossed-out cells is crossed out too."""
        organisation = self.report.organisation
        rows = self.form.rows_for(organisation.kind, organisation.institution_type)
        absent = self.form.absent_codes((), institution_type=organisation.institution_type)
        return frozenset(row.code for row in rows) - absent

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The sections that an organisation of this kind fills in, also where its type of institution has no cell."""
        kind = self.report.organisation.kind
        return tuple(
            section
            for section in self.form.sections
            if any(kind in self.form.rows[code].levels for line in section.lines for code in line.rows)
        )

    @cached_property
    def typed_lines(self) -> tuple[tuple[FormLine, tuple[FormRow, ...]], ...]:
        """The lines in which something is typed, each with its typed cells."""
        lines = []
        for section in self.sections:
            for line in section.lines:
                rows = [self.form.rows[code] for code in line.rows if code in self.applicable_codes]
                if cells := tuple(row for row in rows if not row.is_auto):
                    lines.append((line, cells))
        return tuple(lines)

    @property
    def expected_lines(self) -> int:
        return len(self.typed_lines)

    @property
    def filled_lines(self) -> int:
        """Lines with an answer in every cell: a number, zero included, or "not applicable"."""
        return sum(all(self.cell(row.code) is not None for row in rows) for _, rows in self.typed_lines)

    def cell(self, code: str) -> Cell:
        """Return the number, "na" where a person marked the cell as not applicable, None where it is empty."""
        return NOT_APPLICABLE if code in self.report.not_applicable else self.report.values.get(code)

    @cached_property
    def offered_codes(self) -> tuple[str, ...]:
        """Codes of the empty cells that the registry can fill, in the order of the form."""
        codes = (row.code for _, rows in self.typed_lines for row in rows)
        return tuple(code for code in codes if code in self.registry and self.cell(code) is None)

    @property
    def unconfirmed_count(self) -> int:
        """How many cells stand as the registry filled them, and nobody has said yet that they are right."""
        return sum(origin == Origin.REGISTRY for origin in self.report.origins.values())

    def difference(self, code: str) -> int | None:
        """Return this year less last year; None where either is unknown."""
        now, before = self.report.values.get(code), self.previous.get(code)
        return None if now is None or before is None else now - before

    @cached_property
    def empty_codes(self) -> tuple[str, ...]:
        """Codes of the empty cells, in the order of the form."""
        return tuple(cell for finding in self.findings if finding.about == EMPTY_CELLS for cell in finding.cells)

    @cached_property
    def findings_beyond_empty(self) -> tuple[Finding, ...]:
        """The findings that say more than "this cell is empty": errors first."""
        rank = {"error": 0, "warning": 1, "info": 2}
        return tuple(
            sorted(
                (finding for finding in self.findings if finding.about != EMPTY_CELLS),
                key=lambda finding: rank[finding.severity],
            )
        )

    @property
    def blocking_errors(self) -> list[Finding]:
        """Errors that stand in the way of acceptance, as nobody has explained them."""
        return checking.unexplained_errors(self.findings, self.report.explanations)

    @property
    def has_causes(self) -> bool:
        """Whether this organisation tells causes at all: only where people leave."""
        return self.form.uses.outflow in self.applicable_codes

    @property
    def causes_total(self) -> int:
        return sum(self.report.causes.values())

    @property
    def outflow(self) -> int | None:
        """How many left, as far as the report says."""
        total: int | None = self.report.values.get(self.form.uses.outflow)
        return total

    @property
    def causes_demanded(self) -> bool:
        """A decrease whose causes do not yet cover everybody who left (domain rule K11)."""
        return any("causes_total" in checking.columns_of(finding.check) for finding in self.findings)


def sheet(report: Report, registry: Mapping[str, int] | None = None) -> ReportSheet:
    """Return the sheet of the working copy; `report` comes with its campaign and organisation.

    `registry`: what the registry counts for it, where that was asked already.
    """
    result = checking.check_working_copy(report, registry)
    return ReportSheet(report, campaigns.form(report.campaign), result.previous, result.findings, result.registry)


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that differs between two contents; `before` and `after` are a number, "na" or None."""

    row: FormRow
    before: Cell
    after: Cell


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version that was sent, and what it changed against the one before it (nothing for the first)."""

    number: int
    at: datetime
    author: str
    reason: str
    changes: tuple[Change, ...]
    causes: tuple[tuple[str, int, int], ...]
    note_changed: bool
    first: bool


def versions(report: Report) -> list[VersionLine]:
    """Return the versions of a report, the newest first. Most reports have one, of which the contents are not even
    read.
    """
    heads = [(number, at, by, why) for number, at, by, why in VERSION_HEADS.rows(report=report.pk)]
    contents: list[ReportVersion] = []
    if len(heads) > 1:
        contents += ReportVersion.objects.filter(report=report).order_by("number")[: len(heads)]
    form = campaigns.form(report.campaign)
    lines = [VersionLine(*head, (), (), note_changed=False, first=True) for head in heads[:1]]
    lines += [_line(form, head, *pair) for head, pair in zip(heads[1:], pairwise(contents), strict=True)]
    return lines[::-1]


def _line(
    form: FormSpec, head: tuple[int, datetime, str, str], before: ReportVersion, after: ReportVersion
) -> VersionLine:
    return VersionLine(
        *head,
        cell_changes(form, before, after),
        cause_changes(before, after),
        note_changed=before.note != after.note,
        first=False,
    )


def cell_changes(form: FormSpec, before: Content, after: Content) -> tuple[Change, ...]:
    """Return the typed cells that differ, in the order of the form; the sums follow from them and are not repeated."""

    def read(content: Content, code: str) -> Cell:
        return NOT_APPLICABLE if code in content.not_applicable else content.values.get(code)

    return tuple(
        Change(row, old, new)
        for row in form.rows.values()
        if not row.is_auto and (old := read(before, row.code)) != (new := read(after, row.code))
    )


def cause_changes(before: Content, after: Content) -> tuple[tuple[str, int, int], ...]:
    """Return (cause, people before, people now) where they differ, in the order of the classifier."""
    return tuple(
        (code, before.causes.get(code, 0), after.causes.get(code, 0))
        for code in checking.causes()
        if before.causes.get(code, 0) != after.causes.get(code, 0)
    )

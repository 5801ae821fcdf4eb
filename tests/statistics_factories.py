"""Campaigns and reports for tests: filled, sent, returned, accepted, through the same actions as in life."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from birlik.accounts.models import User
from birlik.core.periods import Period
from birlik.statistics import spec
from birlik.statistics.actions import campaigns, reports
from birlik.statistics.models import Campaign, FigureSet, Report
from birlik.statistics.queries import campaigns as queries
from birlik.statistics.queries import frames
from birlik.statistics.queries.opening import OpeningPlan
from birlik.statistics.windows import Window
from tests.factories import UnionTree, make_holder

GROUND = "№ 9 п. 1, 21.04.2026"
CLOSES = date(2099, 12, 31)
DUE = {"primary": (1, 20), "member": (2, 10), "direct": (2, 10)}
CAUSE = "staff_reduction"


def moment(year: int, month: int = 1, day: int = 15, hour: int = 9) -> datetime:
    """A moment in the winter after the year, when its reports are made."""
    return datetime(year + 1, month, day, hour, tzinfo=UTC)


@dataclass
class Office:
    """Who fills in and who judges: two people, for nobody accepts what they sent themselves."""

    tree: UnionTree
    writer: User
    judge: User


def make_office(tree: UnionTree) -> Office:
    return Office(tree, make_holder("head_of_department", tree["union"]), make_holder("controller", tree["union"]))


def make_campaign(year: int, office: Office) -> Campaign:
    """The open campaign of a year; primaries are due on 20 January, bodies above them on 10 February."""
    return campaigns.open_campaign(make_plan(year), by=office.writer, at=moment(year, day=2))


def make_plan(year: int, *, opens: date | None = None, **windows: Window) -> OpeningPlan:
    """The plan of a campaign; `windows` by kind instead of the usual ones."""
    usual = {kind: make_window(date(year + 1, month, day)) for kind, (month, day) in DUE.items()}
    return OpeningPlan(year, spec.default_form(year), opens or date(year + 1, 1, 1), usual | windows)


def make_window(on_time: date) -> Window:
    """A window that closes in no test by itself: pages send at the moment at which the tests run."""
    return Window(on_time, on_time, CLOSES)


def report_of(campaign: Campaign, code: str) -> Report:
    return Report.objects.select_related("campaign", "organisation").get(campaign=campaign, organisation__code=code)


def sound_cells(report: Report, **changes: int) -> dict[str, int]:
    """Every cell of the report, so that no check finds anything: nobody left, whoever is missing was accepted.

    `changes` name cells; the closing of a category follows its opening (default: 60 workers, 200 students), and
    what is between them comes as accepted or left of their own will.
    """
    form = queries.form(report.campaign)
    institution = report.organisation.institution_type
    rows = [row for row in form.rows_for(report.organisation.kind, institution) if not row.is_auto]
    cells = {row.code: 0 for row in rows}
    if "members_working" not in cells:
        return cells | {"staff_employees": 3} | changes
    cells |= {code: value for code, value in report.values.items() if code in cells}
    for category, usual in (("working", 60), ("students", 200), ("pensioners", 0)):
        if f"members_{category}" in cells:
            opening = changes.get(f"opening_{category}", cells[f"opening_{category}"])
            closing = changes.get(f"members_{category}", opening or usual)
            moved = changes.get(f"arrived_{category}", 0) - changes.get(f"departed_{category}", 0)
            more, less = max(closing - opening - moved, 0), max(opening + moved - closing, 0)
            cells |= {f"members_{category}": closing, f"accepted_{category}": more, f"left_own_will_{category}": less}
    cells |= {
        "employees_total": cells["members_working"] + 10,
        "primary_organisations_opened": max(1 - cells["primary_organisations_opening"], 0),
        "primary_organisations_closed": max(cells["primary_organisations_opening"] - 1, 0),
        "workplaces_opened": max(1 - cells["workplaces_opening"], 0),
        "workplaces": max(cells["workplaces_opening"], 1),
        "primary_organisations": 1,
        "chairs": 1,
        "expenditure_total": 1_000_000,
        "training_expenditure": 100_000,
        "trained_members": 6,
        "members_women": cells["members_working"] // 2,
    }
    if "students_enrolled" in cells:
        cells["students_enrolled"] = cells["members_students"] + 5
    return cells | changes


def fill_report(campaign: Campaign, code: str, office: Office, **cells: int) -> Report:
    """Fill the report in; a decrease is explained by one cause and a note."""
    report = report_of(campaign, code)
    saved = reports.save(report, cells=sound_cells(report, **cells), by=office.writer, at=moment(campaign.year)).report
    left = saved.values.get("left_total", 0)
    return reports.save(
        saved,
        causes={CAUSE: left},
        note="Штат өзгерді." if report.values else None,
        by=office.writer,
        at=moment(campaign.year),
    ).report


def send_report(campaign: Campaign, code: str, office: Office, *, at: datetime | None = None, **cells: int) -> Report:
    report = fill_report(campaign, code, office, **cells)
    return reports.send(report, by=office.writer, at=at or moment(campaign.year, day=16)).report


def accept_report(campaign: Campaign, code: str, office: Office, **cells: int) -> Report:
    report = send_report(campaign, code, office, **cells)
    return reports.accept(report, by=office.judge, at=moment(campaign.year, day=17))


def accept_all(campaign: Campaign, office: Office, but: Iterable[str] = ()) -> None:
    """Accept the report of everybody who is expected, except those named."""
    codes = Report.objects.filter(campaign=campaign).order_by("pk").values_list("organisation__code", flat=True)
    for code in codes.exclude(organisation__code__in=list(but)):
        accept_report(campaign, code, office)


def freeze(campaign: Campaign, office: Office, **options: bool) -> Campaign:
    return campaigns.freeze(campaign, ground=GROUND, by=office.writer, at=moment(campaign.year, month=4), **options)


def set_of(campaign: Campaign, code: str, edition: int | None = None) -> FigureSet | None:
    """The stored figures of an organisation, as an edition reads them."""
    fresh = Campaign.objects.get(pk=campaign.pk)
    return frames.figure_sets(fresh, edition).filter(organisation__code=code).first()


def value_of(campaign: Campaign, code: str, indicator: str, edition: int | None = None) -> int | None:
    found = set_of(campaign, code, edition)
    return None if found is None else found.values.get(indicator)


def expected_codes(campaign: Campaign) -> set[str]:
    return set(Report.objects.filter(campaign=campaign).values_list("organisation__code", flat=True))


def as_of(campaign: Campaign) -> date:
    return Period(campaign.year).as_of

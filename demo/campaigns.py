"""The two campaigns of the demonstration: every report accepted, the earlier year frozen by its resolution."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from itertools import count

from django.core.management.color import no_style
from django.db import connection

from birlik.accounts.models import User
from birlik.statistics.actions import campaigns as actions
from birlik.statistics.actions import checks, consolidation
from birlik.statistics.actions.forms import edition_of
from birlik.statistics.enums import Status
from birlik.statistics.models import Campaign, CampaignDeadline, Report, ReportVersion
from demo.model import DemoUnion, YearReports
from demo.timing import CLOCK

BATCH = 1000
SLIP = 3  # people too many in the first version of a report that came back


@dataclass(frozen=True, slots=True)
class People:
    """In whose names the reports were sent and accepted."""

    sender: User
    judge: User


def write(union: DemoUnion, ids: dict[str, int], *, people: People, by: User) -> None:
    """Write the campaigns in the order of the years, so that each finds the closings of the one before."""
    years = sorted(union.reports)
    for year in years:
        campaign = _campaign(union.reports[year])
        _reports(union, year, campaign, ids, people)
        checks.count_all(campaign)
        consolidation.rebuild(campaign)
        if year != years[-1]:
            dates = union.reports[year].dates
            at = datetime.combine(dates.frozen, time(17), CLOCK)
            actions.freeze(campaign, ground=f"{dates.ground}, {dates.frozen:%d.%m.%Y}", by=by, at=at)


def _campaign(reports: YearReports) -> Campaign:
    dates = reports.dates
    campaign = Campaign.objects.create(
        year=reports.year, form=edition_of(reports.year), opens=dates.opens, closes=dates.closes
    )
    due = {"primary": dates.due_primary, "member": dates.due_member, "direct": dates.due_member}
    CampaignDeadline.objects.bulk_create(
        CampaignDeadline(campaign=campaign, kind=kind, hand_in=day, on_time=day, closes=dates.closes)
        for kind, day in due.items()
    )
    return campaign


def _reports(union: DemoUnion, year: int, campaign: Campaign, ids: dict[str, int], people: People) -> None:
    """Reports and their versions point at each other, so their ids are given here and checked at the end."""
    report_ids, version_ids = count(_next(Report)), count(_next(ReportVersion))
    reports, versions = [], []
    for index, code in enumerate(union.reports[year].organisations):
        report = _report(union, year, index, campaign, ids[code], next(report_ids), people)
        made = _versions(union.reports[year], index, report, version_ids, people.sender)
        report.accepted_version_id = made[-1].pk
        reports.append(report)
        versions += made
    Report.objects.bulk_create(reports, batch_size=BATCH)
    ReportVersion.objects.bulk_create(versions, batch_size=BATCH)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Report, ReportVersion]):
            cursor.execute(statement)


def _next(model: type[Report] | type[ReportVersion]) -> int:
    last = model._default_manager.order_by("-pk").values_list("pk", flat=True).first()  # noqa: SLF001  # Django's name
    return (last or 0) + 1


def _report(
    union: DemoUnion, year: int, index: int, campaign: Campaign, organisation: int, pk: int, people: People
) -> Report:
    year_reports = union.reports[year]
    passage = year_reports.passages[index]
    return Report(
        pk=pk,
        campaign=campaign,
        organisation_id=organisation,
        status=Status.ACCEPTED,
        values=union.report_values(year, index),
        causes=year_reports.causes[index],
        note=year_reports.notes[index],
        changed_at=passage.sent,
        first_sent=passage.first_sent or passage.sent,
        sent_at=passage.sent,
        sent_by=people.sender,
        accepted_at=passage.accepted,
        accepted_by=people.judge,
    )


def _versions(
    reports: YearReports, index: int, report: Report, version_ids: Iterator[int], by: User
) -> list[ReportVersion]:
    """What was sent; a report that came back once had slipped in "accepted" the first time."""
    passage = reports.passages[index]
    versions = []
    if passage.first_sent is not None:
        slipped = _slipped(report.values)
        versions.append(_version(report, next(version_ids), 1, passage.first_sent, by, slipped, ""))
    reason = REASONS[reports.languages[index]] if versions else ""
    versions.append(_version(report, next(version_ids), len(versions) + 1, passage.sent, by, report.values, reason))
    return versions


REASONS = {
    "kk": "Қабылданғандар саны қайта тексерілді",
    "ru": "Число принятых перепроверено",
}


def _slipped(values: dict[str, int]) -> dict[str, int]:
    if "accepted_working" not in values:
        return values
    return values | {
        "accepted_working": values["accepted_working"] + SLIP,
        "accepted_total": values["accepted_total"] + SLIP,
    }


def _version(
    report: Report, pk: int, number: int, at: datetime, by: User, values: dict[str, int], reason: str
) -> ReportVersion:
    return ReportVersion(
        pk=pk,
        report=report,
        number=number,
        author=by,
        at=at,
        reason=reason,
        values=values,
        causes=report.causes,
        note=report.note,
    )

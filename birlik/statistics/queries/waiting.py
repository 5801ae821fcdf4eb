"""What waits for a person: own reports to finish, reports of others to judge, a campaign to freeze."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import BigIntegerField, DateField, Exists, QuerySet

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.core.prepared_query import Parameter, PreparedQuery, Row
from birlik.orgs import queries as orgs
from birlik.orgs.models import Assignment
from birlik.statistics import rules
from birlik.statistics.enums import EDITABLE, CampaignStatus, Status
from birlik.statistics.models import Campaign, Report
from birlik.statistics.queries import campaigns, windows


@dataclass(frozen=True, slots=True)
class OwnReport:
    """A report that the person fills in and that isn't sent."""

    report: Report
    due: date | None

    def is_late(self, today: date) -> bool:
        return self.due is not None and today > self.due


@dataclass(frozen=True, slots=True)
class WaitingReports:
    """Counts are of reports; `oldest` is the one that has waited longest for acceptance."""

    own: list[OwnReport]
    to_accept: int
    oldest: Report | None
    to_freeze: bool

    def __bool__(self) -> bool:
        return bool(self.own or self.to_accept or self.to_freeze)


def _what_there_is() -> QuerySet[Campaign, Row]:
    campaign, user = Parameter("campaign", BigIntegerField()), Parameter("user", BigIntegerField())
    reports = Report.objects.filter(campaign_id=campaign)
    own = Assignment.objects.on(Parameter("today", DateField())).filter(user_id=user).values("organisation")
    return Campaign.objects.filter(pk=campaign).values_list(
        Exists(reports.filter(organisation__in=own, status__in=EDITABLE)),
        Exists(reports.filter(status=Status.SENT).exclude(sent_by_id=user)),
        Exists(reports.exclude(status=Status.ACCEPTED)),
        Exists(reports),
    )


# Most of the year nothing waits, and then this is all that is asked.
WHAT_THERE_IS = PreparedQuery(_what_there_is)


def waiting_for(user: User, campaign: Campaign, *, today: date) -> WaitingReports:
    """Return only what the person may do something about; own reports are those of the places where a role is held.

    Before the opening day of the campaign nobody is asked for a report.
    """
    ((unsent, to_judge, to_accept, any_report),) = WHAT_THERE_IS.rows(campaign=campaign.pk, user=user.pk, today=today)
    complete = campaign.status != CampaignStatus.FROZEN and any_report and not to_accept
    return WaitingReports(
        _own_reports(user, campaign, today) if unsent and campaign.has_begun(today) else [],
        *(_reports_to_judge(user, campaign, today) if to_judge else (0, None)),
        complete and rules.can_run_campaigns(user, on=today),
    )


def _reports_to_judge(user: User, campaign: Campaign, today: date) -> tuple[int, Report | None]:
    """Return how many reports of others the person may judge, and the one that waits longest."""
    tree = campaigns.period(campaign).as_of
    organisations = orgs.organisations_visible_to(user, on=today, tree=tree, permission=Permission.REPORT_ACCEPT)
    reports = Report.objects.filter(campaign=campaign, status=Status.SENT, organisation__in=organisations).exclude(
        sent_by=user
    )
    oldest = reports.select_related("organisation", "campaign").order_by("sent_at", "pk").first()
    return reports.count() if oldest else 0, oldest


def _own_reports(user: User, campaign: Campaign, today: date) -> list[OwnReport]:
    """Return the unsent reports of the places where a role is held, by name."""
    places = orgs.assignments_of(user, on=today).values("organisation")
    unsent = Report.objects.filter(campaign=campaign, organisation__in=places, status__in=EDITABLE)
    reports = list(unsent.select_related("organisation", "campaign").order_by("organisation__sort_kk"))
    tree = campaigns.period(campaign).as_of
    ids = [report.organisation_id for report in reports]
    sendable = orgs.visible_among(user, ids, Permission.REPORT_SEND, on=today, tree=tree)
    return [
        OwnReport(report, windows.last_day_in_time(campaign, report.organisation))
        for report in reports
        if report.organisation_id in sendable
    ]

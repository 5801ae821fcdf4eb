"""What waits for a person: own reports to finish, reports of others to judge, a campaign to freeze."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.orgs import queries as orgs
from birlik.statistics import rules
from birlik.statistics.enums import EDITABLE, CampaignStatus, Status
from birlik.statistics.models import Campaign, CampaignDeadline, Report
from birlik.statistics.queries import campaigns


@dataclass(frozen=True, slots=True)
class Own:
    """A report that the person fills in and that isn't sent."""

    report: Report
    due: date | None

    def is_late(self, today: date) -> bool:
        return self.due is not None and today > self.due


@dataclass(frozen=True, slots=True)
class Waiting:
    """Counts are of reports; `oldest` is the one that has waited longest for acceptance."""

    own: list[Own]
    to_accept: int
    oldest: Report | None
    to_freeze: bool

    def __bool__(self) -> bool:
        return bool(self.own or self.to_accept or self.to_freeze)


def waiting_for(user: User, campaign: Campaign, *, today: date) -> Waiting:
    """Only what the person may do something about; own reports are those of the places where a role is held."""
    tree = campaigns.period(campaign).as_of
    held = [assignment.organisation_id for assignment in orgs.assignments_of(user, on=today)]
    sendable = orgs.organisations_visible_to(user, on=today, tree=tree, permission=Permission.REPORT_SEND)
    reports = Report.objects.filter(campaign=campaign).select_related("organisation", "campaign")
    own = reports.filter(organisation__in=held, status__in=EDITABLE).filter(organisation__in=sendable)
    due = dict(CampaignDeadline.objects.filter(campaign=campaign).values_list("kind", "due"))
    sent = reports.filter(status=Status.SENT).exclude(sent_by=user)
    if sent.exists():  # the scope of those who judge is wide, and most of the year nothing is sent
        judged = orgs.organisations_visible_to(user, on=today, tree=tree, permission=Permission.REPORT_ACCEPT)
        sent = sent.filter(organisation__in=judged)
    return Waiting(
        [Own(report, due.get(report.organisation.kind)) for report in own.order_by("organisation__sort_kk")],
        sent.count(),
        sent.order_by("sent_at", "pk").first(),
        _to_freeze(user, campaign, today),
    )


def _to_freeze(user: User, campaign: Campaign, today: date) -> bool:
    if campaign.status == CampaignStatus.FROZEN or not rules.can_run_campaigns(user, on=today):
        return False
    reports = Report.objects.filter(campaign=campaign)
    return reports.exists() and not reports.exclude(status=Status.ACCEPTED).exists()

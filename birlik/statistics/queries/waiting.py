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
    reports = Report.objects.filter(campaign=campaign).select_related("organisation", "campaign")
    sent = reports.filter(status=Status.SENT).exclude(sent_by=user)
    waits = sent.exists()
    if waits:  # the scope of those who judge is wide, and most of the year nothing is sent
        judged = orgs.organisations_visible_to(user, on=today, tree=tree, permission=Permission.REPORT_ACCEPT)
        sent = sent.filter(organisation__in=judged)
    return Waiting(
        _own(user, campaign, today),
        sent.count() if waits else 0,
        sent.order_by("sent_at", "pk").first() if waits else None,
        _to_freeze(user, campaign, today),
    )


def _own(user: User, campaign: Campaign, today: date) -> list[Own]:
    """The unsent reports of the places where a role is held, by name; rights and deadlines only where there are any."""
    places = orgs.assignments_of(user, on=today).values("organisation")
    unsent = Report.objects.filter(campaign=campaign, organisation__in=places, status__in=EDITABLE)
    reports = list(unsent.select_related("organisation", "campaign").order_by("organisation__sort_kk"))
    if not reports:
        return []
    tree = campaigns.period(campaign).as_of
    asked = [report.organisation_id for report in reports]
    sendable = orgs.visible_among(user, asked, Permission.REPORT_SEND, on=today, tree=tree)
    due = dict(CampaignDeadline.objects.filter(campaign=campaign).values_list("kind", "due"))
    return [Own(report, due.get(report.organisation.kind)) for report in reports if report.organisation_id in sendable]


def _to_freeze(user: User, campaign: Campaign, today: date) -> bool:
    """Everything is accepted, and the person may freeze. What is false most of the year is asked first."""
    if campaign.status == CampaignStatus.FROZEN:
        return False
    reports = Report.objects.filter(campaign=campaign)
    if reports.exclude(status=Status.ACCEPTED).exists() or not reports.exists():
        return False
    return rules.can_run_campaigns(user, on=today)

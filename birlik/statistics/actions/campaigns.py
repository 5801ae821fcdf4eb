"""Opening a campaign, and freezing it with the resolution that adopted it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from birlik.accounts.models import User
from birlik.audit import log
from birlik.core.errors import Refusal
from birlik.core.periods import Period
from birlik.core.texts import fitting
from birlik.db.locks import wait_for_turn
from birlik.orgs.models import Organisation
from birlik.statistics import rules
from birlik.statistics.actions import consolidation
from birlik.statistics.actions.forms import edition_of
from birlik.statistics.enums import CampaignStatus, Status
from birlik.statistics.models import Campaign, CampaignDeadline, Report
from birlik.statistics.queries import checking

LONGEST_GROUND = 300  # of the column
REPORTING_KINDS = ("primary", "member", "direct")


@transaction.atomic
def open_campaign(
    year: int, *, opens: date, closes: date, deadlines: Mapping[str, date], by: User, at: datetime
) -> Campaign:
    """Open the campaign of a year: the reports of everybody expected, filled with last year's closings.

    The list of who is expected is the tree as of 1 January after the year; it is fixed here and changed only by
    events with a reason, so that coverage can't drift.
    """
    wait_for_turn("orgs")  # the tree stands still while the list of who is expected is made
    rules.require_run_campaigns(by, on=timezone.localdate(at))
    if Campaign.objects.filter(year=year).exists():
        raise Refusal("campaign.exists", year=year)
    if not opens < closes or any(not opens <= due <= closes for due in deadlines.values()):
        raise Refusal("campaign.dates")
    campaign = Campaign.objects.create(year=year, form=edition_of(year), opens=opens, closes=closes)
    CampaignDeadline.objects.bulk_create(
        CampaignDeadline(campaign=campaign, kind=kind, due=due) for kind, due in deadlines.items()
    )
    expected = expect(campaign, Organisation.objects.open_on(Period(year).as_of).filter(kind__in=REPORTING_KINDS))
    consolidation.compute(campaign)  # nothing is accepted yet, but who is expected stands at every node from now on
    log.record("campaign.opened", subject=campaign, by=by, at=at, after={"expected": len(expected)})
    return campaign


def expect(campaign: Campaign, organisations: QuerySet[Organisation]) -> list[str]:
    """Make the reports of these organisations, filled with last year's closings; their codes, in order."""
    rows = list(organisations.order_by("code").values_list("pk", "kind", "institution_type", "code"))
    filled = checking.opening_values(campaign, [row[:3] for row in rows])
    Report.objects.bulk_create(
        (Report(campaign=campaign, organisation_id=row[0], values=filled[row[0]]) for row in rows), batch_size=2000
    )
    return [row[3] for row in rows]


@transaction.atomic
def freeze(campaign: Campaign, *, ground: str, missing_allowed: bool = False, by: User, at: datetime) -> Campaign:
    """Fix the figures with the resolution as ground.

    Refused while a report is not accepted (`campaign.incomplete`, with how many), unless the missing ones are
    allowed explicitly; they are then named in the audit trail and never filled with last year's values.
    """
    rules.require_run_campaigns(by, on=timezone.localdate(at))
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if campaign.status == CampaignStatus.FROZEN:
        raise Refusal("campaign.frozen", year=campaign.year)
    ground = fitting(ground, LONGEST_GROUND)
    if not ground:
        raise Refusal("campaign.ground_missing")
    open_reports = Report.objects.filter(campaign=campaign).exclude(status=Status.ACCEPTED)
    missing = list(open_reports.order_by("organisation__code").values_list("organisation__code", flat=True))
    if missing and not missing_allowed:
        raise Refusal("campaign.incomplete", count=len(missing), first=missing[0])
    Report.objects.filter(campaign=campaign, status=Status.ACCEPTED).update(status=Status.FROZEN)
    campaign.status, campaign.ground = CampaignStatus.FROZEN, ground
    campaign.frozen_at, campaign.frozen_by = at, by
    campaign.revision += 1
    campaign.save()
    log.record("campaign.frozen", subject=campaign, by=by, at=at, after={"ground": campaign.ground, "missing": missing})
    return campaign


def touch(campaign: Campaign) -> None:
    """Say that something a page shows has changed."""
    Campaign.objects.filter(pk=campaign.pk).update(revision=F("revision") + 1)

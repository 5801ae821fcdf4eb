"""Opening a campaign, and freezing it with the resolution that adopted it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from birlik.accounts.models import User
from birlik.audit import log
from birlik.core.errors import Refusal, refuse
from birlik.core.periods import Period
from birlik.core.texts import text_within
from birlik.db.locks import wait_for_turn
from birlik.orgs import kinds
from birlik.orgs.models import Organisation
from birlik.statistics import rules
from birlik.statistics.actions import consolidation
from birlik.statistics.actions.forms import store_form
from birlik.statistics.enums import CampaignStatus, Status
from birlik.statistics.models import Campaign, CampaignDeadline, Report
from birlik.statistics.queries import checking
from birlik.statistics.queries.expected import expected_organisations, kinds_with_lines
from birlik.statistics.queries.opening import OpeningPlan, require_new

LONGEST_GROUND = 300  # of the column
PRIMARY = "primary"


@transaction.atomic
def open_campaign(plan: OpeningPlan, *, by: User | None, at: datetime) -> Campaign:
    """Open the campaign of a plan: the reports of everybody expected, filled with last year's closings.

    The list of who is expected is the tree as of 1 January after the year, of it those who have lines to fill in; it is
    fixed here and changed only by events with a reason, so that coverage can't drift. `by=None` is the command line.
    Refused with `campaign.exists`, `campaign.too_early`, `campaign.dates`, `campaign.dates_missing`,
    `campaign.nobody_expected`.
    """
    wait_for_turn("orgs")  # the tree stands still while the list of who is expected is made
    rules.require_run_campaigns(by, on=timezone.localdate(at))
    _require_sound(plan, timezone.localdate(at))
    closes = max(window.closes for window in plan.windows.values())
    campaign = Campaign.objects.create(year=plan.year, form=store_form(plan.form), opens=plan.opens, closes=closes)
    CampaignDeadline.objects.bulk_create(
        CampaignDeadline(campaign=campaign, kind=kind, **asdict(window)) for kind, window in plan.windows.items()
    )
    reports = expect(campaign, expected_organisations(plan.form, Period(plan.year).as_of))
    if not reports:
        raise Refusal("campaign.nobody_expected", field="form", form=plan.form.name)
    consolidation.compute(campaign)  # nothing is accepted yet, but who is expected stands at every node from now on
    days = {kind: [window.hand_in, window.on_time, window.closes] for kind, window in plan.windows.items()}
    facts = {"form": plan.form.name, "opens": plan.opens, "dates": days, "expected": len(reports)}
    log.record("campaign.opened", subject=campaign, by=by, at=at, after=facts)
    return campaign


def _require_sound(plan: OpeningPlan, today: date) -> None:
    require_new(plan.year, today)
    for kind in kinds_with_lines(plan.form):
        if kind not in plan.windows:
            raise Refusal("campaign.dates_missing", kind=kinds.kind(kind).plural)
    refuse(plan.faults())


def expect(campaign: Campaign, organisations: QuerySet[Organisation]) -> list[str]:
    """Make the reports of these organisations, filled with last year's closings; their codes, in order."""
    rows = list(organisations.order_by("code").values_list("pk", "kind", "institution_type", "code"))
    openings = checking.opening_values(campaign, [row[:3] for row in rows])
    Report.objects.bulk_create(
        (Report(campaign=campaign, organisation_id=row[0], values=openings[row[0]]) for row in rows), batch_size=2000
    )
    return [row[3] for row in rows]


@transaction.atomic
def freeze(campaign: Campaign, *, ground: str, missing_allowed: bool = False, by: User, at: datetime) -> Campaign:
    """Fix the figures with the resolution as ground.

    Refused while a report is not accepted (`campaign.incomplete`, with how many), unless the missing ones are
    allowed explicitly; they are then named in the audit trail and never filled with last year's values.
    Refused with `campaign.frozen`, `campaign.ground_missing`.
    """
    rules.require_run_campaigns(by, on=timezone.localdate(at))
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if campaign.status == CampaignStatus.FROZEN:
        raise Refusal("campaign.frozen", year=campaign.year)
    ground = text_within(ground, LONGEST_GROUND)
    if not ground:
        raise Refusal("campaign.ground_missing")
    open_reports = Report.objects.filter(campaign=campaign).exclude(status=Status.ACCEPTED)
    open_codes = list(open_reports.order_by("organisation__code").values_list("organisation__code", flat=True))
    if open_codes and not missing_allowed:
        raise Refusal("campaign.incomplete", count=len(open_codes), first=open_codes[0])
    Report.objects.filter(campaign=campaign, status=Status.ACCEPTED).update(status=Status.FROZEN)
    campaign.status, campaign.ground = CampaignStatus.FROZEN, ground
    campaign.frozen_at, campaign.frozen_by = at, by
    campaign.revision += 1
    campaign.save()
    log.record(
        "campaign.frozen", subject=campaign, by=by, at=at, after={"ground": campaign.ground, "missing": open_codes}
    )
    return campaign


def touch(campaign: Campaign) -> None:
    """Say that something a page shows has changed."""
    Campaign.objects.filter(pk=campaign.pk).update(revision=F("revision") + 1)

"""A change of the tree, and the campaigns kept true to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import F

from birlik.accounts.models import User
from birlik.audit import log
from birlik.core.errors import Refusal
from birlik.core.periods import Period
from birlik.members.actions import reorganisations
from birlik.orgs.models import Organisation, Reorganisation
from birlik.statistics.actions import campaigns, checks, consolidation
from birlik.statistics.enums import CampaignStatus, Status
from birlik.statistics.models import Campaign, ExpectationChange, Report
from birlik.statistics.queries.campaigns import form
from birlik.statistics.queries.expected import expected_organisations, removed_by_hand
from birlik.statistics.queries.opening import describe_ground

Result = TypeVar("Result")


@transaction.atomic
def change(act: Callable[[datetime], Result], *, on: date | None, by: User, at: datetime) -> Result:
    """Make one change of the tree as of the day `on`; None for one that moves no border (a name, a workplace).

    Members follow a merger; an organisation that closes otherwise may have none (`member.organisation_has_members`).
    Refused with `campaign.tree_frozen` where the day lies within a frozen period: what was published stands. An open
    campaign that the change reaches gets the reports of who is now expected, and its sums anew.
    """
    # The campaigns first, as every action upon a report does: two orders of waiting would lock each other out.
    list(Campaign.objects.select_for_update().order_by("pk"))
    last_step = Reorganisation.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    if on is not None:
        _require_not_frozen(on)
    result = act(at)
    if on is not None:
        reorganisations.settle_closed(by=by, at=at)
    for campaign in Campaign.objects.filter(status=CampaignStatus.OPEN):
        if on is not None and on <= Period(campaign.year).as_of:
            _follow(campaign, _describe_reason(last_step), by=by, at=at)
    Campaign.objects.update(revision=F("revision") + 1)  # pages show names and borders, of every year
    return result


def _require_not_frozen(on: date) -> None:
    last = Campaign.objects.filter(status=CampaignStatus.FROZEN).order_by("-year").first()
    if last is not None and on <= Period(last.year).as_of:
        raise Refusal("campaign.tree_frozen", year=last.year, day=Period(last.year).as_of)


def _describe_reason(last_step: int) -> str:
    """Name the documents of the reorganisations since that one: why the list of who is expected changes."""
    steps = Reorganisation.objects.filter(pk__gt=last_step).order_by("pk")
    return "; ".join(dict.fromkeys(describe_ground(one) for one in steps))


def _follow(campaign: Campaign, reason: str, *, by: User, at: datetime) -> None:
    """Make reports of organisations expected now, drop those no longer expected that never began; add up anew."""
    newcomers = expected_organisations(form(campaign), Period(campaign.year).as_of).exclude(
        pk__in=removed_by_hand(campaign)
    )
    reports = Report.objects.filter(campaign=campaign)
    obsolete_reports = reports.filter(status=Status.NOT_BEGUN).exclude(organisation__in=newcomers)
    codes = sorted(obsolete_reports.values_list("organisation__code", flat=True))
    left = list(obsolete_reports.values_list("organisation_id", flat=True))
    obsolete_reports.delete()
    new = list(newcomers.exclude(pk__in=reports.values("organisation")).values_list("pk", flat=True))
    joined = campaigns.expect(campaign, Organisation.objects.filter(pk__in=new))
    ExpectationChange.objects.bulk_create(
        ExpectationChange(
            campaign=campaign, organisation_id=pk, expected=pk in new, by_hand=False, reason=reason, at=at, by=by
        )
        for pk in (*new, *left)
    )
    consolidation.compute(campaign)
    checks.count_all(campaign)
    if joined or codes:
        facts = {"joined": joined, "left": codes, "reason": reason}
        log.record("campaign.expected_changed", subject=campaign, by=by, at=at, after=facts)

"""The end of a campaign's term: exceptions to it, and closing before it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from birlik.accounts.models import User
from birlik.audit import log
from birlik.core.errors import Refusal
from birlik.core.texts import text_within
from birlik.orgs.models import Organisation
from birlik.statistics import rules
from birlik.statistics.actions.campaigns import touch
from birlik.statistics.enums import CampaignStatus
from birlik.statistics.models import Campaign, ClosingException, Report
from birlik.statistics.queries import windows

REQUESTER, REASON = 200, 300  # letters of the columns


@transaction.atomic
def extend(
    campaign: Campaign,
    *,
    organisation: Organisation | None = None,
    until: date,
    requester: str,
    reason: str,
    by: User | None,
    at: datetime,
) -> ClosingException:
    """Let an organisation with everybody below it, or all, hand in until a later day, and count it as in time.

    `by=None` is the command line. Refused with `right.missing`, `campaign.frozen`, `exception.requester_missing`,
    `exception.reason_missing`, `exception.too_early`, `exception.not_expected`.
    """
    rules.require_run_campaigns(by, on=timezone.localdate(at))
    campaign = lock_open_campaign(campaign)
    requester, reason = text_within(requester, REQUESTER), text_within(reason, REASON)
    if not requester:
        raise Refusal("exception.requester_missing", field="requester")
    if not reason:
        raise Refusal("exception.reason_missing", field="reason")
    first = max(timezone.localdate(at), _first_day(campaign))
    if until < first:
        raise Refusal("exception.too_early", field="until", first=first)
    if organisation is not None and not organisation.is_open_on(rules.tree_of(campaign)):
        raise Refusal("exception.not_expected", field="organisation", organisation=organisation.code)
    exception = ClosingException.objects.create(
        campaign=campaign, organisation=organisation, requester=requester, reason=reason, until=until, at=at, by=by
    )
    touch(campaign)
    facts = {"organisation": organisation.code if organisation else None, "requester": requester}
    log.record("campaign.extended", subject=campaign, by=by, at=at, after=facts | {"until": until, "reason": reason})
    return exception


def _first_day(campaign: Campaign) -> date:
    """Return the first day that gives anybody more time."""
    return min((window.on_time for window in windows.windows(campaign).values()), default=date.min)


@transaction.atomic
def close(campaign: Campaign, *, reason: str = "", by: User | None, at: datetime) -> Campaign:
    """Receive no report that was never sent from this day on, but under an exception.

    `by=None` is the command line. Refused with `right.missing`, `campaign.frozen`, `campaign.closed_already`.
    """
    today = timezone.localdate(at)
    rules.require_run_campaigns(by, on=today)
    campaign = lock_open_campaign(campaign)
    if campaign.closed_on is not None:
        raise Refusal("campaign.closed_already", year=campaign.year, day=campaign.closed_on)
    campaign.closed_on = today
    campaign.revision += 1
    campaign.save()
    facts = {"on": today, "reason": text_within(reason, REASON)}
    log.record("campaign.closed", subject=campaign, by=by, at=at, after=facts)
    return campaign


def lock_open_campaign(campaign: Campaign) -> Campaign:
    """Return the campaign, held until the end of the transaction; refused with `campaign.frozen`."""
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if campaign.status == CampaignStatus.FROZEN:
        raise Refusal("campaign.frozen", year=campaign.year)
    return campaign


def require_receiving(report: Report, *, on: date) -> None:
    """Refuse with `campaign.closed` a report that was never sent and whose last day has passed.

    A report that was returned is sent again without regard to the term, and so is what a frozen campaign lacks.
    """
    campaign = report.campaign
    if report.first_sent is not None or campaign.status == CampaignStatus.FROZEN:
        return
    term = windows.window_of(campaign, report.organisation)
    if not term.is_open(on):
        days = [day for day in (term.closed_on, term.window.closes if term.window else None) if day is not None]
        raise Refusal("campaign.closed", year=campaign.year, day=min(days))

"""Who is expected, changed by hand after the opening: each time with a reason."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from birlik.accounts.models import User
from birlik.audit import log
from birlik.core.errors import Refusal
from birlik.core.texts import text_within
from birlik.db.locks import wait_for_turn
from birlik.orgs.models import Organisation
from birlik.statistics import rules
from birlik.statistics.actions import campaigns, consolidation
from birlik.statistics.actions.closing import REASON, lock_open_campaign
from birlik.statistics.enums import Status
from birlik.statistics.models import Campaign, ExpectationChange, Report
from birlik.statistics.queries.campaigns import form
from birlik.statistics.queries.expected import expected_organisations


@transaction.atomic
def change_expectation(
    campaign: Campaign, organisation: Organisation, *, is_expected: bool, reason: str, by: User | None, at: datetime
) -> ExpectationChange:
    """Add an organisation to those expected, or leave it out: its report is made or, where nobody began it, removed.

    `by=None` is the command line. Refused with `right.missing`, `campaign.frozen`, `expected.reason_missing`,
    `expected.already`, `expected.begun`, `expected.no_lines`.
    """
    rules.require_run_campaigns(by, on=timezone.localdate(at))
    campaign = lock_open_campaign(campaign)
    wait_for_turn("orgs")
    reason = text_within(reason, REASON)
    if not reason:
        raise Refusal("expected.reason_missing", field="reason")
    (_add if is_expected else _leave_out)(campaign, organisation)
    change = ExpectationChange.objects.create(
        campaign=campaign, organisation=organisation, expected=is_expected, by_hand=True, reason=reason, at=at, by=by
    )
    consolidation.compute(campaign)
    campaigns.touch(campaign)
    codes = [organisation.code]
    facts = {"joined": codes if is_expected else [], "left": [] if is_expected else codes, "reason": reason}
    log.record("campaign.expected_changed", subject=campaign, by=by, at=at, after=facts)
    return change


def _add(campaign: Campaign, organisation: Organisation) -> None:
    if Report.objects.filter(campaign=campaign, organisation=organisation).exists():
        raise Refusal("expected.already", organisation=organisation.code)
    candidates = expected_organisations(form(campaign), rules.tree_of(campaign)).filter(pk=organisation.pk)
    if not campaigns.expect(campaign, candidates):
        raise Refusal("expected.no_lines", organisation=organisation.code)


def _leave_out(campaign: Campaign, organisation: Organisation) -> None:
    report = Report.objects.filter(campaign=campaign, organisation=organisation).first()
    if report is None:
        raise Refusal("expected.already", organisation=organisation.code)
    if report.status != Status.NOT_BEGUN:
        raise Refusal("expected.begun", organisation=organisation.code)
    report.delete()

"""Campaigns and the forms they are filled under."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from birlik.core.errors import Refusal
from birlik.core.periods import Period
from birlik.core.prepared_query import PreparedObjects
from birlik.statistics.models import Campaign, FormEdition
from birlik.statistics.spec import FormSpec

CAMPAIGN_BEFORE = "campaign_before"
CAMPAIGNS = PreparedObjects(lambda: Campaign.objects.order_by("-year"))


def campaigns() -> list[Campaign]:
    """Return all campaigns, the newest first: what a page stands on, read at once and never changed through these
    objects.
    """
    all_campaigns = CAMPAIGNS.objects()
    by_year = {one.year: one for one in all_campaigns}
    for one in all_campaigns:
        setattr(one, CAMPAIGN_BEFORE, by_year.get(one.year - 1))
    return all_campaigns


def current_campaign(all_campaigns: Sequence[Campaign], today: date) -> Campaign | None:
    """Return of the campaigns, the newest first, the one that a page stands on unless asked: the newest that has begun,
    for until then the year before is what is known; where none has begun, the newest.
    """
    begun_campaigns = (one for one in all_campaigns if one.has_begun(today))
    return next(begun_campaigns, all_campaigns[0] if all_campaigns else None)


def campaign(year: int) -> Campaign:
    """Return the campaign of a year, or `period.unknown`."""
    campaign_found = Campaign.objects.filter(year=year).first()
    if campaign_found is None:
        raise Refusal("period.unknown", period=year)
    return campaign_found


def newest_campaign() -> Campaign | None:
    return Campaign.objects.order_by("-year").first()


def previous_campaign(campaign: Campaign) -> Campaign | None:
    """Return the campaign of the year before; known already where the campaign came with all others."""
    if hasattr(campaign, CAMPAIGN_BEFORE):
        year_before: Campaign | None = getattr(campaign, CAMPAIGN_BEFORE)
        return year_before
    return Campaign.objects.filter(year=campaign.year - 1).first()


def is_of_page(campaign: Campaign) -> bool:
    """Return whether it was read by `campaigns`, so that its revision was committed and says which borders hold."""
    return hasattr(campaign, CAMPAIGN_BEFORE)


def period(campaign: Campaign) -> Period:
    return Period(campaign.year)


@lru_cache(maxsize=32)
def form_by_id(form_id: int) -> FormSpec:
    """Return the form of the campaign. Editions are immutable, so each is read once a process."""
    return FormSpec.from_content(FormEdition.objects.get(pk=form_id).content)


def form(campaign: Campaign) -> FormSpec:
    return form_by_id(campaign.form_id)

"""Campaigns and the forms they are filled under."""

from __future__ import annotations

from functools import lru_cache

from birlik.core.errors import Refusal
from birlik.core.periods import Period
from birlik.statistics.models import Campaign, FormEdition
from birlik.statistics.spec import FormSpec


def campaigns() -> list[Campaign]:
    """All campaigns, the newest first."""
    return list(Campaign.objects.order_by("-year"))


def campaign(year: int) -> Campaign:
    """The campaign of a year, or `period.unknown`."""
    found = Campaign.objects.filter(year=year).first()
    if found is None:
        raise Refusal("period.unknown", period=year)
    return found


def newest() -> Campaign | None:
    return Campaign.objects.order_by("-year").first()


def previous(campaign: Campaign) -> Campaign | None:
    return Campaign.objects.filter(year=campaign.year - 1).first()


def period(campaign: Campaign) -> Period:
    return Period(campaign.year)


@lru_cache(maxsize=32)
def form_by_id(form_id: int) -> FormSpec:
    """Editions are immutable, so each is read once a process."""
    return FormSpec.from_content(FormEdition.objects.get(pk=form_id).content)


def form(campaign: Campaign) -> FormSpec:
    return form_by_id(campaign.form_id)

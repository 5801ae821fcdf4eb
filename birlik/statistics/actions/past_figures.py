"""The figures of a year before the union began here: brought along from elsewhere, with their source, and taken back.

Such a year is a frozen campaign without reports: what it knows are figures, and where they were taken from.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from birlik.accounts.models import User
from birlik.audit import log
from birlik.core.errors import Refusal
from birlik.core.periods import Period
from birlik.core.texts import text_within
from birlik.db.locks import wait_for_turn
from birlik.documents import queries as documents
from birlik.orgs.models import Lineage, Organisation
from birlik.statistics import rules
from birlik.statistics.actions.campaigns import LONGEST_GROUND, PRIMARY
from birlik.statistics.actions.forms import edition_of
from birlik.statistics.enums import CampaignStatus
from birlik.statistics.models import Campaign, FigureSet

BATCH = 2000
Figures = Mapping[int, Mapping[str, int]]


@transaction.atomic
def load_year(year: int, figures: Figures, *, source: str, by: User | None, at: datetime) -> Campaign:
    """Keep the figures of a past year: organisation id → code → value, each with everybody below it in it.

    None is the command line. Refused with `campaign.exists`, `campaign.source_missing`, `period.unknown` where the
    rulebook has no form of that year, and with `right.missing`.
    """
    wait_for_turn("orgs")
    rules.require_run_campaigns(by, on=timezone.localdate(at))
    if Campaign.objects.filter(year=year).exists():
        raise Refusal("campaign.exists", year=year)
    source = text_within(source, LONGEST_GROUND)
    if not source:
        raise Refusal("campaign.source_missing", field="source")
    opens = Period(year).as_of
    campaign = Campaign.objects.create(
        year=year, form=edition_of(year), opens=opens, closes=opens + timedelta(days=1), status=CampaignStatus.FROZEN,
        ground=source, source=source, frozen_at=at, frozen_by=by,
    )  # fmt: skip
    coverage = _count_primaries(campaign, figures)
    FigureSet.objects.bulk_create(
        (
            FigureSet(
                campaign=campaign, organisation_id=pk, edition=1, values=values,
                expected=coverage.get(pk, 0), accepted=coverage.get(pk, 0),
            )
            for pk, values in figures.items()
        ),
        batch_size=BATCH,
    )  # fmt: skip
    Campaign.objects.update(revision=F("revision") + 1)  # every year compares with the one before
    facts = {"year": year, "source": source, "organisations": len(figures)}
    log.record("campaign.figures_loaded", subject=campaign, by=by, at=at, after=facts)
    return campaign


def _count_primaries(campaign: Campaign, figures: Figures) -> dict[int, int]:
    """Return organisation id → how many primary organisations at or below it have figures."""
    on = Period(campaign.year).as_of
    primaries = set(Organisation.objects.filter(kind=PRIMARY).values_list("pk", flat=True)) & figures.keys()
    counts: dict[int, int] = {}
    for ancestor, descendant in Lineage.objects.on(on).values_list("ancestor_id", "descendant_id"):
        if descendant in primaries:
            counts[ancestor] = counts.get(ancestor, 0) + 1
    return counts


@transaction.atomic
def take_year_back(campaign: Campaign, *, by: User | None, at: datetime) -> None:
    """Forget the figures of a past year while nothing stands on them.

    Refused with `campaign.figures_built_upon` where the campaign of the year after is there or a paper cites them.
    """
    rules.require_run_campaigns(by, on=timezone.localdate(at))
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if Campaign.objects.filter(year=campaign.year + 1).exists() or documents.is_cited(str(campaign.year)):
        raise Refusal("campaign.figures_built_upon", year=campaign.year)
    facts = {"year": campaign.year, "source": campaign.source}
    log.record("campaign.figures_undone", subject=campaign, by=by, at=at, before=facts)
    FigureSet.objects.filter(campaign=campaign).delete()
    campaign.delete()
    Campaign.objects.update(revision=F("revision") + 1)

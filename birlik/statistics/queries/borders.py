"""Last year's values on today's borders: mergers add up, splits carry their shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from django.core.cache import cache
from django.db.models import BigIntegerField, IntegerField, QuerySet

from birlik.core.prepared_query import Parameter, PreparedQuery, Row
from birlik.db.lookups import Numbers
from birlik.orgs import queries as orgs
from birlik.orgs.models import Organisation
from birlik.statistics.models import Campaign, FigureSet
from birlik.statistics.queries import campaigns, frames

Values = dict[str, int]
FEW = 500
DAY = 24 * 60 * 60
Weights = Mapping[int, Sequence[tuple[int, Decimal]]]


def predecessors(campaign: Campaign, before: Campaign) -> Weights:
    """Return organisation id → [(id a year before, share)] for those that a split or merger touched between the two."""
    weights = orgs.successions_since(campaigns.period(before).as_of, until=campaigns.period(campaign).as_of)
    ids = dict(Organisation.objects.filter(code__in=weights).values_list("code", "pk"))
    return {ids[code]: parts for code, parts in weights.items()}


def _predecessors_of(organisations: Sequence[int], campaign: Campaign, before: Campaign) -> Weights:
    """Return the same for those asked for. A few are mostly untouched, which one query tells instead of four; a page
    needs none, as every change of the tree raises the revision.
    """
    if campaigns.is_of_page(campaign):
        return _kept_predecessors(campaign, before)
    day, until = campaigns.period(before).as_of, campaigns.period(campaign).as_of
    if len(organisations) <= FEW and not orgs.touched_since(organisations, day, until=until):
        return {}
    return predecessors(campaign, before)


def _kept_predecessors(campaign: Campaign, before: Campaign) -> Weights:
    key = f"predecessors/{campaign.pk}/{campaign.revision}"
    cached_weights: Weights | None = cache.get(key)
    if cached_weights is None:
        cached_weights = predecessors(campaign, before)
        cache.set(key, cached_weights, DAY)
    return cached_weights


def weighted_sum(parts: Sequence[tuple[Values, Decimal]]) -> Values:
    """Sum of shares, rounded half up once per cell."""
    total: dict[str, Decimal] = {}
    for values, share in parts:
        for code, value in values.items():
            total[code] = total.get(code, Decimal(0)) + value * share
    return {code: int(value.quantize(Decimal(1), ROUND_HALF_UP)) for code, value in total.items()}


def previous_values(campaign: Campaign, organisations: Sequence[int]) -> dict[int, Values]:
    """Return organisation id → last year's accepted values on today's borders, in the cells of this year's form that
    go on from last year's; without an entry where there are none.
    """
    before = campaigns.previous_campaign(campaign)
    if before is None:
        return {}
    weights = _predecessors_of(organisations, campaign, before)
    parts_by_organisation = {
        organisation: weights.get(organisation, [(organisation, Decimal(1))]) for organisation in organisations
    }
    past = reported_values(before, {part for parts in parts_by_organisation.values() for part, _ in parts})
    form, form_before = campaigns.form(campaign), campaigns.form(before)
    values = {}
    for organisation, parts in parts_by_organisation.items():
        reported_parts = [(past[part], share) for part, share in parts if part in past]
        if reported_parts and len(reported_parts) == len(parts):
            joint_values = (
                reported_parts[0][0]
                if len(reported_parts) == 1 and reported_parts[0][1] == 1
                else weighted_sum(reported_parts)
            )
            values[organisation] = form.carry_over(form_before, joint_values)
    return values


def reported_values(campaign: Campaign, organisations: set[int]) -> dict[int, Values]:
    """Return figures as reported, organisation id → values; no entry where nothing was accepted.

    A long list is cheaper read whole than asked for by id.
    """
    if not organisations:
        return {}
    if len(organisations) <= FEW:
        rows = OF_A_FEW.rows(campaign=campaign.pk, edition=campaign.edition, organisations=frozenset(organisations))
    else:
        rows = list(frames.figure_sets(campaign).values_list("organisation_id", "values"))
    return {pk: values for pk, values in rows if values}


def _of_a_few() -> QuerySet[FigureSet, Row]:
    campaign, edition = Parameter("campaign", BigIntegerField()), Parameter("edition", IntegerField())
    sets = frames.sets_of_edition(campaign, edition).filter(organisation__among=Numbers("organisations"))
    return sets.values_list("organisation_id", "values")


OF_A_FEW = PreparedQuery(_of_a_few)

"""Keeping the stored figures true: one report in or out, or everything anew.

The figures of a node are the sum of its children's figures and its own accepted rows, so one acceptance touches only
the path to the root. `rebuild` computes all of them from the reports; a test proves that both agree.
"""

from __future__ import annotations

from collections import defaultdict

from django.db import connection, transaction
from django.db.models import F

from birlik.core.errors import Refusal
from birlik.orgs import queries as orgs
from birlik.orgs.models import Lineage, Organisation
from birlik.statistics import consolidation
from birlik.statistics.enums import COUNTED_STATUSES, CampaignStatus
from birlik.statistics.models import Campaign, FigureSet, Report, ReportVersion
from birlik.statistics.queries import campaigns, frames

PRIMARY = "primary"


def publish(report: Report) -> int:
    """Put an accepted report into the sums, up to the root. Returns the edition it stands in.

    In an open campaign there is one preliminary edition, rewritten in place; after the freeze every correction is an
    edition of its own, and the older ones stay as they were published.
    """
    campaign = Campaign.objects.get(pk=report.campaign_id)
    if campaign.status == CampaignStatus.FROZEN:
        Campaign.objects.filter(pk=campaign.pk).update(edition=F("edition") + 1)
        campaign.refresh_from_db()
    _recompute(campaign, report.organisation)
    return campaign.edition


def withdraw(report: Report) -> None:
    """Take a returned report out of the sums of an open campaign. Refused with `campaign.frozen`."""
    campaign = Campaign.objects.get(pk=report.campaign_id)
    if campaign.status == CampaignStatus.FROZEN:
        raise Refusal("campaign.frozen", year=campaign.year)
    _recompute(campaign, report.organisation)


def _recompute(campaign: Campaign, organisation: Organisation) -> None:
    on = campaigns.period(campaign).as_of
    for node in reversed(list(orgs.ancestors(organisation, on))):
        _recompute_node(campaign, node)


def _recompute_node(campaign: Campaign, node: Organisation) -> None:
    on = campaigns.period(campaign).as_of
    children = orgs.children(node, on).values_list("pk", flat=True)
    parts = list(
        frames.figure_sets(campaign)
        .filter(organisation_id__in=list(children))
        .values_list("values", "causes", "expected", "accepted")
    )
    own = Report.objects.filter(campaign=campaign, organisation=node).select_related("accepted_version").first()
    source = own.accepted_version if own and own.status in COUNTED_STATUSES else _published_source(campaign, node)
    primary = int(own is not None and node.kind == PRIMARY)
    if source is not None:
        parts.append((source.values, source.causes, 0, primary))
    _store(campaign, node, parts, primary, source)


def _published_source(campaign: Campaign, node: Organisation) -> ReportVersion | None:
    """Return what a freeze published of the node's own rows: it counts until the correction of them is accepted."""
    if campaign.status != CampaignStatus.FROZEN:
        return None
    figure_set = frames.figure_sets(campaign).filter(organisation=node).select_related("source").first()
    return figure_set.source if figure_set else None


def _store(
    campaign: Campaign,
    node: Organisation,
    parts: list[tuple[dict[str, int], dict[str, int], int, int]],
    own_expected: int,
    source: ReportVersion | None,
) -> None:
    FigureSet.objects.update_or_create(
        campaign=campaign,
        organisation=node,
        edition=campaign.edition,
        defaults={
            "values": consolidation.add(part[0] for part in parts),
            "causes": consolidation.add(part[1] for part in parts),
            "expected": sum(part[2] for part in parts) + own_expected,
            "accepted": sum(part[3] for part in parts),
            "source": source,
        },
    )


@transaction.atomic
def rebuild(campaign: Campaign) -> int:
    """Compute the figures of every node anew from the reports; only an open campaign's. Returns how many nodes."""
    count = compute(campaign)
    _refresh_statistics()
    return count


@transaction.atomic
def compute(campaign: Campaign) -> int:
    """Do the same without telling the database's planner: enough for a campaign that opens, where
    all sums are empty. Refused with `campaign.frozen`.
    """
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)  # nobody accepts or freezes meanwhile
    if campaign.status == CampaignStatus.FROZEN:
        raise Refusal("campaign.frozen", year=campaign.year)
    sums = frames.consolidate(campaign)
    objects = consolidation.as_objects(sums, campaigns.form(campaign).stored_codes)
    causes, expected_counts, accepted_counts, sources = _surroundings(campaign)
    FigureSet.objects.filter(campaign=campaign).delete()
    sets = [
        FigureSet(
            campaign=campaign,
            organisation_id=node,
            edition=campaign.edition,
            values=objects.get(node, {}),
            causes=causes.get(node, {}),
            expected=count,
            accepted=accepted_counts.get(node, 0),
            source_id=sources.get(node),
        )
        for node, count in expected_counts.items()
    ]
    FigureSet.objects.bulk_create(sets, batch_size=2000)
    return len(sets)


def _surroundings(
    campaign: Campaign,
) -> tuple[dict[int, dict[str, int]], dict[int, int], dict[int, int], dict[int, int]]:
    """Return causes, expected and accepted primaries, and own accepted version, by node."""
    rows = list(
        Report.objects.filter(campaign=campaign).values_list(
            "organisation_id", "organisation__kind", "status", "accepted_version_id", "accepted_version__causes"
        )
    )
    ancestors = _ancestors_of(campaign, [row[0] for row in rows])
    causes: dict[int, dict[str, int]] = defaultdict(dict)
    expected_counts: dict[int, int] = defaultdict(int)
    accepted_counts: dict[int, int] = defaultdict(int)
    sources = {}
    for organisation, kind, status, version, explanations in rows:
        is_counted = status in COUNTED_STATUSES
        if is_counted:
            sources[organisation] = version
        for node in ancestors[organisation]:
            expected_counts[node] += kind == PRIMARY
            accepted_counts[node] += is_counted and kind == PRIMARY
            for code, people in ((explanations or {}) if is_counted else {}).items():
                causes[node][code] = causes[node].get(code, 0) + people
    return causes, expected_counts, accepted_counts, sources


def _ancestors_of(campaign: Campaign, organisations: list[int]) -> dict[int, list[int]]:
    on = campaigns.period(campaign).as_of
    ancestors: dict[int, list[int]] = {organisation: [] for organisation in organisations}
    pairs = Lineage.objects.on(on).values_list("ancestor_id", "descendant_id")
    for ancestor, descendant in pairs:
        if descendant in ancestors:
            ancestors[descendant].append(ancestor)
    return ancestors


def _refresh_statistics() -> None:
    """Tell the planner the new sizes after a bulk load, on either database."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

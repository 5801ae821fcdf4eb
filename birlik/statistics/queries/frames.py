"""The database as columns: reports × indicators, and the tree they hang in.

Values are stored as one JSON object a report; they come out of the database as text and become columns in one
vectorised step, which is what keeps 8,716 reports well under a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from birlik.orgs.models import Lineage
from birlik.statistics import consolidation
from birlik.statistics.consolidation import Flags, Integers
from birlik.statistics.enums import COUNTED_STATUSES, CampaignStatus
from birlik.statistics.models import Campaign, FigureSet, Report
from birlik.statistics.queries import campaigns


@dataclass(frozen=True, slots=True)
class Matrix:
    """Row i belongs to organisation `organisations[i]` (sorted); column j to `codes[j]`."""

    organisations: Integers
    codes: tuple[str, ...]
    values: Integers
    filled: Flags


def decode(texts: Sequence[str], codes: Sequence[str]) -> pl.DataFrame:
    """Read JSON objects code → integer into a frame with one nullable Int64 column per code."""
    schema = pl.Struct(dict.fromkeys(codes, pl.Int64))
    return pl.Series("values", texts, dtype=pl.String).str.json_decode(schema).struct.unnest()


def matrix(rows: Iterable[tuple[int, str]], codes: Sequence[str]) -> Matrix:
    """Read rows of (organisation id, JSON text) as a matrix."""
    ids = sorted(rows)
    organisations = np.array([organisation for organisation, _ in ids], dtype=np.int64)
    if not ids:
        empty = np.zeros((0, len(codes)), np.int64)
        return Matrix(organisations, tuple(codes), empty, empty.astype(np.bool_))
    frame = decode([text for _, text in ids], codes)
    return Matrix(
        organisations,
        tuple(codes),
        frame.select(pl.all().fill_null(0)).to_numpy(),
        frame.select(pl.all().is_not_null()).to_numpy(),
    )


def accepted_reports(campaign: Campaign) -> QuerySet[Report]:
    return Report.objects.filter(campaign=campaign, status__in=COUNTED_STATUSES)


def accepted_matrix(campaign: Campaign) -> Matrix:
    """Return what is accepted in a campaign, of every kind of organisation."""
    rows = (
        accepted_reports(campaign)
        .annotate(text=Cast("accepted_version__values", TextField()))
        .values_list("organisation_id", "text")
    )
    return matrix(rows, campaigns.form(campaign).stored_codes)


def published_matrix(campaign: Campaign) -> Matrix:
    """Return what the newest edition of a frozen campaign stands on: the versions that its figures name as their
    source.

    A report reopened for a correction is accepted no longer, yet what was published of it stays in the sums.
    """
    rows = (
        figure_sets(campaign)
        .filter(source__isnull=False)
        .annotate(text=Cast("source__values", TextField()))
        .values_list("organisation_id", "text")
    )
    return matrix(rows, campaigns.form(campaign).stored_codes)


def lineage(on: date, descendants: Integers) -> tuple[Integers, Integers]:
    """Return pairs (ancestor id, row of its descendant in the sorted `descendants`), itself included."""
    pairs = np.array(list(Lineage.objects.on(on).values_list("ancestor_id", "descendant_id")), dtype=np.int64).reshape(
        -1, 2
    )
    rows = np.searchsorted(descendants, pairs[:, 1])
    rows[rows == len(descendants)] = 0
    is_known = (descendants[rows] == pairs[:, 1]) if len(descendants) else np.zeros(len(pairs), np.bool_)
    return pairs[is_known, 0], rows[is_known]


def consolidate(campaign: Campaign) -> consolidation.Sums:
    """Return the exact sums of all accepted reports at every node of the tree, from the database; once frozen, of what
    was published.
    """
    frozen = campaign.status == CampaignStatus.FROZEN
    source = published_matrix(campaign) if frozen else accepted_matrix(campaign)
    ancestors, rows = lineage(campaigns.period(campaign).as_of, source.organisations)
    return consolidation.roll_up(source.values, source.filled, ancestors, rows)


def figure_sets(campaign: Campaign, edition: int | None = None) -> QuerySet[FigureSet]:
    """Return the rows that hold in an edition: for each organisation the newest with edition ≤ the one asked for."""
    last = edition or campaign.edition
    if last == 1:
        return FigureSet.objects.filter(campaign=campaign, edition__lte=last)
    return sets_of_edition(campaign.pk, last)


def sets_of_edition(campaign: int | Combinable, edition: int | Combinable) -> QuerySet[FigureSet]:
    """Return the same, whatever the edition."""
    newer = FigureSet.objects.filter(
        campaign_id=campaign,
        organisation=OuterRef("organisation"),
        edition__gt=OuterRef("edition"),
        edition__lte=edition,
    )
    return FigureSet.objects.filter(campaign_id=campaign, edition__lte=edition).exclude(Exists(newer))

"""Counting the findings of all reports anew: after a bulk load, or when the rulebook's checks have changed."""

from __future__ import annotations

from collections import defaultdict

from django.db import transaction

from birlik.statistics.models import Campaign, Report
from birlik.statistics.queries import checking

CHUNK = 5000


@transaction.atomic
def count_all(campaign: Campaign) -> int:
    """Store errors and warnings of every report; returns how many reports have any. One update per distinct count."""
    errors, warnings = checking.counts(campaign)
    Report.objects.filter(campaign=campaign).update(errors=0, warnings=0)
    reports_by_counts: dict[tuple[int, int], list[int]] = defaultdict(list)
    for pk in errors.keys() | warnings.keys():
        reports_by_counts[errors.get(pk, 0), warnings.get(pk, 0)].append(pk)
    for (wrong, doubtful), pks in reports_by_counts.items():
        for start in range(0, len(pks), CHUNK):
            Report.objects.filter(pk__in=pks[start : start + CHUNK]).update(errors=wrong, warnings=doubtful)
    return sum(len(pks) for pks in reports_by_counts.values())

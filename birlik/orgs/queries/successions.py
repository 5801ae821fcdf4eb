"""Yesterday's organisations on today's borders: the shares of merges and splits, multiplied along the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.db.models import Q

from birlik.orgs.models import Organisation, Succession

Weights = dict[int, dict[int, Decimal]]


def successions_since(day: date, *, until: date | None = None) -> dict[str, list[tuple[int, Decimal]]]:
    """Return code of an organisation of today → [(id of an organisation as of `day`, its weight)], by id.

    Only organisations that a merge or a split after `day` (and up to `until`, inclusive) touched are named; every
    other one stands for itself with weight 1. A past value on today's borders is the sum of weight × past value.
    A successor whose list is empty has no past: what it came from was itself opened after `day`.
    """
    rows = Succession.objects.filter(reorganisation__on__gt=day).order_by("reorganisation__on", "reorganisation_id")
    if until is not None:
        rows = rows.filter(reorganisation__on__lte=until)
    steps = [list(step) for _, step in groupby(rows, key=lambda row: row.reorganisation_id)]
    organisation_ids = {pk for step in steps for row in step for pk in (row.predecessor_id, row.successor_id)}
    earlier_ids = set(
        Organisation.objects.filter(pk__in=organisation_ids, opened__lte=day).values_list("pk", flat=True)
    )
    weights = compose(
        ([(row.predecessor_id, row.successor_id, row.share) for row in step] for step in steps),
        {pk: {pk: Decimal(1)} if pk in earlier_ids else {} for pk in organisation_ids},
    )
    last = until or date.max
    current = Organisation.objects.filter(pk__in=weights).exclude(closed__lte=last)
    return {organisation.code: sorted(weights[organisation.pk].items()) for organisation in current}


def touched_since(organisations: Iterable[int], day: date, *, until: date) -> bool:
    """Return whether a merge or a split after `day` and up to `until` concerned any of these few, on either side."""
    ids = list(organisations)
    concerns = Q(successor__in=ids) | Q(predecessor__in=ids)
    return Succession.objects.filter(concerns, reorganisation__on__gt=day, reorganisation__on__lte=until).exists()


def compose(steps: Iterable[list[tuple[int, int, Decimal]]], start: Mapping[int, Mapping[int, Decimal]]) -> Weights:
    """Carry weights through reorganisations in order; each step is [(predecessor, successor, share)] at once."""
    weights: Weights = {pk: dict(parts) for pk, parts in start.items()}
    for step in steps:
        before = {predecessor: weights.get(predecessor, {}) for predecessor, _, _ in step}
        weights.update({predecessor: {} for predecessor in before})
        for predecessor, successor, share in step:
            into = weights.setdefault(successor, {})
            for past, weight in before[predecessor].items():
                into[past] = into.get(past, Decimal(0)) + weight * share
    return weights

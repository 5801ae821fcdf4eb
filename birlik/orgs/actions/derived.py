"""Keeping what is derived: the lineage from the placements, the search words from the names. Always set-based."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.db import models, transaction

from birlik.orgs.lineage import FOREVER, LineageRow, PlacementSpan, by_organisation, lines
from birlik.orgs.models import FormerName, Lineage, Organisation, Placement, SearchWord
from birlik.orgs.words import words_of

BATCH = 5000
CHUNK = 500  # ids in one IN list


@transaction.atomic
def rebuild_lineage() -> int:
    """Write the whole lineage anew from the placements, after a bulk load. Returns the number of lines."""
    Lineage.objects.all().delete()
    lives = {
        pk: (opened, closed or FOREVER)
        for pk, opened, closed in Organisation.objects.values_list("pk", "opened", "closed")
    }
    return _write(lines(lives, by_organisation(_read_placements(Placement.objects.all()))))


def refresh_lineage(organisations: Iterable[int]) -> None:
    """Write anew the lines of these organisations and of everybody who was ever below them."""
    seeds = set(organisations)
    descendants = Lineage.objects.filter(ancestor_id__in=seeds).values_list("descendant_id", flat=True)
    branches = seeds | set(descendants)
    placements = by_organisation(_placed_with_parents(branches))
    lives: dict[int, tuple[date, date]] = {}
    for chunk in _chunks(branches):
        Lineage.objects.filter(descendant_id__in=chunk).delete()
        rows = Organisation.objects.filter(pk__in=chunk).values_list("pk", "opened", "closed")
        lives.update((pk, (opened, closed or FOREVER)) for pk, opened, closed in rows)
    _write(lines(lives, placements))


def _placed_with_parents(organisations: set[int]) -> Iterator[PlacementSpan]:
    """Return the placements of these and of everybody who was ever above them: one round of queries a level."""
    known_ids: set[int] = set()
    wave = organisations
    while wave:
        known_ids |= wave
        parents: set[int] = set()
        for chunk in _chunks(wave):
            for span in _read_placements(Placement.objects.filter(organisation_id__in=chunk)):
                parents.add(span.parent)
                yield span
        wave = parents - known_ids


def _read_placements(placements: models.QuerySet[Placement]) -> Iterator[PlacementSpan]:
    for organisation, parent, since, until in placements.values_list("organisation_id", "parent_id", "since", "until"):
        yield PlacementSpan(organisation, parent, since, until or FOREVER)


def _write(lineage: Iterable[LineageRow]) -> int:
    rows = [
        Lineage(
            ancestor_id=line.ancestor,
            descendant_id=line.descendant,
            depth=line.depth,
            since=line.since,
            until=None if line.until == FOREVER else line.until,
        )
        for line in lineage
    ]
    Lineage.objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)


@transaction.atomic
def rebuild_search() -> int:
    """Write all search words anew, after a bulk load. Returns the number of words."""
    SearchWord.objects.all().delete()
    return _write_words(None)


def refresh_search(organisation: Organisation) -> None:
    """Write the search words of one organisation anew, after a change of its names."""
    SearchWord.objects.filter(organisation=organisation).delete()
    _write_words(organisation.pk)


def _write_words(organisation: int | None) -> int:
    columns = ("code", "bin", "name_kk", "name_ru", "short_kk", "short_ru")
    current, other = Organisation.objects.all(), FormerName.objects.all()
    if organisation is not None:
        current, other = current.filter(pk=organisation), other.filter(organisation_id=organisation)
    texts: dict[int, list[str]] = {row[0]: list(row[1:]) for row in current.values_list("pk", *columns)}
    for pk, name_kk, name_ru in other.values_list("organisation_id", "name_kk", "name_ru"):
        texts[pk] += [name_kk, name_ru]
    rows = [SearchWord(organisation_id=pk, word=word) for pk, names in texts.items() for word in words_of(*names)]
    SearchWord.objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    sequence = sorted(ids)
    for start in range(0, len(sequence), CHUNK):
        yield sequence[start : start + CHUNK]

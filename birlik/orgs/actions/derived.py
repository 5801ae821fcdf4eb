"""Keeping what is derived: the lineage from the placements, the search words from the names. Always set-based."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.db import models, transaction

from birlik.orgs.lineage import FOREVER, LineageRow, PlacementSpan, by_organisation, lines
from birlik.orgs.models import FormerName, Lineage, Organisation, Placement, SearchWord
from birlik.orgs.words import words_of

FEW = 1000  # rows that are inserted as objects
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
    branches = set(organisations)
    for chunk in _chunks(set(branches)):
        branches.update(Lineage.objects.filter(ancestor_id__in=chunk).values_list("descendant_id", flat=True))
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
    rows = [(*line[:-1], None if line.until == FOREVER else line.until) for line in lineage]
    return _append(Lineage, ("ancestor_id", "descendant_id", "depth", "since", "until"), rows)


@transaction.atomic
def rebuild_search() -> int:
    """Write all search words anew, after a bulk load. Returns the number of words."""
    SearchWord.objects.all().delete()
    return _write_words(None)


def refresh_search(organisations: Iterable[int]) -> None:
    """Write the search words of these organisations anew, after a change of their names."""
    for chunk in _chunks(organisations):
        SearchWord.objects.filter(organisation_id__in=chunk).delete()
        _write_words(chunk)


def _write_words(organisation_ids: list[int] | None) -> int:
    columns = ("code", "bin", "name_kk", "name_ru", "short_kk", "short_ru")
    current, other = Organisation.objects.all(), FormerName.objects.all()
    if organisation_ids is not None:
        current, other = current.filter(pk__in=organisation_ids), other.filter(organisation_id__in=organisation_ids)
    texts: dict[int, list[str]] = {row[0]: list(row[1:]) for row in current.values_list("pk", *columns)}
    for pk, name_kk, name_ru in other.values_list("organisation_id", "name_kk", "name_ru"):
        texts[pk] += [name_kk, name_ru]
    rows = [(pk, word) for pk, names in texts.items() for word in words_of(*names)]
    return _append(SearchWord, ("organisation_id", "word"), rows)


def _append(model: type[models.Model], columns: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> int:
    """Insert plain rows: of ten thousand organisations there are a hundred thousand, and an object each takes longer
    than the rest of a load.
    """
    if rows and len(rows) < FEW:
        model._default_manager.bulk_create(model(**dict(zip(columns, row, strict=True))) for row in rows)  # noqa: SLF001 - Django's name
    elif rows:
        import polars as pl  # slow imports, for loads alone

        from birlik.db import bulk

        kinds = {"word": pl.String, "since": pl.Date, "until": pl.Date}
        schema = {name: kinds.get(name, pl.Int64) for name in columns}
        frame = pl.DataFrame(rows, schema=schema, orient="row")
        bulk.append(model._meta.db_table, frame)  # noqa: SLF001 - Django's documented way to a table
    return len(rows)


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    sequence = sorted(ids)
    for start in range(0, len(sequence), CHUNK):
        yield sequence[start : start + CHUNK]

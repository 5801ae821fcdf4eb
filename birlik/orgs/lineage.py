"""From "who stands directly under whom, and when" to "who is above whom, and when" (pure).

Days are `date`; an open end is `date.max` here, NULL in the database. Spans are half-open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

FOREVER = date.max
DEEPEST = 32  # a tree deeper than this is a loop in the placements


class PlacementSpan(NamedTuple):
    """One span under one parent; plain numbers, so that nine thousand of them load in one query."""

    organisation: int
    parent: int
    since: date
    until: date


class LineageRow(NamedTuple):
    ancestor: int
    descendant: int
    depth: int
    since: date
    until: date


def by_organisation(placements: Iterable[PlacementSpan]) -> dict[int, list[PlacementSpan]]:
    spans_by_organisation: dict[int, list[PlacementSpan]] = {}
    for span in placements:
        spans_by_organisation.setdefault(span.organisation, []).append(span)
    return spans_by_organisation


def lines(
    lives: Mapping[int, tuple[date, date]], placements: Mapping[int, list[PlacementSpan]]
) -> Iterator[LineageRow]:
    """Return every ancestor of every organisation of `lives` (id → opened, closed), itself at depth 0 first.

    `placements` must hold the spans of these organisations and of everybody who was ever above them.
    Raises ValueError when an organisation comes out above itself.
    """
    for organisation, (opened, closed) in lives.items():
        climb = [(organisation, 0, opened, closed)]
        while climb:
            current, depth, since, until = climb.pop()
            if depth > DEEPEST:
                raise ValueError(f"organisation {organisation} stands above itself between {since} and {until}")
            yield LineageRow(current, organisation, depth, since, until)
            for span in placements.get(current, ()):
                start, end = max(since, span.since), min(until, span.until)
                if start < end:
                    climb.append((span.parent, depth + 1, start, end))

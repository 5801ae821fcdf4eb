"""Spans of two people laid over each other: where they clash, and what is left of them (pure).

Every span is half-open, [since, until); `until` None is open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import combinations

from birlik.core.errors import Refusal

FOR_EVER = date.max


class Fate(StrEnum):
    """What becomes of a span that clashes: it stays whole, gives way where another stays, or was a mistake."""

    KEEP = "keep"
    SHORTEN = "shorten"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A span by the id of its row. `what`: everything by which two spans say the same thing."""

    id: int
    since: date
    until: date | None
    what: tuple[object, ...] = ()

    @property
    def end(self) -> date:
        return self.until or FOR_EVER


@dataclass(frozen=True, slots=True)
class Timeline:
    """`kept`: id → the pieces that are left of the span, in order; `dropped`: ids of which nothing is left."""

    kept: Mapping[int, Sequence[Stretch]]
    dropped: frozenset[int]


def overlap(one: Stretch, other: Stretch) -> bool:
    return one.since < other.end and other.since < one.end


def clashes(spans: Sequence[Stretch]) -> list[tuple[Stretch, Stretch]]:
    """Return the pairs that overlap and do not say the same."""
    return [(one, other) for one, other in combinations(spans, 2) if overlap(one, other) and not _same(one, other)]


def lay(spans: Sequence[Stretch], fates: Mapping[int, Fate]) -> Timeline:
    """Lay one timeline out of many spans. Of spans that say the same the first stays. A span is kept whole unless its
    fate says otherwise; refused with `merge.overlap` while two that are left still clash, with
    `merge.nothing_wrong` where a span that clashes with none is to be dropped.
    """
    twins = {other.id for one, other in combinations(spans, 2) if _same(one, other)}
    spans_left = [span for span in spans if span.id not in twins]
    ids_in_clash = {span.id for pair in clashes(spans_left) for span in pair}
    by_fate = {fate: [span for span in spans_left if fates.get(span.id, Fate.KEEP) == fate] for fate in Fate}
    if any(span.id not in ids_in_clash for span in by_fate[Fate.DROP]):
        raise Refusal("merge.nothing_wrong")
    whole_spans = by_fate[Fate.KEEP]
    pieces_by_span = {span.id: [span] for span in whole_spans}
    pieces_by_span |= {span.id: cut(span, whole_spans) for span in by_fate[Fate.SHORTEN]}
    pieces = [piece for remainder in pieces_by_span.values() for piece in remainder]
    if any(overlap(one, other) for one, other in combinations(pieces, 2)):
        raise Refusal("merge.overlap")
    dropped_spans = {ident for ident, remainder in pieces_by_span.items() if not remainder}
    dropped_spans |= twins | {span.id for span in by_fate[Fate.DROP]}
    return Timeline(
        {ident: remainder for ident, remainder in pieces_by_span.items() if remainder}, frozenset(dropped_spans)
    )


def cut(span: Stretch, others: Iterable[Stretch]) -> list[Stretch]:
    """Return the pieces of the span that none of the others covers."""
    pieces = [span]
    for other in others:
        pieces = [rest for piece in pieces for rest in _subtract(piece, other)]
    return pieces


def _subtract(piece: Stretch, other: Stretch) -> list[Stretch]:
    if not overlap(piece, other):
        return [piece]
    remainder = []
    if piece.since < other.since:
        remainder.append(replace(piece, until=other.since))
    if other.end < piece.end:
        remainder.append(replace(piece, since=other.end))
    return remainder


def _same(one: Stretch, other: Stretch) -> bool:
    return (one.since, one.until, one.what) == (other.since, other.until, other.what)

"""Writing the trail, and proving that nobody rewrote it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import transaction

from birlik.audit import chain
from birlik.audit.models import Event
from birlik.audit.subjects import HasSubject
from birlik.db.locks import wait_for_turn

CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Act:
    """What one line of the trail tells: the row that it is about, what was before and what is after."""

    subject: HasSubject
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None


class Actor(Protocol):
    """What the trail asks of a user; it knows no app above it."""

    full_name: Any

    def get_username(self) -> str: ...


@transaction.atomic
def record(
    action: str,
    *,
    subject: HasSubject,
    by: Actor | None,
    at: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> Event:
    """Append one event ("organisation.renamed") to the trail, within the transaction of the change it tells of.

    `subject`: the row that it is about, or a `Subject` where there is none. `before` and `after` hold what changed.
    `by=None` is the system. Writers wait for each other from here to the end of their transaction, so the chain has no
    forks and no gaps.
    """
    wait_for_turn("audit")
    event = _line(action, Act(subject, before, after), _last(), by=by, at=at)
    event.save(force_insert=True)
    return event


@transaction.atomic
def record_many(action: str, acts: Iterable[Act], *, by: Actor | None, at: datetime) -> None:
    """Append one event an act, as `record` does, for as many as come: a list that was loaded is told row by row."""
    wait_for_turn("audit")
    last, events = _last(), []
    for act in acts:
        last = _line(action, act, last, by=by, at=at)
        events.append(last)
    Event.objects.bulk_create(events, batch_size=CHUNK)


def _last() -> Event | None:
    return Event.objects.order_by("-sequence").only("sequence", "digest").first()


def _line(action: str, act: Act, last: Event | None, *, by: Actor | None, at: datetime) -> Event:
    """Return the line that follows the last one in the chain."""
    about = act.subject.as_subject()
    event = Event(
        sequence=last.sequence + 1 if last else 1,
        at=at,
        action=action,
        by_name=by.get_username() if by else "",
        by_label=str(by.full_name) if by else "",
        subject_type=about.kind,
        subject_id=str(about.pk),
        subject_label=about.label,
        organisation_code=about.organisation,
        before=None if act.before is None else chain.plain(act.before),
        after=None if act.after is None else chain.plain(act.after),
        previous=last.digest if last else chain.GENESIS,
    )
    event.digest = chain.digest(event.chained_values(), event.previous)
    return event


def head() -> tuple[int, str]:
    """Return the last sequence and its digest: written down elsewhere, it later proves that the end was not cut off."""
    last = _last()
    return (last.sequence, last.digest) if last else (0, chain.GENESIS)


def verify(*, known_head: tuple[int, str] | None = None) -> int | None:
    """Return the first sequence at which the chain is broken, or None when every line is as it was written.

    With `known_head` (an earlier answer of `head`) a trail cut short, or rewritten whole, is found too.
    """
    previous, next_sequence = chain.GENESIS, 1
    is_head_known = known_head is None or known_head == (0, chain.GENESIS)
    try:
        for event in Event.objects.order_by("sequence").iterator(chunk_size=CHUNK):
            if event.sequence != next_sequence or event.previous != previous:
                return next_sequence
            if event.digest != chain.digest(event.chained_values(), previous):
                return next_sequence
            if known_head and event.sequence == known_head[0]:
                if event.digest != known_head[1]:
                    return next_sequence
                is_head_known = True
            previous, next_sequence = event.digest, next_sequence + 1
    except (ValueError, AttributeError):  # SQLite keeps any text: what was written over is no JSON or no moment now
        return next_sequence
    return None if is_head_known else next_sequence

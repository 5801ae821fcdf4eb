"""Reading the trail. Whose trail one may read is decided by the caller's scope: codes or a subject already loaded."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import CharField, QuerySet, TextField
from django.db.models.functions import Cast

from birlik.audit.models import Event
from birlik.core.prepared_query import Parameter, PreparedQuery


def events_about(subject_type: str, subject_id: object) -> QuerySet[Event]:
    """Return everything that happened to one subject, newest first."""
    return Event.objects.filter(subject_type=subject_type, subject_id=str(subject_id)).order_by("-sequence")


def events_of_organisations(codes: Iterable[str]) -> QuerySet[Event]:
    """Return everything that happened at these organisations, newest first; `codes` may be a query of one column."""
    return Event.objects.filter(organisation_code__in=codes).order_by("-at", "-sequence")


ANY_ABOUT = PreparedQuery(
    lambda: Event.objects.filter(subject_type=Parameter("type", CharField())).values_list("pk")[:1]
)


def ever_recorded(subject_type: str) -> bool:
    """Return whether anything about a subject of this type stands in the trail."""
    return bool(ANY_ABOUT.rows(type=subject_type))


def last_sequence(subject_type: str) -> int:
    """Return the number of the last line about subjects of this type, 0 without one: it grows with every change."""
    lines = Event.objects.filter(subject_type=subject_type).order_by("-sequence")
    return lines.values_list("sequence", flat=True).first() or 0


def stored_line(sequence: int) -> tuple[str, str] | None:
    """Return the action and the moment ("2026-02-01 06:00:00", in UTC) of a line as they are stored, however they were
    written over; None where there is no such line.
    """
    lines = Event.objects.filter(sequence=sequence)
    line = lines.annotate(moment=Cast("at", TextField())).values_list("action", "moment").first()
    return (line[0], line[1][:19]) if line else None

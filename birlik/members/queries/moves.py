"""Who went from one organisation straight to another, in numbers."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, F

from birlik.members.enums import Entry, Exit
from birlik.members.models import Membership


def between_organisations(opening: date, closing: date) -> list[tuple[int, int, int]]:
    """Return (organisation left, organisation entered, people) of the moves with opening < day <= closing.

    A move leaves no day between: one span ends as departed on the day on which the next begins as arrived.
    """
    arrivals = Membership.objects.filter(
        entry=Entry.ARRIVED,
        since__gt=opening,
        since__lte=closing,
        person__memberships__until=F("since"),
        person__memberships__exit=Exit.DEPARTED,
    )
    pairs = arrivals.order_by().values_list("person__memberships__organisation", "organisation")
    counts = pairs.annotate(people=Count("pk"))
    return [(source, target, people) for source, target, people in counts if source != target]

"""Offices that end, move or come back with what befalls their holder: each as the next version of its entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from birlik.accounts.models import User
from birlik.audit import log
from birlik.members.models import Mandate, Person
from birlik.orgs.entries import IN_FORCE, save_annulment, save_change
from birlik.orgs.models import Organisation


def end_offices(
    on: date,
    *,
    people: Iterable[Person | int] | None = None,
    organisation: Organisation | int | None = None,
    by: User,
    at: datetime,
) -> int:
    """End on the day `on` the offices of these people, or of anybody, at the organisation, or anywhere.

    One that began on the day or later was never held and is annulled. Returns how many ended.
    """
    offices = Mandate.objects.in_force().select_related("organisation").order_by("pk")
    if people is not None:
        offices = offices.filter(person__in=people)
    if organisation is not None:
        offices = offices.filter(organisation=organisation)
    offices_to_end = list(offices.filter(Q(until__isnull=True) | Q(until__gt=on) | Q(since__gte=on)))
    for office in offices_to_end:
        if office.since < on:
            _set(office, by=by, at=at, until=on)
        else:
            save_annulment(office, _("The membership ended before the office began."), by=by, at=at)
    return len(offices_to_end)


def end_at_forgetting(people: Iterable[int], on: date, *, by: User | None, at: datetime) -> None:
    """End the open offices of people who are made anonymous: on the day, one that began then a day after that."""
    for office in _open(Mandate.objects.filter(person__in=people)):
        _set(office, by=by, at=at, until=max(on, office.since + timedelta(days=1)))


def hand_over(first: Person, second: Person, *, by: User, at: datetime) -> None:
    """Give the offices of the second to the first, who is the same person; of one held twice the later is annulled."""
    own = {(one.organisation_id, one.body): one for one in _open(Mandate.objects.filter(person=first))}
    for office in _open(Mandate.objects.filter(person=second)):
        if twin := own.get((office.organisation_id, office.body)):
            later = twin if office.since < twin.since else office
            save_annulment(later, _("The same office was written down twice."), by=by, at=at)
    for office in Mandate.objects.filter(person=second).select_related("organisation").order_by("pk"):
        _set(office, by=by, at=at, person=first)


def tell_return(then: Mapping[int, Mandate], *, by: User, at: datetime) -> None:
    """Write down that a merge was taken back, of offices (number → as it stood before) whose rows are put back."""
    for office in Mandate.objects.filter(pk__in=then).select_related("organisation").order_by("pk"):
        was = then[office.pk]
        office.version = was.version
        if not save_change(office, was.values(), by=by, at=at) and office.is_annulled != was.is_annulled:
            office.version += 1
            office.save()
            log.record("entry.amended", subject=office, by=by, at=at)


def _open(offices: QuerySet[Mandate]) -> list[Mandate]:
    return list(offices.filter(IN_FORCE, until__isnull=True).select_related("organisation").order_by("pk"))


def _set(office: Mandate, *, by: User | None, at: datetime, **values: Any) -> None:
    before = office.values()
    for name, value in values.items():
        setattr(office, name, value)
    save_change(office, before, by=by, at=at)

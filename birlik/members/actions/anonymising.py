"""Making people's data anonymous: nothing is left by which somebody could be found, and every past count stays equal.

What stays of a person: the number of the row, and the spans of membership and mandates with organisation, dates,
category and sex. `born` of a span becomes 1 July of its year (1 January where it was that day), so that on the first of
every January, the day of the yearly report, as many are younger than 35 as before. The dates of consent and the list
of readings stay as the proof that the law was kept; they name nobody but the readers.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from birlik.accounts.models import User
from birlik.core.errors import Refusal
from birlik.db.locks import wait_for_turn
from birlik.members.actions import offices
from birlik.members.actions.common import MEMBERS_LOCK, load_for_edit, local_day, note
from birlik.members.enums import PersonState
from birlik.members.models import Consent, Person
from birlik.members.queries.extract import merged_together
from birlik.members.queries.person_links import person_links


@transaction.atomic
def anonymise(person: Person, *, by: User, at: datetime) -> Person:
    """Act upon a withdrawal, before its last day or on it. Refused with `consent.not_withdrawn` without one."""
    current = load_for_edit(person, by=by, at=at, blocked=True)
    if not people_to_forget().filter(pk=current.pk).exists():
        raise Refusal("consent.not_withdrawn")
    _forget([current.pk], by=by, at=at)
    return Person.objects.get(pk=current.pk)


@transaction.atomic
def anonymise_due(*, at: datetime, day: date | None = None) -> int:
    """Make everybody anonymous whose term ends on the day or has ended. Returns how many people."""
    wait_for_turn(MEMBERS_LOCK)
    due = Consent.objects.filter(person=OuterRef("pk"), due__lte=day or local_day(at), done_at__isnull=True)
    people = list(people_to_forget().filter(Exists(due)).order_by("pk").values_list("pk", flat=True))
    if people:
        _forget(people, by=None, at=at)
    return len(people)


def people_to_forget() -> QuerySet[Person]:
    """Return blocked people whose withdrawal is not yet acted upon."""
    open_one = Consent.objects.filter(person=OuterRef("pk"), withdrawn__isnull=False, done_at__isnull=True)
    return Person.objects.filter(Exists(open_one), state=PersonState.BLOCKED)


def _forget(people: Sequence[int], *, by: User | None, at: datetime) -> None:
    """Let each model empty what it holds of the people, far ones first: the ways to them lead over the near ones."""
    everybody = merged_together(people)
    organisations = dict(Person.objects.filter(pk__in=people).values_list("pk", "organisation__code"))
    offices.end_at_forgetting(everybody, local_day(at), by=by, at=at)
    for link in sorted(person_links(), key=lambda one: -one.depth):
        link.model.forget_people(link.rows_of(everybody), everybody, at)
    Person.forget_people(Person.objects.filter(pk__in=everybody), everybody, at)
    for person in Person.objects.filter(pk__in=people).order_by("pk"):
        note("member.anonymised", person, by=by, at=at, organisation_code=organisations[person.pk] or "")

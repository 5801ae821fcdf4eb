"""Making people's data anonymous: nothing is left by which somebody could be found, and every past count stays equal.

What stays of a person: the number of the row, and the spans of membership and mandates with organisation, dates,
category and sex. `born` of a span becomes 1 July of its year (1 January where it was that day), so that on the first of
every January, the day of the yearly report, as many are younger than 35 as before. The dates of consent and the list
of readings stay as the proof that the law was kept; they name nobody but the readers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from birlik.accounts.models import User
from birlik.core.errors import Refusal
from birlik.db.locks import wait_for_turn
from birlik.members.actions import offices
from birlik.members.actions.common import MEMBERS_LOCK, load_for_edit, local_day, note
from birlik.members.enums import Exit, PersonState, TransferState
from birlik.members.imports import forget
from birlik.members.models import (
    Application,
    Consent,
    DuesAgreement,
    Employment,
    Mandate,
    MemberAccount,
    Membership,
    Merge,
    Person,
    PersonChange,
    PersonPair,
    Transfer,
)
from birlik.members.queries.extract import merged_together
from birlik.members.queries.hanging import outside_links
from birlik.members.values import PERSON_FIELD_NAMES

DAY = timedelta(days=1)
NAMELESS = {
    **dict.fromkeys(PERSON_FIELD_NAMES, ""),
    **dict.fromkeys(("fold_key", "given_key", "sort_key", "category"), ""),
    "born": None,
    "organisation": None,
}
EMPTIED_APPLICATION = {
    **dict.fromkeys(("iin", "surname", "given", "patronymic", "phone", "email", "position", "sex", "decision"), ""),
    "born": None,
}


@transaction.atomic
def anonymise(person: Person, *, by: User, at: datetime) -> Person:
    """Act upon a withdrawal, before its last day or on it. Refused with `consent.not_withdrawn` without one."""
    current = load_for_edit(person, by=by, at=at, blocked=True)
    if not waiting().filter(pk=current.pk).exists():
        raise Refusal("consent.not_withdrawn")
    _forget([current.pk], by=by, at=at)
    return Person.objects.get(pk=current.pk)


@transaction.atomic
def anonymise_due(*, at: datetime, day: date | None = None) -> int:
    """The daily work: everybody whose term ends on the day or has ended. Returns how many people."""
    wait_for_turn(MEMBERS_LOCK)
    due = Consent.objects.filter(person=OuterRef("pk"), due__lte=day or local_day(at), done_at__isnull=True)
    people = list(waiting().filter(Exists(due)).order_by("pk").values_list("pk", flat=True))
    if people:
        _forget(people, by=None, at=at)
    return len(people)


def waiting() -> QuerySet[Person]:
    """Blocked people whose withdrawal is not yet acted upon."""
    open_one = Consent.objects.filter(person=OuterRef("pk"), withdrawn__isnull=False, done_at__isnull=True)
    return Person.objects.filter(Exists(open_one), state=PersonState.BLOCKED)


def _forget(people: Sequence[int], *, by: User | None, at: datetime) -> None:
    who, day = merged_together(people), local_day(at)
    organisations = dict(Person.objects.filter(pk__in=people).values_list("pk", "organisation__code"))
    _refuse_transfers(who)
    _end_spans(who, day)
    offices.end_at_forgetting(who, day, by=by, at=at)
    _coarsen_births(who)
    forget.forget_people(who)
    _close_accounts(who)
    _empty_rows(who, at)
    Mandate.forget_people("person", who)
    for link in outside_links():
        link.model.forget_people(link.name, who)  # type: ignore[attr-defined]  # what every such model has
    for person in Person.objects.filter(pk__in=people).order_by("pk"):
        note("member.anonymised", person, by=by, at=at, organisation_code=organisations[person.pk] or "")


def _refuse_transfers(who: Iterable[int]) -> None:
    theirs = Transfer.objects.filter(source__person__in=who)
    theirs.exclude(state=TransferState.DONE).update(state=TransferState.REFUSED, refusal="")
    theirs.update(ground="")


def _end_spans(who: Iterable[int], day: date) -> None:
    """Open spans end on the day; one that began on it or later, a day after its beginning."""
    spans = Membership.objects.filter(person__in=who, until__isnull=True)
    for since in set(spans.filter(since__gte=day).values_list("since", flat=True)):
        spans.filter(since=since).update(until=since + DAY, exit=Exit.OWN_WILL)
    spans.filter(since__lt=day).update(until=day, exit=Exit.OWN_WILL)
    Membership.objects.filter(person__in=who).update(ground_in="", ground_out="")


def _coarsen_births(who: Iterable[int]) -> None:
    spans = Membership.objects.filter(person__in=who, born__isnull=False)
    for year in {born.year for born in spans.values_list("born", flat=True) if born is not None}:
        spans.filter(born__year=year).exclude(born=date(year, 1, 1)).update(born=date(year, 7, 1))


def _close_accounts(who: Iterable[int]) -> None:
    accounts = MemberAccount.objects.filter(person__in=who)
    users = User.objects.filter(pk__in=list(accounts.values_list("user", flat=True)))
    PersonChange.objects.filter(person__in=who, by__in=users).update(by_label="")
    users.filter(assignments__isnull=True).update(is_active=False, password="!")  # noqa: S106 - Django's mark of "no password"
    accounts.delete()


def _empty_rows(who: Sequence[int], at: datetime) -> None:
    Employment.objects.filter(person__in=who).delete()
    DuesAgreement.objects.filter(person__in=who).delete()
    Application.objects.filter(person__in=who).update(**EMPTIED_APPLICATION)
    PersonChange.objects.filter(person__in=who).update(before={}, after={}, reason="")
    PersonPair.objects.filter(Q(first__in=who) | Q(second__in=who)).delete()
    Merge.objects.filter(Q(survivor__in=who) | Q(merged__in=who)).update(before={})
    Consent.objects.filter(person__in=who, withdrawn__isnull=False, done_at__isnull=True).update(done_at=at)
    Person.objects.filter(pk__in=who).update(state=PersonState.ANONYMISED, merged_into=None, **NAMELESS)

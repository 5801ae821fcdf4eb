"""What the pages on personal data read: readings, consents, the card of a member's own account, who waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.core.bilingual import Bilingual
from birlik.core.errors import Refusal
from birlik.members import consents as wordings
from birlik.members.enums import PersonState
from birlik.members.models import CardReading, Consent, ConsentText, MemberAccount, Merge, Person, PersonChange
from birlik.members.queries.scope import people
from birlik.orgs import queries as orgs
from birlik.refdata.calendar import working_day_after


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A blocked person; `due` and `left` (working days, negative when late) where a consent was withdrawn."""

    person: Person
    withdrawn: date | None = None
    due: date | None = None
    left: int | None = None


def person_of(user: User, pk: int, permission: Permission, *, on: date) -> Person | None:
    """Return the person, where the user may see it with this permission."""
    return people(user, permission, on=on).select_related("organisation").filter(pk=pk).first()


def own_person(user: User) -> Person | None:
    """Return the person whose account this is."""
    account = (
        MemberAccount.objects.select_related("person__organisation")
        .filter(user=user.pk, person__state__in=[PersonState.ACTIVE, PersonState.BLOCKED])
        .first()
    )
    return account.person if account else None


def text_on(day: date) -> ConsentText:
    """Return the text of consent in force on the day, naming the union; not stored yet when nobody has agreed to it.

    Refused with `consent.no_operator` while there is no union.
    """
    root = orgs.root(day)
    if root is None:
        raise Refusal("consent.no_operator")
    wording = wordings.wording_on(day)
    text = wording.fill_in(Bilingual(root.name_kk, root.name_ru), root.bin)
    digest = wordings.digest(text)
    versions = ConsentText.objects.filter(version__startswith=wording.version)
    text_row = versions.filter(digest=digest).first()
    if text_row is not None:
        return text_row
    number = versions.count() + 1
    version = wording.version if number == 1 else f"{wording.version}.{number}"
    return ConsentText(version=version, text_kk=text.kk, text_ru=text.ru, digest=digest, since=day)


def has_own_card(user: User) -> bool:
    return MemberAccount.objects.filter(user=user.pk).exists()


def account_of(person: Person) -> MemberAccount | None:
    return MemberAccount.objects.select_related("user").filter(person=person).first()


def readings(person: Person) -> QuerySet[CardReading]:
    """Return who opened the card, the newest first."""
    return CardReading.objects.filter(person=person).order_by("-at", "-pk")


def changes(person: Person) -> QuerySet[PersonChange]:
    """Return what was changed, the newest first."""
    return PersonChange.objects.filter(person=person).order_by("-at", "-pk")


def consents(person: Person) -> QuerySet[Consent]:
    """Return every consent, the newest first."""
    return Consent.objects.select_related("text").filter(person=person).order_by("-pk")


def merges(person: Person) -> QuerySet[Merge]:
    """Return the merges in which this person went on, the newest first."""
    return Merge.objects.select_related("by", "undone_by").filter(survivor=person).order_by("-pk")


def blocked_people(user: User, *, on: date) -> Sequence[Withdrawal]:
    """Return the blocked people whom the user may edit: the nearest last day first, those without a term at the end."""
    people_blocked = (
        people(user, Permission.MEMBER_EDIT, on=on).filter(state=PersonState.BLOCKED).select_related("organisation")
    )
    rows = list(people_blocked.order_by("pk"))
    terms = {
        one.person_id: one
        for one in Consent.objects.filter(person__in=rows, withdrawn__isnull=False, done_at__isnull=True).order_by("pk")
    }
    withdrawals = [_withdrawal(person, terms.get(person.pk), on) for person in rows]
    return sorted(withdrawals, key=lambda one: (one.due or date.max, one.person.pk))


def withdrawal(person: Person, *, on: date) -> Withdrawal:
    """Return the same of one blocked person."""
    open_one = person.consents.filter(withdrawn__isnull=False, done_at__isnull=True).order_by("-pk").first()
    return _withdrawal(person, open_one, on)


def _withdrawal(person: Person, consent: Consent | None, on: date) -> Withdrawal:
    if consent is None or consent.due is None:
        return Withdrawal(person)
    return Withdrawal(person, consent.withdrawn, consent.due, working_days_left(on, consent.due))


def working_days_left(on: date, due: date) -> int:
    """Count working days from tomorrow to the last day; 0 on the last day; -1 when it is over."""
    if on > due:
        return -1
    days = 0
    while working_day_after(on, days + 1) <= due:
        days += 1
    return days

"""What happens to one member: accepted, leaves, in another category, other data, other work, other dues."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.core.errors import Refusal
from birlik.db.locks import wait_for_turn
from birlik.members.actions import common, fields, meetings, offices, spans
from birlik.members.enums import LEAVINGS, Category, Entry, Exit, PersonState
from birlik.members.models import DuesAgreement, Employment, Person
from birlik.members.values import PersonFields
from birlik.orgs import rules as orgs
from birlik.orgs.models import Organisation, Workplace

PRIMARY = "primary"
HIGHEST_RATE = Decimal(100)
# A way out of a category that the yearly form has a line for; any other change of category is a way elsewhere.
BECAUSE = {
    (Category.WORKING, Category.PENSIONER): Exit.RETIREMENT,
    (Category.TEMPORARY, Category.PENSIONER): Exit.RETIREMENT,
    (Category.STUDENT, Category.WORKING): Exit.GRADUATION,
    (Category.STUDENT, Category.TEMPORARY): Exit.GRADUATION,
}


def accept(
    person_fields: PersonFields,
    *,
    organisation: Organisation,
    category: str,
    on: date,
    ground: str = "",
    entry: Entry = Entry.ACCEPTED,
    confirmed: bool = False,
    by: User,
    at: datetime,
) -> Person:
    """Make somebody a member from the day `on`. Whoever has this IIN and is no member any more comes back.

    `confirmed`: this is another person than the one of the same name and birthday (else `member.looks_known`); or the
    former member of this IIN under another name (else `member.iin_of_former`). Of people outside the right of `by`
    nothing is told by a number alone (meetings.require_settled).
    """
    person_fields = fields.clean(person_fields)
    with transaction.atomic():
        load_receiving_organisation(organisation, by=by, at=at)
        require_category(category)
        fields.require_sound(person_fields, at)
        fields.require_come(on, at)
    meetings.require_settled(person_fields, by=by, at=at)
    with transaction.atomic():
        organisation = load_receiving_organisation(organisation, by=by, at=at)
        return _accept(person_fields, organisation, category, on, ground, entry, confirmed=confirmed, by=by, at=at)


def _accept(
    person_fields: PersonFields, organisation: Organisation, category: str, on: date, ground: str, entry: Entry, *,
    confirmed: bool, by: User, at: datetime,
) -> Person:  # fmt: skip
    person = _find_returning_person(person_fields, confirmed=confirmed)
    fields.require_free(person_fields, own=person)
    if person is None and not confirmed:
        fields.require_new(person_fields, by=by, at=at)
    new_values = {name: value for name, value in asdict(person_fields).items() if value not in ("", None)}
    before, after = (
        ({}, new_values) if person is None else fields.write(person, replace(fields.fields_of(person), **new_values))
    )
    person = person or fields.create(person_fields)
    span = spans.enter(person, organisation=organisation, category=category, on=on, entry=entry, ground=ground)
    after |= {"organisation": organisation.code, "category": category, "since": span.since, "ground": ground}
    common.note("member.accepted", person, by=by, at=at, before=before, after=after)
    return person


@transaction.atomic
def leave(person: Person, *, on: date, reason: Exit, ground: str = "", by: User, at: datetime) -> Person:
    """End the membership on the day `on`, which is the first without it, and every office with it.

    Refused with `member.reason_unknown`.
    """
    person = common.load_for_edit(person, by=by, at=at, blocked=True)
    if reason not in LEAVINGS:
        raise Refusal("member.reason_unknown", reason=str(reason))
    fields.require_come(on, at)
    span = spans.leave(person, on=on, reason=Exit(reason), ground=ground)
    mandates = offices.end_offices(on, people=[person], by=by, at=at)
    common.note(
        "member.left",
        person,
        by=by,
        at=at,
        before={"organisation": span.organisation.code, "category": span.category},
        after={"until": on, "exit": str(reason), "ground": ground} | ({"mandates_ended": mandates} if mandates else {}),
        organisation_code=span.organisation.code,
    )
    return person


@transaction.atomic
def recategorise(person: Person, *, category: str, on: date, ground: str = "", by: User, at: datetime) -> Person:
    """Go on in another category in the same organisation. Out of the working by retirement, out of the students by
    graduation, where that is what it was; else the one span is departed and the other has arrived. Refused with
    `member.none`.
    """
    person = common.load_for_edit(person, by=by, at=at)
    require_category(category)
    fields.require_come(on, at)
    if person.organisation is None:
        raise Refusal("member.none")
    before = person.category
    reason = BECAUSE.get((Category(before), Category(category)), Exit.DEPARTED)
    spans.move(person, organisation=person.organisation, category=category, on=on, ground=ground, reason=reason)
    common.note(
        "member.recategorised",
        person,
        by=by,
        at=at,
        before={"category": before},
        after={"category": category, "since": on, "ground": ground},
    )
    return person


def change_person(person: Person, person_fields: PersonFields, *, reason: str = "", by: User, at: datetime) -> Person:
    """Write names, IIN, sex, birthday, contacts or card anew; what is the same leaves no trace.

    A number of somebody outside the right of `by` is refused as in `accept`."""
    person_fields = fields.clean(person_fields)
    with transaction.atomic():
        iin = common.load_for_edit(person, by=by, at=at).iin
        fields.require_sound(person_fields, at)
    if person_fields.iin != iin:
        meetings.require_settled(person_fields, by=by, at=at)
    with transaction.atomic():
        return _change(common.load_for_edit(person, by=by, at=at), person_fields, reason, by=by, at=at)


def _change(person: Person, person_fields: PersonFields, reason: str, *, by: User, at: datetime) -> Person:
    fields.require_free(person_fields, own=person)
    before, after = fields.write(person, person_fields)
    if after:
        common.note("member.changed", person, by=by, at=at, before=before, after=after, reason=reason)
    return person


@transaction.atomic
def change_employment(
    person: Person,
    *,
    workplace: Workplace | None = None,
    employer: str = "",
    employer_bin: str = "",
    position: str = "",
    institution_type: str = "",
    on: date | None = None,
    by: User,
    at: datetime,
) -> Employment:
    """Write down the work from the day `on`; None mends it in place. Refused with `member.work_began_later`."""
    person = common.load_for_edit(person, by=by, at=at)
    if on is not None:
        fields.require_come(on, at)
    values = {
        "workplace_id": workplace.pk if workplace else None,
        "employer": employer.strip(),
        "employer_bin": employer_bin,
        "position": position.strip(),
        "institution_type": institution_type,
    }
    old = person.employments.filter(until__isnull=True).first()
    before = {name: getattr(old, name) for name in (*values, "since")} if old else {}
    if old is None:
        work = Employment.objects.create(person=person, since=on, **values)
    elif on is None or on == old.since:
        work = old
        for name, value in values.items():
            setattr(work, name, value)
        work.save(update_fields=list(values))
    else:
        if old.since is not None and on < old.since:
            raise Refusal("member.work_began_later", since=old.since)
        old.until = on
        old.save(update_fields=["until"])
        work = Employment.objects.create(person=person, since=on, **values)
    common.note("member.employment", person, by=by, at=at, before=before, after={**values, "since": work.since})
    return work


@transaction.atomic
def set_dues(
    person: Person, *, rate: Decimal | None, on: date, signed: date | None = None, by: User, at: datetime
) -> DuesAgreement | None:
    """Withhold dues at this rate, in per cent of pay, from the day `on`; None: no longer.

    Refused with `member.rate` or `member.dues_began_later`.
    """
    person = common.load_for_edit(person, by=by, at=at)
    if rate is not None and not 0 < rate <= HIGHEST_RATE:
        raise Refusal("member.rate", rate=rate)
    old = DuesAgreement.objects.open().filter(person=person).first()
    if old is not None and on < old.since:
        raise Refusal("member.dues_began_later", since=old.since)
    if old is not None and on == old.since:
        old.delete()  # written down wrongly: it never held for a day
    elif old is not None:
        old.until = on
        old.save(update_fields=["until"])
    new = DuesAgreement.objects.create(person=person, rate=rate, since=on, signed=signed) if rate else None
    common.note(
        "member.dues",
        person,
        by=by,
        at=at,
        before={"rate": old.rate, "since": old.since} if old else {},
        after={"rate": rate, "since": on, "signed": signed},
    )
    return new


def load_receiving_organisation(organisation: Organisation, *, by: User, at: datetime) -> Organisation:
    """Load the organisation as it is now, for somebody who may bring people into it; people belong to primaries only.
    Refused with `member.not_primary`.
    """
    wait_for_turn(common.MEMBERS_LOCK)
    current = Organisation.objects.get(pk=organisation.pk)
    orgs.require(by, Permission.MEMBER_EDIT, current, on=common.local_day(at))
    if current.kind != PRIMARY:
        raise Refusal("member.not_primary", organisation=current.code)
    return current


def require_category(category: str) -> None:
    """Require one of the categories of members. Refused with `member.category_unknown`."""
    if category not in Category.values:
        raise Refusal("member.category_unknown", category=category)


def _find_returning_person(person_fields: PersonFields, *, confirmed: bool) -> Person | None:
    """Return who has this IIN and belongs to nobody now; a slip in twelve digits must not rename somebody else."""
    people = Person.objects.exclude(iin="")  # so that the index of known numbers is used
    former = people.filter(iin=person_fields.iin, state=PersonState.ACTIVE, organisation__isnull=True).first()
    key = common.keys(person_fields.surname, person_fields.given, person_fields.patronymic)["fold_key"]
    if former is not None and former.fold_key != key and not confirmed:
        raise Refusal("member.iin_of_former", field="confirmed")
    return former

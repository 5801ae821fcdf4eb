"""The fields of a person: what they must be, who has them already, and writing them with everything kept from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from birlik.accounts.models import User
from birlik.core.errors import Refusal
from birlik.core.identifiers import iin_fault
from birlik.members.actions import common, meetings
from birlik.members.enums import PersonState, Sex
from birlik.members.models import Person
from birlik.members.values import PERSON_FIELD_NAMES, PLAIN_FIELDS, PersonFields

NAMES = ("surname", "given", "patronymic")


def fields_of(person: Person) -> PersonFields:
    """Return the fields as they are; `dataclasses.replace` makes of them what they are to be."""
    return PersonFields(**{name: getattr(person, name) for name in PERSON_FIELD_NAMES})


def clean(person_fields: PersonFields) -> PersonFields:
    """Return the same with no spaces around the texts."""
    texts: dict[str, Any] = {
        name: value.strip() if isinstance(value, str) else value for name, value in asdict(person_fields).items()
    }
    return PersonFields(**texts)


def require_sound(person_fields: PersonFields, at: datetime) -> None:
    """Refuse no name, an IIN that nobody can have, a day of birth to come, a value that is no choice.

    Refused with `member.name_missing`, `member.sex_unknown`, `member.value_unknown`, `member.iin_digits`,
    `member.iin_length` or `member.iin_control`.
    """
    if not (person_fields.surname or person_fields.given):
        raise Refusal("member.name_missing", field="surname")
    if person_fields.sex not in ("", *Sex.values):
        raise Refusal("member.sex_unknown", sex=person_fields.sex)
    if person_fields.born is not None:
        require_come(person_fields.born, at, "born")
    for one in PLAIN_FIELDS:
        if one.choices and getattr(person_fields, one.name) not in ("", *one.words):
            raise Refusal("member.value_unknown", field=one.name, value=getattr(person_fields, one.name))
    fault = iin_fault(person_fields.iin) if person_fields.iin else None
    if fault == "iin.digits":
        raise Refusal("member.iin_digits", field="iin")
    if fault == "iin.length":
        raise Refusal("member.iin_length", field="iin", count=len(person_fields.iin))
    if fault is not None:
        raise Refusal("member.iin_control", field="iin")


def require_free(person_fields: PersonFields, *, own: Person | None = None) -> None:
    """Refuse where another person has the IIN or the card already.

    Refused with `member.iin_taken` or `member.card_taken`.
    """
    others = Person.objects.exclude(pk=own.pk) if own else Person.objects.all()
    # without the empty ones, so that the indexes of known numbers are used
    if others.exclude(iin="").filter(iin=person_fields.iin).exists():
        raise Refusal("member.iin_taken", field="iin")
    if others.exclude(card="").filter(card=person_fields.card).exists():
        raise Refusal("member.card_taken", field="card", card=person_fields.card)


def require_new(person_fields: PersonFields, *, by: User, at: datetime) -> None:
    """Refuse where somebody of the same folded name was born on the same day, and is not known to be another. Somebody
    outside counts where it may be told (meetings.told_of). Refused with `member.looks_known`.
    """
    if person_fields.born is None:
        return
    key = common.keys(person_fields.surname, person_fields.given, person_fields.patronymic)["fold_key"]
    alike = Person.objects.filter(
        fold_key=key, born=person_fields.born, state__in=[PersonState.ACTIVE, PersonState.BLOCKED]
    )
    if person_fields.iin:
        alike = alike.filter(iin="")  # of two numbers, each is its own person's
    people_told_of = meetings.told_of(person_fields, by=by, at=at)
    count = sum(one.pk in people_told_of or not meetings.is_outside(one, by, at=at) for one in alike)
    if count:
        raise Refusal("member.looks_known", field="confirmed", count=count)


def require_come(on: date, at: datetime, field: str = "on") -> None:
    """Refuse a day to come: what a person is now is kept beside the spans, so nothing is written ahead of its day.

    Refused with `member.day_ahead`.
    """
    if on > common.local_day(at):
        raise Refusal("member.day_ahead", field=field, on=on)


def create(person_fields: PersonFields) -> Person:
    return Person.objects.create(
        **asdict(person_fields),
        **common.keys(person_fields.surname, person_fields.given, person_fields.patronymic),
        state=PersonState.ACTIVE,
    )


def write(person: Person, person_fields: PersonFields) -> tuple[dict[str, Any], dict[str, Any]]:
    """Write the fields that differ, with the search keys and the copies in the spans; returns (before, after)."""
    old, new = asdict(fields_of(person)), asdict(person_fields)
    names_of_changes = [name for name in PERSON_FIELD_NAMES if old[name] != new[name]]
    if not names_of_changes:
        return {}, {}
    values: dict[str, Any] = {name: new[name] for name in names_of_changes}
    if any(name in NAMES for name in names_of_changes):
        values |= common.keys(person_fields.surname, person_fields.given, person_fields.patronymic)
    for name, value in values.items():
        setattr(person, name, value)
    person.save(update_fields=list(values))
    copies: Mapping[str, Any] = {name: new[name] for name in ("sex", "born") if name in names_of_changes}
    if copies:
        person.memberships.update(**copies)
    return {name: old[name] for name in names_of_changes}, {name: new[name] for name in names_of_changes}


def require_reason(reason: str) -> str:
    """Require a reason of at least one letter, and return it without blanks around.

    Refused with `member.reason_missing`.
    """
    if not reason.strip():
        raise Refusal("member.reason_missing", field="reason")
    return reason.strip()

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
    """The fields as they are; `dataclasses.replace` makes of them what they are to be."""
    return PersonFields(**{name: getattr(person, name) for name in PERSON_FIELD_NAMES})


def clean(given: PersonFields) -> PersonFields:
    """The same with no spaces around the texts."""
    told: dict[str, Any] = {
        name: value.strip() if isinstance(value, str) else value for name, value in asdict(given).items()
    }
    return PersonFields(**told)


def require_sound(given: PersonFields, at: datetime) -> None:
    """Refused: no name, an IIN that nobody can have, a day of birth to come, a value that is no choice."""
    if not (given.surname or given.given):
        raise Refusal("member.name_missing", field="surname")
    if given.sex not in ("", *Sex.values):
        raise Refusal("member.sex_unknown", sex=given.sex)
    if given.born is not None:
        require_come(given.born, at, "born")
    for one in PLAIN_FIELDS:
        if one.choices and getattr(given, one.name) not in ("", *one.words):
            raise Refusal("member.value_unknown", field=one.name, value=getattr(given, one.name))
    fault = iin_fault(given.iin) if given.iin else None
    if fault == "iin.digits":
        raise Refusal("member.iin_digits", field="iin")
    if fault == "iin.length":
        raise Refusal("member.iin_length", field="iin", count=len(given.iin))
    if fault is not None:
        raise Refusal("member.iin_control", field="iin")


def require_free(given: PersonFields, *, own: Person | None = None) -> None:
    """Refused where another person has the IIN or the card already."""
    others = Person.objects.exclude(pk=own.pk) if own else Person.objects.all()
    # without the empty ones, so that the indexes of known numbers are used
    if others.exclude(iin="").filter(iin=given.iin).exists():
        raise Refusal("member.iin_taken", field="iin")
    if others.exclude(card="").filter(card=given.card).exists():
        raise Refusal("member.card_taken", field="card", card=given.card)


def require_new(given: PersonFields, *, by: User, at: datetime) -> None:
    """Refused where somebody of the same folded name was born on the same day, and is not known to be another. Somebody
    outside counts where it may be told (meetings.told_of)."""
    if given.born is None:
        return
    key = common.keys(given.surname, given.given, given.patronymic)["fold_key"]
    alike = Person.objects.filter(fold_key=key, born=given.born, state__in=[PersonState.ACTIVE, PersonState.BLOCKED])
    if given.iin:
        alike = alike.filter(iin="")  # of two numbers, each is its own person's
    told = meetings.told_of(given, by=by, at=at)
    count = sum(one.pk in told or not meetings.is_outside(one, by, at=at) for one in alike)
    if count:
        raise Refusal("member.looks_known", field="confirmed", count=count)


def require_come(on: date, at: datetime, field: str = "on") -> None:
    """What a person is now is kept beside the spans, so nothing of a person is written down ahead of its day."""
    if on > common.local_day(at):
        raise Refusal("member.day_ahead", field=field, on=on)


def create(given: PersonFields) -> Person:
    return Person.objects.create(
        **asdict(given), **common.keys(given.surname, given.given, given.patronymic), state=PersonState.ACTIVE
    )


def write(person: Person, given: PersonFields) -> tuple[dict[str, Any], dict[str, Any]]:
    """Write the fields that differ, with the search keys and the copies in the spans; returns (before, after)."""
    old, new = asdict(fields_of(person)), asdict(given)
    changed = [name for name in PERSON_FIELD_NAMES if old[name] != new[name]]
    if not changed:
        return {}, {}
    written: dict[str, Any] = {name: new[name] for name in changed}
    if any(name in NAMES for name in changed):
        written |= common.keys(given.surname, given.given, given.patronymic)
    for name, value in written.items():
        setattr(person, name, value)
    person.save(update_fields=list(written))
    copies: Mapping[str, Any] = {name: new[name] for name in ("sex", "born") if name in changed}
    if copies:
        person.memberships.update(**copies)
    return {name: old[name] for name in changed}, {name: new[name] for name in changed}


def require_reason(reason: str) -> str:
    if not reason.strip():
        raise Refusal("member.reason_missing", field="reason")
    return reason.strip()

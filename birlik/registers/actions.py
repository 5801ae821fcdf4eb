"""What is done to a register: record, amend, annul. Each asks the right, the day and the register's own rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from birlik.accounts.models import User
from birlik.audit import log
from birlik.core.errors import Refusal, refuse
from birlik.core.texts import text_within
from birlik.core.translation import in_each_language
from birlik.orgs.entries import REASON_LENGTH, Entry, save_annulment, save_change
from birlik.orgs.models import Organisation
from birlik.registers import queries
from birlik.registers.declare import Register
from birlik.registers.models import EntryImport

Values = Mapping[str, Any]  # field → what it is to hold, as Python values


@transaction.atomic
def record(
    register: Register,
    organisation: Organisation,
    values: Values,
    *,
    by: User,
    at: datetime,
    batch: EntryImport | None = None,
) -> Entry:
    """Write down a new entry of an organisation; `batch` is the import that brings it.

    Refused without the right there, for a day to come or one on which the organisation was not open
    (`entry.day_ahead`, `entry.organisation_closed`), for one of another kind than the register is kept of
    (`entry.kind`), for a value that its field cannot hold (`entry.value`), and by the register's own rules.
    """
    entry = register.model(organisation=organisation, recorded_by=by, recorded_at=at, batch=batch.pk if batch else None)
    _fill(register, entry, values, by=by, at=at)
    entry.save(force_insert=True)
    _tell(register, "recorded", entry, {}, by=by, at=at)
    log.record("entry.recorded", subject=entry, by=by, at=at, after=entry.describe(entry.values()))
    return entry


@transaction.atomic
def amend(
    register: Register, entry: Entry, values: Values, *, version: int | None = None, by: User, at: datetime
) -> Entry:
    """Change fields of an entry, as `record` refuses; nothing is written where nothing differs.

    `version`: the one that the change was made from; another one by now is refused with `entry.stale`.
    """
    entry = current(register, entry)
    if version is not None and version != entry.version:
        raise Refusal("entry.stale")
    before = entry.values()
    _fill(register, entry, values, by=by, at=at)
    if save_change(entry, before, by=by, at=at):
        _tell(register, "amended", entry, before, by=by, at=at)
    return entry


@transaction.atomic
def annul(register: Register, entry: Entry, *, reason: str, by: User, at: datetime) -> Entry:
    """Take an entry out of every count, with a reason (`entry.reason_missing`); it stays to be read."""
    entry = current(register, entry)
    require(register, entry.organisation, by=by, at=at)
    reason = text_within(reason, REASON_LENGTH)
    if not reason:
        raise Refusal("entry.reason_missing", field="reason")
    save_annulment(entry, reason, by=by, at=at)
    _tell(register, "annulled", entry, {}, by=by, at=at)
    return entry


def require(register: Register, organisation: Organisation, *, by: User, at: datetime) -> None:
    """Refuse with `right.missing` who may not write into the register of the organisation."""
    if not queries.may(by, register.edit, organisation, on=timezone.localdate(at)):
        raise Refusal("right.missing", permission=register.edit.value, organisation=organisation.code)


def require_guarded(register: Register, entry: Entry, *, by: User, at: datetime) -> None:
    """Refuse who may not write into the register there, or about whom the entry names."""
    require(register, entry.organisation, by=by, at=at)
    if register.guard:
        register.guard(entry, by, at)


def current(register: Register, entry: Entry) -> Entry:
    """Return the entry as it is now, kept from other writers until the end.

    Refused with `entry.annulled` once it is annulled.
    """
    entries = register.model._default_manager.select_for_update(of=("self",)).select_related("organisation")  # noqa: SLF001 - a model that is not known here
    row = entries.get(pk=entry.pk)
    if row.is_annulled:
        raise Refusal("entry.annulled")
    return row


def _fill(register: Register, entry: Entry, values: Values, *, by: User, at: datetime) -> None:
    require(register, entry.organisation, by=by, at=at)
    if unknown := set(values) - set(register.form_fields):
        raise Refusal("entry.field_unknown", name=min(unknown))
    for name, value in values.items():
        setattr(entry, name, value)
    _require_valid(register, entry)
    _require_days(register, entry, timezone.localdate(at))
    if register.guard:
        register.guard(entry, by, at)
    for rule in register.rules:
        rule(entry)


def _tell(register: Register, verb: str, entry: Entry, before: Values, *, by: User, at: datetime) -> None:
    if register.tell:
        register.tell(verb, entry, before, by, at)


def _require_valid(register: Register, entry: Entry) -> None:
    others = {field.name for field in entry._meta.fields if field.name not in register.form_fields}  # noqa: SLF001 - Django's own
    try:
        entry.clean_fields(exclude=others)
    except ValidationError as error:
        refuse([_value_refusal(register, name, errors[0]) for name, errors in error.error_dict.items()])


def _value_refusal(register: Register, name: str, fault: ValidationError) -> Refusal:
    label = in_each_language(register.column(name).verbose_name)
    return Refusal("entry.value", field=name, label=label, problem=in_each_language(lambda: str(fault.messages[0])))


def _require_days(register: Register, entry: Entry, today: date) -> None:
    days = {name: getattr(entry, name) for name in register.past_fields}
    refuse([Refusal("entry.day_ahead", field=name, today=today) for name, day in days.items() if day and day > today])
    if register.kinds and entry.organisation.kind not in register.kinds:
        raise Refusal("entry.kind", field=register.day, register=in_each_language(register.name))
    if not entry.organisation.is_open_on(entry.day):
        raise Refusal("entry.organisation_closed", field=register.day, on=entry.day)

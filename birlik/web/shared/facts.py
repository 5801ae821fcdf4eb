"""What a line of the trail tells of a change: the names of facts in words, and their values as people read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import DateField
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from birlik.accounts.roles import ROLES
from birlik.members.values import PERSON_FIELDS
from birlik.orgs.entries import HIDDEN_TEXT
from birlik.registers.declare import REGISTERS, Register

GROUNDS = ("document", "ground", "reason", "remark", "purpose")
# They say nothing to a reader: the cells stand marked in the report, the days of a campaign on its board.
UNSAID = ("workplace", "cells", "file", "number", "dates")
DAYS = ("on", "since", "until", "due", "delivered", "opens")

FACTS: Mapping[str, str | Promise] = {
    "kk": _("name in Kazakh"),
    "ru": _("name in Russian"),
    "short_kk": _("short name in Kazakh"),
    "short_ru": _("short name in Russian"),
    "on": _("from"),
    "since": _("from"),
    "until": _("until"),
    "due": _("due"),
    "delivered": _("delivered"),
    "document": _("document"),
    "parent": _("stands under"),
    "code": _("code"),
    "kind": _("kind"),
    "bin": _("BIN"),
    "role": _("role"),
    "successor": _("successor"),
    "predecessor": _("predecessor"),
    "predecessors": _("predecessors"),
    "shares": _("shares"),
    "errors": _("errors"),
    "warnings": _("warnings"),
    "version": _("version"),
    "edition": _("edition"),
    "reason": _("reason"),
    "remark": _("remark"),
    "ground": _("ground"),
    "missing": _("missing reports"),
    "expected": _("expected reports"),
    "joined": _("added"),
    "left": _("removed"),
    "form": _("form"),
    "opens": _("opens"),
    "organisation": _("organisation"),
    "requester": _("asked for by"),
    # of imports and lists
    "rows": _("rows"),
    "created": _("people entered"),
    "changed": _("people changed"),
    "unchanged": _("people as before"),
    "rejected": _("rows left out"),
    "bytes": _("bytes"),
    "filter": _("filter"),
    "purpose": _("purpose"),
    "format": _("format"),
    # of people, accounts, applications
    "fields": _("fields"),
    "count": _("people"),
    "application": _("number of the application"),
    "channel": _("how it came"),
    "other": _("number of the other entry"),
    "username": _("sign-in name"),
    "language": _("language"),
    "sessions": _("sessions"),
    "is_staff": _("keeps accounts"),
    # of registers
    "entries": pgettext_lazy("register", "entries"),
}
FACTS_OF: Mapping[str, Mapping[str, str | Promise]] = {"import": {"missing": _("members not on the list")}}

FIELDS: Mapping[str, Promise] = {
    **{one.name: _(one.label) for one in PERSON_FIELDS},
    "state": _("State"),
    "category": _("Category"),
    "organisation__code": _("Organisation"),
    "source__organisation__code": _("From the organisation"),
    "target__code": _("To the organisation"),
    "since": pgettext_lazy("beginning of a span", "Since"),
    "until": pgettext_lazy("end of a span", "Until"),
    "entry": _("How it began"),
    "exit": _("How it ended"),
    "ground_in": _("Ground of the beginning"),
    "ground_out": _("Ground of the end"),
    "ground": _("Ground"),
    "employer": _("Employer"),
    "employer_bin": _("BIN of the employer"),
    "workplace__name_kk": _("Workplace in Kazakh"),
    "workplace__name_ru": _("Workplace in Russian"),
    "position": _("Position"),
    "institution_type": _("Type of institution"),
    "body": _("Body"),
    "paid": _("Salaried"),
    "signed": _("Signed on"),
    "rate": _("Rate, %"),
    "text__version": _("Version of the text"),
    "consent__version": _("Version of the text"),
    "text__digest": _("Digest of the text"),
    "given_on": _("Given on"),
    "channel": _("How it came"),
    "withdrawn": _("Withdrawn on"),
    "due": _("Last day to act"),
    "done_at": _("Done"),
    "user__username": _("Sign-in name"),
    "user__language": _("Language"),
    "at": _("When"),
    "by_label": _("Who"),
    "act": _("What was done"),
    "action": _("What was done"),
    "reason": _("Reason"),
    "before": _("Before"),
    "after": _("After"),
    "batch__file_name": _("File"),
    "row": _("Row"),
    "decision": _("Decision"),
    "decided_on": _("Decided on"),
    "received_at": _("Received"),
    "on": _("Day"),
}
MORE_FIELDS: Mapping[str, str | Promise] = {
    "consent": _("Version of the text"),
    "organisation": _("Organisation"),
    "merged": _("Entry number"),
    "from": _("From the organisation"),
    "to": _("To the organisation"),
    "refusal": _("Reason"),
    "import": _("File"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a change; `before` is empty where nothing was there."""

    name: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.name}: {self.before} → {self.after}" if self.before else f"{self.name}: {self.after}"


def facts(
    subject_type: str, before: Mapping[str, Any], after: Mapping[str, Any], *, but: tuple[str, ...] = ()
) -> list[Fact]:
    """Return what changed, in words. Of a paper only its version: its versions themselves show the text. Of a new entry
    of a register what its list shows: its card has the rest.
    """
    register, own = REGISTERS.get(subject_type), FACTS_OF.get(subject_type, {})
    names = [name for name in {**before, **after} if name not in but and before.get(name) != after.get(name)]
    if subject_type == "paper":
        names = [name for name in names if name == "version"]
    if register:
        names = _entry_names(register, names, is_new=not before)
    all_facts = [
        entry_fact(register, name, before, after)
        if register and name in register.form_fields
        else Fact(str(own.get(name) or FACTS.get(name, name)), fact_text(name, before), fact_text(name, after))
        for name in names
    ]
    return [fact for fact in all_facts if fact.before or fact.after]


def _entry_names(register: Register, names: Sequence[str], *, is_new: bool) -> list[str]:
    """Return the fields of an entry in the order of its form, and behind them what else is told."""
    declaration_names = (register.day, *register.columns) if is_new else register.form_fields
    field_names = [name for name in register.form_fields if name in declaration_names and name in names]
    return [*field_names, *(name for name in names if name not in register.form_fields)]


def entry_fact(register: Register, name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Fact:
    """Return what changed in a field of an entry, as its register declares it."""
    return Fact(
        str(register.column(name).verbose_name), *(_entry_value(register, name, content) for content in (before, after))
    )


def _entry_value(register: Register, name: str, values: Mapping[str, Any]) -> str:
    """Write a value as people read it; of a personal one, that it is filled in."""
    value = values.get(name)
    if value in (None, ""):
        return ""
    if value == HIDDEN_TEXT:
        return gettext("filled in")
    column = register.column(name)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return str(dict(column.flatchoices).get(value) or (_day(value) if isinstance(column, DateField) else value))


def ground(after: Mapping[str, Any]) -> str:
    """Return on what ground it was done, as it was written down; empty where none was."""
    return "; ".join(text for name in GROUNDS if (text := fact_text(name, after)))


def fact_text(name: str, values: Mapping[str, Any]) -> str:
    """Return a stored value as people read it; "" for none."""
    value = values.get(name)
    if value in (None, "", [], {}) or name in UNSAID:
        return ""
    if name == "role" and value in ROLES:
        return ROLES[value].name.in_(get_language() or "kk")
    if name == "fields":
        return ", ".join(str(FIELDS.get(one) or MORE_FIELDS.get(one, one)) for one in value)
    if isinstance(value, Mapping):
        if name == "document":
            return f"{value['number']}, {_day(value['date'])}, «{value['title']}»"
        return ", ".join(f"{key}: {part}" for key, part in value.items())
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    return _day(str(value)) if name in DAYS else str(value)


def _day(text: str) -> str:
    """Write a day of the trail as people read it: 2026-02-01 → 01.02.2026."""
    return ".".join(reversed(text[:10].split("-")))

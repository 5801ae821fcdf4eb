"""The extract of a person's data as a file, with the names of parts and fields in the reader's language."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from birlik.members import enums
from birlik.members.models import Person
from birlik.members.queries.extract import Extract
from birlik.members.values import PLAIN_FIELDS
from birlik.orgs.enums import InstitutionType
from birlik.registers.declare import REGISTERS, Register
from birlik.sheets import export
from birlik.sheets.tables import escape_formula
from birlik.web.shared.facts import FIELDS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

PARTS: Mapping[str, Promise] = {
    "person": gettext_lazy("Person"),
    "memberships": gettext_lazy("Membership"),
    "employments": gettext_lazy("Work or study"),
    "mandates": gettext_lazy("Offices in the union"),
    "dues": gettext_lazy("Dues"),
    "consents": gettext_lazy("Consent"),
    "applications": gettext_lazy("Applications"),
    "account": gettext_lazy("Account"),
    "readings": gettext_lazy("Who looked"),
    "changes": gettext_lazy("Changes"),
    "import_changes": gettext_lazy("Changes by an import"),
    "missing_in_imports": gettext_lazy("Not named by an import"),
    "transfers": gettext_lazy("Transfers"),
    "merges": gettext_lazy("Merges"),
    "pairs": gettext_lazy("Told apart from others"),
}
CHOICES: Mapping[str, Mapping[str, object]] = {
    **{one.name: {choice.value: gettext_lazy(choice.label) for choice in one.choices} for one in PLAIN_FIELDS},
    "sex": dict(enums.Sex.choices),
    "category": dict(enums.Category.choices),
    "entry": dict(enums.Entry.choices),
    "exit": dict(enums.Exit.choices),
    "channel": dict(enums.Channel.choices),
    "body": dict(enums.Body.choices),
    "institution_type": dict(InstitutionType.choices),
}
STATES: Mapping[str, Mapping[str, object]] = {
    "person": dict(enums.PersonState.choices),
    "applications": dict(enums.ApplicationState.choices),
    "transfers": dict(enums.TransferState.choices),
}


def answer(extract: Extract, kind: str, pk: int) -> HttpResponse:
    """Answer with JSON for programs, a workbook for people, named by number: a name would stay in a folder."""
    if kind == "json":
        data, media = json.dumps(extract.parts, ensure_ascii=False, indent=2).encode(), "application/json"
    else:
        kind, data, media = "xlsx", workbook(extract), XLSX
    response = HttpResponse(data, media)
    response.headers["Content-Disposition"] = f'attachment; filename="birlik-{pk}.{kind}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def workbook(extract: Extract) -> bytes:
    header = [_("Part"), _("Number"), _("Field"), _("Value")]
    rows = [
        (part_name(part), number, field_label(part, field), escape_formula(value_in_words(field, value, part=part)))
        for part, number, field, value in extract.table().rows
    ]
    return export.workbook(_("Extract"), header, rows, frozen_columns=0)


def part_name(part: str) -> str:
    """Return the name of a part in words: of a register its own."""
    register = registers_by_model().get(part)
    return str(register.name if register else PARTS.get(part, part))


def registers_by_model() -> dict[str, Register]:
    return {one.model._meta.label_lower: one for one in REGISTERS.values()}  # noqa: SLF001 - Django's own name of a model


def field_label(part: str, field: str) -> str:
    """Return the name of a column in words; the technical one where nobody needs another."""
    if (register := registers_by_model().get(part)) and field in register.form_fields:
        return str(register.column(field).verbose_name)
    name = "given_on" if (part, field) == ("consents", "given") else field
    return str(FIELDS.get(name, field))


def value_in_words(field: str, value: object, *, part: str = "person") -> object:
    """Return the words of a code that the database keeps."""
    choices = STATES.get(part, {}) if field == "state" else CHOICES.get(field, {})
    label = choices.get(str(value))
    return value if label is None else str(label)


def describe_fields(person: Person) -> list[tuple[str, str]]:
    """Name the fields that have no line of their own on a card, each with what stands in it."""
    return [(str(FIELDS[one.name]), str(value_in_words(one.name, getattr(person, one.name)))) for one in PLAIN_FIELDS]

"""The extract of a person's data as a file, with the names of parts and fields in the reader's language."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from birlik.members import enums
from birlik.members.models import Person
from birlik.members.queries.extract import Extract
from birlik.members.values import PERSON_FIELDS, PLAIN_FIELDS
from birlik.orgs.enums import InstitutionType
from birlik.sheets import xlsx_export
from birlik.sheets.tables import plain

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
FIELDS: Mapping[str, Promise] = {
    **{one.name: gettext_lazy(one.label) for one in PERSON_FIELDS},
    "state": gettext_lazy("State"),
    "category": gettext_lazy("Category"),
    "organisation__code": gettext_lazy("Organisation"),
    "source__organisation__code": gettext_lazy("From the organisation"),
    "target__code": gettext_lazy("To the organisation"),
    "since": pgettext_lazy("beginning of a span", "Since"),
    "until": pgettext_lazy("end of a span", "Until"),
    "entry": gettext_lazy("How it began"),
    "exit": gettext_lazy("How it ended"),
    "ground_in": gettext_lazy("Ground of the beginning"),
    "ground_out": gettext_lazy("Ground of the end"),
    "ground": gettext_lazy("Ground"),
    "employer": gettext_lazy("Employer"),
    "employer_bin": gettext_lazy("BIN of the employer"),
    "workplace__name_kk": gettext_lazy("Workplace in Kazakh"),
    "workplace__name_ru": gettext_lazy("Workplace in Russian"),
    "position": gettext_lazy("Position"),
    "institution_type": gettext_lazy("Type of institution"),
    "body": gettext_lazy("Body"),
    "paid": gettext_lazy("Salaried"),
    "signed": gettext_lazy("Signed on"),
    "rate": gettext_lazy("Rate, %"),
    "text__version": gettext_lazy("Version of the text"),
    "consent__version": gettext_lazy("Version of the text"),
    "text__digest": gettext_lazy("Digest of the text"),
    "given_on": gettext_lazy("Given on"),
    "channel": gettext_lazy("How it came"),
    "withdrawn": gettext_lazy("Withdrawn on"),
    "due": gettext_lazy("Last day to act"),
    "done_at": gettext_lazy("Done"),
    "user__username": gettext_lazy("Sign-in name"),
    "user__language": gettext_lazy("Language"),
    "at": gettext_lazy("When"),
    "by_label": gettext_lazy("Who"),
    "act": gettext_lazy("What was done"),
    "action": gettext_lazy("What was done"),
    "reason": gettext_lazy("Reason"),
    "before": gettext_lazy("Before"),
    "after": gettext_lazy("After"),
    "batch__file_name": gettext_lazy("File"),
    "row": gettext_lazy("Row"),
    "decision": gettext_lazy("Decision"),
    "decided_on": gettext_lazy("Decided on"),
    "received_at": gettext_lazy("Received"),
    "on": gettext_lazy("Day"),
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


def answer(found: Extract, kind: str, pk: int) -> HttpResponse:
    """JSON for programs, a workbook for people; the file is named by number, for a name would stay in a folder."""
    if kind == "json":
        data, media = json.dumps(found.parts, ensure_ascii=False, indent=2).encode(), "application/json"
    else:
        kind, data, media = "xlsx", workbook(found), XLSX
    response = HttpResponse(data, media)
    response.headers["Content-Disposition"] = f'attachment; filename="birlik-{pk}.{kind}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def workbook(found: Extract) -> bytes:
    header = [_("Part"), _("Number"), _("Field"), _("Value")]
    rows = [
        (str(PARTS.get(part, part)), number, named(part, field), plain(said(field, value, part=part)))
        for part, number, field, value in found.table().rows
    ]
    return xlsx_export.workbook(_("Extract"), header, rows, frozen_columns=0)


def named(part: str, field: str) -> str:
    """The name of a column in words; the technical one where nobody needs another."""
    known = "given_on" if (part, field) == ("consents", "given") else field
    return str(FIELDS.get(known, field))


def said(field: str, value: object, *, part: str = "person") -> object:
    """The words of a code that the database keeps."""
    choices = STATES.get(part, {}) if field == "state" else CHOICES.get(field, {})
    found = choices.get(str(value))
    return value if found is None else str(found)


def describe_fields(person: Person) -> list[tuple[str, str]]:
    """Name the fields that have no line of their own on a card, each with what stands in it."""
    return [(str(FIELDS[one.name]), str(said(one.name, getattr(person, one.name)))) for one in PLAIN_FIELDS]

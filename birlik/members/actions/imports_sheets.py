"""Choosing which sheet of a delivered workbook is the list."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from birlik.accounts.models import User
from birlik.core.errors import Refusal
from birlik.members.actions import imports
from birlik.members.actions.imports_prepare import read_once, told
from birlik.members.enums import BatchState
from birlik.members.models import ImportBatch, ImportFile, ImportProblem
from birlik.members.queries import delivered

MOST_SAID = 80  # letters of a name that is not in the workbook
UNCHECKED = dict.fromkeys(
    ("rows", "created", "changed", "unchanged", "rejected", "missing", "missing_elsewhere", "organisations_named",
     "organisations_below", "warnings", "held", "waiting"), 0
)  # fmt: skip


def choose(batch: ImportBatch, sheet: str, *, by: User | None, at: datetime) -> ImportBatch:
    """Read the sheet of this name instead: the columns are guessed anew, and nothing that was checked holds any more.

    Refused: no right, no longer open, no such sheet, or one that cannot be read (reading.sheets).
    """
    imports.require_right(batch.organisation, by, at)
    _require_choice(batch, sheet)
    if batch.sheets["read"] == sheet:
        return batch
    content = delivered.kept(batch)
    if not content:
        raise Refusal("import.forgotten")
    digest = ImportFile.objects.values_list("digest", flat=True).get(batch=batch)
    read, packed = read_once(batch.file_name, content, digest, sheet)  # takes its time, so nobody waits for a lock
    guess, fields = imports.guessed(read, batch.organisation)
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        _require_choice(batch, sheet)
        fields["organisations"] |= batch.organisations  # what somebody decided goes before what is remembered
        sheets = told(read) or batch.sheets | {"read": sheet}
        changed = {"sheet": sheet, "sheets": sheets, **fields, **UNCHECKED}
        changed |= {"state": BatchState.UPLOADED, "failure": None, "states": b""}
        for name, value in changed.items():
            setattr(batch, name, value)
        batch.save(update_fields=list(changed))
        ImportFile.objects.filter(batch=batch).update(sheet=packed, columns=imports.described(read, guess))
        ImportProblem.objects.filter(batch=batch).delete()
    return batch


def _require_choice(batch: ImportBatch, sheet: str) -> None:
    if batch.state not in imports.OPEN:
        raise Refusal("import.not_open", state=batch.state)
    if not batch.sheets:
        raise Refusal("import.no_sheets")
    tables = batch.sheets["tables"]
    if sheet not in tables:
        raise Refusal("import.sheet_unknown", sheet=sheet[:MOST_SAID], names=", ".join(tables))

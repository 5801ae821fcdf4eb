"""What each column of a list holds, which organisation a text means, and what is remembered for the next list."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from birlik.accounts.models import User
from birlik.core.errors import Refusal
from birlik.core.texts import text_within
from birlik.members.actions.common import require_import
from birlik.members.enums import EDITABLE_STATES, BatchState
from birlik.members.imports.match.organisations import text_key
from birlik.members.imports.parse import headers
from birlik.members.imports.parse.fields import Field
from birlik.members.models import ImportBatch, ImportFile, ImportMapping
from birlik.orgs.models import Organisation

LONGEST_MAPPING = 80  # of remembered columns


@transaction.atomic
def set_mapping(
    batch: ImportBatch,
    *,
    columns: Mapping[int, str],
    header: int,
    organisations: Mapping[str, str],
    remember_as: str = "",
    by: User | None,
    at: datetime,
) -> ImportBatch:
    """Set what each column holds (index → field), the row of the headings (from 1; 0: none), and which organisation a
    text means (text → code). Checked anew afterwards. With `remember_as` the same headings are known next time.
    Refused with `import.not_open`, `import.column_twice` or `orgs.unknown`.
    """
    require_import(batch.organisation, by, at)
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state not in EDITABLE_STATES:
        raise Refusal("import.not_open", state=batch.state)
    fields = [Field(field) for field in columns.values() if field]
    if len(set(fields)) < len(fields):
        raise Refusal("import.column_twice")
    codes = {text_key(text): code for text, code in organisations.items() if code}
    unknown = set(codes.values()) - set(
        Organisation.objects.filter(code__in=set(codes.values())).values_list("code", flat=True)
    )
    if unknown:
        raise Refusal("orgs.unknown", organisation=min(unknown))
    batch.mapping = {str(index): field for index, field in columns.items() if field}
    batch.header, batch.organisations = header, codes
    batch.state, batch.failure = BatchState.UPLOADED, None
    batch.save(update_fields=["mapping", "header", "organisations", "state", "failure"])
    if remember_as.strip():
        _remember(batch, text_within(remember_as, LONGEST_MAPPING), by, at)
    return batch


def _remember(batch: ImportBatch, name: str, by: User | None, at: datetime) -> None:
    mapping = ImportMapping.objects.filter(name=name).first()
    if mapping is not None and mapping.organisation_id != batch.organisation_id:
        raise Refusal("import.mapping_name_taken", name=name)
    described_columns = ImportFile.objects.values_list("columns", flat=True).get(batch=batch)  # without the bytes
    headings = {str(column["index"]): str(column["header"]) for column in described_columns}
    columns = {
        headers.fold_heading(headings[index]): field for index, field in batch.mapping.items() if headings[index]
    }
    ImportMapping.objects.update_or_create(
        name=name,
        defaults={
            "organisation": batch.organisation,
            "signature": headers.signature(list(headings.values())),
            "columns": columns,
            "organisations": batch.organisations,
            "at": at,
            "by": by,
        },
    )

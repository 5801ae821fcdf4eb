"""A delivered file and its sheet: the bytes are kept at once, then the sheet is read and its columns are guessed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from birlik.accounts.models import User
from birlik.audit import log
from birlik.core.errors import Refusal
from birlik.core.texts import is_storable
from birlik.members.actions.common import require_import
from birlik.members.enums import EDITABLE_STATES, BatchState
from birlik.members.imports import file_storage, files
from birlik.members.imports.parse import headers
from birlik.members.imports.parse.lists import read_list
from birlik.members.models import FileContent, ImportBatch, ImportFile, ImportMapping, ImportProblem, MarkedWorkbook
from birlik.orgs.models import Organisation
from birlik.sheets.file_kinds import LARGEST_FILE, MEGABYTE
from birlik.sheets.sheet import Sheet
from birlik.sheets.storage import pack, unpack

NAME_LENGTH = 200
MOST_SAID = 80  # letters of a name that is not in the workbook
EMPTY_OUTCOME = dict.fromkeys(
    ("rows", "created", "changed", "unchanged", "rejected", "missing", "missing_elsewhere", "organisations_named",
     "organisations_below", "warnings", "held", "waiting"), 0
)  # fmt: skip
Columns = Sequence[Mapping[str, Any]]


def deliver(
    *, organisation: Organisation, name: str, parts: Iterable[bytes], as_of: date, by: User | None, at: datetime,
    queue: Callable[[ImportBatch], object] = lambda _batch: None,
) -> ImportBatch:  # fmt: skip
    """Keep the file as it comes, part by part. READING: somebody must still read it (`read`), which `queue` asks for in
    the same transaction; UPLOADED: the same bytes were read before.

    Refused: no right, a day on which the organisation is not open, an empty or too large file.
    """
    _require(organisation, as_of, by, at)
    content = file_storage.keep(parts, at=at)
    with transaction.atomic():
        batch = _make_batch(
            content, BatchState.READING, organisation=organisation, name=name, as_of=as_of, by=by, at=at
        )
        files_read = files.files_alike(batch.file.digest, batch.file.size, "").filter(header__isnull=False)
        if one := files_read.select_related("batch").first():
            batch.state, batch.sheets = BatchState.UPLOADED, one.batch.sheets
            _tell(batch, one.columns, one.header or 0)
            batch.file.sheet = one.sheet
            batch.file.save()
            batch.save()
        else:
            queue(batch)
    return batch


def upload(
    *,
    organisation: Organisation,
    name: str,
    content: bytes,
    as_of: date,
    by: User | None,
    at: datetime,
    mapping: ImportMapping | None = None,
    sheet: str = "",
) -> ImportBatch:
    """Read the file and keep it, for the console. Of a workbook the named `sheet` is read, else one is guessed.

    Refused like `deliver`, and a file that cannot be read (sheets.sheet), of which nothing is kept: with
    `import.empty`, `import.too_large` and what `sheets.sheet` says.
    """
    _require(organisation, as_of, by, at)
    if not content:
        raise Refusal("import.empty")
    if len(content) > LARGEST_FILE:
        raise Refusal("import.too_large", megabytes=len(content) // MEGABYTE, limit=LARGEST_FILE // MEGABYTE)
    sheet_read, packed_sheet = _read_once(
        name, hashlib.sha256(content).hexdigest(), len(content), sheet, lambda: content
    )
    guess = headers.guess(sheet_read)
    file_content = file_storage.keep(file_storage.split_into_parts(content), at=at)
    packed_sheet = packed_sheet or file_storage.keep(file_storage.split_into_parts(pack(sheet_read)), at=at)
    with transaction.atomic():
        batch = _make_batch(
            file_content, BatchState.UPLOADED, organisation=organisation, name=name, as_of=as_of, by=by, at=at
        )
        batch.sheet, batch.sheets = sheet, describe_tables(sheet_read)
        _tell(batch, describe_columns(sheet_read, guess), guess.header + 1, mapping)
        batch.file.sheet = packed_sheet
        batch.file.save()
        batch.save()
    return batch


def _require(organisation: Organisation, as_of: date, by: User | None, at: datetime) -> None:
    require_import(organisation, by, at)
    if not organisation.is_open_on(as_of):
        raise Refusal("import.organisation_closed", on=as_of)


def _make_batch(
    content: FileContent, state: BatchState, *, organisation: Organisation, name: str, as_of: date, by: User | None,
    at: datetime,
) -> ImportBatch:  # fmt: skip
    safe = name.replace("\\", "/").rpartition("/")[2].strip()
    safe = safe if len(safe) <= NAME_LENGTH else "…" + safe[1 - NAME_LENGTH :]
    batch = ImportBatch.objects.create(
        organisation=organisation,
        file_name=safe if safe and is_storable(safe) else "file",
        as_of=as_of,
        state=state,
        uploaded_at=at,
        uploaded_by=by,
    )
    size, digest, content = content.size, content.digest, file_storage.keep_once(content)
    ImportFile.objects.create(batch=batch, size=size, digest=digest, content=content)
    log.record("import.uploaded", subject=batch, by=by, at=at, after={"bytes": size})
    return batch


def read(batch: ImportBatch, *, sheet: str | None = None, header: int | None = None) -> ImportBatch:
    """Read the sheet of this name (None: the one that was read, or is guessed) and guess its columns anew, with the
    headings in the row `header` (from 1; 0: none; None: find it). Nothing that was checked holds any more.

    Refused with `import.not_open`, and where it is forgotten, has no such sheet or cannot be read (sheets.sheet).
    """
    sheet_name = batch.sheet if sheet is None else sheet
    file = ImportFile.objects.get(batch=batch)
    sheet_read, packed_sheet = _read_once(
        batch.file_name, file.digest, file.size, sheet_name, lambda: files.delivered_bytes(batch)
    )
    # each part is stored by itself, so nobody waits for a lock until all are
    packed_sheet = packed_sheet or file_storage.keep(
        file_storage.split_into_parts(pack(sheet_read)), at=batch.uploaded_at
    )
    guess = headers.guess(sheet_read, None if header is None else min(header, sheet_read.frame.height) - 1)
    columns = describe_columns(sheet_read, guess)
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if batch.state not in {*EDITABLE_STATES, BatchState.READING}:
            raise Refusal("import.not_open", state=batch.state)
        organisation_codes = dict(batch.organisations)
        batch.sheet, batch.sheets = (
            sheet_name,
            describe_tables(sheet_read) or (batch.sheets and batch.sheets | {"read": sheet_name}),
        )
        _tell(batch, columns, guess.header + 1)
        if header is not None:
            batch.mapping = guessed_mapping(columns)
            batch.file.header = None
        batch.organisations |= organisation_codes  # what somebody decided goes before what is remembered
        batch.file.sheet = packed_sheet
        batch.file.save()
        _uncheck(batch)
    return batch


def _read_once(
    name: str, digest: str, size: int, sheet: str, content: Callable[[], bytes]
) -> tuple[Sheet, FileContent | None]:
    """Return the sheet of this name (""; the one guessed), and what it is kept in; what was read of these bytes before
    is not read again.
    """
    same = files.files_alike(digest, size, sheet).select_related("sheet").first()
    if same is not None:
        stored_sheet = replace(unpack(files.join_parts(same.sheet)), file=name)
        if (
            stored_sheet.tables or len(stored_sheet.names) < 2
        ):  # packed when it was not told yet what the other sheets are
            return stored_sheet, same.sheet
    all_bytes = content()
    if not all_bytes:
        raise Refusal("import.forgotten")
    return read_list(name, all_bytes, sheet=sheet or None), None


def _tell(batch: ImportBatch, columns: Columns, header: int, mapping: ImportMapping | None = None) -> None:
    """Write down what the columns hold, in the batch and its file. A mapping remembered for the headings goes before a
    guess.
    """
    mapping = mapping or _find_mapping(batch.organisation, headers.signature([str(one["header"]) for one in columns]))
    batch.header = header
    batch.mapping = _columns_of(mapping, columns) if mapping else guessed_mapping(columns)
    batch.organisations = dict(mapping.organisations) if mapping else {}
    batch.file.columns, batch.file.header = list(columns), header


def guessed_mapping(columns: Columns) -> dict[str, str]:
    """Return column → field as it was guessed."""
    return {str(one["index"]): str(one["field"]) for one in columns if one["field"]}


def _uncheck(batch: ImportBatch) -> None:
    for name, value in EMPTY_OUTCOME.items():
        setattr(batch, name, value)
    batch.state, batch.states, batch.failure = BatchState.UPLOADED, b"", None
    batch.phase, batch.done, batch.total = "", 0, 0
    batch.save()
    ImportProblem.objects.filter(batch=batch).delete()
    MarkedWorkbook.objects.filter(batch=batch).delete()


def require_sheet(batch: ImportBatch, sheet: str) -> None:
    """Refuse a name that no table of the workbook has. Refused with `import.no_sheets` or `import.sheet_unknown`."""
    if not batch.sheets:
        raise Refusal("import.no_sheets")
    tables = batch.sheets["tables"]
    if sheet not in tables:
        raise Refusal("import.sheet_unknown", sheet=sheet[:MOST_SAID], names=", ".join(tables))


def describe_tables(sheet: Sheet) -> dict[str, object]:
    """Describe a workbook with several tables: the sheet that was read, all that can be, the others that list
    people.
    """
    tables = [name for name in sheet.tables if is_storable(name)]
    if len(tables) < 2 or sheet.name not in tables:
        return {}
    return {"read": sheet.name, "tables": tables, "lists": [name for name in sheet.lists if name in tables]}


def describe_columns(sheet: Sheet, guess: headers.Guess) -> list[dict[str, object]]:
    """Return the columns as a page shows them: place in the mapping, number in the file (from 1), heading, guess,
    cells.

    `head` are the cells of the first thirty rows, from row 1 of the file, so that no page reads the file again.
    """
    return [
        {
            "index": column.index,
            "column": sheet.first_column + column.index,
            "header": column.header,
            "field": column.field.value if column.field else "",
            "why": column.why,
            "confidence": column.confidence,
            "samples": list(column.samples),
            "head": sheet.frame[: headers.FIRST_ROWS, column.index].str.head(headers.SAMPLE_LENGTH).to_list(),
        }
        for column in guess.columns
    ]


def _find_mapping(organisation: Organisation, signature: str) -> ImportMapping | None:
    """Return the newest mapping for these headings: this organisation's own, else one for everybody."""
    mappings = ImportMapping.objects.filter(Q(organisation=organisation) | Q(organisation=None), signature=signature)
    return mappings.order_by(F("organisation").asc(nulls_last=True), "-at").first()


def _columns_of(mapping: ImportMapping, columns: Columns) -> dict[str, str]:
    """Return the remembered fields by the headings of this file. A heading that comes twice is the first column."""
    fields: dict[str, str] = {}
    for column in columns:
        field = mapping.columns.get(headers.fold_heading(str(column["header"])))
        if field and field not in fields.values():
            fields[str(column["index"])] = field
    return fields

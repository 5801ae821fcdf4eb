"""An import from the file to the registry: uploaded, mapped, checked, applied, or cancelled.

Checking writes nothing to the registry. Applying compares once more with the registry as it is then, and writes all of
it or nothing. `by=None` is the console of the server.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.core.databases import wait_for_turn
from birlik.core.errors import Refusal
from birlik.core.texts import fitting, storable
from birlik.members.actions import imports_missing, imports_write, meetings
from birlik.members.actions.common import TURN, local_day, note_import
from birlik.members.actions.imports_prepare import Prepared, prepare, read_once, sheet_of, told
from birlik.members.enums import BatchState
from birlik.members.importing import states
from birlik.members.importing.comparing import CHANGED, CREATED, REJECTED, UNCHANGED, Outcome, compare
from birlik.members.importing.organisations import text_key
from birlik.members.models import ImportBatch, ImportFile, ImportMapping
from birlik.members.queries import delivered
from birlik.members.queries.frames import RegistryFrames
from birlik.members.reading import headers
from birlik.members.reading.fields import Field
from birlik.members.reading.kinds import LARGEST_FILE, MEGABYTE
from birlik.members.reading.sheets import Sheet
from birlik.orgs import rules as orgs
from birlik.orgs.models import Organisation

PHASES = ("reading", "checking", "comparing", "writing")
WAITING = ""  # the phase of a batch that no process has taken up yet
NAME_LENGTH, LONGEST_MAPPING = 200, 80  # of a file and of remembered columns
OPEN = (BatchState.UPLOADED, BatchState.READY, BatchState.FAILED)
AT_WORK = (BatchState.CHECKING, BatchState.APPLYING, BatchState.UNDOING)


class Cancelled(Exception):
    """Somebody asked to stop before writing began."""


def require_right(organisation: Organisation, by: User | None, at: datetime) -> None:
    """Whoever imports may import into this organisation; the console may."""
    if by is not None:
        orgs.require(by, Permission.MEMBER_IMPORT, organisation, on=local_day(at))


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
    """Keep the file and guess which column holds what. Of a workbook the named `sheet` is read, else one is guessed.

    Refused: no right, a file that cannot be read (reading.sheets), a day on which the organisation is not open.
    """
    require_right(organisation, by, at)
    if len(content) > LARGEST_FILE:
        raise Refusal("import.too_large", megabytes=len(content) // MEGABYTE, limit=LARGEST_FILE // MEGABYTE)
    if not organisation.is_open_on(as_of):
        raise Refusal("import.organisation_closed", on=as_of)
    digest = hashlib.sha256(content).hexdigest()
    read, packed = read_once(name, content, digest, sheet)
    guess, fields = guessed(read, organisation, mapping)
    safe = name.replace("\\", "/").rpartition("/")[2].strip()
    safe = safe if len(safe) <= NAME_LENGTH else "…" + safe[1 - NAME_LENGTH :]
    with transaction.atomic():
        batch = ImportBatch.objects.create(
            organisation=organisation,
            file_name=safe if safe and storable(safe) else "file",
            sheet=sheet,
            sheets=told(read),
            as_of=as_of,
            uploaded_at=at,
            uploaded_by=by,
            **fields,
        )
        # locked, for nobody may forget them meanwhile (actions.anonymising)
        is_held = delivered.holding(digest, len(content)).select_for_update().values_list("pk").first() is not None
        held = {} if is_held else {"content": content}
        held |= {} if delivered.reading(digest, len(content), sheet).exists() else {"sheet": packed}
        columns_told = described(read, guess)
        ImportFile.objects.create(batch=batch, size=len(content), digest=digest, columns=columns_told, **held)
        note_import("import.uploaded", batch, by=by, at=at, after={"bytes": len(content)})
    return batch


def guessed(
    sheet: Sheet, organisation: Organisation, mapping: ImportMapping | None = None
) -> tuple[headers.Guess, dict[str, Any]]:
    """What stands in the columns, and the fields of a batch that say so.

    A mapping remembered for the same headings goes before a guess.
    """
    guess = headers.guess(sheet)
    mapping = mapping or _remembered(organisation, guess.signature)
    columns = _columns_of(mapping, guess) if mapping else {str(i): str(field) for i, field in guess.mapping.items()}
    organisations = dict(mapping.organisations) if mapping else {}
    return guess, {"header": guess.header + 1, "mapping": columns, "organisations": organisations}


def described(sheet: Sheet, guess: headers.Guess) -> list[dict[str, object]]:
    """The columns as a page shows them: place in the mapping, number in the file (from 1), heading, guess, cells.

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


def _remembered(organisation: Organisation, signature: str) -> ImportMapping | None:
    """The newest mapping for these headings: this organisation's own, else one for everybody."""
    known = ImportMapping.objects.filter(Q(organisation=organisation) | Q(organisation=None), signature=signature)
    return known.order_by(F("organisation").asc(nulls_last=True), "-at").first()


def _columns_of(mapping: ImportMapping, guess: headers.Guess) -> dict[str, str]:
    """The remembered fields by the headings of this file. A heading that comes twice is the first column."""
    found: dict[str, str] = {}
    for column in guess.columns:
        field = mapping.columns.get(headers.fold_heading(column.header))
        if field and field not in found.values():
            found[str(column.index)] = field
    return found


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
    """What each column holds (index → field), the row of the headings (from 1; 0: none), and which organisation a
    text means (text → code). Checked anew afterwards. With `remember_as` the same headings are known next time.
    """
    require_right(batch.organisation, by, at)
    batch = _locked(batch)
    if batch.state not in OPEN:
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
        _remember(batch, fitting(remember_as, LONGEST_MAPPING), by, at)
    return batch


def _remember(batch: ImportBatch, name: str, by: User | None, at: datetime) -> None:
    known = ImportMapping.objects.filter(name=name).first()
    if known is not None and known.organisation_id != batch.organisation_id:
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


@transaction.atomic
def find_header(batch: ImportBatch, *, header: int, by: User | None, at: datetime) -> ImportBatch:
    """Guess the columns anew with the headings in this row (from 1; 0: none); the list is to be checked again."""
    require_right(batch.organisation, by, at)
    batch = _locked(batch)
    if batch.state not in OPEN:
        raise Refusal("import.not_open", state=batch.state)
    sheet = sheet_of(batch)
    guess = headers.guess(sheet, min(header, sheet.frame.height) - 1)
    batch.header = guess.header + 1
    batch.mapping = {str(index): str(field) for index, field in guess.mapping.items()}
    batch.state, batch.failure = BatchState.UPLOADED, None
    batch.save(update_fields=["header", "mapping", "state", "failure"])
    ImportFile.objects.filter(batch=batch).update(columns=described(sheet, guess))
    return batch


def check(batch: ImportBatch, *, prepared: Prepared | None = None) -> ImportBatch:
    """A dry run: what the list would do to the registry as it is now. Nothing but the batch itself is written, and
    whom outside the right of who asked it met (meetings.record)."""
    batch.refresh_from_db()
    by, at = batch.asked_by or batch.uploaded_by, batch.asked_at or batch.uploaded_at
    step = _steps(batch)
    prepared = prepared or prepare(batch, step=step)
    step("comparing")
    placed = imports_missing.placed(prepared)
    sight = meetings.sight(by, batch.organisation, at=at)
    outcome = compare(prepared.hand_over, prepared.problems, RegistryFrames(), prepared.scope, sight)
    with transaction.atomic():
        batch = _locked(batch)
        if batch.state not in {*OPEN, BatchState.CHECKING}:
            raise Refusal("import.not_open", state=batch.state)
        _keep(batch, outcome, prepared, by=by, at=at)
        imports_missing.count(batch, imports_missing.missing(batch, placed, outcome))
        batch.state = BatchState.READY
        batch.save()
    return batch


def apply(batch: ImportBatch, *, by: User | None, at: datetime, prepared: Prepared | None = None) -> ImportBatch:
    """Write the list to the registry, compared with it once more: all of it in one transaction, or nothing.

    Refused: no right, not checked, cancelled in between. With `prepared` (the console) no check goes before.
    """
    require_right(batch.organisation, by, at)
    batch.refresh_from_db()
    step = _steps(batch)
    allowed = {BatchState.READY, BatchState.APPLYING, *(OPEN if prepared else ())}
    prepared = prepared or prepare(batch, step=step)
    step("writing")
    with transaction.atomic():
        wait_for_turn(TURN)
        batch = _locked(batch)
        if batch.state not in allowed:
            raise Refusal("import.not_ready", state=batch.state)
        if batch.cancel_asked:
            raise Cancelled
        placed = imports_missing.placed(prepared)
        sight = meetings.sight(by, batch.organisation, at=at)
        outcome = compare(prepared.hand_over, prepared.problems, RegistryFrames(), prepared.scope, sight)
        imports_write.write(batch, outcome)
        _keep(batch, outcome, prepared, by=by, at=at)
        imports_missing.keep(batch, imports_missing.missing(batch, placed, outcome))
        batch.state, batch.applied_at, batch.applied_by = BatchState.APPLIED, at, by
        batch.save()
        note_import("import.applied", batch, by=by, at=at, after=counts(batch))
    return batch


def take(
    *, organisation: Organisation, name: str, content: bytes, as_of: date, dry_run: bool, at: datetime,
    mapping: ImportMapping | None = None, sheet: str = "",
) -> ImportBatch:  # fmt: skip
    """The whole way at once, for the console."""
    batch = upload(
        organisation=organisation, name=name, content=content, as_of=as_of, by=None, at=at, mapping=mapping, sheet=sheet
    )
    del content
    prepared = prepare(batch)
    return check(batch, prepared=prepared) if dry_run else apply(batch, by=None, at=at, prepared=prepared)


def counts(batch: ImportBatch) -> dict[str, int]:
    """The figures of a batch, none of them personal."""
    names = ("rows", "created", "changed", "unchanged", "rejected", "missing", "warnings")
    return {name: getattr(batch, name) for name in names}


@transaction.atomic
def queue(batch: ImportBatch, state: BatchState, *, by: User | None, at: datetime) -> ImportBatch:
    """Let it wait for the worker: CHECKING from any open state, APPLYING once it was checked, UNDOING once applied."""
    require_right(batch.organisation, by, at)
    batch = _locked(batch)
    if state == BatchState.UNDOING and batch.state != BatchState.APPLIED:
        raise Refusal("import.not_applied", state=batch.state)
    if state == BatchState.APPLYING and batch.state != BatchState.READY:
        raise Refusal("import.not_ready", state=batch.state)
    if state == BatchState.CHECKING and batch.state not in OPEN:
        raise Refusal("import.not_open", state=batch.state)
    batch.state, batch.phase, batch.done, batch.total = state, WAITING, 0, len(PHASES)
    batch.cancel_asked, batch.failure = False, None
    batch.asked_by, batch.asked_at = by, at if by else None
    batch.save()
    return batch


@transaction.atomic
def cancel(batch: ImportBatch, *, by: User | None, at: datetime) -> ImportBatch:
    """Stop before anything is written; one at work stops at its next step. Refused once it is applied.

    One that only waits to be taken back stays in the registry; taking back that has begun goes on.
    """
    require_right(batch.organisation, by, at)
    batch = _locked(batch)
    if batch.state == BatchState.UNDOING:
        if batch.phase != WAITING:
            raise Refusal("import.undo_begun")
        batch.state = BatchState.APPLIED
    elif batch.state in AT_WORK and batch.phase != WAITING:
        batch.cancel_asked = True
    elif batch.state in {*OPEN, *AT_WORK}:
        batch.state = BatchState.CANCELLED
    else:
        raise Refusal("import.not_open", state=batch.state)
    batch.save(update_fields=["state", "cancel_asked"])
    return batch


def stopped(pk: int, state: BatchState) -> None:
    """The worker gave way to who asked for it; one that was to be taken back stays as it is by then."""
    if state != BatchState.UNDOING:
        ImportBatch.objects.filter(pk=pk, state=state).update(state=BatchState.CANCELLED, phase=WAITING)


def failed(pk: int, state: BatchState, refusal: Refusal) -> None:
    """Keep why the work of this state was not possible, unless it is done with already.

    The mapping may be mended and the list checked again; one that could not be taken back is applied as before.
    """
    plain = {name: value if isinstance(value, int) else str(value) for name, value in refusal.params.items()}
    back = BatchState.APPLIED if state == BatchState.UNDOING else BatchState.FAILED
    ImportBatch.objects.filter(pk=pk, state=state).update(
        state=back, phase=WAITING, done=0, total=0, failure={"code": refusal.code, "params": plain}
    )


def _steps(batch: ImportBatch) -> Callable[[str], None]:
    """Tell which phase begins, for others to see at once, and stop there when somebody asked for it."""

    def step(phase: str) -> None:
        if ImportBatch.objects.filter(pk=batch.pk, cancel_asked=True).exists():
            raise Cancelled
        ImportBatch.objects.filter(pk=batch.pk).update(phase=phase, done=PHASES.index(phase), total=len(PHASES))

    return step


def _locked(batch: ImportBatch) -> ImportBatch:
    return ImportBatch.objects.select_for_update().get(pk=batch.pk)


def _keep(batch: ImportBatch, outcome: Outcome, prepared: Prepared, *, by: User | None, at: datetime) -> None:
    """Counts, problems and the state of each row, and whom it met outside the right of `by`.

    rows = created + changed + unchanged + rejected, always.
    """
    batch.rows = outcome.states.height
    batch.created, batch.changed = outcome.count(CREATED), outcome.count(CHANGED)
    batch.unchanged, batch.rejected = outcome.count(UNCHANGED), outcome.count(REJECTED)
    if batch.rows != batch.created + batch.changed + batch.unchanged + batch.rejected:
        raise AssertionError("the rows of an import do not add up")
    batch.held, batch.waiting = outcome.held.rows, outcome.held.waiting
    batch.is_beyond, batch.told_to = outcome.held.is_beyond, by
    meetings.record(by, outcome.held, at=at)
    batch.warnings = imports_write.keep_problems(batch, outcome.problems, prepared.columns)
    batch.phase, batch.done, batch.total, batch.cancel_asked, batch.failure = WAITING, 0, 0, False, None
    batch.states = states.packed(outcome.states)

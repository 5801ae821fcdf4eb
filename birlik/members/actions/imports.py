"""An import from the file to the registry: uploaded, mapped, checked, applied, or cancelled.

Checking writes nothing to the registry. Applying compares once more with the registry as it is then, and writes all of
it or nothing. `by=None` is the console of the server.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from birlik.accounts.models import User
from birlik.core.errors import Refusal
from birlik.core.texts import fitting
from birlik.db.locks import wait_for_turn
from birlik.members.actions import imports_missing, imports_reading, imports_write, meetings
from birlik.members.actions.common import TURN, kept_refusal, note_import, require_import
from birlik.members.actions.imports_missing import Missing
from birlik.members.actions.imports_prepare import Prepared, prepare
from birlik.members.enums import AT_WORK, OPEN, BatchState
from birlik.members.importing import states
from birlik.members.importing.comparing import CHANGED, CREATED, REJECTED, UNCHANGED, Outcome, compare
from birlik.members.importing.organisations import text_key
from birlik.members.models import ImportBatch, ImportFile, ImportMapping, MarkedWorkbook
from birlik.members.queries import frames
from birlik.members.reading import headers
from birlik.members.reading.fields import Field
from birlik.orgs.models import Organisation

PHASES = ("reading", "checking", "comparing", "writing")
WAITING = ""  # the phase of a batch that no process has taken up yet
WRITING = "writing"
LONGEST_MAPPING = 80  # of remembered columns


class Cancelled(Exception):
    """Somebody asked to stop before writing began."""


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
    require_import(batch.organisation, by, at)
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


@dataclass(frozen=True, slots=True)
class Compared:
    """What a list would do to the registry as it was at this revision (queries.frames)."""

    revision: int
    outcome: Outcome
    missing: Missing


def check(batch: ImportBatch, *, prepared: Prepared | None = None) -> ImportBatch:
    """A dry run: what the list would do to the registry as it is now. Nothing but the batch itself is written, and
    whom outside the right of who asked it met (meetings.record)."""
    batch.refresh_from_db()
    by, at = batch.asked_by or batch.uploaded_by, batch.asked_at or batch.uploaded_at
    step = steps(batch)
    prepared = prepared or prepare(batch, step=step)
    step("comparing")
    found = _compared(batch, prepared, by=by, at=at)
    with transaction.atomic():
        batch = _locked(batch)
        if batch.state not in {*OPEN, BatchState.CHECKING}:
            raise Refusal("import.not_open", state=batch.state)
        _keep(batch, found.outcome, prepared, by=by, at=at)
        imports_missing.count(batch, found.missing)
        batch.state = BatchState.READY
        batch.save()
    return batch


def apply(batch: ImportBatch, *, by: User | None, at: datetime, prepared: Prepared | None = None) -> ImportBatch:
    """Write the list to the registry, compared with it once more: all of it in one transaction, or nothing.

    It is compared before others have to wait; where the registry changes meanwhile, anew, the third time while they
    wait. Refused: no right, not checked, cancelled before it was written. With `prepared` (the console) no check goes
    before.
    """
    require_import(batch.organisation, by, at)
    batch.refresh_from_db()
    step = steps(batch)
    allowed = {BatchState.READY, BatchState.APPLYING, *(OPEN if prepared else ())}
    for is_last in (False, False, True):
        prepared = prepared or prepare(batch, step=step)
        step("comparing")
        found = None if is_last else _compared(batch, prepared, by=by, at=at)
        step(WRITING)
        with transaction.atomic():
            wait_for_turn(TURN)
            batch = _locked(batch)
            if batch.state not in allowed:
                raise Refusal("import.not_ready", state=batch.state)
            found = found or _compared(batch, prepared, by=by, at=at)
            if found.revision == frames.revision():
                _write(batch, found, prepared, by=by, at=at)
                batch.state, batch.applied_at, batch.applied_by = BatchState.APPLIED, at, by
                batch.save()
                note_import("import.applied", batch, by=by, at=at, after=counts(batch))
                break
        prepared = None  # its rows were handed over
    return batch


def _write(batch: ImportBatch, found: Compared, prepared: Prepared, *, by: User | None, at: datetime) -> None:
    imports_write.write(batch, found.outcome)
    _keep(batch, found.outcome, prepared, by=by, at=at)
    imports_missing.keep(batch, found.missing)


def _compared(batch: ImportBatch, prepared: Prepared, *, by: User | None, at: datetime) -> Compared:
    revision = frames.revision()  # before all that is read: what changes meanwhile makes it another
    placed = imports_missing.placed(prepared)
    sight = meetings.sight(by, batch.organisation, at=at)
    outcome = compare(prepared.hand_over, prepared.problems, frames.RegistryFrames(), prepared.scope, sight)
    return Compared(revision, outcome, imports_missing.missing(batch, placed, outcome))


def take(
    *, organisation: Organisation, name: str, content: bytes, as_of: date, dry_run: bool, at: datetime,
    mapping: ImportMapping | None = None, sheet: str = "",
) -> ImportBatch:  # fmt: skip
    """The whole way at once, for the console."""
    batch = imports_reading.upload(
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
    """Let it wait for the worker: READING and CHECKING from any open state, APPLYING once it was checked, UNDOING once
    applied."""
    require_import(batch.organisation, by, at)
    batch = _locked(batch)
    if state == BatchState.UNDOING and batch.state != BatchState.APPLIED:
        raise Refusal("import.not_applied", state=batch.state)
    if state == BatchState.APPLYING and batch.state != BatchState.READY:
        raise Refusal("import.not_ready", state=batch.state)
    if state in {BatchState.READING, BatchState.CHECKING} and batch.state not in OPEN:
        raise Refusal("import.not_open", state=batch.state)
    batch.state, batch.phase, batch.done, batch.total, batch.failure = state, WAITING, 0, len(PHASES), None
    batch.asked_by, batch.asked_at = by, at if by else None
    batch.save()
    return batch


@transaction.atomic
def cancel(batch: ImportBatch, *, by: User | None, at: datetime) -> ImportBatch:
    """Stop at once whatever is done with it, before anything is written; its process is ended (members.jobs).

    Refused once the list is being written, applied, or being taken back. One that only waits to be taken back stays in
    the registry.
    """
    require_import(batch.organisation, by, at)
    batch = _locked(batch)
    if batch.state == BatchState.UNDOING:
        if batch.phase != WAITING:
            raise Refusal("import.undo_begun")
        batch.state = BatchState.APPLIED
    elif batch.state == BatchState.APPLYING and batch.phase == WRITING:
        raise Refusal("import.writing")
    elif batch.state in {*OPEN, *AT_WORK}:
        batch.state, batch.phase = BatchState.CANCELLED, WAITING
    else:
        raise Refusal("import.not_open", state=batch.state)
    batch.save(update_fields=["state", "phase"])
    return batch


def failed(pk: int, state: BatchState, refusal: Refusal) -> None:
    """Keep why the work of this state was not possible, unless it is done with already.

    The mapping may be mended and the list checked again; one that could not be taken back is applied as before.
    """
    back = BatchState.APPLIED if state == BatchState.UNDOING else BatchState.FAILED
    ImportBatch.objects.filter(pk=pk, state=state).update(
        state=back, phase=WAITING, done=0, total=0, failure=kept_refusal(refusal)
    )


def steps(batch: ImportBatch) -> Callable[[str], None]:
    """Tell which phase begins, for others to see at once, and stop there when somebody has cancelled the list."""

    def step(phase: str) -> None:
        still = ImportBatch.objects.filter(pk=batch.pk, state=batch.state)
        if not still.update(phase=phase, done=PHASES.index(phase), total=len(PHASES)):
            raise Cancelled

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
    batch.phase, batch.done, batch.total, batch.failure = WAITING, 0, 0, None
    batch.states = states.packed(outcome.states)
    MarkedWorkbook.objects.filter(batch=batch).delete()

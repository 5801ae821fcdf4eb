"""An import from the file to the registry: uploaded, mapped, checked, applied, or cancelled.

Checking writes nothing to the registry. Applying compares once more with the registry as it is then, and writes all of
it or nothing. `by=None` is the console of the server.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from birlik.accounts.models import User
from birlik.audit import log
from birlik.core.errors import Refusal
from birlik.db.locks import wait_for_turn
from birlik.jobs.declare import Cancellation
from birlik.members.actions import meetings
from birlik.members.actions.common import MEMBERS_LOCK, require_import
from birlik.members.enums import EDITABLE_STATES, RUNNING_STATES, BatchState
from birlik.members.imports import registry_frames, row_states, unlisted, upload, write
from birlik.members.imports.match.compare import CHANGED, CREATED, REJECTED, UNCHANGED, Outcome, compare
from birlik.members.imports.prepare import PreparedList, prepare
from birlik.members.imports.unlisted import UnlistedPeople
from birlik.members.models import ImportBatch, ImportMapping, MarkedWorkbook
from birlik.orgs.models import Organisation

PHASES = ("reading", "checking", "comparing", "writing")
QUEUED = ""  # the phase of a batch that no process has taken up yet
WRITING = "writing"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a list would do to the registry as it was at this revision (imports.registry_frames)."""

    revision: int
    outcome: Outcome
    missing: UnlistedPeople


def check(batch: ImportBatch, *, prepared_list: PreparedList | None = None) -> ImportBatch:
    """Try out what the list would do to the registry as it is now. Nothing but the batch itself is written, and whom
    outside the right of who asked it met (meetings.record). Refused with `import.not_open`.
    """
    batch.refresh_from_db()
    by, at = batch.asked_by or batch.uploaded_by, batch.asked_at or batch.uploaded_at
    step = steps(batch)
    prepared_list = prepared_list or prepare(batch, step=step)
    step("comparing")
    comparison = _compare(batch, prepared_list, by=by, at=at)
    with transaction.atomic():
        batch = _lock_batch(batch)
        if batch.state not in {*EDITABLE_STATES, BatchState.CHECKING}:
            raise Refusal("import.not_open", state=batch.state)
        _keep(batch, comparison.outcome, prepared_list, by=by, at=at)
        unlisted.count(batch, comparison.missing)
        batch.state = BatchState.READY
        batch.save()
    return batch


def apply(
    batch: ImportBatch, *, by: User | None, at: datetime, prepared_list: PreparedList | None = None
) -> ImportBatch:
    """Write the list to the registry, compared with it once more: all of it in one transaction, or nothing.

    It is compared before others have to wait; where the registry changes meanwhile, anew, the third time while they
    wait. With `prepared` (the console) no check goes before. Refused without the right; with `import.not_ready`: not
    checked, or cancelled before it was written.
    """
    require_import(batch.organisation, by, at)
    batch.refresh_from_db()
    step = steps(batch)
    states = {BatchState.READY, BatchState.APPLYING, *(EDITABLE_STATES if prepared_list else ())}
    for is_last in (False, False, True):
        prepared_list = prepared_list or prepare(batch, step=step)
        step("comparing")
        comparison = None if is_last else _compare(batch, prepared_list, by=by, at=at)
        step(WRITING)
        with transaction.atomic():
            wait_for_turn(MEMBERS_LOCK)
            batch = _lock_batch(batch)
            if batch.state not in states:
                raise Refusal("import.not_ready", state=batch.state)
            comparison = comparison or _compare(batch, prepared_list, by=by, at=at)
            if comparison.revision == registry_frames.revision():
                _write(batch, comparison, prepared_list, by=by, at=at)
                batch.state, batch.applied_at, batch.applied_by = BatchState.APPLIED, at, by
                batch.save()
                log.record("import.applied", subject=batch, by=by, at=at, after=counts(batch))
                break
        prepared_list = None  # its rows were handed over
    return batch


def _write(
    batch: ImportBatch, comparison: Comparison, prepared_list: PreparedList, *, by: User | None, at: datetime
) -> None:
    write.write(batch, comparison.outcome)
    _keep(batch, comparison.outcome, prepared_list, by=by, at=at)
    unlisted.keep(batch, comparison.missing)


def _compare(batch: ImportBatch, prepared_list: PreparedList, *, by: User | None, at: datetime) -> Comparison:
    revision = registry_frames.revision()  # before all that is read: what changes meanwhile makes it another
    places = unlisted.rows_with_organisation(prepared_list)
    sight = meetings.sight(by, batch.organisation, at=at)
    outcome = compare(
        prepared_list.hand_over, prepared_list.problems, registry_frames.RegistryFrames(), prepared_list.scope, sight
    )
    return Comparison(revision, outcome, unlisted.unlisted_members(batch, places, outcome))


def take(
    *, organisation: Organisation, name: str, content: bytes, as_of: date, dry_run: bool, at: datetime,
    mapping: ImportMapping | None = None, sheet: str = "",
) -> ImportBatch:  # fmt: skip
    """Upload, check and apply a list at once, for the console."""
    batch = upload.upload(
        organisation=organisation, name=name, content=content, as_of=as_of, by=None, at=at, mapping=mapping, sheet=sheet
    )
    del content
    prepared_list = prepare(batch)
    return (
        check(batch, prepared_list=prepared_list)
        if dry_run
        else apply(batch, by=None, at=at, prepared_list=prepared_list)
    )


def counts(batch: ImportBatch) -> dict[str, int]:
    """Return the figures of a batch, none of them personal."""
    names = ("rows", "created", "changed", "unchanged", "rejected", "missing", "warnings")
    return {name: getattr(batch, name) for name in names}


@transaction.atomic
def queue(batch: ImportBatch, state: BatchState, *, by: User | None, at: datetime) -> ImportBatch:
    """Let it wait for the worker: READING and CHECKING from any open state, APPLYING once it was checked, UNDOING once
    applied. Refused with `import.not_applied`, `import.not_ready` or `import.not_open`.
    """
    require_import(batch.organisation, by, at)
    batch = _lock_batch(batch)
    if state == BatchState.UNDOING and batch.state != BatchState.APPLIED:
        raise Refusal("import.not_applied", state=batch.state)
    if state == BatchState.APPLYING and batch.state != BatchState.READY:
        raise Refusal("import.not_ready", state=batch.state)
    if state in {BatchState.READING, BatchState.CHECKING} and batch.state not in EDITABLE_STATES:
        raise Refusal("import.not_open", state=batch.state)
    batch.state, batch.phase, batch.done, batch.total, batch.failure = state, QUEUED, 0, len(PHASES), None
    batch.asked_by, batch.asked_at = by, at if by else None
    batch.save()
    return batch


@transaction.atomic
def cancel(batch: ImportBatch, *, by: User | None, at: datetime) -> ImportBatch:
    """Stop at once whatever is done with it, before anything is written; its process is ended (imports.jobs).

    One that only waits to be taken back stays in the registry. Refused with `import.writing` once the list is being
    written, `import.undo_begun` once it is being taken back, or `import.not_open`.
    """
    require_import(batch.organisation, by, at)
    batch = _lock_batch(batch)
    if batch.state == BatchState.UNDOING:
        if batch.phase != QUEUED:
            raise Refusal("import.undo_begun")
        batch.state = BatchState.APPLIED
    elif batch.state == BatchState.APPLYING and batch.phase == WRITING:
        raise Refusal("import.writing")
    elif batch.state in {*EDITABLE_STATES, *RUNNING_STATES}:
        batch.state, batch.phase = BatchState.CANCELLED, QUEUED
    else:
        raise Refusal("import.not_open", state=batch.state)
    batch.save(update_fields=["state", "phase"])
    return batch


def fail(pk: int, state: BatchState, refusal: Refusal) -> None:
    """Keep why the work of this state was not possible, unless it is done with already.

    The mapping may be mended and the list checked again; one that could not be taken back is applied as before.
    """
    next_state = BatchState.APPLIED if state == BatchState.UNDOING else BatchState.FAILED
    ImportBatch.objects.filter(pk=pk, state=state).update(
        state=next_state, phase=QUEUED, done=0, total=0, failure=refusal.to_json()
    )


def steps(batch: ImportBatch) -> Callable[[str], None]:
    """Tell which phase begins, for others to see at once, and stop there when somebody has cancelled the list."""

    def step(phase: str) -> None:
        still = ImportBatch.objects.filter(pk=batch.pk, state=batch.state)
        if not still.update(phase=phase, done=PHASES.index(phase), total=len(PHASES)):
            raise Cancellation

    return step


def _lock_batch(batch: ImportBatch) -> ImportBatch:
    return ImportBatch.objects.select_for_update().get(pk=batch.pk)


def _keep(batch: ImportBatch, outcome: Outcome, prepared_list: PreparedList, *, by: User | None, at: datetime) -> None:
    """Write down counts, problems and the state of each row, and whom it met outside the right of `by`.

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
    batch.warnings = write.keep_problems(batch, outcome.problems, prepared_list.columns)
    batch.phase, batch.done, batch.total, batch.failure = QUEUED, 0, 0, None
    batch.states = row_states.pack(outcome.states)
    MarkedWorkbook.objects.filter(batch=batch).delete()

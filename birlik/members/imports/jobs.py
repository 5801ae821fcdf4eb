"""What an import of members does beside the pages: read, check, apply, take back, mark. Each is a job (birlik.jobs).

Reading and checking write nothing but the batch; applying and taking back are one transaction each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from birlik.accounts.models import User
from birlik.jobs import queue
from birlik.jobs.declare import Cancellation, job
from birlik.members.enums import BatchState
from birlik.members.imports import batches, marked_workbook, undo, upload
from birlik.members.models import ImportBatch
from birlik.orgs.models import Organisation

LONGEST_WRITING = 3600  # seconds


def _keep_failure(state: BatchState) -> Callable[..., object]:
    """Return what keeps, in the batch, why the work of this state was not possible."""
    return lambda refusal, pk, *_more: batches.fail(pk, state, refusal)


def _load_batch(state: BatchState, pk: int) -> ImportBatch:
    """Return the batch, if somebody still asks for the work of this state."""
    batch = ImportBatch.objects.filter(pk=pk, state=state).first()
    if batch is None:
        raise Cancellation
    return batch


@job(on_refusal=_keep_failure(BatchState.READING))
def read_batch(pk: int, _user_pk: int, sheet: str | None = None, header: int | None = None) -> None:
    """Read a sheet of a delivered file and guess its columns (imports.upload.read)."""
    batch = _load_batch(BatchState.READING, pk)
    batches.steps(batch)("reading")
    upload.read(batch, sheet=sheet, header=header)


@job(on_refusal=_keep_failure(BatchState.CHECKING))
def check_batch(pk: int, _user_pk: int | None = None) -> None:
    """Try a batch out that waits for it."""
    batches.check(_load_batch(BatchState.CHECKING, pk))


@job(on_refusal=_keep_failure(BatchState.APPLYING), seconds=LONGEST_WRITING)
def apply_batch(pk: int, user_pk: int) -> None:
    """Write a checked batch to the registry, in the name of who asked for it."""
    batches.apply(_load_batch(BatchState.APPLYING, pk), by=User.objects.get(pk=user_pk), at=timezone.now())


@job(on_refusal=_keep_failure(BatchState.UNDOING), seconds=LONGEST_WRITING)
def undo_batch(pk: int, user_pk: int) -> None:
    """Take an applied batch back, in the name of who asked for it."""
    undo.undo(_load_batch(BatchState.UNDOING, pk), by=User.objects.get(pk=user_pk), at=timezone.now())


@job(on_refusal=lambda refusal, pk, _user_pk, language: marked_workbook.fail(pk, language, refusal))
def mark_batch(pk: int, _user_pk: int, language: str) -> None:
    """Make the workbook with marks that somebody asked for."""
    marked_workbook.make(ImportBatch.objects.get(pk=pk), language=language, at=timezone.now())


WORK = (read_batch, check_batch, apply_batch, undo_batch)


def deliver_later(
    *, organisation: Organisation, name: str, parts: Iterable[bytes], as_of: Any, by: User, at: datetime
) -> ImportBatch:
    """Keep the file and let it wait to be read, unless the same bytes were read before."""
    return upload.deliver(
        organisation=organisation, name=name, parts=parts, as_of=as_of, by=by, at=at,
        queue=lambda batch: read_batch.enqueue(batch.pk, by.pk),
    )  # fmt: skip


@transaction.atomic
def read_later(
    batch: ImportBatch, *, sheet: str | None = None, header: int | None = None, by: User, at: datetime
) -> ImportBatch:
    """Let another sheet be read, or the columns be guessed by the headings of another row."""
    if sheet is not None:
        upload.require_sheet(batch, sheet)
    batch = batches.queue(batch, BatchState.READING, by=by, at=at)
    read_batch.enqueue(batch.pk, by.pk, sheet, header)
    return batch


@transaction.atomic
def check_later(batch: ImportBatch, *, by: User, at: datetime) -> ImportBatch:
    """Let the batch wait for its dry run."""
    batch = batches.queue(batch, BatchState.CHECKING, by=by, at=at)
    check_batch.enqueue(batch.pk, by.pk)
    return batch


@transaction.atomic
def apply_later(batch: ImportBatch, *, by: User, at: datetime) -> ImportBatch:
    """Let the checked batch wait to be written."""
    batch = batches.queue(batch, BatchState.APPLYING, by=by, at=at)
    apply_batch.enqueue(batch.pk, by.pk)
    return batch


@transaction.atomic
def undo_later(batch: ImportBatch, *, by: User, at: datetime) -> ImportBatch:
    """Let the applied batch wait to be taken back."""
    batch = batches.queue(batch, BatchState.UNDOING, by=by, at=at)
    undo_batch.enqueue(batch.pk, by.pk)
    return batch


@transaction.atomic
def mark_later(batch: ImportBatch, *, language: str, by: User, at: datetime) -> None:
    """Let the workbook with marks be made, unless it is there or being made already."""
    if marked_workbook.ask(batch, language=language, by=by, at=at):
        mark_batch.enqueue(batch.pk, by.pk, language)


@transaction.atomic
def cancel(batch: ImportBatch, *, by: User, at: datetime) -> ImportBatch:
    """Stop what is done with the batch."""
    batch = batches.cancel(batch, by=by, at=at)
    queue.cancel(WORK, batch.pk, at=at)
    return batch


def asked_at(batch: ImportBatch) -> datetime | None:
    """Return when the work on the batch was asked for last; None when no queue knows of it."""
    return queue.asked_at(WORK, batch.pk)

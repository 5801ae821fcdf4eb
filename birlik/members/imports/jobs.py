"""Work that takes longer than a page may, or whose input nobody has looked at yet: each job in a process of its own.

Jobs wait in the database. Whose turn it is: of each person the first, then of each the second. A process holds the job
it does (db.job_locks); what a dead one left is begun anew, which is safe: reading and checking write nothing but the
batch, applying and taking back are one transaction each.
"""

from __future__ import annotations

import logging
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from birlik.accounts.models import User
from birlik.core.errors import Refusal
from birlik.db import job_locks
from birlik.members.enums import BatchState
from birlik.members.imports import batches, marked_workbook, undo, upload
from birlik.members.models import ImportBatch
from birlik.orgs.models import Organisation

MOST_ATTEMPTS = 2  # a list that ended two processes would end the third
UNDONE = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
logger = logging.getLogger(__name__)


@task
def read_batch(pk: int, _user_pk: int, sheet: str | None = None, header: int | None = None) -> None:
    """Read a sheet of a delivered file and guess its columns (imports.upload.read)."""
    _run(pk, BatchState.READING, lambda batch: _read(batch, sheet, header))


@task
def check_batch(pk: int, _user_pk: int | None = None) -> None:
    """A dry run of a batch that waits for it."""
    _run(pk, BatchState.CHECKING, batches.check)


@task
def apply_batch(pk: int, user_pk: int) -> None:
    """Write a checked batch to the registry, in the name of who asked for it."""
    by = User.objects.get(pk=user_pk)
    _run(pk, BatchState.APPLYING, lambda batch: batches.apply(batch, by=by, at=timezone.now()))


@task
def undo_batch(pk: int, user_pk: int) -> None:
    """Take an applied batch back, in the name of who asked for it."""
    by = User.objects.get(pk=user_pk)
    _run(pk, BatchState.UNDOING, lambda batch: undo.undo(batch, by=by, at=timezone.now()))


@task
def mark_batch(pk: int, _user_pk: int, language: str) -> None:
    """Make the workbook with marks that somebody asked for."""
    batch = ImportBatch.objects.get(pk=pk)
    refusal = _refused(pk, lambda: marked_workbook.make(batch, language=language, at=timezone.now()))
    if refusal is not None:
        marked_workbook.fail(pk, language, refusal)


STATES = {
    read_batch.module_path: BatchState.READING,
    check_batch.module_path: BatchState.CHECKING,
    apply_batch.module_path: BatchState.APPLYING,
    undo_batch.module_path: BatchState.UNDOING,
}


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
    waiting = batches.queue(batch, BatchState.READING, by=by, at=at)
    read_batch.enqueue(waiting.pk, by.pk, sheet, header)
    return waiting


@transaction.atomic
def check_later(batch: ImportBatch, *, by: User, at: datetime) -> ImportBatch:
    """Let the batch wait for its dry run."""
    waiting = batches.queue(batch, BatchState.CHECKING, by=by, at=at)
    check_batch.enqueue(waiting.pk, by.pk)
    return waiting


@transaction.atomic
def apply_later(batch: ImportBatch, *, by: User, at: datetime) -> ImportBatch:
    """Let the checked batch wait to be written."""
    waiting = batches.queue(batch, BatchState.APPLYING, by=by, at=at)
    apply_batch.enqueue(waiting.pk, by.pk)
    return waiting


@transaction.atomic
def undo_later(batch: ImportBatch, *, by: User, at: datetime) -> ImportBatch:
    """Let the applied batch wait to be taken back."""
    waiting = batches.queue(batch, BatchState.UNDOING, by=by, at=at)
    undo_batch.enqueue(waiting.pk, by.pk)
    return waiting


@transaction.atomic
def mark_later(batch: ImportBatch, *, language: str, by: User, at: datetime) -> None:
    """Let the workbook with marks be made, unless it is there or being made already."""
    if marked_workbook.ask(batch, language=language, by=by, at=at):
        mark_batch.enqueue(batch.pk, by.pk, language)


@transaction.atomic
def cancel(batch: ImportBatch, *, by: User, at: datetime) -> ImportBatch:
    """Stop what is done with the batch: the waiting worker ends a process whose job is no longer asked for."""
    cancelled = batches.cancel(batch, by=by, at=at)
    theirs = DBTaskResult.objects.filter(args_kwargs__args__0=batch.pk, status__in=UNDONE, task_path__in=STATES)
    theirs.update(status=TaskResultStatus.FAILED, finished_at=at)
    return cancelled


def run_waiting() -> None:
    """Do all that waits and nobody is at, then return."""
    while run_next(get_random_string(32)):
        pass


def run_next(worker: str) -> bool:
    """Take the job whose turn it is and do it, as the process of this name; whether there was one.

    Who ends in the middle by SystemExit leaves the job as if it had not begun.
    """
    resume()
    with _taken(worker) as job:
        if job is None:
            return False
        mine = DBTaskResult.objects.filter(pk=job.pk, status=TaskResultStatus.RUNNING)
        try:
            job.task.call(*job.args_kwargs["args"], **job.args_kwargs["kwargs"])
        except SystemExit:
            mine.update(status=TaskResultStatus.READY, worker_ids=job.worker_ids[:-1])
            raise
        mine.update(status=TaskResultStatus.SUCCESSFUL, finished_at=timezone.now())
    return True


@contextmanager
def _taken(worker: str) -> Iterator[DBTaskResult[..., None] | None]:
    """The next job, held until the block ends. Its row is locked until it is held and said to be running."""
    with ExitStack() as held:
        with transaction.atomic():
            job = next((one for key in _by_turns() if (one := _locked(key))), None)
            if job is not None and held.enter_context(job_locks.hold(job.pk)):
                job.claim(worker)
            else:
                job = None
        yield job


def _by_turns() -> list[UUID]:
    """The waiting jobs: first those of people of whom the fewest are done or wait before them, then the oldest."""
    undone = DBTaskResult.objects.filter(status__in=UNDONE).order_by("enqueued_at", "id")
    before: Counter[object] = Counter()
    ranked = []
    # of one moment those that run come first
    for job in sorted(undone.defer("traceback"), key=lambda one: one.status == TaskResultStatus.READY):
        who = next(iter(job.args_kwargs["args"][1:]), None)
        if job.status == TaskResultStatus.READY:
            ranked.append((before[who], job.enqueued_at, job.pk))
        before[who] += 1
    return [key for _rank, _at, key in sorted(ranked)]


def _locked(key: UUID) -> DBTaskResult[..., None] | None:
    """The job, if it still waits and nobody else is taking it."""
    rows = DBTaskResult.objects.select_for_update(skip_locked=True, no_key=True)
    return rows.filter(pk=key, status=TaskResultStatus.READY).first()


@transaction.atomic
def resume() -> None:
    """Let what a dead process left begin anew, twice at most, and not if it was ended for taking too long."""
    for left in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).select_for_update(skip_locked=True):
        with ExitStack() as held:
            if connection.vendor == "sqlite" and not held.enter_context(job_locks.hold(left.pk)):
                continue
            limit = timedelta(seconds=job_locks.longest_seconds(left.task_path))
            if left.started_at is not None and timezone.now() - left.started_at > limit:
                _give_up(left, Refusal("import.too_long", minutes=int(limit.total_seconds()) // 60))
            elif len(left.worker_ids) >= MOST_ATTEMPTS:
                _give_up(left, Refusal("import.broken"))
            else:
                left.status = TaskResultStatus.READY
                left.save(update_fields=["status"])


def _give_up(left: DBTaskResult[..., None], refusal: Refusal) -> None:
    left.set_failed(RuntimeError(refusal.code))
    pk, *more = left.args_kwargs["args"]
    if state := STATES.get(left.task_path):
        batches.fail(pk, state, refusal)
    elif left.task_path == mark_batch.module_path:
        marked_workbook.fail(pk, more[1], refusal)


def _read(batch: ImportBatch, sheet: str | None, header: int | None) -> None:
    batches.steps(batch)("reading")
    upload.read(batch, sheet=sheet, header=header)


def _run(pk: int, state: BatchState, work: Callable[[ImportBatch], object]) -> None:
    """Whatever happens stands in the batch."""
    batch = ImportBatch.objects.filter(pk=pk, state=state).first()
    refusal = _refused(pk, lambda: work(batch)) if batch else None
    if refusal is not None:
        batches.fail(pk, state, refusal)


def _refused(pk: int, work: Callable[[], object]) -> Refusal | None:
    """Why the work was not possible. A message of the database could hold a number, so no log gets it."""
    try:
        work()
    except batches.Cancellation:
        return None
    except Refusal as refusal:
        return refusal
    except OperationalError as error:
        logger.error("import %d: the database did not answer (%s)", pk, _place(error))  # noqa: TRY400 - see above
        return Refusal("import.busy")
    except Exception as error:  # noqa: BLE001 - the batch must say that it failed, whatever it was
        logger.error("import %d: %s (%s)", pk, type(error).__name__, _place(error))  # noqa: TRY400 - see above
        return Refusal("import.broken")
    return None


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return " ← ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames[-4:]))


def be_patient() -> None:
    """Let this process, which nobody waits for, wait for a lock as long as another one writes."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA busy_timeout = {job_locks.LONGEST * 1000}")
        else:
            cursor.execute(f"SET lock_timeout = '{job_locks.LONGEST}s'")

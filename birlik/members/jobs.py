"""Work that takes longer than a page may: checking, applying and taking back a delivered list, by a process of its own.

Batches wait in the database. A process that died leaves its batch CHECKING, APPLYING or UNDOING; the next one takes it
up from the beginning, which is safe: checking writes nothing, applying and taking back are one transaction each.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks import TaskResultStatus, task
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from birlik.accounts.models import User
from birlik.core.errors import Refusal
from birlik.members.actions import imports, imports_undo
from birlik.members.enums import BatchState
from birlik.members.models import ImportBatch

MOST_ATTEMPTS = 2  # a list that ended two processes would end the third
logger = logging.getLogger(__name__)


@task
def check_batch(pk: int) -> None:
    """A dry run of a batch that waits for it."""
    _run(pk, BatchState.CHECKING, imports.check)


@task
def apply_batch(pk: int, user_pk: int) -> None:
    """Write a checked batch to the registry, in the name of who asked for it."""
    by = User.objects.get(pk=user_pk)
    _run(pk, BatchState.APPLYING, lambda batch: imports.apply(batch, by=by, at=timezone.now()))


@task
def undo_batch(pk: int, user_pk: int) -> None:
    """Take an applied batch back, in the name of who asked for it."""
    by = User.objects.get(pk=user_pk)
    _run(pk, BatchState.UNDOING, lambda batch: imports_undo.undo(batch, by=by, at=timezone.now()))


STATES = {
    check_batch.module_path: BatchState.CHECKING,
    apply_batch.module_path: BatchState.APPLYING,
    undo_batch.module_path: BatchState.UNDOING,
}


@transaction.atomic
def check_later(batch: ImportBatch, *, by: User, at: datetime) -> ImportBatch:
    """Let the batch wait for its dry run."""
    waiting = imports.queue(batch, BatchState.CHECKING, by=by, at=at)
    check_batch.enqueue(waiting.pk)
    return waiting


@transaction.atomic
def apply_later(batch: ImportBatch, *, by: User, at: datetime) -> ImportBatch:
    """Let the checked batch wait to be written."""
    waiting = imports.queue(batch, BatchState.APPLYING, by=by, at=at)
    apply_batch.enqueue(waiting.pk, by.pk)
    return waiting


@transaction.atomic
def undo_later(batch: ImportBatch, *, by: User, at: datetime) -> ImportBatch:
    """Let the applied batch wait to be taken back."""
    waiting = imports.queue(batch, BatchState.UNDOING, by=by, at=at)
    undo_batch.enqueue(waiting.pk, by.pk)
    return waiting


def is_waiting() -> bool:
    """Whether there is anything to do, or anything left undone."""
    undone = DBTaskResult.objects.filter(status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING])
    return undone.exists()


def run_waiting() -> None:
    """Do all that waits, then return. Only one process of a machine may be here at a time (server.worker)."""
    resume()
    Worker(
        queue_names=["default"], interval=0, batch=True, backend_name="default", startup_delay=False, max_tasks=None,
        worker_id=get_random_string(32), excluded_queue_names=[],
    ).run()  # fmt: skip


@transaction.atomic
def resume() -> None:
    """Let what a dead process left begin anew; twice at most."""
    for left in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING):
        if len(left.worker_ids) < MOST_ATTEMPTS:
            left.status = TaskResultStatus.READY
            left.save(update_fields=["status"])
            continue
        left.set_failed(RuntimeError("ended its process twice"))
        if state := STATES.get(left.task_path):
            imports.failed(left.args_kwargs["args"][0], state, Refusal("import.broken"))


def _run(pk: int, state: BatchState, work: Callable[[ImportBatch], object]) -> None:
    """Whatever happens stands in the batch. A message of the database could hold a number, so no log gets it."""
    batch = ImportBatch.objects.filter(pk=pk, state=state).first()
    if batch is None:
        return
    try:
        work(batch)
    except imports.Cancelled:
        imports.stopped(pk, state)
    except Refusal as refusal:
        imports.failed(pk, state, refusal)
    except OperationalError as error:
        logger.error("import %d: the database did not answer (%s)", pk, _place(error))  # noqa: TRY400 - see above
        imports.failed(pk, state, Refusal("import.busy"))
    except Exception as error:  # noqa: BLE001 - the batch must say that it failed, whatever it was
        logger.error("import %d: %s (%s)", pk, type(error).__name__, _place(error))  # noqa: TRY400 - see above
        imports.failed(pk, state, Refusal("import.broken"))


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return " ← ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames[-4:]))

"""Jobs wait in the database. Whose turn it is: of each person the first, then of each the second.

A process holds the job it does (jobs.locks); what a dead one left is begun anew, so whatever a job does must be safe to
begin twice: it writes in one transaction, or nothing but its own row.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks import TaskResultStatus
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from birlik.core.errors import Refusal
from birlik.jobs import locks
from birlik.jobs.declare import JOBS, discover

MOST_ATTEMPTS = 2  # what ended two processes would end the third
UNDONE = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
PSYCOPG = {"server_side_binding", "prepare_threshold"}  # options of a connection that libpq does not know
Tasks = Collection[Task[..., None]]


def cancel(tasks: Tasks, subject: int, *, at: datetime) -> None:
    """Ask for these jobs about the subject no longer: the waiting worker ends a process that is at one."""
    undone = _about(tasks, subject).filter(status__in=UNDONE)
    undone.update(status=TaskResultStatus.FAILED, finished_at=at)


def asked_at(tasks: Tasks, subject: int) -> datetime | None:
    """Return when one of these jobs about the subject was asked for last; None when no queue knows of it."""
    return _about(tasks, subject).order_by("-enqueued_at").values_list("enqueued_at", flat=True).first()


def _about(tasks: Tasks, subject: int) -> QuerySet[DBTaskResult[..., None]]:
    paths = [one.module_path for one in tasks]
    return DBTaskResult.objects.filter(args_kwargs__args__0=subject, task_path__in=paths)


def run_waiting() -> None:
    """Do all that waits and nobody is at, then return."""
    while run_next(get_random_string(32)):
        pass


def run_next(worker: str) -> bool:
    """Take the job whose turn it is and do it, as the process of this name; whether there was one.

    Who ends in the middle by SystemExit leaves the job as if it had not begun.
    """
    resume()
    with _take_next(worker) as job:
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
def _take_next(worker: str) -> Iterator[DBTaskResult[..., None] | None]:
    """Take the next job and hold it until the block ends. Its row is locked until it is held and said to be running."""
    with ExitStack() as stack:
        with transaction.atomic():
            job = next((one for key in _by_turns() if (one := _lock_job(key))), None)
            if job is not None and stack.enter_context(locks.hold(job.pk)):
                job.claim(worker)
            else:
                job = None
        yield job


def _by_turns() -> list[UUID]:
    """Order the waiting jobs: first those of people of whom the fewest are done or wait before them, then the
    oldest.
    """
    undone = DBTaskResult.objects.filter(status__in=UNDONE).order_by("enqueued_at", "id")
    before: Counter[object] = Counter()
    ranks = []
    # of one moment those that run come first
    for job in sorted(undone.defer("traceback"), key=lambda one: one.status == TaskResultStatus.READY):
        who = next(iter(job.args_kwargs["args"][1:]), None)
        if job.status == TaskResultStatus.READY:
            ranks.append((before[who], job.enqueued_at, job.pk))
        before[who] += 1
    return [key for _rank, _at, key in sorted(ranks)]


def _lock_job(key: UUID) -> DBTaskResult[..., None] | None:
    """Lock and return the job, if it still waits and nobody else is taking it."""
    rows = DBTaskResult.objects.select_for_update(skip_locked=True, no_key=True)
    return rows.filter(pk=key, status=TaskResultStatus.READY).first()


@transaction.atomic
def resume() -> None:
    """Let what a dead process left begin anew, twice at most, and not if it was ended for taking too long.

    Its failure is then told with `job.broken` or `job.too_long`.
    """
    for left in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING).select_for_update(skip_locked=True):
        with ExitStack() as stack:
            if connection.vendor == "sqlite" and not stack.enter_context(locks.hold(left.pk)):
                continue
            limit = timedelta(seconds=JOBS[left.task.module_path].seconds)
            if left.started_at is not None and timezone.now() - left.started_at > limit:
                _give_up(left, Refusal("job.too_long", minutes=int(limit.total_seconds()) // 60))
            elif len(left.worker_ids) >= MOST_ATTEMPTS:
                _give_up(left, Refusal("job.broken"))
            else:
                left.status = TaskResultStatus.READY
                left.save(update_fields=["status"])


def _give_up(left: DBTaskResult[..., None], refusal: Refusal) -> None:
    left.set_failed(RuntimeError(refusal.code))
    JOBS[left.task.module_path].on_refusal(refusal, *left.args_kwargs["args"], **left.args_kwargs["kwargs"])


def be_patient() -> None:
    """Let this process, which nobody waits for, wait for a lock as long as another one writes."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA busy_timeout = {locks.LONGEST * 1000}")
        else:
            cursor.execute(f"SET lock_timeout = '{locks.LONGEST}s'")


def address() -> str:
    """Return what the waiting worker is told (JSON): the database, the folder of the lock files, and of each job the
    seconds that it may take."""
    discover()
    database: dict[str, Any] = connection.settings_dict
    content: dict[str, Any] = {"seconds": {path: one.seconds for path, one in JOBS.items()}}
    if connection.vendor != "postgresql":
        return json.dumps(content | {"sqlite": str(database["NAME"]), "folder": str(locks.folder())})
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    parameters = {theirs: database[name] for name, theirs in names.items() if database[name]}
    libpq = {name: value for name, value in database["OPTIONS"].items() if name not in PSYCOPG}
    return json.dumps(content | {"postgresql": {**libpq, **parameters}})

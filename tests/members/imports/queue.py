"""What the tests ask of the queue of jobs."""

from __future__ import annotations

from django_tasks_db.models import DBTaskResult

from birlik.jobs.queue import UNDONE


def is_waiting() -> bool:
    """Return whether there is anything to do, or anything left undone."""
    return DBTaskResult.objects.filter(status__in=UNDONE).exists()

"""Jobs that wait in the database, and who holds one: for whoever does them and for the worker that waits for them.

A job is held as long as the process that does it lives, and no longer: on PostgreSQL by a lock on its row in a
transaction left open (which outlives a pooler, as a session's lock would not), on SQLite by a lock on a file. So what
a dead process left can be told from what another is at, on this machine or the next. Without a job to do this module
needs the standard library alone, for the waiting worker has nothing else in memory.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from uuid import UUID

TABLE = "django_tasks_database_dbtaskresult"
LONGEST = 600  # seconds of a job that declares no other limit; then its process is ended


def lock_file(folder: Path, job: UUID) -> IO[str] | None:
    """Return the open file whose lock holds the job until it is closed; None while another process has it."""
    folder.mkdir(exist_ok=True)
    file = (folder / job.hex).open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def folder() -> Path:
    """Return where the lock files are."""
    from django.conf import settings  # the waiting worker is told it

    return Path(settings.DATA_DIR) / "jobs"


@contextmanager
def hold(job: UUID) -> Iterator[bool]:
    """Hold the job while the block runs; whether that was possible. On PostgreSQL whoever asks has locked its row, FOR
    NO KEY UPDATE, in a transaction that ends within the block."""
    from django.db import connection

    if connection.vendor != "postgresql":
        file = lock_file(folder(), job)
        try:
            yield file is not None
        finally:
            if file is not None:
                (folder() / job.hex).unlink(missing_ok=True)
                file.close()
        return
    own_connection = connection.copy()
    try:
        own_connection.set_autocommit(False)
        with own_connection.cursor() as cursor:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            cursor.execute(f'SELECT 1 FROM "{TABLE}" WHERE id = %s FOR KEY SHARE', [job])  # noqa: S608 - own name
        yield True
    finally:
        own_connection.close()

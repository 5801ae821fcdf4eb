"""How a process that serves pages uses its connection to the database."""

from __future__ import annotations

import time
from typing import Any

from django.core.signals import request_finished, request_started
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

TRUST_SECONDS = 5.0  # seconds
LOCK_WAIT = 150  # milliseconds: what a cell or a card takes to be written, ten times over
_last_answer = -TRUST_SECONDS  # when the last request ended, by the clock that never goes back


def trust_recent() -> None:
    """Trust a connection that was used a moment ago.

    Django asks the one it has kept before each request (CONN_HEALTH_CHECKS): a statement a page, which under load says
    nothing new. After a pause it is asked as before.
    """
    request_started.connect(_begin, dispatch_uid="connections.begin")
    request_finished.connect(_end, dispatch_uid="connections.end")


def _begin(**_signal: Any) -> None:
    if time.monotonic() - _last_answer < TRUST_SECONDS:
        connection.health_check_done = True  # type: ignore[attr-defined]  # Django's own mark of it


def _end(**_signal: Any) -> None:
    global _last_answer
    _last_answer = time.monotonic()


def wait_briefly() -> None:
    """Wait for a lock a moment only: who waits keeps a process from answering others, and the page asks again."""
    connection_created.connect(_limit_wait, dispatch_uid="connections.limit")


def _limit_wait(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    statement = "PRAGMA busy_timeout = {}" if connection.vendor == "sqlite" else "SET lock_timeout = {}"
    with connection.cursor() as cursor:
        cursor.execute(statement.format(LOCK_WAIT))


def forget_pages() -> None:
    """Let SQLite drop the pages it keeps in memory, after many that nobody will read soon."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA shrink_memory")

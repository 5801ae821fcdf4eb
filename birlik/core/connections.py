"""A connection to the database that answered a moment ago is not asked whether it still lives."""

from __future__ import annotations

import time
from typing import Any

from django.core.signals import request_finished, request_started
from django.db import connection

TRUSTED = 5.0  # seconds
_answered = -TRUSTED  # when the last request ended, by the clock that never goes back


def trust_recent() -> None:
    """Django asks the connection it has kept before each request (CONN_HEALTH_CHECKS): a statement a page, which
    under load says nothing new. After a pause it is asked as before."""
    request_started.connect(_begin, dispatch_uid="connections.begin")
    request_finished.connect(_end, dispatch_uid="connections.end")


def _begin(**_given: Any) -> None:
    if time.monotonic() - _answered < TRUSTED:
        connection.health_check_done = True  # type: ignore[attr-defined]  # Django's own mark of it


def _end(**_given: Any) -> None:
    global _answered
    _answered = time.monotonic()

"""One transaction at a time, on both databases."""

from __future__ import annotations

from zlib import crc32

from django.db import connection


def wait_for_turn(name: str) -> None:
    """Let one transaction at a time go on from here, until it ends; the others wait.

    PostgreSQL takes an advisory lock of the transaction. SQLite needs nothing: a transaction begins IMMEDIATE
    (config.environment), so it is the only writer already. Must be called inside `transaction.atomic`.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [crc32(name.encode())])

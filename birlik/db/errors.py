"""What an error of the database means: somebody else holds a lock, or nobody is there."""

from __future__ import annotations

from django.db import Error, InterfaceError, OperationalError, connection

BUSY_STATES = {"55P03", "40P01", "40001"}  # lock not available in time, deadlock, serialization failure
AWAY_STATES = ("08", "57P", "53", "25006")  # connection lost, shut down or starting, no room, a standby that only reads
BUSY_WORDS = ("database is locked", "database table is locked", "database schema is locked")
AWAY_WORDS = ("unable to open database file", "disk i/o error", "database or disk is full", "readonly database")


def is_busy(error: Error) -> bool:
    """Return whether somebody else held a lock for longer than was waited."""
    state, words = _state(error), str(error).lower()
    return state in BUSY_STATES if state else words.startswith(BUSY_WORDS)


def is_away(error: Error) -> bool:
    """Return whether the database could not be reached, or takes nothing now."""
    state, words = _state(error), str(error).lower()
    if state:
        return state.startswith(AWAY_STATES)
    if connection.vendor == "sqlite":
        return any(part in words for part in AWAY_WORDS)
    return isinstance(error, (OperationalError, InterfaceError))


def _state(error: Error) -> str:
    """Return PostgreSQL's code of the error; empty where the server had no say in it."""
    return getattr(error.__cause__, "sqlstate", None) or ""

"""Who would have to wait for the writer of SQLite is asked again later; what has begun is not done twice."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler
from django.http import HttpRequest

from birlik.config.environment import embedded
from birlik.core.turns import AGAIN
from birlik.web.shared.turns import BusyError, Turn, TurnMiddleware

pytestmark = pytest.mark.django_db
BEGIN = "BEGIN IMMEDIATE"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "turns.sqlite3"


@pytest.fixture
def ours(path: Path) -> Iterator[Any]:
    """A connection as a worker has it; its usual patience is a tenth of a second here."""
    settings = embedded(path)
    settings["OPTIONS"]["timeout"] = 0.1
    made = ConnectionHandler({"default": settings})["default"]
    made.cursor().execute("CREATE TABLE t (a)")
    yield made
    made.close()


@pytest.fixture
def other(ours: Any, path: Path) -> Iterator[sqlite3.Connection]:
    """Somebody who is writing."""
    made = sqlite3.connect(path, isolation_level=None)
    made.execute(BEGIN)
    yield made
    made.close()


def patience(ours: Any) -> int:
    return int(ours.cursor().execute("PRAGMA busy_timeout").fetchone()[0])


@pytest.mark.parametrize("writing", [BEGIN, "INSERT INTO t VALUES (1)", "UPDATE t SET a = 2", "DELETE FROM t"])
def test_the_first_writing_does_not_wait_for_another_writer(ours: Any, other: sqlite3.Connection, writing: str) -> None:
    with ours.execute_wrapper(Turn()), ours.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM t")
        with pytest.raises(BusyError):
            cursor.execute(writing)
    assert patience(ours) == 100


def test_later_ones_wait_their_time(ours: Any, other: sqlite3.Connection) -> None:
    other.execute("ROLLBACK")
    with ours.execute_wrapper(Turn()), ours.cursor() as cursor:
        cursor.execute(BEGIN)
        cursor.execute("INSERT INTO t VALUES (1)")
        cursor.execute("COMMIT")
        other.execute(BEGIN)
        with pytest.raises(OperationalError, match="locked"):
            cursor.execute(BEGIN)


def test_only_being_busy_asks_to_come_again() -> None:
    middleware = TurnMiddleware(lambda _request: pytest.fail("nobody asked"))
    answer = middleware.process_exception(HttpRequest(), BusyError())
    assert answer is not None
    assert (answer.status_code, answer.headers[AGAIN]) == (202, "1")
    assert middleware.process_exception(HttpRequest(), OperationalError("no such table")) is None

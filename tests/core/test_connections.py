"""After a request the connection is trusted for a moment, after a pause it is asked whether it lives."""

from __future__ import annotations

import pytest
from django.db import connection

from birlik.core import connections


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr(connections, "_answered", -connections.TRUSTED)
    monkeypatch.setattr(connections.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(connection, "health_check_done", False, raising=False)  # there once it is open
    return now


@pytest.mark.parametrize(("pause", "trusted"), [(0.1, True), (connections.TRUSTED - 0.1, True), (6.0, False)])
def test_only_what_answered_a_moment_ago_is_trusted(clock: list[float], pause: float, trusted: bool) -> None:
    connections._end()
    clock[0] += pause
    connections._begin()
    assert connection.health_check_done is trusted


def test_a_connection_that_never_answered_is_asked(clock: list[float]) -> None:
    connections._begin()
    assert connection.health_check_done is False

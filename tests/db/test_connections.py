"""After a request the connection is trusted for a moment, after a pause it is asked whether it lives."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from birlik.db import connections


@pytest.fixture
def connection(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """One that never answered, and a clock that stands still."""
    one = SimpleNamespace(health_check_done=False, now=1000.0)
    monkeypatch.setattr(connections, "connection", one)
    monkeypatch.setattr(connections, "_last_answer", -connections.TRUST_SECONDS)
    monkeypatch.setattr(connections, "time", SimpleNamespace(monotonic=lambda: one.now))
    return one


@pytest.mark.parametrize(("pause", "trusted"), [(0.1, True), (connections.TRUST_SECONDS - 0.1, True), (6.0, False)])
def test_only_what_answered_a_moment_ago_is_trusted(connection: SimpleNamespace, pause: float, trusted: bool) -> None:
    connections._end()
    connection.now += pause
    connections._begin()
    assert connection.health_check_done is trusted


def test_a_connection_that_never_answered_is_asked(connection: SimpleNamespace) -> None:
    connections._begin()
    assert connection.health_check_done is False

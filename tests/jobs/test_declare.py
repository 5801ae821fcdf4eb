"""Jobs of every app are found, and the waiting worker is told how long each may take."""

from __future__ import annotations

import json

import pytest

from birlik.jobs import queue

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_the_worker_is_told_every_job_with_its_limit() -> None:
    """Ten minutes; an hour for what writes members."""
    short = ("members.imports.jobs.read_batch", "members.imports.jobs.check_batch", "members.imports.jobs.mark_batch",
             "registers.jobs.try_list", "registers.jobs.apply_list", "registers.jobs.undo_list",
             "web.registers.jobs.mark_list", "loads.jobs.try_load", "loads.jobs.apply_load", "loads.jobs.undo_load",
             "web.loads.jobs.mark_load")  # fmt: skip
    long = ("members.imports.jobs.apply_batch", "members.imports.jobs.undo_batch")
    expected = {f"birlik.{path}": 600 for path in short} | {f"birlik.{path}": 3600 for path in long}
    assert json.loads(queue.address())["seconds"] == expected

"""The worker beside the server, as a process: no job twice, none lost, none for ever, none that delays all others."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tools.check import postgres

pytestmark = pytest.mark.e2e
ROOT = Path(__file__).resolve().parents[2]
JOBS, HEIGHT = 15, 400
LONG = 10_000  # people of a list that is not written before a process can be stopped
TABLE = "django_tasks_database_dbtaskresult"
RUNNING = f"SELECT worker_ids FROM {TABLE} WHERE status = 'RUNNING'"  # noqa: S608


@dataclass(frozen=True)
class Place:
    """A folder and a database, asked by the processes of the test."""

    data: Path
    url: str

    @property
    def environment(self) -> dict[str, str]:
        mine = {"BIRLIK_DATA": str(self.data), "DATABASE_URL": self.url}
        return os.environ | mine | {"DJANGO_SETTINGS_MODULE": "birlik.config.settings", "PYTHONPATH": str(ROOT)}

    def lists(self, *arguments: object) -> dict[str, Any]:
        command = [sys.executable, "-m", "tests.e2e.lists_waiting", *map(str, arguments)]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, check=True, timeout=120)
        return dict(json.loads(done.stdout.splitlines()[-1]))

    def execute(self, statement: str) -> list[Any]:
        if self.url:
            with psycopg.connect(self.url, autocommit=True) as connection:
                cursor = connection.execute(statement)
                return cursor.fetchall() if cursor.description else []
        connection = sqlite3.connect(self.data / "birlik.sqlite3", timeout=20)
        try:
            found = connection.execute(statement).fetchall()
            connection.commit()
            return found
        finally:
            connection.close()

    def at_work(self) -> dict[str, int]:
        """The names of the processes that are at a job, with their numbers."""
        told = [names if isinstance(names, list) else json.loads(names) for (names,) in self.execute(RUNNING)]
        numbers = {names[-1]: _process(names[-1]) for names in told if names}
        return {name: number for name, number in numbers.items() if number}

    @contextmanager
    def workers(self, count: int = 1) -> Iterator[list[subprocess.Popen[bytes]]]:
        command = [sys.executable, "-m", "birlik.cli", "worker"]
        started = [subprocess.Popen(command, cwd=ROOT, env=self.environment) for _ in range(count)]
        try:
            yield started
        finally:
            for one in started:
                one.send_signal(signal.SIGCONT)
                one.terminate()
            for one in started:
                one.wait(timeout=20)


def _process(name: str) -> int | None:
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if name.encode() in path.read_bytes().split(b"\0"):
                return int(path.parent.name)
    return None


def until(is_so: Callable[[], Any], seconds: float) -> float:
    """Seconds until it was so."""
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < seconds, "it did not come to it in time"
        time.sleep(0.02)
    return time.monotonic() - began


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    if request.param == "sqlite":
        yield Place(tmp_path, "")
        return
    with postgres() as url:
        yield Place(tmp_path, url)


def left(place: Place) -> bool:
    return bool(place.execute(f"SELECT 1 FROM {TABLE} WHERE status IN ('READY', 'RUNNING') LIMIT 1"))  # noqa: S608


def test_two_workers_do_fifteen_jobs_once_each_though_three_processes_are_killed(place: Place) -> None:
    """On PostgreSQL two servers, each with a folder of its own, share nothing but the database."""
    place.lists("waiting", JOBS, HEIGHT)
    killed: set[str] = set()
    with place.workers(), (Place(place.data / "other", place.url) if place.url else place).workers():
        until(lambda: _kill_one(place, killed) or len(killed) == 3, 90)
        until(lambda: not left(place), 150)
    found = place.lists("found")
    assert found == {
        "states": ["applied"] * JOBS,
        "failures": [],
        "applied": JOBS,
        "people": JOBS * HEIGHT,
        "attempts": [1] * (JOBS - 3) + [2] * 3,
        "jobs": ["SUCCESSFUL"] * JOBS,
    }


def _kill_one(place: Place, killed: set[str]) -> bool:
    """Kill a process in the middle of a job that none was killed at before, three times; then say so."""
    if len(killed) < 3:
        for (names,) in place.execute(RUNNING):
            tried = names if isinstance(names, list) else json.loads(names)
            number = _process(tried[-1])
            if len(tried) == 1 and number is not None and tried[-1] not in killed:
                os.kill(number, signal.SIGKILL)
                killed.add(tried[-1])
                break
    return len(killed) == 3


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_what_stands_still_delays_nobody_and_is_ended_when_it_is_cancelled(place: Place) -> None:
    place.lists("waiting", 2, LONG)
    with place.workers():
        until(place.at_work, 30)
        for number in place.at_work().values():
            os.kill(number, signal.SIGSTOP)
        stuck = set(place.at_work())
        assert (len(stuck), _done(place)) == (1, 0)
        until(lambda: _done(place) == 1, 60)
        place.execute("UPDATE members_importbatch SET phase = 'checking' WHERE state = 'applying'")
        place.lists("cancel")
        assert until(lambda: not any(map(_process, stuck)), 10) < 3
    assert (place.lists("found")["states"], left(place)) == (["applied", "cancelled"], False)


def _done(place: Place) -> int:
    return int(place.execute(f"SELECT COUNT(*) FROM {TABLE} WHERE status = 'SUCCESSFUL'")[0][0])  # noqa: S608


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)  # where it stands still, it keeps no writer out
def test_what_takes_too_long_is_ended_and_says_so(place: Place) -> None:
    place.lists("waiting", 1, LONG)
    with place.workers():
        until(place.at_work, 30)
        stuck = place.at_work()
        for number in stuck.values():
            os.kill(number, signal.SIGSTOP)
        assert (len(stuck), _done(place)) == (1, 0)
        place.execute(f"UPDATE {TABLE} SET started_at = '2026-01-01 00:00:00'")  # noqa: S608
        assert until(lambda: not any(map(_process, stuck)), 10) < 3
        until(lambda: not left(place), 30)
    found = place.lists("found")
    assert (found["states"], found["failures"]) == (
        ["failed"], [{"code": "job.too_long", "params": {"minutes": 60}}]
    )  # fmt: skip


def test_it_leaves_its_job_when_it_is_stopped_costs_little_and_outlives_the_database(place: Place) -> None:
    with place.workers() as (worker,):
        time.sleep(3)  # no tables yet
        place.lists("waiting", 1, LONG)
        until(lambda: place.at_work(), 30)
        worker.terminate()
        assert worker.wait(timeout=20) == 0
    assert place.lists("found")["attempts"] in ([0], [1])  # left as if it had not begun, unless it was done
    with place.workers() as (worker,):
        until(lambda: not left(place), 60)
        until(lambda: not _children(worker.pid), 20)
        assert _resident(worker.pid) < (64 if place.url else 24)
    assert place.lists("found")["applied"] == 1


def _children(number: int) -> str:
    return Path(f"/proc/{number}/task/{number}/children").read_text().strip()


def _resident(number: int) -> int:
    """Megabytes in memory."""
    lines = Path(f"/proc/{number}/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS"))


def test_it_ends_with_its_parent(tmp_path: Path) -> None:
    place = Place(tmp_path, "")
    code = (
        "import subprocess, sys, time; "
        "print(subprocess.Popen([sys.executable, '-m', 'birlik.cli', 'worker', '--with-parent']).pid, flush=True); "
        "time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=place.environment, stdout=subprocess.PIPE)
    assert parent.stdout is not None
    number = int(parent.stdout.readline())
    until(lambda: "birlik.worker" in Path(f"/proc/{number}/cmdline").read_text(), 30)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    until(lambda: not Path(f"/proc/{number}").exists() or _is_over(number), 10)


def _is_over(number: int) -> bool:
    with suppress(OSError):
        return ") Z" in Path(f"/proc/{number}/stat").read_text()
    return True

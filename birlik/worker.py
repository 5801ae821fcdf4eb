"""The worker that waits: it looks once a second whether a job waits, and starts a process for it (`worker --next`).

It must cost next to nothing while there is no work, so it imports neither Django nor the application. One job is done
at a time; when another has waited for a while, it is done beside (at most four), so nobody's list delays another's for
long. Whose job is next the process itself decides (jobs.queue). A process whose job was cancelled, or that
takes too long, is ended here.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any
from uuid import UUID, uuid4

from birlik.jobs import locks

ADDRESS = "JOBS_ADDRESS"  # in the environment: jobs.queue.address
ROOT = Path(__file__).resolve().parents[1]
IDLE, BUSY = 1.0, 0.3  # seconds between two looks
PATIENCE = 20.0  # seconds that a job waits for those before it
MOST_BESIDE = 4
PAUSE = 10.0  # seconds after a process that could not even begin
FAREWELL = 5.0  # seconds that a process gets to leave its job as it was
JOBS_QUERY = (
    "SELECT id, status, enqueued_at, started_at, worker_ids, task_path FROM {} WHERE status IN ('READY', 'RUNNING')"
)


@dataclass(frozen=True, slots=True)
class Job:
    """`since`: when it was asked for; RUNNING, when it began and by the process of which name."""

    id: UUID
    since: datetime
    task: str
    worker: str = ""


@dataclass(slots=True)
class Child:
    """A process and the job it was seen at."""

    process: subprocess.Popen[bytes]
    job: Job | None = None


class SQLiteJobs:
    """The jobs of the embedded database; free is one whose file nobody has locked."""

    def __init__(self, path: str, folder: str) -> None:
        self.path, self.folder = Path(path), Path(folder)
        self.connection: sqlite3.Connection | None = None

    def read(self) -> list[Sequence[Any]]:
        if self.connection is None:
            self.connection = sqlite3.connect(f"{self.path.as_uri()}?mode=rw", uri=True, isolation_level=None)
        return self.connection.execute(JOBS_QUERY.format(locks.TABLE)).fetchall()

    def free_jobs(self, jobs: Sequence[Job]) -> list[Job]:
        free_jobs = []
        for job in jobs:
            file = locks.lock_file(self.folder, job.id)
            if file is not None:
                file.close()
                free_jobs.append(job)
        return free_jobs

    def forget(self) -> None:
        self.connection = None


class PostgresJobs:
    """The jobs of a server; free is one whose row nobody has locked."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.given = settings
        self.connection: Any = None

    def read(self) -> list[Sequence[Any]]:
        if self.connection is None:
            import psycopg

            self.connection = psycopg.connect(**self.given, autocommit=True, prepare_threshold=None)
        return list(self.connection.execute(JOBS_QUERY.format(locks.TABLE)).fetchall())

    def free_jobs(self, jobs: Sequence[Job]) -> list[Job]:
        if not jobs:
            return []
        free = f"SELECT id FROM {locks.TABLE} WHERE status = 'RUNNING' FOR UPDATE SKIP LOCKED"  # noqa: S608 - own name
        free_ids = {row[0] for row in self.connection.execute(free).fetchall()}
        return [job for job in jobs if job.id in free_ids]

    def forget(self) -> None:
        self.connection = None


@dataclass
class Worker:
    """Starts processes for what waits, and ends those that shall not go on."""

    jobs: SQLiteJobs | PostgresJobs
    seconds: Mapping[str, int]  # that a job may take, by the path of its task
    patience: float = PATIENCE
    children: dict[str, Child] = field(default_factory=dict)
    rest_until: float = 0.0

    def look(self) -> None:
        """Look for jobs once; a database that is away for a moment, or has no tables yet, holds no jobs."""
        try:
            rows = [_job(row) for row in self.jobs.read()]
            self._watch([job for job in rows if job.worker])
            self._start([job for job in rows if not job.worker], [job for job in rows if job.worker])
        except _database_errors():
            self.jobs.forget()

    def _watch(self, own_jobs: Sequence[Job]) -> None:
        for name, child in list(self.children.items()):
            job = next((job for job in own_jobs if job.worker == name), None)
            if child.process.poll() is not None:
                del self.children[name]
                if child.process.returncode > 0 and child.job is None:
                    self.rest_until = time.monotonic() + PAUSE
            elif (child.job and job is None) or (job and _age(job) > self.seconds.get(job.task, locks.LONGEST)):
                child.process.kill()  # cancelled, or too long; one that has just done its job loses nothing
            child.job = job or child.job

    def _start(self, queue: Sequence[Job], own_jobs: Sequence[Job]) -> None:
        if time.monotonic() < self.rest_until or any(child.job is None for child in self.children.values()):
            return  # the one that was just started will take a job
        own = set(self.children)
        orphans = self.jobs.free_jobs([job for job in own_jobs if job.worker not in own])
        patience = self.patience if self.children else 0.0
        if len(self.children) < MOST_BESIDE and any(_age(job) >= patience for job in (*queue, *orphans)):
            name = uuid4().hex
            command = [sys.executable, "-m", "birlik.cli", "worker", "--next", name]
            self.children[name] = Child(subprocess.Popen(command, cwd=ROOT))  # noqa: S603 - our own command

    def stop(self) -> None:
        """End all processes; they leave their jobs to the next worker."""
        for child in self.children.values():
            child.process.terminate()
        until = time.monotonic() + FAREWELL
        for child in self.children.values():
            try:
                child.process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.process.kill()


def _job(row: Sequence[Any]) -> Job:
    key, status, request_time, start, workers, task = row
    key = key if isinstance(key, UUID) else UUID(key)
    workers = json.loads(workers) if isinstance(workers, str) else workers
    if status == "READY":
        return Job(key, _moment(request_time), task)
    return Job(key, _moment(start or request_time), task, workers[-1] if workers else "?")


def _moment(value: str | datetime) -> datetime:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _age(job: Job) -> float:
    return (datetime.now(UTC) - job.since).total_seconds()


def _database_errors() -> tuple[type[Exception], ...]:
    psycopg = sys.modules.get("psycopg")
    return (sqlite3.Error, psycopg.Error) if psycopg else (sqlite3.Error,)


def worker_at(address: str) -> Worker:
    """Return the worker of the database that jobs.queue.address told."""
    content = json.loads(address)
    jobs = (
        PostgresJobs(content["postgresql"])
        if "postgresql" in content
        else SQLiteJobs(content["sqlite"], content["folder"])
    )
    return Worker(jobs, content["seconds"])


def watch(parent: int | None) -> None:
    """Look until stopped, or until this process is no longer the child of the parent."""
    for end in (signal.SIGTERM, signal.SIGINT):
        signal.signal(end, _end)
    worker = worker_at(os.environ[ADDRESS])
    try:
        while parent is None or os.getppid() == parent:
            worker.look()
            time.sleep(BUSY if worker.children else IDLE)
    finally:
        worker.stop()


def _end(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)


if __name__ == "__main__":
    watch(int(sys.argv[1]) if len(sys.argv) > 1 else None)

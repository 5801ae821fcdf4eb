"""Third stage: `birlik serve` as people start it, and sixteen of them reading its pages."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from django.urls import reverse
from django.utils import timezone

from benchmarks import (
    ready,  # noqa: F401  # models need the set-up
    results,
)
from benchmarks.client import HOST, Count, Task
from benchmarks.person import Person
from benchmarks.readers import answered, answers, asking, free_port
from benchmarks.results import PROC, Result, median, quantile
from birlik.accounts.models import User
from birlik.core.periods import Period
from birlik.orgs import queries as orgs
from birlik.server import accounts_file
from birlik.statistics.models import Report
from birlik.web.shared import addresses

PERIOD = Period(2025)
CELL = "accepted_working"
CONNECTIONS = 16
WARM_UP = 2.0
SECONDS = 5.0
PATIENCE = 60
WORKERS = "2"
EIGHTH = 8  # of all reports: more than are read in the time


def main(path: Path) -> None:
    with running():  # the first start also gathers the static files
        pass
    with running() as (process, port, seconds):
        found = [Result("second start of the server, until it answers", seconds, "s", 5)]
        found += pages(Server(process, port))
        found.append(saving(port))
        found.append(Result("peak memory of a serving worker", memory(process), "MB"))
    results.write(found, path)


@contextmanager
def running() -> Iterator[tuple[int, int, float]]:
    """`birlik serve` with two workers: process id, port, seconds from the command to the first answer."""
    port = free_port()
    environment = os.environ | {"HOST": HOST, "PORT": str(port), "BIRLIK_WORKERS": WORKERS}
    command = [sys.executable, "-W", "ignore", "-m", "birlik.cli", "serve", "--no-demo"]
    started = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        while not answers(port):
            if process.poll() is not None or time.perf_counter() - started > PATIENCE:
                raise RuntimeError("the server did not start")
            time.sleep(0.02)
        yield process.pid, port, time.perf_counter() - started
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


def workers(process: int) -> list[int]:
    """The processes that the server has started, and those they have; none where the system doesn't tell."""
    found: list[int] = []
    for children in (PROC / str(process) / "task").glob("*/children"):  # each thread knows those it has started
        found += map(int, children.read_text().split())
    return [*found, *(below for child in found for below in workers(child))]


def memory(process: int) -> float | None:
    """The largest of the workers."""
    return max(filter(None, map(results.peak_of, workers(process))), default=None)


def busy(process: int) -> float:
    """Milliseconds that the workers have kept their cores busy so far."""
    return sum(filter(None, map(results.processor_of, workers(process))))


@dataclass(frozen=True, slots=True)
class Server:
    process: int
    port: int


def pages(server: Server) -> Iterator[Result]:
    """Each page of many organisations in turn, so that no answer is the only one ever asked for.

    A report is drawn when it is first opened after a change, and kept: both are measured.
    """
    reader, filler = signed_in(server.port, "head"), signed_in(server.port, "teacher")
    root = orgs.organisation_by_code("union")
    nodes = [root.code, *(child.code for child in orgs.children(root, PERIOD.as_of))]
    reports = Report.objects.filter(campaign__year=PERIOD.year).order_by("pk")
    pages = [addresses.report(PERIOD.year, code) for code in reports.values_list("organisation__code", flat=True)]
    yield read("campaign board", server, reader, [addresses.board(PERIOD.year, code) for code in nodes], 100)
    yield read("consolidated table", server, reader, [addresses.table(PERIOD.year, code) for code in nodes], 100)
    yield read("report, being read", server, reader, pages[:: 4 * len(nodes)], 100)
    yield read("report, opened for the first time", server, reader, pages[1::EIGHTH], 100)
    yield read("report, being filled in", server, filler, [addresses.report(PERIOD.year, own_code())], 100)
    yield read("home", server, reader, ["/"])
    yield read("dynamics", server, reader, [f"/dynamics/{PERIOD.year}/{code}/" for code in nodes])
    yield read("figure", server, reader, [addresses.figure(PERIOD.year, code, "members_total") for code in nodes])


def read(
    name: str,
    server: Server,
    person: Person,
    paths: Sequence[str],
    limit: float | None = None,
    forms: Sequence[str] = (),
) -> Result:
    """The 95th percentile of what sixteen readers without a pause wait for; with `forms`, those sent to the paths."""
    person.open(paths[0])
    before = busy(server.process)
    with asking(task(server, person, paths, forms=forms)) as client:
        count = answered(client)
    times = count.times
    each = (busy(server.process) - before) / count.answers
    size = count.bytes / len(times) / 1024
    beside = f"p50 {quantile(times, 0.5):.0f} ms, {len(times) / SECONDS:.0f} pages/s of {size:.0f} KB"
    beside += f", {each:.1f} ms of a core each, machine load {os.getloadavg()[0]:.1f}{refusals(count)}"
    return Result(f"{name}: p95 at {CONNECTIONS} connections", quantile(times, 0.95), "ms", limit, beside)


def task(
    server: Server,
    person: Person,
    paths: Sequence[str],
    *,
    forms: Sequence[str] = (),
    connections: int = CONNECTIONS,
    warm_up: float = WARM_UP,
    seconds: float = SECONDS,
) -> Task:
    """What the readers are told; the person must have opened a page before a form is sent."""
    return Task(
        server.port, list(paths), person.cookie, connections, warm_up, seconds, forms=list(forms), token=person.token
    )


def refusals(count: Count) -> str:
    return f", {count.refused} NOT ANSWERED WITH THE PAGE" if count.refused else ""


def saving(port: int) -> Result:
    """What a chair waits for after leaving a cell: the request, the save, the checks, the answer."""
    chair = signed_in(port, "teacher")
    chair.open(addresses.report(PERIOD.year, own_code()))
    address = reverse("statistics:report-save", args=[PERIOD.year, own_code()])
    values = cycle(range(1, 40))
    value = median(lambda: chair.send(address, {"cells": {CELL: [str(next(values)), ""]}}), times=31)
    return Result("one cell saved and checked: over HTTP", value, "ms", 50)


def signed_in(port: int, name: str) -> Person:
    """A demonstration account, with the password that the first start made."""
    lines = (line.split() for line in accounts_file().read_text().splitlines())
    words = {parts[0]: parts[1] for parts in lines if len(parts) > 1}
    person = Person(port)
    person.sign_in(name, words[name])
    return person


def own_code() -> str:
    """The organisation whose report the second stage has returned to its chair."""
    chair = User.objects.get(username="teacher")
    return orgs.assignments_of(chair, on=timezone.localdate())[0].organisation.code


if __name__ == "__main__":
    main(Path(sys.argv[1]))

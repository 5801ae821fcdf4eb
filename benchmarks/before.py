"""python -m benchmarks.before REV: an earlier commit, this one, and this one behind nginx, in one run, as ratios.

The earlier commit is taken out of the repository into a folder of its own, with an environment of its own. Both make
their demonstration union, then take turns: start, sixteen readers of the same pages, the memory of all processes, core
time of a page of each kind (the server's and, on PostgreSQL, the database's), end.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks import nginx, pages, results
from benchmarks.client import HOST, Task
from benchmarks.person import Person
from benchmarks.readers import answered, answers, asking, free_port
from benchmarks.results import PROC, Result, quantile
from tools.check import postgres

ROOT = Path(__file__).resolve().parents[1]
CONNECTIONS, WARM_UP, SECONDS = 16, 3.0, 8.0
PATIENCE = 300
YEAR = 2025
WORKERS = 2
# of the earlier build's figure, at most or (requests a second) at least
SLOWEST, SLOWEST_BEHIND, FEWEST, LARGEST, LATEST = 1.3, 1.0, 0.95, 0.6, 0.8


@dataclass
class Build:
    """A commit ready to be started, and what was measured of it: one number a round."""

    name: str
    folder: Path
    python: Path
    data: Path
    database: str
    is_behind: bool = False
    slow: list[float] = field(default_factory=list)
    rate: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    start: list[float] = field(default_factory=list)
    pages: dict[str, list[float]] = field(default_factory=dict)

    def command(self, *arguments: str) -> list[str]:
        """A `birlik` command of this commit."""
        return [str(self.python), "-W", "ignore", "-m", "birlik.cli", *arguments]

    @property
    def environment(self) -> dict[str, str]:
        """Its own data folder and database; nothing of this process's settings."""
        kept = {name: text for name, text in os.environ.items() if not name.startswith(("BIRLIK", "DJANGO"))}
        own = {"BIRLIK_DATA": str(self.data), "DATABASE_URL": self.database, "HOST": HOST}
        behind = {"BIRLIK_PORT_EACH": "yes", "BIRLIK_PROXY": "loopback"} if self.is_behind else {}
        return kept | own | behind | {"BIRLIK_WORKERS": str(WORKERS)}


def main() -> int:
    options = arguments()
    with tempfile.TemporaryDirectory(prefix="birlik-before-") as folder, postgres() as url:
        earlier = taken_out(options.rev, Path(folder) / "earlier")
        rows: list[tuple[str, Result]] = []
        for name, addresses in (("SQLite", ("", "")), ("PostgreSQL", databases(url))):
            builds = [
                Build(options.rev, earlier, earlier / ".venv/bin/python", Path(folder) / f"a-{name}", addresses[0]),
                Build("now", ROOT, Path(sys.executable), Path(folder) / f"b-{name}", addresses[1]),
            ]
            for build in builds:
                fill(build)
            now = builds[1]
            builds.append(Build("now, behind nginx", ROOT, now.python, now.data, now.database, is_behind=True))
            for number in range(options.rounds):
                for build in builds if number % 2 == 0 else reversed(builds):
                    say(f"{name}, round {number + 1}: {build.name} …")
                    measure(build)
            rows += [(name, result) for result in compared(*builds)]
    print("\n" + results.table(rows))
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.before")
    parser.add_argument("rev", help="the earlier commit")
    parser.add_argument("--rounds", type=int, default=4)
    return parser.parse_args()


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def taken_out(rev: str, folder: Path) -> Path:
    """The files of the commit, with the packages that it asks for."""
    folder.mkdir()
    archive = subprocess.run(["git", "archive", rev], cwd=ROOT, check=True, capture_output=True).stdout  # noqa: S607
    subprocess.run(["tar", "x"], input=archive, cwd=folder, check=True)  # noqa: S607
    python = folder / ".venv/bin/python"
    say(f"installing what {rev} asks for …")
    for command in (
        [sys.executable, "-m", "venv", str(folder / ".venv")],
        [str(python), "-m", "pip", "install", "-q", "--require-hashes", "--no-deps", "-r", "requirements/base.txt"],
        [str(python), "-m", "tools.catalogues", "compile"],
    ):
        subprocess.run(command, cwd=folder, check=True)
    return folder


def databases(url: str) -> tuple[str, str]:
    """Two empty databases of one server."""
    import psycopg

    names = ("earlier", "now")
    with psycopg.connect(url, autocommit=True) as connection:
        for name in names:
            connection.execute(f"CREATE DATABASE {name}")
    before, _slash, after = url.partition("/postgres?")
    return f"{before}/{names[0]}?{after}", f"{before}/{names[1]}?{after}"


def fill(build: Build) -> None:
    """The demonstration union; the first start gathers the static files."""
    say(f"filling a database with {build.name} …")
    build.data.mkdir()
    with running(build):
        pass


@contextmanager
def running(build: Build) -> Iterator[tuple[int, int, float]]:
    """The server of this commit: process id, port, seconds from the command to the first answer."""
    port = first_port()
    started = time.perf_counter()
    process = subprocess.Popen(
        build.command("serve"), cwd=build.folder, env=build.environment | {"PORT": str(port)}, stdout=subprocess.DEVNULL
    )
    try:
        while not answers(port):
            if process.poll() is not None or time.perf_counter() - started > PATIENCE:
                raise RuntimeError(f"{build.name} did not start")
            time.sleep(0.02)
        yield process.pid, port, time.perf_counter() - started
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


def first_port() -> int:
    """The first of as many free ports in a row as there are workers."""
    while True:
        first = free_port()
        try:
            for place in range(1, WORKERS):
                with socket.socket() as probe:
                    probe.bind((HOST, first + place))
        except OSError:
            continue
        return first


def measure(build: Build) -> None:
    """One round: its figures are added to the build's."""
    mix = addresses(build)
    with ExitStack() as stack:
        process, port, seconds = stack.enter_context(running(build))
        if build.is_behind:
            port = stack.enter_context(nginx.standing_before(port, WORKERS))
            while not answers(port):
                time.sleep(0.02)
        lines = (build.data / "demonstration-accounts.txt").read_text().splitlines()
        person = Person(port)
        person.sign_in("head", next(line.split()[1] for line in lines if line.split()[:1] == ["head"]))
        with asking(Task(port, mix, person.cookie, CONNECTIONS, WARM_UP, SECONDS)) as client:
            count = answered(client)
        if count.refused:
            raise RuntimeError(f"{build.name}: {count.refused} answers were no pages")
        build.slow.append(quantile(count.times, 0.95))
        build.rate.append(len(count.times) / SECONDS)
        build.memory.append(sum(map(proportional, family(process))))
        build.start.append(seconds)
        if not build.is_behind:
            kinds = pages.addresses(person, YEAR, *(codes(build, kind) for kind in ("member", "district", "primary")))
            for name, paths in kinds.items():
                at_work = partial(processes_of, process, build.database)
                build.pages.setdefault(name, []).append(pages.core_time(name, paths, person, at_work))


def addresses(build: Build) -> list[str]:
    """The pages of the mix, of every region: the same for both builds."""
    kinds = (
        "/campaign/{}/{}/",
        "/figures/{}/{}/",
        "/dynamics/{}/{}/",
        "/figure/{}/{}/members_total/",
        "/reports/{}/{}/",
    )
    regions = codes(build, "member")
    found = [kind.format(YEAR, code) for code in regions for kind in kinds]
    return [*found, *(f"/members/?under={code}" for code in regions), *["/", "/organisations/?under=union"] * 4]


def codes(build: Build, kind: str) -> list[str]:
    """The codes of all organisations of a kind."""
    command = build.command("organisations", "--kind", kind)
    told = subprocess.run(command, cwd=build.folder, env=build.environment, check=True, capture_output=True).stdout
    return [one["code"] for one in json.loads(told)]


def processes_of(server: int, database: str) -> list[int]:
    """Return the processes of the server and, where its database has processes, of that."""
    if not database:
        return family(server)
    import psycopg

    with psycopg.connect(database) as connection:
        backend = connection.info.backend_pid
        status = (PROC / str(backend) / "status").read_text().splitlines()
        postmaster = next(int(line.split()[1]) for line in status if line.startswith("PPid:"))
        return [one for one in (*family(server), *family(postmaster)) if one != backend]


def family(process: int) -> list[int]:
    """Return the process and all that it started; what ended meanwhile has started nothing."""
    children: list[int] = []
    with suppress(FileNotFoundError, ProcessLookupError):
        for path in (PROC / str(process) / "task").glob("*/children"):
            children += map(int, path.read_text().split())
    return [process, *(one for child in children for one in family(child))]


def proportional(process: int) -> float:
    """Its memory in MB, what it shares counted by its share."""
    lines = (PROC / str(process) / "smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:"))


def compared(earlier: Build, now: Build, behind: Build) -> Iterator[Result]:
    """Each figure as a ratio to the earlier build's, in the middle of the rounds."""
    mix = f"of the page mix at {CONNECTIONS} connections"
    figures: Sequence[tuple[str, Build, str, float, str]] = (
        ("slow", now, f"p95 {mix}", SLOWEST, "ms"),
        ("slow", behind, f"p95 {mix}, behind nginx", SLOWEST_BEHIND, "ms"),
        ("rate", now, "requests a second, at least", FEWEST, "1/s"),
        ("rate", behind, "requests a second behind nginx, at least", FEWEST, "1/s"),
        ("memory", now, "proportional memory of all processes after the mix", LARGEST, "MB"),
        ("start", now, "start on an existing database, until it answers", LATEST, "s"),
    )
    for name, build, what, limit, unit in figures:
        old, new = getattr(earlier, name), getattr(build, name)
        ratio = median(two / one for one, two in zip(old, new, strict=True))
        spread = f"{min(new):.3g}–{max(new):.3g} against {min(old):.3g}–{max(old):.3g} {unit}"
        beside = f"{median(new):.3g} against {median(old):.3g} {unit} ({spread})"
        yield Result(what, ratio, "×", limit, beside)
    for name, spent in now.pages.items():
        ratio = median(two / one for one, two in zip(earlier.pages[name], spent, strict=True))
        beside = f"{median(spent):.1f} against {median(earlier.pages[name]):.1f} ms"
        yield Result(f"core time a page: {name}", ratio, "×", pages.LIMITS[name], beside)


if __name__ == "__main__":
    sys.exit(main())

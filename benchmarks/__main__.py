"""python -m benchmarks: every stage on every database, then one table."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import results
from benchmarks.results import Result
from tools.check import postgres

ROOT = Path(__file__).resolve().parents[1]
STAGES = ("filling", "computing", "serving")


@contextmanager
def nothing() -> Iterator[str]:
    """No address: SQLite in the data folder."""
    yield ""


DATABASES = {"SQLite": nothing, "PostgreSQL": postgres}


def main() -> int:
    started = time.monotonic()
    rows: list[tuple[str, Result]] = []
    versions = []
    for name, opened in DATABASES.items():
        with opened() as url, tempfile.TemporaryDirectory(prefix="birlik-bench-") as folder:
            rows += [(name, result) for result in measured(name, url, Path(folder))]
            versions.append((Path(folder) / "version").read_text())
    print("\n" + results.table(rows))
    print(f"\n{machine()}, {', '.join(versions)}")
    print(f"Load of the machine at the end {os.getloadavg()[0]:.1f}; measured in {time.monotonic() - started:.0f} s")
    return 0


def measured(name: str, url: str, folder: Path) -> Iterator[Result]:
    """The stages in their order, each a process of its own; a stage that breaks is named and ends its database."""
    environment = os.environ | {"DATABASE_URL": url, "BIRLIK_DATA": str(folder), "BIRLIK_DEBUG": "no"}
    for stage in STAGES:
        print(f"{name}: {stage} …", file=sys.stderr, flush=True)
        path = folder / f"{stage}.json"
        code = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", f"benchmarks.{stage}", str(path)], cwd=ROOT, env=environment
        ).returncode
        if code:
            print(f"{name}: {stage} broke off with status {code}", file=sys.stderr)
            return
        yield from results.read(path)


def machine() -> str:
    return f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}"


if __name__ == "__main__":
    sys.exit(main())

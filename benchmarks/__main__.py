"""python -m benchmarks: every stage on every database, then one table.

--rows N: so many people instead of all; --only reports|registry: one set of stages, each set has databases of its own.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import registry, results
from benchmarks.results import Result
from tools.check import postgres

ROOT = Path(__file__).resolve().parents[1]
SETS = {
    "reports": ("filling", "drawing", "computing", "serving"),
    "registry": ("tree", "yardstick", "importing", "counting", "finding", "together", "peers"),
}


@contextmanager
def nothing() -> Iterator[str]:
    """No address: SQLite in the data folder."""
    yield ""


DATABASES = {"SQLite": nothing, "PostgreSQL": postgres}


def main() -> int:
    options = arguments()
    started = time.monotonic()
    rows: list[tuple[str, Result]] = []
    versions: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="birlik-bench-") as shared:
        os.environ |= {registry.ROWS: str(options.rows), registry.FOLDER: shared}
        for which in options.only or SETS:
            for name, opened in DATABASES.items():
                with opened() as url, tempfile.TemporaryDirectory(prefix="birlik-bench-") as folder:
                    rows += [(name, result) for result in measured(name, SETS[which], url, Path(folder))]
                    versions[name] = (Path(folder) / "version").read_text()
    print("\n" + results.table(rows))
    print(f"\n{machine()}, {', '.join(versions.values())}")
    print(f"Load of the machine at the end {os.getloadavg()[0]:.1f}; measured in {time.monotonic() - started:.0f} s")
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--rows", type=int, default=registry.MEMBERS, help="people of the registry")
    parser.add_argument("--only", choices=SETS, action="append", help="one set of stages")
    return parser.parse_args()


def measured(name: str, stages: tuple[str, ...], url: str, folder: Path) -> Iterator[Result]:
    """The stages in their order, each a process of its own; a stage that breaks is named and ends its set."""
    environment = os.environ | {"DATABASE_URL": url, "BIRLIK_DATA": str(folder), "BIRLIK_DEBUG": "no"}
    for stage in stages:
        started = time.monotonic()
        print(f"{name}: {stage} …", file=sys.stderr, flush=True)
        path = folder / f"{stage}.json"
        code = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", f"benchmarks.{stage}", str(path)], cwd=ROOT, env=environment
        ).returncode
        if code:
            print(f"{name}: {stage} broke off with status {code}", file=sys.stderr)
            return
        print(f"{name}: {stage} took {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
        yield from results.read(path)


def machine() -> str:
    return f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}"


if __name__ == "__main__":
    sys.exit(main())

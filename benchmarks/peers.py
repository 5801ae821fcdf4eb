"""The same people through software that is there already: a sample of the workbook, scaled to all of them.

Each peer runs in .bench-venv (`make bench` makes it) and prints its seconds. What it does is less than an import here
does, so the ratio flatters the peer; where one cannot run, the line says so.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import (
    ready,  # noqa: F401  # models need the set-up
    registry,
    results,
)
from benchmarks.results import Result, ratio
from birlik.orgs.models import Organisation

ROOT = Path(__file__).resolve().parents[1]
INTERPRETER = ROOT / ".bench-venv" / "bin" / "python"
SAMPLE = 5_000
PATIENCE = 300


def main(path: Path) -> None:
    codes = list(Organisation.objects.filter(kind="primary", closed__isnull=True).values_list("code", flat=True))
    workbook = registry.workbook("sample.xlsx", SAMPLE, codes)
    own = registry.kept("importing", path)["seconds"]
    found = list(measured("peer_admin", workbook, own))
    if not os.environ.get("DATABASE_URL"):  # its own SQLite: once is enough
        found += measured("peer_tryton", workbook, own)
    results.write(found, path)


def measured(peer: str, workbook: Path, own: float) -> Iterator[Result]:
    """One line for each way of the peer; `own` are the seconds of the import of all rows here."""
    answer = run(peer, workbook)
    if answer is None:
        yield Result(f"{peer.replace('_', ' ')}: could not be run here", None, "s")
        return
    scale = registry.rows() / SAMPLE
    for name, seconds in answer["seconds"].items():
        whole = seconds * scale
        beside = f"{ratio(whole, own)} the import here; {SAMPLE:,} rows in {seconds:.1f} s, scaled"
        yield Result(f"{answer['version']}{name and f', {name}'}: {registry.rows():,} rows", whole, "s", beside=beside)


def run(peer: str, workbook: Path) -> dict[str, dict[str, float]] | None:
    """What the peer printed; None when it is not installed, or broke off."""
    if not INTERPRETER.exists():
        return None
    with tempfile.TemporaryDirectory(prefix="birlik-peer-") as folder:
        command = [str(INTERPRETER), "-W", "ignore", "-m", f"benchmarks.{peer}", str(workbook), folder]
        try:
            done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            return None
    if done.returncode:
        return None
    answer: dict[str, dict[str, float]] = json.loads(done.stdout)
    return answer


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""What the stages of the registry share: how many people, their workbook, and one import as the console makes it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

from benchmarks import member_sheet
from benchmarks.results import PROC

ROWS, FOLDER = "BENCH_ROWS", "BENCH_FOLDER"
MEMBERS = 601_648  # of the union on 1 January 2026
AS_OF = "2026-01-01"
LOOK = 0.03  # seconds between two looks at the memory of an import
WORKBOOK = "members.xlsx"


@dataclass(frozen=True, slots=True)
class Taken:
    """An import: its number and counts, seconds of the whole command, MB of its processes together (None: not told)."""

    counts: dict[str, int]
    seconds: float
    memory: float | None

    def require(self, **expected: int) -> None:
        wrong = {name: self.counts[name] for name, number in expected.items() if self.counts[name] != number}
        if wrong:
            raise RuntimeError(f"the import says {wrong} where {expected} was expected")


def rows() -> int:
    return int(os.environ.get(ROWS, MEMBERS))


def shared(name: str = WORKBOOK) -> Path:
    """A file of the whole run, the same for both databases."""
    return Path(os.environ[FOLDER]) / name


def workbook(name: str, number: int, codes: list[str]) -> Path:
    """The workbook of so many members, written once in a run."""
    path = shared(name)
    if not path.exists():
        member_sheet.write(path, number, codes)
    return path


def saved_anew(name: str) -> Path:
    """The same rows in a file of other bytes, as Excel saves it again: what was read before is of no help then."""
    path = shared(f"{name}.xlsx")
    shutil.copyfile(shared(), path)
    with ZipFile(path, "a") as archive:
        archive.comment = name.encode()
    return path


def command(*words: str) -> list[str]:
    return [sys.executable, "-W", "ignore", "-m", "birlik.cli", *words, "--format", "json"]


def import_file(path: Path, organisation: str = "union") -> Taken:
    """`birlik import-members`, with the start of its process and that of the child that reads the workbook."""
    words = command("import-members", str(path), "--organisation", organisation, "--as-of", AS_OF)
    started = time.perf_counter()
    memory = 0.0
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        while process.poll() is None:
            memory = max(memory, memory_of(process.pid))
            time.sleep(LOOK)
        seconds = time.perf_counter() - started
        answer = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise RuntimeError(f"the import ended with status {process.returncode}")
    return Taken(json.loads(answer), seconds, memory or None)


def undo(batch: int) -> float:
    """Seconds of `birlik undo-import`."""
    started = time.perf_counter()
    subprocess.run(command("undo-import", str(batch)), check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def memory_of(process: int) -> float:
    """MB of a process and of those it has started, as they are now; pages that they share count more than once."""
    try:
        status = (PROC / str(process) / "status").read_text()
        children = (PROC / str(process) / "task" / str(process) / "children").read_text().split()
    except OSError:  # not told here, or ended in between
        return 0.0
    lines = (line for line in status.splitlines() if line.startswith("VmRSS:"))
    own = next((int(line.split()[1]) / 1024 for line in lines), 0.0)
    return own + sum(memory_of(int(child)) for child in children)


def keep(found: dict[str, float], path: Path) -> None:
    """Figures for the stages after this one."""
    path.with_suffix(".kept").write_text(json.dumps(found))


def kept(stage: str, path: Path) -> dict[str, float]:
    """The figures an earlier stage kept on this database."""
    found: dict[str, float] = json.loads((path.parent / f"{stage}.kept").read_text())
    return found

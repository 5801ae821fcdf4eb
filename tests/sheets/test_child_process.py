"""Whoever reads a file for a job ends with it: a job that is cancelled is killed, and ends nobody in time."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from tests.architecture.source import ROOT

CHILD = "import time; from birlik.sheets.child_process import end_with_parent; end_with_parent(); time.sleep(60)"
PARENT = (
    "import subprocess, sys;"
    "child = subprocess.Popen([sys.executable, '-c', sys.argv[1]]); print(child.pid, flush=True); child.wait()"
)


def test_a_child_ends_with_its_job() -> None:
    command = [sys.executable, "-c", PARENT, CHILD]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as job:
        assert job.stdout is not None
        child = Path("/proc") / job.stdout.readline().strip()
        time.sleep(1)
        assert (child / "cmdline").read_bytes() != b""
        job.kill()
    until = time.monotonic() + 10
    while child.exists() and (child / "cmdline").read_bytes() and time.monotonic() < until:
        time.sleep(0.1)
    assert not child.exists() or (child / "cmdline").read_bytes() == b""

"""A process of its own for work that may end the process: with limited memory and time, and nothing kept afterwards."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[2]
PR_SET_PDEATHSIG = 1  # of Linux: the signal that comes when the parent ends
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}  # each reserves memory that the limit counts


class ChildProcessFailure(Exception):
    """The process ended before its time, or took too long."""


def run(module: str, arguments: Sequence[str], content: bytes, answer: IO[bytes], *, seconds: float) -> int:
    """Run the module of this package with the bytes on its standard input; what it writes goes to
    the file. Its status.
    """
    command = [sys.executable, "-m", f"birlik.sheets.{module}", *arguments]
    try:
        process = subprocess.run(  # noqa: S603 - our own module
            command, input=content, stdout=answer, stderr=subprocess.DEVNULL, cwd=ROOT, timeout=seconds, check=False,
            env=os.environ | ONE_THREAD,
        )  # fmt: skip
    except (subprocess.TimeoutExpired, BrokenPipeError) as error:
        raise ChildProcessFailure from error
    if process.returncode < 0:  # ended by a signal: no memory, or a library gave up
        raise ChildProcessFailure
    return process.returncode


def limit_memory(size: int) -> None:
    """Limit the child to so many bytes of address space."""
    try:
        import resource  # not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def end_with_parent() -> None:
    """End the child when the process that started it does. A job that is cancelled is killed, and with it whoever would
    have ended its child in time.
    """
    if sys.platform == "linux":
        parent = os.getppid()
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it has gone in between
            sys.exit(1)

"""The process that keeps Birlik running: it opens the sockets, starts what serves and what works, and starts it again.

python -m birlik.supervisor HOST PORT NUMBER one|each. It knows the standard library alone, so it costs little. What
answers is not forked from it: the threads of the libraries that count would be missing in the copy.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

BACKLOG = 1024  # connections that wait to be accepted
PAUSE = 1.0  # seconds before a process that ended by itself is started again
PATIENCE = 15.0  # seconds that a process may take to end
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Program:
    """A command that should always be running, and the listening socket it gets."""

    command: Sequence[str]
    listener: socket.socket | None = None

    def start(self) -> subprocess.Popen[bytes]:
        """Start a process of it."""
        handles = [self.listener.fileno()] if self.listener else []
        return subprocess.Popen([*self.command, *map(str, handles)], pass_fds=handles)  # noqa: S603 - our own commands


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; OSError when the address is taken or not of this machine."""
    family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
    listener.setblocking(False)
    return listener


def listeners(host: str, port: int, number: int, *, each: bool) -> list[socket.socket]:
    """Return the socket of each process: one for all, or with `each` PORT, PORT + 1 … for a proxy to choose among."""
    if each:
        return [listen(host, port + place) for place in range(number)]
    return [listen(host, port)] * number


def run(programs: Sequence[Program]) -> None:
    """Keep the programs running until SIGTERM or SIGINT; then end them."""
    running: dict[int, tuple[Program, subprocess.Popen[bytes]]] = {}

    def start(program: Program) -> None:
        process = program.start()
        running[process.pid] = program, process

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_given: sys.exit(0))
    try:
        for program in programs:
            start(program)
        while True:
            pid, status = os.wait()
            program, process = running.pop(pid)
            process.returncode = os.waitstatus_to_exitcode(status)
            logger.error("%s ended with status %d", " ".join(program.command[1:]), process.returncode)
            time.sleep(PAUSE)
            start(program)
    finally:
        end([process for _program, process in running.values()])


def end(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask the processes to end; who does not in time is killed."""
    for process in processes:
        process.terminate()
    until = time.monotonic() + PATIENCE
    for process in processes:
        try:
            process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()


def main() -> None:
    """Serve at HOST and PORT with so many processes, and do the jobs beside them."""
    host, port, number, way = sys.argv[1:]
    server = [sys.executable, "-m", "birlik.http_server"]
    worker = [sys.executable, "-m", "birlik.worker", str(os.getpid())]
    sockets = listeners(host, int(port), int(number), each=way == "each")
    run([*(Program(server, listener) for listener in sockets), Program(worker)])


if __name__ == "__main__":
    main()

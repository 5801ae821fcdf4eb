"""The process that keeps the others running: one that ends is started again, and all end with it.

python -m birlik.supervisor PROGRAMS: a list (JSON) of [id of the process that runs already, command to start it again].
It knows the standard library alone, so that keeping costs little.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Collection, Mapping

BACKLOG = 1024  # connections that wait to be accepted
PAUSE = 1.0  # seconds before a process that ended by itself is started again
PATIENCE = 15.0  # seconds that the processes may take to end
Command = list[str]
logger = logging.getLogger(__name__)


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket that programs may inherit; OSError when the address is taken or not of this machine."""
    family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
    listener.setblocking(False)
    listener.set_inheritable(True)
    return listener


def listeners(host: str, port: int, number: int, *, each: bool) -> list[socket.socket]:
    """Return the socket of each process: one for all, or with `each` PORT, PORT + 1 … for a proxy to choose among."""
    if each:
        return [listen(host, port + place) for place in range(number)]
    return [listen(host, port)] * number


def keep(processes: Mapping[int, Command]) -> None:
    """Start again whatever ends, by its command, until SIGTERM or SIGINT; then end all."""
    alive = dict(processes)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_signal: sys.exit(0))
    try:
        while True:
            process, status = os.wait()
            if process in alive:
                command = alive.pop(process)
                logger.error("%s ended with status %d", " ".join(command[1:]), os.waitstatus_to_exitcode(status))
                time.sleep(PAUSE)
                alive[os.posix_spawn(command[0], command, os.environ)] = command
    finally:
        end(alive)


def end(processes: Collection[int]) -> None:
    """Ask the processes to end; who does not in time is killed."""
    alive = set(processes)
    for process in alive:
        os.kill(process, signal.SIGTERM)
    until = time.monotonic() + PATIENCE
    while alive and time.monotonic() < until:
        alive -= {process for process in alive if os.waitpid(process, os.WNOHANG)[0]}
        time.sleep(0.05)
    for process in alive:
        os.kill(process, signal.SIGKILL)


if __name__ == "__main__":
    keep(dict(json.loads(sys.argv[1])))

"""Keeping processes running: each is started again when it ends, and all end with the one that keeps them."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Collection, Sequence

BACKLOG = 1024  # connections that wait to be accepted
PAUSE = 1.0  # seconds before a process that ended by itself is started again
PATIENCE = 15.0  # seconds that the processes may take to end
Start = Callable[[], int]  # starts a process and returns its id
logger = logging.getLogger(__name__)


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


def spawn(*command: str) -> int:
    """Start a program."""
    return os.posix_spawn(command[0], command, os.environ)


def fork(work: Callable[[], None]) -> int:
    """Start a copy of this process that does the work and ends."""
    process = os.fork()
    if process:
        return process
    status = 1
    try:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_given: sys.exit(0))
        work()
        status = 0
    except SystemExit:
        status = 0
    except BaseException:  # whatever it was, the copy must not go on as the one it was made of
        logger.exception("a process of the server broke off")
    os._exit(status)


def run(starts: Sequence[Start]) -> None:
    """Keep a process of each running until SIGTERM or SIGINT; then end them."""
    running: dict[int, Start] = {}
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_given: sys.exit(0))
    try:
        for start in starts:
            running[start()] = start
        while True:
            process, status = os.wait()
            if process in running:
                start = running.pop(process)
                logger.error("a process ended with status %d", os.waitstatus_to_exitcode(status))
                time.sleep(PAUSE)
                running[start()] = start
    finally:
        end(running)


def end(processes: Collection[int]) -> None:
    """Ask the processes to end; who does not in time is killed."""
    left = set(processes)
    for process in left:
        os.kill(process, signal.SIGTERM)
    until = time.monotonic() + PATIENCE
    while left and time.monotonic() < until:
        left -= {process for process in left if os.waitpid(process, os.WNOHANG)[0]}
        time.sleep(0.05)
    for process in left:
        os.kill(process, signal.SIGKILL)

"""What granian serves: one process that speaks HTTP and hands each request to whichever of its workers is free.

A browser keeps its connection. Where each process answers its own connections, some of them wait behind a long request,
or behind a busy core, while another process has nothing to do. Here all wait in one row: granian lets as many threads
run as there are workers, in the order in which the requests came.
"""

from __future__ import annotations

import logging
import os
import pickle
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from multiprocessing.connection import Connection

from birlik.config.answering import Answer, Environ

PLAIN = (str, int, bool, tuple)
REPEATED = {"GET", "HEAD"}  # what changes nothing is asked again when its worker is lost
SORRY = "Сервер жауап бермеді. Бір минуттан кейін қайталап көріңіз.\nСервер не ответил. Повторите через минуту.\n"
UNAVAILABLE: Answer = "503 Service Unavailable", [("Content-Type", "text/plain; charset=utf-8")], SORRY.encode()
logger = logging.getLogger(__name__)


def front() -> Front:
    """As many workers as BIRLIK_WORKERS says, one a core without it."""
    number = int(os.environ.get("BIRLIK_WORKERS") or os.cpu_count() or 1)
    return Front([sys.executable, "-m", "birlik.config.answering"], number)


class Worker:
    """A process that answers one request after another; it ends when this process does."""

    def __init__(self, command: Sequence[str]) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            handle = theirs.fileno()
            self.process = subprocess.Popen([*command, str(handle)], pass_fds=[handle])  # noqa: S603 - our own
        self.line = Connection(ours.detach())

    def answer(self, request: bytes) -> Answer:
        """EOFError or OSError when the process is no more."""
        self.line.send_bytes(request)
        found: Answer = pickle.loads(self.line.recv_bytes())  # noqa: S301 - from our own child
        return found

    def end(self) -> int:
        self.line.close()
        self.process.kill()
        return self.process.wait()


class Front:
    """The WSGI application; `command` starts a worker and is given the number of its socket."""

    def __init__(self, command: Sequence[str], number: int) -> None:
        self.command = command
        self.idle = deque(Worker(command) for _ in range(number))

    def __call__(
        self, environ: Environ, start_response: Callable[[str, list[tuple[str, str]]], object]
    ) -> Iterable[bytes]:
        plain = {name: value for name, value in environ.items() if isinstance(value, PLAIN)}
        request = pickle.dumps((plain, environ["wsgi.input"].read()), protocol=5)
        answer = self._answer(request)
        if answer is None and environ["REQUEST_METHOD"] in REPEATED:
            answer = self._answer(request)
        status, headers, body = answer or UNAVAILABLE
        start_response(status, headers)
        return [body]

    def _answer(self, request: bytes) -> Answer | None:
        """None when the worker did not survive the request; another one takes its place."""
        worker = self.idle.popleft()
        try:
            return worker.answer(request)
        except (EOFError, OSError):
            logger.error("a worker of the server ended with status %d", worker.end())  # noqa: TRY400 - no trace to tell
            worker = Worker(self.command)
            return None
        finally:
            self.idle.append(worker)

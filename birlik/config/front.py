"""What granian serves: one process that speaks HTTP and hands each request to whichever of its workers is free.

A browser keeps its connection. Where each process answers its own connections, some of them wait behind a long request,
or behind a busy core, while another process has nothing to do. Here all wait in one row, in the order in which they
came; and who has to wait until somebody else has written (birlik.web.shared.turns) keeps no worker meanwhile.
"""

from __future__ import annotations

import logging
import pickle
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Lock

from birlik.config import environment
from birlik.config.answering import Answer, Environ
from birlik.core.turns import AGAIN, ASKS_AGAIN

PLAIN = (str, int, bool, tuple)
REPEATED = {"GET", "HEAD"}  # what changes nothing is asked again when its worker is lost
SORRY = "Сервер жауап бермеді. Бір минуттан кейін қайталап көріңіз.\nСервер не ответил. Повторите через минуту.\n"
BUSY = (
    "Тізілімге үлкен тізім енгізіліп жатыр, сондықтан өзгерісіңіз сақталмады. Бір минуттан кейін қайталап көріңіз.\n"
    "В реестр вносится большой список, поэтому ваше изменение не сохранено. Повторите через минуту.\n"
)
PATIENCE, PAUSE = 120, 0.2  # seconds that an answer may be put off by others' writing; between two askings
logger = logging.getLogger(__name__)


def front() -> Front:
    """As many workers as BIRLIK_WORKERS says, one a core without it."""
    return Front([sys.executable, "-m", "birlik.config.answering"], environment.workers())


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


def unavailable(words: str) -> Answer:
    return "503 Service Unavailable", [("Content-Type", "text/plain; charset=utf-8")], words.encode()


class Row:
    """The workers that are free, given to those who ask in the order in which they came."""

    def __init__(self, workers: Iterable[Worker]) -> None:
        self.free = deque(workers)
        self._waiting: deque[SimpleQueue[Worker]] = deque()
        self._lock = Lock()

    def take(self) -> Worker:
        """The next worker that is free; waits for it."""
        with self._lock:
            if self.free:
                return self.free.popleft()
            mine: SimpleQueue[Worker] = SimpleQueue()
            self._waiting.append(mine)
        return mine.get()

    def give(self, worker: Worker) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().put(worker)
            else:
                self.free.append(worker)


class Front:
    """The WSGI application; `command` starts a worker and is given the number of its socket."""

    def __init__(self, command: Sequence[str], number: int) -> None:
        self.command = command
        self.row = Row(Worker(command) for _ in range(number))

    def __call__(
        self, environ: Environ, start_response: Callable[[str, list[tuple[str, str]]], object]
    ) -> Iterable[bytes]:
        plain = {name: value for name, value in environ.items() if isinstance(value, PLAIN)}
        request = pickle.dumps((plain | {ASKS_AGAIN: "1"}, environ["wsgi.input"].read()), protocol=5)
        status, headers, body = self._in_turn(request, changes=environ["REQUEST_METHOD"] not in REPEATED)
        start_response(status, headers)
        return [body]

    def _in_turn(self, request: bytes, *, changes: bool) -> Answer:
        """The answer, once others who are writing let it be given."""
        end = time.monotonic() + PATIENCE
        while True:
            answer = self._answer(request)
            if answer is None and not changes:
                answer = self._answer(request)
            if answer is None:
                return unavailable(SORRY)
            if all(name != AGAIN for name, _value in answer[1]):
                return answer
            if time.monotonic() > end:
                return unavailable(BUSY)
            time.sleep(PAUSE)

    def _answer(self, request: bytes) -> Answer | None:
        """None when the worker did not survive the request; another one takes its place."""
        worker = self.row.take()
        try:
            return worker.answer(request)
        except (EOFError, OSError):
            logger.error("a worker of the server ended with status %d", worker.end())  # noqa: TRY400 - no trace to tell
            worker = Worker(self.command)
            return None
        finally:
            self.row.give(worker)

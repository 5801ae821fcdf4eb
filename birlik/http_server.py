"""The processes that speak HTTP: as many as there are cores, each with one thread that answers (ADR 14).

python -m birlik.http_server all HOST PORT NUMBER one|each: waitress takes a request in whole before the thread is held,
so a slow line or a large body holds nobody up. The application is loaded once; who answers is a copy that shares it.
"""

from __future__ import annotations

import gc
import json
import logging
import mmap
import os
import resource
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from typing import Any
from wsgiref.types import WSGIApplication

from django.conf import settings
from django.urls import get_resolver
from django.utils import translation
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher
from waitress.utilities import BadRequest, RequestEntityTooLarge

from birlik import supervisor
from birlik.config.rules import read_rulebook

CONNECTIONS = 1000  # open ones of a process; waitress takes no more until some are closed
FILES = 4096  # descriptors of a process: a connection has up to three
IDLE = 60  # seconds that a connection without a request stays open
HEAD_SECONDS = 20  # from a request's first byte to the end of its head
BODY_SECONDS, BODY_RATE = 60, 10_000  # a body may take so long, and a second more for so many bytes that came
TOO_LARGE = (
    "Сұрау тым үлкен: ең көбі {megabytes} МБ жіберуге болады. Ештеңе сақталған жоқ.\n"
    "Запрос слишком велик: можно отправить не более {megabytes} МБ. Ничего не сохранено.\n"
)
LIMITS: dict[str, Any] = {
    "threads": 1,
    "ident": None,
    "connection_limit": CONNECTIONS,
    "asyncore_use_poll": True,
    "channel_timeout": IDLE,
    "cleanup_interval": 5,
    "max_request_header_size": 1 << 16,
    "max_request_body_size": settings.UPLOAD_BODY_LIMIT,
    "inbuf_overflow": 1 << 16,  # more of a body than this lies in a file
    "outbuf_high_watermark": 1 << 30,  # an answer waits for a slow reader in a file, never in the thread
    "log_socket_errors": False,
    "clear_untrusted_proxy_headers": False,  # web.shared.forwarded decides whom to trust
}
LOOK = 0.05  # seconds between two looks at the shares of a socket
CLOSE_LOOK, WHILE = 0.001, 0.2  # so close it looks while connections come in: that long after it took one
NOBODY = -1  # the handle where each process has a socket of its own
logger = logging.getLogger(__name__)


class TooLarge(RequestEntityTooLarge):
    """Says in the languages of the union how much may be sent."""

    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
        """Return status, headers and body of the answer."""
        status, headers, _body = super().to_response(ident)
        return status, headers, str(self.body).encode()


class LengthRequired(BadRequest):
    """A body in chunks: no browser sends one, and a stranger could make its parts as small or its lines as long as he
    likes, each of which costs more than the server's whole work on a page."""

    code, reason = 411, "Length Required"


class Request(HTTPRequestParser):
    """Takes large bodies only at the addresses of uploads, and none without a length."""

    pages = Adjustments(**LIMITS | {"max_request_body_size": settings.PAGE_BODY_LIMIT})

    def parse_header(self, header_plus: bytes) -> None:
        """Read the head, and choose the limit of the body by the address."""
        try:
            super().parse_header(header_plus)
        except ValueError as error:  # a length of more digits than Python reads
            raise ParsingError("Content-Length is invalid") from error
        if not settings.UPLOAD_PATHS.fullmatch(self.path):
            self.adj = self.pages

    def received(self, data: bytes) -> int:
        """Take in a part of the request; return how many of its bytes were used."""
        size: int = super().received(data)
        if isinstance(self.error, RequestEntityTooLarge):
            self.error: object = TooLarge(TOO_LARGE.format(megabytes=self.adj.max_request_body_size >> 20))
        elif self.chunked and self.headers_finished and not self.error:
            self.error, self.completed = LengthRequired("a body needs a Content-Length"), True
        if self.error:
            self.expect_continue = False  # nobody is asked to go on
        return size

    def is_late(self, age: float) -> bool:
        """Return whether a request that began `age` seconds ago should have come in by now."""
        seconds: float = BODY_SECONDS + self.body_bytes_received / BODY_RATE if self.headers_finished else HEAD_SECONDS
        return age > seconds


class Channel(HTTPChannel):
    """Knows when the request that is coming in began."""

    parser_class = Request
    began = 0.0

    def received(self, data: bytes) -> bool:
        """Take in what the connection brought."""
        before = self.request
        is_accepted: bool = super().received(data)
        if self.request is not before:
            self.began = time.time()
        return is_accepted


class Shares:
    """How many connections each process holds, in a file that all map: the next one is for who holds the fewest.

    A browser keeps its connection, and whichever process woke first would take all that come at once.
    """

    def __init__(self, handle: int, place: int) -> None:
        self.counts = memoryview(mmap.mmap(handle, 0)).cast("i")
        self.place = place
        self.left = 0.0  # when a connection was last left to another process
        self.tell(0)

    def tell(self, connections: int) -> None:
        """Say how many this process holds."""
        self.counts[self.place] = connections

    def is_next(self) -> bool:
        """Return whether this process takes the next connection; one a second at least, for the other may be gone."""
        if self.counts[self.place] <= min(self.counts):
            self.left = 0.0
            return True
        now = time.monotonic()
        self.left = self.left or now
        return now - self.left > 1


class Server(TcpWSGIServer):
    """Takes its share of the connections, closes those whose request does not come in, ends with the supervisor."""

    channel_class = Channel
    supervisor = 0  # the process that has to be the parent
    shares: Shares | None = None  # with whom the socket is shared
    taken = 0.0  # when it took its last connection

    def run(self) -> None:
        """Serve until SystemExit is raised in a round of the loop."""
        try:
            while True:
                wasyncore.loop(self._pause(), use_poll=True, map=self._map, count=1)
        except SystemExit:
            self.task_dispatcher.shutdown()

    def _pause(self) -> float:
        """Return the seconds that a round waits for something to happen.

        Whether the next connection is ours no event tells: who looked seldom would let a hundred that come at once
        wait for a look each.
        """
        if self.shares is None:
            return float(self.adj.asyncore_loop_timeout)
        return CLOSE_LOOK if time.monotonic() - self.taken < WHILE else LOOK

    def readable(self) -> bool:
        """Return whether a connection would be taken; asked at every round of the loop."""
        is_open: bool = super().readable()
        if self.shares is None or not is_open:
            return is_open
        self.shares.tell(len(self.active_channels))
        return self.shares.is_next()

    def handle_accept(self) -> None:
        """Take one connection."""
        super().handle_accept()
        if self.shares is not None:
            self.shares.left = 0.0
            self.taken = time.monotonic()

    def maintenance(self, now: float) -> None:
        """Close what is idle or late; called every few seconds."""
        if os.getppid() != self.supervisor:
            sys.exit(0)
        super().maintenance(now)
        for channel in self.active_channels.values():
            if channel.request is not None and not channel.requests and channel.request.is_late(now - channel.began):
                channel.will_close = True


def serve(application: WSGIApplication, listener: socket.socket, parent: int, shares: Shares | None = None) -> None:
    """Answer what comes in at the listening socket until SystemExit is raised, or the parent is another process."""
    limits = Adjustments(**LIMITS)
    dispatcher = ThreadedTaskDispatcher()
    dispatcher.set_thread_count(limits.threads)
    about = (listener.family, listener.type, listener.proto, listener.getsockname())
    server = Server(application, _sock=listener, dispatcher=dispatcher, adj=limits, bind_socket=False, sockinfo=about)
    server.supervisor, server.shares = parent, shares
    server.run()


def start(host: str, port: str, number: str, port_mode: str) -> None:
    """Load the application once, copy it for each process that answers, and become their supervisor and that of the one
    that waits for jobs: neither needs anything of it.
    """
    python, parent = sys.executable, str(os.getpid())
    gc.disable()  # nothing that is loaded here goes again
    sockets = supervisor.listeners(host, int(port), int(number), each=port_mode == "each")
    application = load()
    shares = shared_file(len(sockets)) if port_mode == "one" else NOBODY
    gc.freeze()  # so the collector need not walk through it in the copies, which would make their pages their own
    processes: list[tuple[int, list[str]]] = []
    for place, listener in enumerate(sockets):
        answering_process = [
            python,
            "-m",
            "birlik.http_server",
            "one",
            *map(str, (listener.fileno(), parent, shares, place)),
        ]
        processes.append((fork(partial(answer, application, listener, int(parent), shares, place)), answering_process))
    worker_process = [python, "-m", "birlik.worker", parent]
    processes.append((os.posix_spawn(python, worker_process, os.environ), worker_process))
    os.execv(python, [python, "-m", "birlik.supervisor", json.dumps(processes)])  # noqa: S606 - our own command


def load() -> WSGIApplication:
    """Return the application with all that every process needs of it, so that the copies share it.

    No thread may be running afterwards: the copies would miss it, and wait for it for ever.
    """
    from birlik.config.wsgi import application  # slow import: all of Django

    get_resolver().url_patterns  # noqa: B018 - loads the views
    for language, _name in settings.LANGUAGES:
        translation.activate(language)  # reads the catalogue
    translation.deactivate()
    return application


def fork(work: Callable[[], None]) -> int:
    """Start a copy of this process that does the work and ends; return its id."""
    process = os.fork()
    if process:
        return process
    status = 1
    try:
        gc.enable()
        work()
        status = 0
    except SystemExit:
        status = 0
    except BaseException:  # whatever it was, the copy must not go on as the one it was made of
        logger.exception("a process of the server broke off")
    os._exit(status)


def shared_file(processes: int) -> int:
    """Return the handle of a nameless file with a number for each process, which programs inherit."""
    with tempfile.TemporaryFile() as file:
        file.truncate(4 * processes)
        handle = os.dup(file.fileno())
    os.set_inheritable(handle, True)
    return handle


def answer(application: WSGIApplication, listener: socket.socket, parent: int, shares: int, place: int) -> None:
    """Answer at the socket until SIGTERM or SIGINT, or until the parent is another process."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_signal: sys.exit(0))
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(FILES, hard)), hard))
    read_rulebook()
    serve(application, listener, parent, Shares(shares, place) if shares != NOBODY else None)


def main() -> None:
    """Start them all, or one that takes the place of one that has ended."""
    task, *arguments = sys.argv[1:]
    if task == "one":
        handle, parent, shares, place = map(int, arguments)
        answer(load(), socket.socket(fileno=handle), parent, shares, place)
    else:
        start(*arguments)


if __name__ == "__main__":
    main()

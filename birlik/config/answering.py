"""A worker of the server: python -m birlik.config.answering HANDLE, a socket to the process that speaks HTTP.

A request comes as (WSGI environment, body), its answer goes back as (status, headers, body); see birlik.config.front.
"""

from __future__ import annotations

import gc
import io
import pickle
import signal
import sys
from multiprocessing.connection import Connection
from typing import Any
from wsgiref.types import WSGIApplication

Environ = dict[str, Any]
Answer = tuple[str, list[tuple[str, str]], bytes]


def main() -> None:
    from birlik.config.wsgi import application  # slow import: all of Django

    gc.collect()
    gc.freeze()  # what is loaded now stays: the collector need not walk through it again
    serve(application, int(sys.argv[1]))


def serve(application: WSGIApplication, handle: int) -> None:
    """Answer until the other side is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server, whose end is ours
    line = Connection(handle)
    while True:
        try:
            environ, body = pickle.loads(line.recv_bytes())  # noqa: S301 - from our own parent
            line.send_bytes(pickle.dumps(answered(application, environ, body), protocol=5))
        except (EOFError, OSError):
            return


def answered(application: WSGIApplication, environ: Environ, body: bytes) -> Answer:
    """The whole answer of a WSGI application."""
    told: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], *_error: Any) -> Any:
        told.append((status, headers))

    parts = application({**environ, "wsgi.input": io.BytesIO(body), "wsgi.errors": sys.stderr}, start_response)
    try:
        content = b"".join(parts)
    finally:
        if close := getattr(parts, "close", None):
            close()
    return (*told[-1], content)


if __name__ == "__main__":
    main()

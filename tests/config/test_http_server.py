"""The server alone, before an application of a few lines: slow readers, large bodies, a lost parent."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from types import MappingProxyType

import pytest
from waitress.adjustments import Adjustments

from benchmarks.before import family, proportional
from birlik.http_server import BODY_RATE, BODY_SECONDS, HEAD_SECONDS, LIMITS, Request, Shares, shared_file
from birlik.server import serve
from birlik.supervisor import listen
from tests.architecture.source import ROOT

MEGABYTE = 1 << 20
UPLOAD = "/members/imports/new/"
# Answers "/large" with 64 MB, anything else with the length of the body it was sent.
SERVER = """
import os, socket, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "birlik.config.settings"
from birlik.http_server import serve

def application(environ, start_response):
    if environ["PATH_INFO"] == "/large":
        start_response("200 OK", [("Content-Length", str(64 << 20))])
        return (bytes(1 << 20) for _ in range(64))
    size = sum(len(part) for part in iter(lambda: environ["wsgi.input"].read(1 << 16), b""))
    start_response("200 OK", [("Content-Length", str(len(str(size))))])
    return [str(size).encode()]

serve(application, socket.socket(fileno=int(sys.argv[1])), os.getppid())
"""


@pytest.fixture
def server() -> Iterator[tuple[int, int]]:
    """Port and process of a server with one thread."""
    with closing(listen("127.0.0.1", 0)) as listener:
        handle = listener.fileno()
        command = [sys.executable, "-c", SERVER, str(handle)]
        with subprocess.Popen(command, pass_fds=[handle], cwd=ROOT) as process:
            yield listener.getsockname()[1], process.pid
            process.kill()


def answer(
    port: int,
    method: str = "GET",
    path: str = "/",
    body: Iterator[bytes] | None = None,
    headers: Mapping[str, str] = MappingProxyType({}),
) -> str:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request(method, path, body, dict(headers))
        return connection.getresponse().read().decode()


def test_a_reader_who_reads_nothing_holds_nobody_up(server: tuple[int, int]) -> None:
    port, process = server
    assert answer(port) == "0"
    before = proportional(process)
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as slow:
        slow.request("GET", "/large")
        time.sleep(0.5)
        started = time.monotonic()
        assert [answer(port) for _ in range(5)] == ["0"] * 5
        assert time.monotonic() - started < 1
        assert proportional(process) - before < 20
        assert len(slow.getresponse().read()) == 64 * MEGABYTE


def test_a_large_body_lies_in_a_file(server: tuple[int, int]) -> None:
    port, process = server
    assert answer(port) == "0"
    before = proportional(process)
    parts = iter([bytes(MEGABYTE)] * 100)
    assert answer(port, "POST", UPLOAD, parts, {"Content-Length": str(100 * MEGABYTE)}) == str(100 * MEGABYTE)
    assert proportional(process) - before < 20


@pytest.fixture
def receive() -> Iterator[Callable[..., Request]]:
    """receive(part, …) → the request as far as it has come in."""
    made: list[Request] = []

    def received(*parts: bytes) -> Request:
        made.append(Request(Adjustments(**LIMITS)))
        for part in parts:
            made[-1].received(part)
        return made[-1]

    yield received
    for request in made:
        request.close()


def test_a_head_has_a_deadline(receive: Callable[..., Request]) -> None:
    request = receive(b"GET / HTTP/1.1\r\nHost:")
    assert [request.is_late(age) for age in (HEAD_SECONDS, HEAD_SECONDS + 1)] == [False, True]


def test_a_body_has_a_least_rate(receive: Callable[..., Request]) -> None:
    head = f"POST {UPLOAD} HTTP/1.1\r\nHost: x\r\nContent-Length: {100 * MEGABYTE}\r\n\r\n".encode()
    idle, steady = receive(head), receive(head, *[bytes(BODY_RATE)] * 100)
    assert [idle.is_late(BODY_SECONDS), idle.is_late(BODY_SECONDS + 1)] == [False, True]
    assert [steady.is_late(BODY_SECONDS + 100), steady.is_late(BODY_SECONDS + 101)] == [False, True]


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/account/sign-in/", 2 * MEGABYTE - 1, None),
        ("/account/sign-in/", 2 * MEGABYTE, 413),
        (UPLOAD, 200 * MEGABYTE, None),
        (UPLOAD, 201 * MEGABYTE, 413),
        ("/members/imports/new/../../", 3 * MEGABYTE, 413),
    ],
)
def test_a_body_is_refused_by_its_length(
    receive: Callable[..., Request], path: str, size: int, status: int | None
) -> None:
    request = receive(f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {size}\r\n\r\n".encode())
    assert getattr(request.error, "code", None) == status


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"Transfer-Encoding: chunked", 411),
        (b"Transfer-Encoding: chunked\r\nExpect: 100-continue", 411),
        (b"Content-Length: 3000000\r\nExpect: 100-continue", 413),
        (b"Content-Length: " + b"9" * 5000, 400),
    ],
)
def test_nothing_of_a_body_that_will_not_be_taken_is_asked_for(
    receive: Callable[..., Request], head: bytes, status: int
) -> None:
    request = receive(b"POST / HTTP/1.1\r\nHost: x\r\n" + head + b"\r\n\r\n1;a=")
    assert (getattr(request.error, "code", None), request.completed, request.expect_continue) == (status, True, False)


def test_the_next_connection_is_for_who_holds_the_fewest() -> None:
    handle = shared_file(3)
    shares = [Shares(handle, place) for place in range(3)]
    taken = [0, 0, 0]
    for _ in range(16):
        place = next(one.place for one in shares if one.is_next())
        taken[place] += 1
        shares[place].tell(taken[place])
    assert sorted(taken) == [5, 5, 6]
    os.close(handle)


def test_who_holds_more_takes_one_a_second_when_nobody_else_does(monkeypatch: pytest.MonkeyPatch) -> None:
    handle, now = shared_file(2), [100.0]
    monkeypatch.setattr("birlik.http_server.time.monotonic", lambda: now[0])
    ours, _gone = Shares(handle, 0), Shares(handle, 1)
    ours.tell(4)
    told = []
    for _ in range(5):
        told.append(ours.is_next())
        now[0] += 0.4
    assert told == [False, False, False, True, True]
    os.close(handle)


def test_what_is_copied_runs_no_thread_of_an_engine() -> None:
    """A copy misses the threads of its original, and waits for them for ever."""
    script = (
        "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'birlik.config.settings';"
        "from birlik.http_server import load; load();"
        "print(*(open(f'/proc/self/task/{one}/comm').read().strip() for one in os.listdir('/proc/self/task')))"
    )
    told = subprocess.run([sys.executable, "-W", "ignore", "-c", script], cwd=ROOT, check=True, capture_output=True)
    assert [name for name in told.stdout.decode().split() if re.fullmatch(r"polars-\d+|tokio.*|waitress.*", name)] == []


def test_who_answers_pages_alone_has_nothing_of_the_api() -> None:
    """What it is made of weighs a tenth of a process; a reversed address of a page loads none of it either."""
    script = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'birlik.config.settings';"
        "from birlik.http_server import load; load();"
        "from django.urls import reverse; reverse('registers:index');"
        "print(*sorted({'ninja', 'pydantic', 'birlik.api.urls'} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-W", "ignore", "-c", script], cwd=ROOT, check=True, capture_output=True)
    assert told.stdout.split() == []


def test_a_fault_of_the_api_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("birlik.server.require_free", lambda _host, _port: None)
    monkeypatch.setattr("django.conf.settings.API_URLCONF", "birlik.config.faulty")
    with pytest.raises(ModuleNotFoundError, match="faulty"):
        serve(with_demonstration=False)


def test_the_processes_end_with_the_one_that_keeps_them(tmp_path: Path) -> None:
    with closing(listen("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "birlik.http_server", "all", "127.0.0.1", str(port), "2", "one"]
    jobs = {"JOBS_ADDRESS": json.dumps({"sqlite": str(tmp_path / "none.sqlite3"), "folder": str(tmp_path)})}
    with subprocess.Popen(command, cwd=ROOT, env=os.environ | jobs) as parent:
        until = time.monotonic() + 60
        while len(family(parent.pid)) < 4 and time.monotonic() < until:
            time.sleep(0.1)
        children = family(parent.pid)[1:]
        assert len(children) == 3
        time.sleep(1)
        parent.kill()
    until = time.monotonic() + 20
    while any(map(is_running, children)) and time.monotonic() < until:
        time.sleep(0.2)
    assert [one for one in children if is_running(one)] == []


def is_running(process: int) -> bool:
    try:
        proportional(process)
    except (OSError, StopIteration):
        return False
    return True

"""What neither a slow line nor a large body nor somebody's lock may do to the others: a real server on both databases.

Bounded in number and time, and on this machine alone.
"""

from __future__ import annotations

import http.client
import os
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import psycopg
import pytest

from benchmarks import nginx
from benchmarks.before import WORKERS, family, first_port, proportional
from benchmarks.person import SIGN_IN, Person
from benchmarks.readers import answers
from birlik.http_server import HEAD_SECONDS
from tests.e2e.conftest import Site, serving
from tools.check import postgres

pytestmark = pytest.mark.e2e
IDLE_CONNECTIONS, UPLOADS = 300, 10
SLOW, STEP = 50_000, 0.1  # bytes a second of an upload, seconds between two parts
MEGABYTE = 1 << 20
BOARD = "/campaign/2025/"
FORM = {"Content_Type": "application/x-www-form-urlencoded"}
ANSWER = 1.0  # seconds that anybody may wait


@pytest.fixture(scope="module", params=["SQLite", "PostgreSQL"])
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, str]]:
    """A running server, and the address of its PostgreSQL; "" on SQLite."""
    if request.param == "SQLite":
        yield request.getfixturevalue("site"), ""
        return
    with postgres() as url, serving(tmp_path_factory.mktemp("postgresql"), url) as server:
        yield server, url


@pytest.fixture
def server(house: tuple[Site, str]) -> Site:
    return house[0]


@pytest.fixture
def enter(server: Site) -> Iterator[Callable[[str], Person]]:
    with ExitStack() as stack:

        def signed_in(name: str) -> Person:
            person = Person(server.port)
            stack.enter_context(closing(person.connection))
            person.sign_in(name, server.passwords[name])
            return person

        yield signed_in


def seconds(work: Callable[[], object]) -> float:
    started = time.monotonic()
    work()
    return time.monotonic() - started


def visit(server: Site) -> None:
    """Open the sign-in page on a new connection."""
    person = Person(server.port)
    with closing(person.connection):
        person.open(SIGN_IN)


def slowest(server: Site, reader: Person, times: int = 5) -> float:
    """Of the sign-in page on new connections and a board on a kept one."""
    return max(
        *(seconds(lambda: visit(server)) for _ in range(times)),
        *(seconds(lambda: reader.open(BOARD)) for _ in range(times)),
    )


def head(path: str, size: int, cookie: str = "") -> bytes:
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {size}\r\nCookie: {cookie}\r\n"
        "Content-Type: application/octet-stream\r\n\r\n"
    ).encode()


@contextmanager
def connected(server: Site, number: int = 1) -> Iterator[list[socket.socket]]:
    with ExitStack() as stack:
        yield [
            stack.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=10)) for _ in range(number)
        ]


@pytest.fixture(params=["alone", "behind nginx"])
def door(request: pytest.FixtureRequest, house: tuple[Site, str]) -> Iterator[Site]:
    """Where people come in: the server itself, or nginx before another one on the same data, a port a process."""
    server, url = house
    if request.param == "alone":
        yield server
        return
    first = first_port()
    settings = {
        "PORT": str(first),
        "BIRLIK_WORKERS": str(WORKERS),
        "BIRLIK_PORT_EACH": "yes",
        "BIRLIK_PROXY": "loopback",
    }
    with serving(server.data, url, **settings) as behind, nginx.standing_before(first, WORKERS) as port:
        until = time.monotonic() + 20
        while not answers(port) and time.monotonic() < until:
            time.sleep(0.1)
        yield replace(behind, address=f"http://127.0.0.1:{port}")


def test_unfinished_requests_and_slow_uploads_hold_nobody_up(door: Site) -> None:
    server, done, reader = door, Event(), Person(door.port)
    reader.sign_in("head", door.passwords["head"])

    def upload(connection: socket.socket) -> None:
        connection.sendall(head("/members/imports/new/", 150 * MEGABYTE, reader.cookie))
        while not done.wait(STEP):
            connection.sendall(bytes(int(SLOW * STEP)))

    with (
        connected(server, IDLE_CONNECTIONS) as idle,
        connected(server, UPLOADS) as lines,
        ThreadPoolExecutor(UPLOADS) as pool,
    ):
        for place, connection in enumerate(idle):
            connection.sendall(b"P" if place % 2 else head(SIGN_IN, 10) + b"u")
        uploads = [pool.submit(upload, connection) for connection in lines]
        try:
            found = slowest(server, reader)  # at once, while they are still coming in
        finally:
            done.set()
        assert [one.result() for one in uploads] == [None] * UPLOADS
    reader.connection.close()
    assert found < ANSWER


@pytest.mark.parametrize(
    ("path", "megabytes", "chunked"),
    [(SIGN_IN, 800, False), (SIGN_IN, 800, True), (SIGN_IN, 3, False), ("/members/imports/new/", 800, False)],
)
def test_a_body_over_its_limit_is_refused_and_costs_no_memory(
    server: Site, path: str, megabytes: int, chunked: bool
) -> None:
    before = memory(server)
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    parts = (bytes(MEGABYTE) for _ in range(megabytes))
    headers = {} if chunked else {"Content-Length": str(megabytes * MEGABYTE)}
    with closing(connection):
        connection.putrequest("POST", path)
        for name, text in (headers or {"Transfer-Encoding": "chunked"}).items():
            connection.putheader(name, text)
        connection.endheaders()
        try:
            for part in parts:
                connection.send(b"%x\r\n%s\r\n" % (len(part), part) if chunked else part)
        except OSError:  # closed at the other side: it has read enough
            pass
        limit = 201 if "imports" in path else 2
        refusal = {"status": 411, "says": ""} if chunked else {"status": 413, "says": f"{limit} МБ"}
        assert told(connection) in (refusal, {"closed": True})
    assert memory(server) - before < 50
    assert seconds(lambda: visit(server)) < ANSWER


def told(connection: http.client.HTTPConnection) -> dict[str, Any]:
    """The answer; a connection closed while much of the body was still on its way may have lost it."""
    try:
        answer = connection.getresponse()
    except (ConnectionError, http.client.HTTPException):
        return {"closed": True}
    text = answer.read().decode()
    return {"status": answer.status, "says": text.partition("көбі ")[2].partition(" жіберуге")[0]}


def memory(server: Site) -> float:
    """Megabytes of all processes of the server."""
    return sum(map(proportional, family(server.process)))


def test_a_head_that_does_not_come_in_is_cut_off(server: Site) -> None:
    with connected(server) as [line]:
        line.settimeout(HEAD_SECONDS + 15)
        line.sendall(b"GET / HTTP/1.1\r\nHost:")
        assert seconds(lambda: line.recv(1)) > HEAD_SECONDS - 1
        assert line.recv(1) == b""


def test_an_answer_to_head_has_no_body(server: Site) -> None:
    with connected(server) as [line]:
        for verb in ("HEAD", "GET"):
            line.sendall(f"{verb} {SIGN_IN} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        received = b""
        while b"</html>" not in received:
            received += line.recv(65536)
    assert received.index(b"HTTP/1.1 200", 1) == received.index(b"\r\n\r\n") + 4


@contextmanager
def writing(house: tuple[Site, str]) -> Iterator[None]:
    """Somebody writes for long: all of SQLite, of PostgreSQL the row of every account and the trail."""
    server, url = house
    if not url:
        with closing(sqlite3.connect(server.data / "birlik.sqlite3", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
        return
    with psycopg.connect(url) as connection:
        connection.execute("LOCK TABLE audit_event, accounts_user IN SHARE ROW EXCLUSIVE MODE")
        yield
        connection.rollback()


def test_who_waits_for_a_lock_holds_nobody_up_and_is_told(
    house: tuple[Site, str], enter: Callable[[str], Person]
) -> None:
    server = house[0]
    reader, savers = enter("head"), [enter("branch") for _ in range(6)]
    for one in savers:
        one.open("/")
    done = Event()

    def save(person: Person) -> set[int]:
        """As the page does: again and again, with a pause."""
        statuses = set()
        while not done.is_set():
            statuses.add(person.ask("POST", "/account/language/", "language=ru", **FORM, X_CSRFToken=person.token)[0])
            done.wait(2)
        return statuses

    with ThreadPoolExecutor(len(savers)) as pool, writing(house):
        waiting = [pool.submit(save, one) for one in savers]
        time.sleep(0.5)
        found = slowest(server, reader)
        time.sleep(2)
        done.set()
        assert [one.result() for one in waiting] == [{503}] * len(savers)
    assert found < ANSWER
    assert reader.ask("POST", "/account/language/", "language=kk", **FORM, X_CSRFToken=reader.token)[0] == 302


def test_an_account_blocked_by_sql_is_out_in_every_process(
    house: tuple[Site, str], enter: Callable[[str], Person]
) -> None:
    server, url = house
    readers = [enter("audit") for _ in range(4)]  # more than there are processes
    assert [one.ask("GET", BOARD)[0] for one in readers] == [200] * 4
    set_active(server, url, active=False)
    assert [one.ask("GET", BOARD)[0] for one in readers] == [302] * 4
    set_active(server, url, active=True)


def set_active(server: Site, url: str, *, active: bool) -> None:
    """As a console of the database would."""
    sql = "UPDATE accounts_user SET is_active = {} WHERE username = 'audit'"
    if url:
        with psycopg.connect(url) as connection:
            connection.execute(sql.format("%s"), [active])
        return
    with closing(sqlite3.connect(server.data / "birlik.sqlite3")) as connection, connection:
        connection.execute(sql.format("?"), [active])


def test_a_process_that_was_killed_is_replaced(server: Site) -> None:
    servers = [process for process in family(server.process) if "-m birlik.http_server" in command(process)]
    os.kill(servers[0], 9)
    time.sleep(3)
    assert all(seconds(lambda: visit(server)) < ANSWER for _ in range(4))
    now = [process for process in family(server.process) if "-m birlik.http_server" in command(process)]
    assert (len(now), servers[0] in now) == (len(servers), False)


def command(process: int) -> str:
    return Path(f"/proc/{process}/cmdline").read_text().replace("\0", " ")

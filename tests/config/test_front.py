"""One process speaks HTTP and hands each request to a worker that is free."""

from __future__ import annotations

import io
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from birlik.config import front as fronts
from birlik.config.answering import Answer
from birlik.config.front import BUSY, SORRY, Front, Row

# A worker whose application tells its process, echoes a body, waits for a file, or dies.
WORKER = """
import os, pathlib, sys, time
from birlik.config.answering import serve
from birlik.core.turns import AGAIN, ASKS_AGAIN

def application(environ, start_response):
    path, body = environ["PATH_INFO"], environ["wsgi.input"].read()
    if path == "/die" and not pathlib.Path(environ["QUERY_STRING"]).exists():
        pathlib.Path(environ["QUERY_STRING"]).touch()
        os._exit(3)
    if path == "/always":
        os._exit(3)
    if path == "/again" and not pathlib.Path(environ["QUERY_STRING"]).exists():
        start_response("202 Accepted", [(AGAIN, environ[ASKS_AGAIN])])
        return []
    while path == "/wait" and not pathlib.Path(environ["QUERY_STRING"]).exists():
        time.sleep(0.01)
    start_response("200 OK", [("X-Process", str(os.getpid())), ("X-Method", environ["REQUEST_METHOD"])])
    return [path.encode(), b" ", body]

serve(application, int(sys.argv[1]))
"""


@pytest.fixture
def front() -> Iterator[Front]:
    made = Front([sys.executable, "-c", WORKER], 2)
    yield made
    for worker in made.row.free:
        worker.end()


def ask(front: Front, path: str, *, query: object = "", body: bytes = b"", method: str = "GET") -> Answer:
    told: list[tuple[str, list[tuple[str, str]]]] = []
    environ = {
        "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": str(query), "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
    }  # fmt: skip
    content = b"".join(front(environ, lambda status, headers: told.append((status, headers))))
    return (*told[0], content)


def test_an_answer_comes_back_whole(front: Front) -> None:
    body = os.urandom(3_000_000)
    status, headers, content = ask(front, "/echo", body=body, method="POST")
    assert (status, dict(headers)["X-Method"], content) == ("200 OK", "POST", b"/echo " + body)


def test_who_is_free_answers_while_another_is_at_work(front: Front, tmp_path: Path) -> None:
    done: list[Answer] = []
    waiting = threading.Thread(target=lambda: done.append(ask(front, "/wait", query=tmp_path / "go")))
    waiting.start()
    while len(front.row.free) == 2:
        pass
    others = {dict(ask(front, "/x")[1])["X-Process"] for _ in range(5)}
    assert not done
    (tmp_path / "go").touch()
    waiting.join()
    assert len(others) == 1
    assert dict(done[0][1])["X-Process"] not in others


def test_a_page_whose_worker_died_is_asked_again(front: Front, tmp_path: Path) -> None:
    assert ask(front, "/die", query=tmp_path / "once")[::2] == ("200 OK", b"/die ")


def test_what_may_have_changed_something_is_not_asked_again(front: Front, tmp_path: Path) -> None:
    status, _headers, content = ask(front, "/die", query=tmp_path / "once", method="POST")
    assert (status, content.decode()) == ("503 Service Unavailable", SORRY)


def test_others_take_the_place_of_the_dead(front: Front) -> None:
    assert ask(front, "/always")[0] == "503 Service Unavailable"
    assert [ask(front, "/x")[0] for _ in range(4)] == ["200 OK"] * 4


def test_workers_end_with_the_server(front: Front) -> None:
    for worker in front.row.free:
        worker.line.close()
    assert [worker.process.wait(timeout=20) for worker in front.row.free] == [0, 0]
    front.row.free.clear()


def test_who_must_wait_for_others_to_write_keeps_no_worker(
    front: Front, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fronts, "PAUSE", 0.01)
    done: list[Answer] = []
    waiting = [
        threading.Thread(target=lambda: done.append(ask(front, "/again", query=tmp_path / "go", method="POST")))
        for _ in range(5)
    ]
    for one in waiting:
        one.start()
    assert [ask(front, "/x")[0] for _ in range(5)] == ["200 OK"] * 5
    assert done == []
    (tmp_path / "go").touch()
    for one in waiting:
        one.join()
    assert [(status, content) for status, _headers, content in done] == [("200 OK", b"/again ")] * 5


def test_patience_has_an_end_and_it_is_said(front: Front, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fronts, "PATIENCE", 0)
    status, _headers, content = ask(front, "/again", query=tmp_path / "never", method="POST")
    assert (status, content.decode()) == ("503 Service Unavailable", BUSY)


def test_the_row_keeps_the_order_of_asking(front: Front) -> None:
    only = front.row.take()
    row, served = Row([]), []
    row.give(only)
    assert row.take() is only

    def ask_as(number: int) -> None:
        worker = row.take()
        served.append(number)
        row.give(worker)

    asking = []
    for number in range(5):
        asking.append(threading.Thread(target=ask_as, args=(number,)))
        asking[-1].start()
        while len(row._waiting) <= number:
            pass
    row.give(only)
    for one in asking:
        one.join()
    assert served == list(range(5))
    front.row.give(row.take())

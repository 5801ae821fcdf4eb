"""What somebody else holds, or a database that is away, is said in words; what was sent comes back to be sent again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, OperationalError, connection, connections
from django.db.utils import ConnectionHandler
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from birlik.accounts.models import User
from birlik.audit import log
from birlik.db.errors import is_away, is_busy
from birlik.db.locks import wait_for_turn
from birlik.web.shared.availability import ATTEMPT, MOST_ATTEMPTS, unavailable_response
from tests.factories import make_holder, make_union_tree

pytestmark = pytest.mark.django_db
LANGUAGE = "/account/language/"


@pytest.fixture
def reader(transactional_db: None) -> User:
    return make_holder("specialist", make_union_tree()["north"])


@pytest.fixture
def held(reader: User) -> Iterator[None]:
    """Somebody else is writing: all of SQLite, of PostgreSQL the end of the trail."""
    other = connections.create_connection("default")
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA busy_timeout = 100")
        other.cursor().execute("BEGIN IMMEDIATE")
    else:
        connection.cursor().execute("SET lock_timeout = 100")
        other.set_autocommit(False)
        other.cursor().execute("SELECT pg_advisory_xact_lock(%s)", [lock_number("audit")])
    yield
    other.rollback() if connection.vendor == "postgresql" else other.cursor().execute("ROLLBACK")
    other.close()
    connection.close()


def lock_number(name: str) -> int:
    """The number under which PostgreSQL knows the lock of this name."""
    asked: list[Any] = []

    def listen(_execute: Any, _sql: str, params: Any, _many: bool, _context: Any) -> None:
        asked.extend(params)

    with connection.execute_wrapper(listen):
        wait_for_turn(name)
    return int(asked[0])


@pytest.fixture
def client(reader: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(reader)
    return client


def test_what_was_typed_comes_back_to_be_sent_again(client: Client, held: None) -> None:
    sent = {"language": "ru", "next": '/?q="a" <b>\nc'}
    answer = client.post(f"{LANGUAGE}?from=here", sent)
    page = answer.content.decode()
    assert (answer.status_code, answer.headers["Retry-After"], answer.headers["Cache-Control"]) == (
        503,
        "2",
        "no-store",
    )
    assert f'<form method="post" action="{LANGUAGE}?from=here" data-resend="2">' in page
    assert re.findall(r'<textarea name="([^"]+)" hidden>\n([^<]*)</textarea>', page) == [
        ("language", "ru"),
        ("next", "/?q=&quot;a&quot; &lt;b&gt;\nc"),
    ]
    assert f'<input type="hidden" name="{ATTEMPT}" value="1">' in page
    assert log.verify() is None


def test_after_a_minute_it_waits_for_the_person(client: Client, held: None) -> None:
    page = client.post(LANGUAGE, {"language": "ru", ATTEMPT: str(MOST_ATTEMPTS)}).content.decode()
    assert "data-resend" not in page
    assert '<textarea name="language" hidden>\nru</textarea>' in page


def test_once_it_is_free_the_same_form_is_taken(client: Client, reader: User) -> None:
    answer = client.post(LANGUAGE, {"language": "ru", "next": "/", ATTEMPT: "3"})
    reader.refresh_from_db()
    assert (answer.status_code, reader.language) == (302, "ru")


def test_a_fragment_gets_the_sentence_alone(client: Client, held: None) -> None:
    answer = client.post(LANGUAGE, {"language": "ru"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "<" not in answer.content.decode()


def ask(method: str, error: Exception, **fields: Any) -> HttpResponse | None:
    request: HttpRequest = RequestFactory().generic(method, "/members/?under=x", **fields)
    return unavailable_response(request, error)


def away() -> OperationalError:
    """The real error of a database that cannot be reached."""
    values = dict(settings.DATABASES["default"])
    missing = (
        {"NAME": "/nowhere/at/all.sqlite3"} if connection.vendor == "sqlite" else {"HOST": "127.0.0.1", "PORT": "9"}
    )
    with pytest.raises(OperationalError) as caught:
        ConnectionHandler({"default": values | missing})["default"].cursor()
    return caught.value


def test_a_page_of_a_database_that_is_away_asks_again_by_itself() -> None:
    answer = ask("GET", away())
    assert answer is not None
    assert (answer.status_code, answer.headers["Retry-After"], answer.headers["Refresh"]) == (503, "10", "10")


def test_a_password_is_not_sent_back() -> None:
    form = RequestFactory().post("/account/sign-in/", {"username": "aigul", "password": "correct horse"})
    answer = unavailable_response(form, away())
    assert answer is not None
    assert answer.status_code == 503
    assert "correct horse" not in answer.content.decode()
    assert "<form" not in answer.content.decode()


def test_a_file_is_chosen_again_and_all_else_is_kept() -> None:
    file = SimpleUploadedFile("list.csv", b"a;b")
    sent = {"organisation": "school-1", "as_of": "2026-01-15", "file": file}
    answer = unavailable_response(RequestFactory().post("/members/imports/new/", sent), away())
    assert answer is not None
    page = answer.content.decode()
    assert 'enctype="multipart/form-data"' in page
    assert "data-resend" not in page
    assert re.findall(r'<input class="input" type="file" name="(\w+)"', page) == ["file"]
    assert re.findall(r'<textarea name="([^"]+)" hidden>\n([^<]*)</textarea>', page) == [
        ("organisation", "school-1"),
        ("as_of", "2026-01-15"),
    ]


def test_no_other_language_is_offered_where_it_would_lose_what_was_sent(client: Client, held: None) -> None:
    page = client.post(LANGUAGE, {"language": "ru", "next": "/"}).content.decode()
    assert re.findall(r'<button[^>]* name="language"', page) == []


def test_an_address_that_only_takes_forms_says_so(client: Client) -> None:
    answer = client.get(LANGUAGE)
    assert (answer.status_code, "<h1>" in answer.content.decode()) == (405, True)


def test_a_fault_of_ours_is_no_matter_of_waiting() -> None:
    with pytest.raises(DatabaseError) as caught, connection.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")
    assert (is_busy(caught.value), is_away(caught.value), ask("GET", caught.value)) == (False, False, None)
    assert ask("GET", ValueError("database is locked")) is None

"""An empty database: the union and its first keeper of accounts are made at once, on a page or by the command."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from birlik import cli, server
from birlik.accounts import begin_code
from birlik.accounts.models import User
from birlik.audit.models import Event
from birlik.orgs.models import Assignment, Lineage, Organisation
from tests.factories import make_user

pytestmark = pytest.mark.django_db
Said = pytest.CaptureFixture[str]
FIELDS = {
    "name_kk": "Одақ", "name_ru": "Союз", "code": "union", "since": "1992-01-01",
    "username": "aliya", "full_name": "Әлия",
}  # fmt: skip
COMMAND = {
    "--code": "union", "--name-kk": "Одақ", "--name-ru": "Союз", "--keeper": "aliya", "--full-name": "Әлия",
}  # fmt: skip
SIGN_IN, PASSWORD = "/account/sign-in/", "/account/password/"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def _nothing_migrated(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tables of a test are there already."""
    monkeypatch.setattr(server, "migrate", lambda: None)


def run(**changes: str) -> int:
    return cli.main(["begin", *(part for pair in (COMMAND | changes).items() for part in pair)])


def send(client: Client, start_code: str, **changes: str) -> Any:
    return client.post("/begin/", FIELDS | {"start_code": start_code} | changes)


def word_of(answer: Any) -> str:
    found = re.search(r"<code>([a-z0-9]{4}(?:-[a-z0-9]{4}){3})</code>", answer.content.decode())
    assert found
    return found[1]


def nothing_written() -> bool:
    return not (User.objects.exists() or Organisation.objects.exists() or Event.objects.exists())


@pytest.mark.usefixtures("_nothing_migrated")
class TestCommand:
    def test_the_union_and_its_keeper_are_there(self, capsys: Said) -> None:
        assert run() == 0
        name, word = capsys.readouterr().out.split()
        keeper, union = User.objects.get(), Organisation.objects.get()
        assert (name, keeper.check_password(word), keeper.must_change_password) == ("aliya", True, True)
        assert (union.code, union.kind, union.name_kk, union.name_ru) == ("union", "union", "Одақ", "Союз")
        assert list(Lineage.objects.values_list("ancestor", "descendant", "depth")) == [(union.pk, union.pk, 0)]
        role = Assignment.objects.get()
        assert (role.user, role.role, role.organisation) == (keeper, "administrator", union)
        assert list(Event.objects.order_by("sequence").values_list("action", "by_name", "organisation_code")) == [
            ("user.created", "", ""),
            ("organisation.opened", "aliya", "union"),
            ("role.assigned", "aliya", "union"),
        ]

    def test_it_is_done_once(self, capsys: Said) -> None:
        run()
        capsys.readouterr()
        before = Event.objects.count()
        assert run(**{"--keeper": "bolat", "--code": "other"}) == 2
        assert capsys.readouterr().err == (
            "birlik: The database is not empty: the union was begun already. Nothing was changed.\n"
        )
        assert (User.objects.count(), Organisation.objects.count(), Event.objects.count()) == (1, 1, before)

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"--code": "Кәсіподақ 1"}, "is not a code: small Latin letters"),
            ({"--code": "a" * 81}, "has 81 characters and at most 80 can be kept"),
            ({"--name-kk": "  "}, "Give the name in Kazakh and in Russian."),
            ({"--name-ru": ""}, "Give the name in Kazakh and in Russian."),
            ({"--name-ru": "я" * 401}, "has 401 characters and at most 400 can be kept"),
            ({"--keeper": "Әлия"}, "is not a sign-in name"),
            ({"--full-name": " "}, "Write the full name of the person."),
            ({"--since": "2025-02-30"}, "“2025-02-30” is no day"),
            ({"--since": "2199-01-01"}, "The union cannot begin on a day that is still to come."),
        ],
    )
    def test_nothing_is_written_in_part(self, capsys: Said, changes: dict[str, str], words: str) -> None:
        assert run(**changes) == 2
        told = capsys.readouterr().err
        assert (words in told, told.count("\n"), nothing_written()) == (True, 1, True)

    def test_the_code_of_the_page_ends_with_it(self, client: Client) -> None:
        begin_code.make()
        run()
        assert client.get("/begin/").status_code == 404


class TestPage:
    def test_the_sign_in_leads_there_while_nothing_is_begun(self, client: Client) -> None:
        assert client.get(SIGN_IN).status_code == 200  # nobody has started a server that waits for it
        begin_code.make()
        assert client.get(SIGN_IN).headers["Location"] == "/begin/"
        assert "code" in client.get("/begin/").context["form"].fields

    def test_the_code_is_kept_as_a_digest_for_its_owner_alone(self, folder: Path) -> None:
        code = begin_code.make()
        file = folder / "begin-code"
        assert (stat.S_IMODE(file.stat().st_mode), code in file.read_text()) == (0o600, False)
        assert [begin_code.matches(text) for text in (code, code.upper(), code.replace("-", " "), code[:-1], "")] == [
            True, True, True, False, False,
        ]  # fmt: skip
        assert begin_code.matches(begin_code.make())
        assert not begin_code.matches(code)

    def test_who_has_the_code_begins_and_chooses_a_password(self, client: Client) -> None:
        answer = send(client, begin_code.make())
        word = word_of(answer)
        assert client.get("/begin/").status_code == 404
        assert client.post(SIGN_IN, {"username": "aliya", "password": word}).headers["Location"] == "/"
        for asked in ("/", "/organisations/", "/trail/"):
            assert client.get(asked).headers["Location"] == PASSWORD
        new = "толқын-7-samal-dala"
        typed = {"present_password": word, "password": new, "password_again": new}
        assert client.post(PASSWORD, typed).headers["Location"] == "/"
        assert "<title>Ұйымдар: Одақ" in client.get("/organisations/").content.decode()
        keeper = User.objects.get()
        assert (keeper.check_password(new), keeper.must_change_password) == (True, False)

    def test_a_wrong_code_opens_nothing(self, client: Client) -> None:
        begin_code.make()
        client.cookies["django_language"] = "en"
        answer = send(client, "aaaa-bbbb-cccc-dddd")
        assert "This is not the code that the server printed" in answer.content.decode()
        assert nothing_written()

    def test_guesses_are_slowed_down(self, client: Client) -> None:
        code = begin_code.make()
        statuses = [send(client, f"guess-{number}").status_code for number in range(40)]
        assert (statuses[0], statuses[-1]) == (200, 429)
        assert (send(client, code).status_code, nothing_written()) == (429, True)

    def test_what_is_wrong_stands_at_its_field_and_the_code_holds_on(self, client: Client) -> None:
        code = begin_code.make()
        for field, text in (("code", "Одақ"), ("username", "Әлия"), ("since", "2199-01-01"), ("name_kk", " ")):
            answer = send(client, code, **{field: text})
            assert field in answer.context["form"].errors, field
        assert nothing_written()
        word = word_of(send(client, code))
        keeper = User.objects.get()
        assert (keeper.username, keeper.check_password(word)) == ("aliya", True)

    def test_a_database_that_holds_somebody_offers_no_page(self, client: Client) -> None:
        code = begin_code.make()
        make_user()
        assert (client.get("/begin/").status_code, send(client, code).status_code) == (404, 404)
        assert not Organisation.objects.exists()


class TestServer:
    def test_the_code_is_printed_while_the_database_is_empty(self, capsys: Said, folder: Path) -> None:
        server.offer_beginning("127.0.0.1", 8000)
        told = capsys.readouterr().out
        assert "http://127.0.0.1:8000/begin/" in told
        assert begin_code.matches(told.split()[-1])
        make_user()
        server.offer_beginning("127.0.0.1", 8000)
        assert (capsys.readouterr().out, (folder / "begin-code").exists()) == ("", False)


def test_a_new_folder_begins_with_one_command(tmp_path: Path) -> None:
    """In a process of its own, with a database that has no tables yet."""
    from tests.test_cli import birlik

    asked = [part for pair in COMMAND.items() for part in pair]
    first, second = birlik(tmp_path, "begin", *asked), birlik(tmp_path, "begin", *asked)
    assert (first.returncode, first.stderr, first.stdout.split()[0]) == (0, "", "aliya")
    assert (second.returncode, second.stdout, second.stderr.count("\n")) == (2, "", 1)
    listed = birlik(tmp_path, "organisations")
    assert [one["code"] for one in json.loads(listed.stdout)] == ["union"]

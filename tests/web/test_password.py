"""One's own password on its page: who may change it, and what ends with the old one."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from birlik.accounts import tokens
from birlik.accounts.models import User, UserSession
from birlik.audit.models import Event
from tests.factories import NOW, PASSWORD, TODAY, make_user

pytestmark = pytest.mark.django_db
NEW = "толқын-7-samal-dala"
PAGE = "/account/password/"


@pytest.fixture
def user() -> User:
    return make_user("asel", full_name="Әсел", language="en", password=PASSWORD)


@pytest.fixture
def here(user: User) -> Client:
    return signed_in()


def signed_in(password: str = PASSWORD) -> Client:
    client = Client()
    answer = client.post("/account/sign-in/", {"username": "asel", "password": password})
    assert answer.status_code == 302
    return client


def change(client: Client, present: str = PASSWORD, new: str = NEW, again: str | None = None) -> Any:
    typed = {"present_password": present, "password": new, "password_again": new if again is None else again}
    return client.post(PAGE, typed)


def test_this_session_goes_on_and_everything_else_ends(here: Client, user: User) -> None:
    elsewhere, (_token, word) = signed_in(), tokens.make(user, name="есеп", at=NOW, today=TODAY)
    assert change(here).status_code == 302
    assert [client.get(PAGE).status_code for client in (here, elsewhere)] == [200, 302]
    assert [one.session_key for one in UserSession.objects.all()] == [here.session.session_key]
    assert tokens.holder(word, today=TODAY) is None
    assert User.objects.get().check_password(NEW)
    event = Event.objects.order_by("-sequence")[0]
    assert (event.action, event.by_name, event.before, event.after) == ("user.password_set", "asel", None, None)


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"present": "wrong"}, "present_password", "This is not the password you signed in with."),
        ({"new": "short"}, "password", "This password is too weak."),
        ({"again": "another-long-word-2026"}, "password_again", "The two passwords differ."),
        ({"new": "", "again": NEW}, "password", "Type the new password."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(here: Client, typed: dict[str, str], field: str, words: str) -> None:
    answer = change(here, **typed)
    errors = answer.context["form"].errors
    assert (list(errors), words in errors[field][0]) == ([field], True)
    assert User.objects.get().check_password(PASSWORD)


def test_whoever_sits_at_an_open_session_cannot_guess_on(here: Client) -> None:
    statuses = [change(here, present=f"guess {number}").status_code for number in range(15)]
    assert (statuses[0], statuses[-1]) == (200, 429)
    assert User.objects.get().check_password(PASSWORD)


class TestOneTimePassword:
    @pytest.fixture(autouse=True)
    def _one_time(self, user: User) -> None:
        User.objects.update(must_change_password=True)

    def test_it_opens_nothing_but_its_own_end(self, here: Client) -> None:
        answers = [here.get(url) for url in ("/", "/members/", "/account/tokens/", "/api/registers/injuries/")]
        assert [(one.status_code, one.headers.get("Location")) for one in answers] == [(302, PAGE)] * 4
        fragment = here.get("/organisations/search/", headers={"HX-Request": "true"})
        assert fragment.headers["HX-Refresh"] == "true"
        assert here.post("/account/language/", {"language": "ru"}).headers["Location"] == "/"
        assert here.post("/account/sign-out/").headers["Location"] == "/account/sign-in/"

    def test_it_is_replaced_by_another(self, here: Client) -> None:
        assert "The new password has to differ" in change(here, new=PASSWORD).content.decode()
        assert here.get("/").headers["Location"] == PAGE
        assert change(here).status_code == 302
        assert here.get("/").status_code == 200

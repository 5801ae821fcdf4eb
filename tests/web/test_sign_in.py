"""Sign-in, sign-out, too many attempts, and the language of the page."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from birlik.accounts.models import User
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db

SIGN_IN = "/account/sign-in/"


@pytest.fixture
def user() -> User:
    return make_user("asel", full_name="Әсел", language="ru", password=PASSWORD)


def sign_in(client: Client, name: str = "asel", password: str = PASSWORD, **more: str) -> Any:
    return client.post(SIGN_IN, {"username": name, "password": password, **more})


def test_a_stranger_is_led_to_sign_in_and_back(client: Client, user: User) -> None:
    answer = client.get("/?period=2025")
    assert answer.headers["Location"] == f"{SIGN_IN}?next=/%3Fperiod%3D2025"
    assert sign_in(client, next="/organisations/").headers["Location"] == "/organisations/"


def test_the_name_is_known_however_it_is_typed(client: Client, user: User) -> None:
    assert sign_in(client, " ASEL ").status_code == 302


def test_the_page_after_sign_in_is_never_elsewhere(client: Client, user: User) -> None:
    assert sign_in(client, next="https://example.org/").headers["Location"] == reverse("dashboard:home")


def test_a_fragment_whose_session_ended_refreshes_the_page(client: Client) -> None:
    answer = client.get("/", headers={"HX-Request": "true"}, follow=True)
    assert answer.headers["HX-Refresh"] == "true"


def test_a_wrong_password_is_told_in_words_without_saying_which_part_is_wrong(client: Client, user: User) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    known, unknown = sign_in(client, password="wrong"), sign_in(client, "nobody", "wrong")
    for answer in (known, unknown):
        assert "The name and the password do not fit together." in answer.content.decode()


def test_a_closed_account_does_not_sign_in(client: Client, user: User) -> None:
    User.objects.update(is_active=False)
    assert sign_in(client).status_code == 200


def test_ten_wrong_passwords_close_the_door_with_a_clear_sentence(client: Client, user: User) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    for _ in range(settings.AXES_FAILURE_LIMIT):
        last = sign_in(client, password="wrong")
    assert last.status_code == 429
    assert last.headers["Retry-After"] == "900"
    assert "10 times" in last.content.decode()
    assert "15 minutes" in last.content.decode()
    assert sign_in(client).status_code == 429  # even the right one waits


def test_signing_out_is_a_post(client: Client, user: User) -> None:
    client.force_login(user)
    assert client.get("/account/sign-out/").status_code == 405
    assert client.post("/account/sign-out/").headers["Location"] == SIGN_IN
    assert client.get("/").headers["Location"] == f"{SIGN_IN}?next=/"


def test_the_language_is_the_persons_then_the_cookies_then_kazakh(client: Client, user: User) -> None:
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"  # the browser's own is not asked
    assert 'lang="kk"' in client.get(SIGN_IN).content.decode()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert 'lang="en"' in client.get(SIGN_IN).content.decode()
    client.force_login(user)
    assert client.get("/no-such-page/").headers["Content-Language"] == "ru"


def test_choosing_a_language_keeps_the_page_and_is_remembered(client: Client, user: User) -> None:
    client.force_login(user)
    answer = client.post("/account/language/", {"language": "kk", "next": "/figures/?period=2025&page=2"})
    assert answer.headers["Location"] == "/figures/?period=2025&page=2"
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "kk"
    user.refresh_from_db()
    assert user.language == "kk"


@pytest.mark.parametrize("address", ["https://example.org/", "//example.org/", "javascript:alert(1)", ""])
def test_the_language_switch_leads_nowhere_else(client: Client, address: str) -> None:
    assert client.post("/account/language/", {"language": "ru", "next": address}).headers["Location"] == "/"


def test_an_unknown_language_changes_nothing(client: Client, user: User) -> None:
    client.force_login(user)
    assert settings.LANGUAGE_COOKIE_NAME not in client.post("/account/language/", {"language": "xx"}).cookies
    user.refresh_from_db()
    assert user.language == "ru"


@override_settings(DEBUG=False)
def test_a_form_from_elsewhere_gets_a_page_in_words(user: User) -> None:
    answer = sign_in(Client(enforce_csrf_checks=True))
    assert answer.status_code == 403
    assert "Birlik" in answer.content.decode()

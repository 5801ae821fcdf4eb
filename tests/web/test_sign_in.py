"""Sign-in, sign-out, too many attempts, and the language of the page."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

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


def test_signing_out_is_a_post(client: Client, user: User) -> None:
    client.force_login(user)
    assert client.get("/account/sign-out/").status_code == 405
    answer = client.post("/account/sign-out/")
    assert (answer.headers["Location"], answer.headers["Clear-Site-Data"]) == (SIGN_IN, '"cache", "storage"')
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


def sign_in_with_choice(client: Client, language: str) -> str:
    """The language of the pages after it was chosen on the way in."""
    client.post("/account/language/", {"language": language, "next": SIGN_IN})
    client.post(SIGN_IN, {"username": "asel", "password": PASSWORD})
    return client.get("/no-such-page/").headers["Content-Language"]


def test_the_language_chosen_on_the_way_in_holds_after_it(client: Client, user: User) -> None:
    """For good, where the person never came in before; else for this session alone, whoever used the browser before."""
    assert sign_in_with_choice(client, "kk") == "kk"
    user.refresh_from_db()
    assert user.language == "kk"
    assert sign_in_with_choice(Client(), "ru") == "ru"
    user.refresh_from_db()
    assert user.language == "kk"
    client.post("/account/sign-out/")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"  # of somebody else, long ago
    client.post(SIGN_IN, {"username": "asel", "password": PASSWORD})
    assert client.get("/no-such-page/").headers["Content-Language"] == "kk"


def test_a_language_chosen_inside_ends_the_one_of_the_way_in(client: Client, user: User) -> None:
    User.objects.filter(pk=user.pk).update(last_login=timezone.now())
    assert sign_in_with_choice(client, "en") == "en"
    client.post("/account/language/", {"language": "kk"})
    assert client.get("/no-such-page/").headers["Content-Language"] == "kk"


@pytest.mark.parametrize("address", ["https://example.org/", "//example.org/", "javascript:alert(1)", "", "\\", "?a"])
def test_the_language_switch_leads_nowhere_else(client: Client, address: str) -> None:
    assert client.post("/account/language/", {"language": "ru", "next": address}).headers["Location"] == "/"


LOOPS = [
    SIGN_IN,
    "/account/sign-out/",
    "/account/language/",
    f"{SIGN_IN}?next={SIGN_IN}",
    f"{SIGN_IN}#a",
    "/account/%73ign-in/",
    "/account//sign-in/",
    "http://testserver/account/sign-in/",
    "?next=x",
    "sign-in/",
    "//[",
    "/%00",
]


@pytest.mark.parametrize("address", LOOPS)
def test_nothing_leads_to_itself(client: Client, user: User, address: str) -> None:
    """Wherever an address to go on to may be given: no fault, no circle, no page that only takes a POST."""
    for signed_in in (False, True):
        if signed_in:
            client.force_login(user)
        asked = [
            client.get(SIGN_IN, {"next": address}, follow=True),
            client.post("/account/language/", {"language": "ru", "next": address}, follow=True),
            client.post(f"/account/sign-out/?next={quote(address)}", {"next": address, "": address}, follow=True),
        ]
        assert {answer.status_code for answer in asked} <= {200, 404}
    assert sign_in(client, next=address).headers["Location"] in {reverse("dashboard:home"), address}
    assert client.get("/", follow=True).status_code == 200


def test_a_page_that_is_not_there_is_shown_in_the_other_language(client: Client, user: User) -> None:
    answer = client.post("/account/language/", {"language": "ru", "next": "/no-such-page/"})
    assert answer.headers["Location"] == "/no-such-page/"


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

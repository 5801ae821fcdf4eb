"""Wrong passwords: who guesses waits, by name, by address and over the whole site; nobody else does for long."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import hashers
from django.db import connections
from django.test import Client
from django.utils import timezone

from birlik.accounts import attempts
from birlik.accounts.models import Attempt, User
from birlik.core.errors import Refusal
from birlik.web.accounts import devices
from tests.audit.test_audit_trail import shared_database, use
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db

SIGN_IN = "/account/sign-in/"
START = datetime(2026, 2, 1, 9, tzinfo=timezone.get_default_timezone())
OFFICE, ELSEWHERE = "198.51.100.4", "203.0.113.9"
WRONG = "not the password"


@pytest.fixture
def user() -> User:
    return make_user("asel", full_name="Әсел", language="en", password=PASSWORD)


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that were looked at: the costly part. Cheap here, as the tests look at hundreds."""
    seen: list[str] = []

    def look(password: str, encoded: str, *_more: Any) -> bool:
        seen.append(password)
        return password == PASSWORD

    monkeypatch.setattr("django.contrib.auth.base_user.check_password", look)
    monkeypatch.setattr(User, "set_password", lambda _self, password: look(password, ""))
    return seen


def browser(address: str = OFFICE, **cookies: str) -> Client:
    client = Client(REMOTE_ADDR=address)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def sign_in(client: Client, name: str = "asel", password: str = PASSWORD) -> Any:
    return client.post(SIGN_IN, {"username": name, "password": password})


def status(client: Client, name: str = "asel", password: str = PASSWORD) -> int:
    return int(sign_in(client, name, password).status_code)


def known_browser(address: str = OFFICE) -> Client:
    client = browser(address)
    assert status(client) == 302
    client.post("/account/sign-out/")
    return client


def test_ten_wrong_passwords_slow_the_door_with_a_clear_sentence(user: User, looks: list[str]) -> None:
    answers = [sign_in(browser(), password=WRONG) for _ in range(10)]
    assert [answer.status_code for answer in answers] == [200] * 9 + [429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    assert status(browser()) == 429  # even the right one waits
    assert looks == [WRONG] * 10  # and is not looked at
    Attempt.objects.update(at=timezone.now() - timedelta(minutes=15))
    assert status(browser()) == 302


def test_the_right_password_takes_the_own_attempts_back(user: User, looks: list[str]) -> None:
    for _ in range(4):
        for _ in range(9):
            sign_in(browser(), password=WRONG)
        assert status(browser()) == 302
    assert not Attempt.objects.exists()


def test_forty_names_from_one_address_are_refused(looks: list[str]) -> None:
    found = [status(browser(), f"name-{number}", WRONG) for number in range(40)]
    assert found == [200] * 29 + [429] * 11
    assert len(looks) == 30
    assert status(browser(ELSEWHERE), "name-1", WRONG) == 200


def test_a_school_behind_one_address_gets_in(looks: list[str]) -> None:
    """Sixty people, each with one slip."""
    names = [make_user(f"teacher-{number}", password=PASSWORD).username for number in range(60)]
    assert [(status(browser(), name, WRONG), status(browser(), name)) for name in names] == [(200, 302)] * 60


def test_all_addresses_of_one_line_are_one(looks: list[str]) -> None:
    found = [status(browser(f"2001:db8:1:2::{number:x}"), f"name-{number}", WRONG) for number in range(31)]
    assert found[28:] == [200, 429, 429]
    assert status(browser("2001:db8:1:3::1"), "name-1", WRONG) == 200


class TestOthers:
    """What strangers do with one's name."""

    def test_a_known_browser_is_never_kept_out(self, user: User, looks: list[str]) -> None:
        own = known_browser()
        for number in range(8):
            for _ in range(10):
                sign_in(browser(f"203.0.113.{number}"), password=WRONG)
        for _ in range(40):
            sign_in(browser(), "somebody", WRONG)  # a neighbour behind the same address
        stranger = attempts.visitor("asel", address=OFFICE, device=None)
        assert attempts.seconds_to_wait(stranger, at=timezone.now()) <= 120
        assert status(own) == 302

    def test_its_own_wrong_passwords_count(self, user: User, looks: list[str]) -> None:
        own = known_browser()
        assert [status(own, password=WRONG) for _ in range(11)] == [200] * 9 + [429] * 2
        assert status(browser()) == 302  # for they are its own

    def test_it_is_known_for_its_names_alone(self, user: User, looks: list[str]) -> None:
        other = make_user("marat", password=PASSWORD)
        for _ in range(10):
            sign_in(browser(), other.username, WRONG)
        assert status(known_browser(), other.username) == 429

    def test_several_people_share_a_browser(self, user: User, looks: list[str]) -> None:
        own = known_browser()
        make_user("marat", password=PASSWORD)
        assert status(own, "marat") == 302
        own.post("/account/sign-out/")
        for name in ("asel", "marat"):
            for _ in range(10):
                sign_in(browser(), name, WRONG)
        assert status(own, "asel") == 302
        own.post("/account/sign-out/")
        assert status(own, "marat") == 302

    @pytest.mark.parametrize("forged", ["", "x", "WyJhIixbXV0:1:x", "a" * 5000])
    def test_a_forged_cookie_is_none(self, user: User, looks: list[str], forged: str) -> None:
        own = known_browser()
        for _ in range(10):
            sign_in(browser(), password=WRONG)
        own.cookies[devices.COOKIE] = forged or own.cookies[devices.COOKIE].value[:-1] + "~"
        assert status(own) == 429

    @pytest.mark.parametrize("office", [OFFICE, ELSEWHERE, "198.51.100.77"])
    def test_who_waits_as_long_as_was_said_gets_in(self, user: User, office: str) -> None:
        """However many try the name from however many addresses, and in whatever rhythm."""
        stranger = attempts.visitor("asel", address=office, device=None)
        for second in range(180):
            at = START + timedelta(seconds=second)
            for number in range(6):
                guess = attempts.visitor("asel", address=f"203.0.113.{number}", device=None)
                if guess != stranger and not attempts.seconds_to_wait(guess, at=at):
                    attempts.begin(guess, at=at)
            wait = attempts.seconds_to_wait(stranger, at=at)
            assert 0 <= wait <= 60
            assert attempts.seconds_to_wait(stranger, at=at + timedelta(seconds=wait)) == 0
        assert 10 + 6 * 2 <= Attempt.objects.filter(name=stranger.name).count() <= 10 + 6 * 4


class TestAll:
    def guess(self, number: int, at: datetime) -> None:
        attempts.begin(
            attempts.visitor(f"name-{number}", address=f"10.{number >> 8 & 255}.{number & 255}.1", device=None), at=at
        )

    def test_the_whole_site_is_tried_so_often_a_minute_and_no_more(self) -> None:
        for number in range(60):
            self.guess(number, START + timedelta(seconds=number / 2))
        now = START + timedelta(seconds=30)
        with pytest.raises(Refusal, match=r"user\.too_many_attempts.*seconds=30"):
            self.guess(61, now)
        self.guess(61, START + timedelta(seconds=60))
        with pytest.raises(Refusal, match=r"user\.too_many_attempts.*seconds=1"):
            self.guess(62, START + timedelta(seconds=60))

    def test_known_browsers_do_not_wait_for_it(self) -> None:
        for number in range(60):
            self.guess(number, START)
        attempts.begin(attempts.visitor("asel", address=OFFICE, device="a browser"), at=START)
        assert Attempt.objects.filter(is_known=True).count() == 1

    def test_the_table_is_bounded(self) -> None:
        for minute in range(18):
            for number in range(60):
                self.guess(minute * 60 + number, START + timedelta(minutes=minute))
        assert Attempt.objects.count() == 60 * 15


def test_nothing_typed_is_kept(user: User) -> None:
    sign_in(browser(), "a password typed as a name", WRONG)
    (row,) = Attempt.objects.values_list("name", "place")
    assert [(len(text), text.isalnum()) for text in row] == [(32, True)] * 2
    assert attempts.key("name x") != attempts.key("address x")


def test_known_and_unknown_names_cost_the_same(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is hashed once: which names there are is not seen from the time."""
    hashed: list[str] = []
    real = hashers.PBKDF2PasswordHasher.encode
    monkeypatch.setattr(hashers.PBKDF2PasswordHasher, "encode", lambda *given: hashed.append(given[1]) or real(*given))
    sign_in(browser(), "asel", WRONG)
    sign_in(browser(), "nobody", WRONG)
    assert hashed == [WRONG, WRONG]


@pytest.mark.parametrize("cookie", [devices.COOKIE])
def test_the_cookie_is_for_the_server_alone(user: User, cookie: str) -> None:
    found = sign_in(browser()).cookies[cookie]
    assert (found["httponly"], found["samesite"], found["max-age"]) == (True, "Strict", 180 * 24 * 60 * 60)
    assert "asel" not in found.value


@pytest.mark.django_db(transaction=True)
def test_forty_attempts_at_the_same_time_are_all_counted(tmp_path: Path) -> None:
    now = timezone.now()

    def attempt(settings: dict[str, Any]) -> bool:
        use(settings)
        guess = attempts.visitor("asel", address=OFFICE, device=None)
        try:
            attempts.begin(guess, at=now)
        except Refusal:
            return False
        finally:
            connections["default"].close()
        return True

    with shared_database(tmp_path) as settings, ThreadPoolExecutor(40) as pool:
        assert sum(pool.map(attempt, [settings] * 40)) == 10
        assert Attempt.objects.count() == 10

"""Accounts in the browser: found, invited, given roles, blocked, let in anew; and one's own sessions."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from birlik.accounts import user_sessions
from birlik.accounts.models import AccountLink, User
from birlik.audit.models import Event
from birlik.orgs.models import Assignment
from birlik.web.accounts.device_words import device_words
from tests.factories import PASSWORD, UnionTree, give_role, make_holder, make_union_tree, make_user

pytestmark = pytest.mark.django_db
NEW = "толқын-7-samal-dala"
LIST, SESSIONS = "/accounts/", "/account/sessions/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
TELEPHONE = (
    "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36"
)


@pytest.fixture
def tree() -> UnionTree:
    return make_union_tree()


@pytest.fixture
def north(tree: UnionTree) -> User:
    user = make_holder("specialist", tree["north"])
    User.objects.filter(pk=user.pk).update(language="en")
    return user


@pytest.fixture
def chair(tree: UnionTree) -> User:
    user = make_user("asel", full_name="Әсел Қали", password=PASSWORD, language="en")
    give_role(user, "chair_primary", tree["school-1"])
    return user


@pytest.fixture
def keeper(client: Client, north: User) -> Client:
    client.force_login(north)
    return client


def card(user: User, rest: str = "") -> str:
    return f"/accounts/{user.pk}/{rest}"


def press(client: Client, user: User, do: str) -> Any:
    return client.post(card(user), {"do": do})


def link_of(answer: Any) -> str:
    found = re.search(r"http://testserver(/account/link/\?key=[\w-]+)<", unescape(answer.content.decode()))
    assert found
    return found[1]


def sign_in(password: str = PASSWORD, agent: str = FIREFOX) -> Client:
    client = Client(headers={"User-Agent": agent})
    client.post("/account/sign-in/", {"username": "asel", "password": password})
    return client


def shown(answer: Any) -> list[str]:
    return re.findall(r'<a href="/accounts/\d+/">([^<]*)</a>', answer.content.decode())


def is_signed_in(client: Client) -> bool:
    return client.get(SESSIONS).status_code == 200


def invite(client: Client, code: str = "school-1", **changes: str) -> Any:
    fields = {
        "full_name": "Болат Сейіт", "username": "bolat", "language": "kk", "role_code": "chair_primary",
        "since": timezone.localdate().isoformat(), "until": "",
    }  # fmt: skip
    return client.post(f"{LIST}new/?to={code}", fields | changes)


class TestList:
    def test_it_shows_the_accounts_that_one_keeps(self, keeper: Client, tree: UnionTree, chair: User) -> None:
        make_holder("chair_primary", tree["school-4"])
        assert shown(keeper.get(LIST)) == ["Әсел Қали"]

    def test_names_follow_the_alphabet_of_the_reader(self, keeper: Client, tree: UnionTree, chair: User) -> None:
        for name in ("Зәуре", "Ғали", "Елена", "Ёлкин"):
            give_role(make_user(full_name=name), "chair_primary", tree["school-2"])
        assert shown(keeper.get(LIST)) == ["Әсел Қали", "Ғали", "Елена", "Ёлкин", "Зәуре"]

    def test_it_is_narrowed_by_the_address(self, keeper: Client, tree: UnionTree, chair: User) -> None:
        east = make_user(full_name="Дина")
        give_role(east, "specialist", tree["north-east"])
        west = make_user(full_name="Ержан")
        give_role(west, "chair_primary", tree["school-3"])
        User.objects.filter(pk=east.pk).update(last_login=timezone.now())
        User.objects.filter(pk=west.pk).update(is_active=False)
        cases = {
            "role=specialist": ["Дина"], "under=north-east": ["Әсел Қали", "Дина"], "under=north-west": ["Ержан"],
            "state=never": ["Әсел Қали"], "state=active": ["Дина"], "state=blocked": ["Ержан"],
            "role=none": [], "role=king": ["Әсел Қали", "Дина", "Ержан"], "state=blocked&role=specialist": [],
        }  # fmt: skip
        assert {query: shown(keeper.get(f"{LIST}?{query}")) for query in cases} == cases
        assert keeper.get(f"{LIST}?under=south").status_code == 404

    @pytest.mark.parametrize("text", ["әсел", "қал", "Қали ӘСЕЛ", "ASEL", "ase", "кали асел", "АСЕЛ"])
    def test_a_name_is_looked_for_and_stands_in_no_address(self, keeper: Client, chair: User, text: str) -> None:
        answer = keeper.post(LIST, {"who": text})
        assert (answer.status_code, shown(answer)) == (200, ["Әсел Қали"])
        assert shown(keeper.post(LIST, {"who": "бол"})) == []

    def test_members_with_an_account_are_no_officials(self, client: Client, tree: UnionTree, chair: User) -> None:
        reader = make_user("m-aaaa-bbbb", full_name="№ 7")
        client.force_login(tree.administrator)
        assert "№ 7" not in shown(client.get(LIST))
        assert shown(client.get(f"{LIST}?role=none")) == [reader.full_name]

    def test_no_full_name_is_taken_as_a_file(self, keeper: Client, chair: User) -> None:
        text = keeper.get(f"{LIST}?format=csv").content.decode()
        assert ("asel" in text, "Әсел" in text, "Chair of a primary organisation" in text) == (True, False, True)


class TestInvitation:
    def test_the_invited_person_sets_a_password_and_signs_in(self, keeper: Client, north: User) -> None:
        answer = invite(keeper)
        address, bolat = link_of(answer), User.objects.get(username="bolat")
        assert not bolat.has_usable_password()
        assert Assignment.objects.get(user=bolat).organisation.code == "school-1"
        assert "key=" not in keeper.get(card(bolat)).content.decode()  # it is told once

        theirs = Client()
        led = theirs.get(address)
        assert led.headers["Location"] == "/account/link/"  # the key leaves the address at once
        assert "Болат Сейіт" in theirs.get("/account/link/").content.decode()
        weak = theirs.post("/account/link/", {"password": "short", "password_again": "short"})
        assert list(weak.context["form"].errors) == ["password"]
        assert not User.objects.get(username="bolat").has_usable_password()
        set_ = theirs.post("/account/link/", {"password": NEW, "password_again": NEW})
        assert set_.headers["Location"] == "/account/sign-in/"
        assert theirs.post("/account/sign-in/", {"username": "bolat", "password": NEW}).headers["Location"] == "/"
        page = theirs.get("/organisations/school-1/")
        assert (page.context["user"].username, page.context["organisation"].code) == ("bolat", "school-1")
        for again in (theirs, Client()):
            assert again.get(address, follow=True).status_code == 404
        acts = list(Event.objects.order_by("sequence").values_list("action", "by_name"))[-5:]
        assert acts == [
            ("user.created", north.username), ("role.assigned", north.username), ("user.link_made", north.username),
            ("user.password_set", "bolat"), ("user.signed_in", "bolat"),
        ]  # fmt: skip

    def test_nothing_is_made_when_something_is_wrong(self, keeper: Client, chair: User) -> None:
        today = timezone.localdate()
        cases: dict[str, dict[str, str]] = {
            "username": {"username": "asel"}, "full_name": {"full_name": " "}, "role_code": {"role_code": "specialist"},
            "since": {"since": "2026-02-30"}, "language": {"language": "de"},
            "__all__": {"until": (today - timedelta(days=9)).isoformat()},
        }  # fmt: skip
        found = {field: set(invite(keeper, **changes).context["form"].errors) for field, changes in cases.items()}
        assert found == {field: {field} for field in cases}
        assert (User.objects.filter(username="bolat").exists(), AccountLink.objects.exists()) == (False, False)

    def test_one_is_made_only_where_accounts_are_kept(self, keeper: Client) -> None:
        for code in ("north", "south", "school-4", "nowhere"):
            assert invite(keeper, code).status_code == 404, code
        assert not User.objects.filter(username="bolat").exists()


class TestCard:
    def test_a_link_lets_in_who_lost_the_password(self, keeper: Client, chair: User) -> None:
        here, address = sign_in(), link_of(press(keeper, chair, "link"))
        assert is_signed_in(here)
        theirs = Client()
        theirs.get(address)
        theirs.post("/account/link/", {"password": NEW, "password_again": NEW})
        assert (is_signed_in(here), is_signed_in(sign_in(NEW)), is_signed_in(sign_in())) == (False, True, False)

    def test_a_revoked_link_opens_nothing_even_in_the_middle(self, keeper: Client, chair: User) -> None:
        theirs = Client()
        theirs.get(link_of(press(keeper, chair, "link")))
        press(keeper, chair, "revoke-link")
        typed = {"password": NEW, "password_again": NEW}
        assert theirs.post("/account/link/", typed).status_code == 404
        assert User.objects.get(pk=chair.pk).check_password(PASSWORD)

    def test_a_blocked_person_is_out_at_the_next_request(self, keeper: Client, chair: User) -> None:
        here = sign_in()
        assert is_signed_in(here)
        press(keeper, chair, "block")
        assert (is_signed_in(here), is_signed_in(sign_in())) == (False, False)
        press(keeper, chair, "unblock")
        assert (is_signed_in(here), is_signed_in(sign_in())) == (False, True)

    def test_sessions_are_seen_and_ended(self, keeper: Client, chair: User) -> None:
        here = sign_in()
        assert "Firefox, Linux" in keeper.get(card(chair)).content.decode()
        press(keeper, chair, "end-sessions")
        assert not is_signed_in(here)
        assert "Nobody is signed in under this name." in keeper.get(card(chair)).content.decode()

    def test_a_second_role_is_given_and_the_first_ended(self, keeper: Client, chair: User, tree: UnionTree) -> None:
        today = timezone.localdate()
        until = today + timedelta(days=30)
        fields = {"role_code": "specialist", "since": today.isoformat(), "until": until.isoformat()}
        answer = keeper.post(card(chair, "role/?to=north-east"), fields)
        assert answer.headers["Location"] == card(chair)
        first = Assignment.objects.get(user=chair, role="chair_primary")
        ended = keeper.post(card(chair, f"role/{first.pk}/end/"), {"on": today.isoformat()})
        assert ended.headers["Location"] == card(chair)
        roles = Assignment.objects.filter(user=chair).order_by("role").values_list("role", "since", "until")
        assert list(roles) == [("chair_primary", first.since, today), ("specialist", today, until)]

    def test_without_its_last_role_an_account_is_the_administrators(
        self, keeper: Client, chair: User, tree: UnionTree
    ) -> None:
        last = Assignment.objects.get(user=chair)
        asked = card(chair, f"role/{last.pk}/end/")
        assert "It is the only role of the account" in keeper.get(asked).content.decode()
        answer = keeper.post(asked, {"on": timezone.localdate().isoformat()})
        assert (answer.headers["Location"], keeper.get(card(chair)).status_code) == (LIST, 404)
        keeper.force_login(tree.administrator)
        assert chair.full_name in keeper.get(card(chair)).content.decode()

    def test_nobody_acts_on_the_own_account(self, client: Client, tree: UnionTree) -> None:
        client.force_login(tree.administrator)
        for do in ("block", "link", "end-sessions"):
            assert press(client, tree.administrator, do).headers["Location"] == card(tree.administrator)
        own = User.objects.get(pk=tree.administrator.pk)
        assert (own.is_active, AccountLink.objects.exists()) == (True, False)


class TestOwnSessions:
    def test_each_is_shown_with_its_device_and_ended_alone(self, chair: User) -> None:
        here, there = sign_in(), sign_in(agent=TELEPHONE)
        page = here.get(SESSIONS).content.decode()
        assert ("Firefox, Linux · this device" in page, "Chrome, Android" in page) == (True, True)
        row = user_sessions.sessions_of(chair, at=timezone.now()).get(device="Chrome, Android")
        here.post(SESSIONS, {"end": str(row.pk)})
        assert (is_signed_in(here), is_signed_in(there)) == (True, False)
        event = Event.objects.order_by("-sequence")[0]
        assert (event.action, event.by_name, event.after) == ("user.session_ended", "asel", {"sessions": 1})

    def test_all_others_are_ended(self, chair: User) -> None:
        here, *others = sign_in(), sign_in(agent=TELEPHONE), sign_in(agent="")
        here.post(SESSIONS, {"end": "others"})
        assert [is_signed_in(client) for client in (here, *others)] == [True, False, False]

    def test_nobody_ends_somebody_elses(self, chair: User, tree: UnionTree, client: Client) -> None:
        here = sign_in()
        client.force_login(make_holder("chair_primary", tree["school-1"]))
        row = user_sessions.sessions_of(chair, at=timezone.now()).get()
        client.post(SESSIONS, {"end": str(row.pk)})
        client.post(SESSIONS, {"end": "others"})
        assert is_signed_in(here)

    def test_a_session_goes_on_in_the_list_under_another_password(self, chair: User) -> None:
        here = sign_in()
        typed = {"present_password": PASSWORD, "password": NEW, "password_again": NEW}
        here.post("/account/password/", typed)
        assert "this device" in here.get(SESSIONS).content.decode()

    def test_signing_out_ends_it_in_the_list(self, chair: User) -> None:
        here = sign_in()
        here.post("/account/sign-out/")
        assert not user_sessions.sessions_of(chair, at=timezone.now()).exists()

    def test_its_use_is_written_down_now_and_then(self, chair: User, monkeypatch: pytest.MonkeyPatch) -> None:
        here = sign_in()
        began = user_sessions.sessions_of(chair, at=timezone.now()).get().seen_at
        later = began + timedelta(minutes=20)
        monkeypatch.setattr("django.utils.timezone.now", lambda: later)
        here.get(SESSIONS)
        assert user_sessions.sessions_of(chair, at=later).get().seen_at == began  # this process wrote a moment ago
        from django.core.cache import cache

        cache.clear()
        here.get(SESSIONS)
        assert user_sessions.sessions_of(chair, at=later).get().seen_at == later


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox, Linux"),
        (TELEPHONE, "Chrome, Android"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140 Safari/537.36 Edg/140",
            "Edge, Windows",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19 Mobile Safari/604", "Safari, iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/605 Version/19 Safari/605", "Safari, macOS"),
        ("curl/8.5", ""),
    ],
)
def test_a_device_is_named_as_people_name_it(agent: str, words: str) -> None:
    assert device_words(agent) == words


def test_the_list_asks_no_more_of_many_accounts(client: Client, tree: UnionTree) -> None:
    """A page holds 50, whoever reads it; its queries are the same for one page and for three."""
    client.force_login(tree.administrator)
    counts = []
    for _step in range(2):
        for number in range(60):
            give_role(make_user(full_name=f"Адам {number}"), "chair_primary", tree["school-1"])
        client.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(LIST)
        counts.append(len(queries))
        assert len(shown(answer)) == 50
    assert counts[0] == counts[1] <= 14

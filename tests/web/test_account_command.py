"""`birlik account NAME VERB`: what the pages of accounts do, from a script."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from birlik import cli
from birlik.accounts import links
from birlik.accounts.models import User
from birlik.audit.models import Event
from birlik.orgs.models import Assignment
from tests.factories import PASSWORD, UnionTree, give_role, make_union_tree, make_user

pytestmark = pytest.mark.django_db
Said = pytest.CaptureFixture[str]
NORTH = ("--role", "specialist", "--organisation", "north")


@pytest.fixture
def tree() -> UnionTree:
    return make_union_tree()


@pytest.fixture
def chair(tree: UnionTree) -> User:
    user = make_user("asel", full_name="Әсел", password=PASSWORD)
    give_role(user, "chair_primary", tree["school-1"])
    return user


def run(capsys: Said, tree: UnionTree, *arguments: str) -> str:
    assert cli.main(["account", "asel", *arguments, "--by", tree.administrator.username]) == 0
    return capsys.readouterr().out


def refused(capsys: Said, *arguments: str) -> str:
    assert cli.main(["account", "asel", *arguments]) == 2
    return capsys.readouterr().err


def test_an_invitation(tree: UnionTree, capsys: Said) -> None:
    asked = ["--name", "Әсел", "--role", "chair_primary", "--organisation", "school-1", "--until", "2150-01-01"]
    name, address = run(capsys, tree, "invite", *asked).split()
    user, now = User.objects.get(username="asel"), timezone.now()
    assert (name, user.has_usable_password(), user.must_change_password) == ("asel", False, False)
    assert address.startswith("http://127.0.0.1:8000/account/link/?key=")
    assert links.holder(address.partition("key=")[2], at=now) == user
    role = Assignment.objects.get(user=user)
    assert (role.role, role.since, role.until) == ("chair_primary", timezone.localdate(), date(2150, 1, 1))


def test_a_way_to_a_new_password(tree: UnionTree, chair: User, capsys: Said) -> None:
    _name, address = run(capsys, tree, "renew").split()
    assert links.holder(address.partition("key=")[2], at=timezone.now()) == chair


def test_one_more_role_and_its_end(tree: UnionTree, chair: User, capsys: Said) -> None:
    assert run(capsys, tree, "role", *NORTH, "--since", "2026-01-01") == "asel  specialist  north\n"
    assert run(capsys, tree, "end-role", *NORTH, "--until", "2026-02-01") == "asel  specialist  north  ended\n"
    role = Assignment.objects.get(user=chair, role="specialist")
    assert (role.since, role.until) == (date(2026, 1, 1), date(2026, 2, 1))
    told = refused(capsys, "end-role", *NORTH, "--by", tree.administrator.username)
    assert told == "birlik: Әсел does not hold the role “specialist” at “north”.\n"


def test_blocked_and_opened_again(tree: UnionTree, chair: User, capsys: Said) -> None:
    assert run(capsys, tree, "block") == "asel  blocked\n"
    assert not User.objects.get(pk=chair.pk).is_active
    told = refused(capsys, "block", "--by", tree.administrator.username)
    assert told == "birlik: The account of Әсел is blocked. Unblock it first.\n"
    assert run(capsys, tree, "unblock") == "asel  unblocked\n"
    assert User.objects.get(pk=chair.pk).is_active


def test_its_sessions(tree: UnionTree, chair: User, client: Client, capsys: Said) -> None:
    client.post("/account/sign-in/", {"username": "asel", "password": PASSWORD})
    for arguments in ([], ["--end"]):
        rows = json.loads(run(capsys, tree, "sessions", *arguments))
        assert [set(one) for one in rows] == [{"device", "began", "seen"}]
    assert run(capsys, tree, "sessions") == "[]\n"
    assert client.get("/account/sessions/").status_code == 302


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["block"], "Name the keeper of accounts who does it: --by USERNAME."),
        (["invite", "--by", "keeper"], "invite needs --name."),
        (["role", "--by", "keeper"], "role needs --role."),
        (["block", "--by", "nobody"], "There is no account “nobody”."),
        (["block", "--by", "south"], "Your role does not include this action"),
        (
            ["role", "--role", "specialist", "--organisation", "north", "--by", "south"],
            "Your role does not include",
        ),
        (
            ["role", "--role", "specialist", "--organisation", "south", "--since", "soon", "--by", "keeper"],
            "“soon”",
        ),
        (["block", "--by", "asel"], "Your role does not include this action"),
    ],
)
def test_what_is_refused_changes_nothing(
    tree: UnionTree, chair: User, capsys: Said, arguments: list[str], words: str
) -> None:
    give_role(make_user("south"), "specialist", tree["south"])
    give_role(make_user("keeper", staff=True), "administrator", tree["union"])
    before = Event.objects.count()
    told = refused(capsys, *arguments)
    assert (words in told, told.count("\n"), Event.objects.count()) == (True, 1, before)


def test_a_specialist_makes_accounts_below(tree: UnionTree, capsys: Said) -> None:
    give_role(make_user("north"), "specialist", tree["north"])
    asked = ["--name", "Ә", "--role", "chair_primary", "--organisation", "school-1", "--by", "north"]
    assert cli.main(["account", "bolat", *asked]) == 0
    assert User.objects.get(username="bolat").check_password(capsys.readouterr().out.split()[1])

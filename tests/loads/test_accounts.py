"""Accounts as a list: who gets which role; nobody gets a password, and no secret is kept readable."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from birlik import cli
from birlik.accounts import links
from birlik.accounts.models import AccountLink, User
from birlik.audit import log
from birlik.audit.models import Event
from birlik.core.errors import Refusal
from birlik.loads.queries import invitation_groups
from birlik.orgs import actions as orgs
from birlik.orgs.models import Assignment, Organisation
from tests.factories import NOW, PASSWORD, make_holder
from tests.loads.lists import TREE, Loader, counts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tree(load: Loader) -> None:
    load("tree", TREE)


def person(full_name: str, role: str, organisation: str, **more: str) -> dict[str, str]:
    return {"full_name": full_name, "role": role, "organisation": organisation} | more


PEOPLE = (
    person("Ахметова Гүлнар", "chair_primary", "school-1"),
    person("Ким Виктор", "Председатель первичной организации", "school-2", email="Kim@mail.kz"),
    person("Садыков Ерлан", "Ұйым маманы", "north", username="sadykov", until="31.12.2027"),
    person("Садыков Ерлан", "audit_commission", "south", username="sadykov"),
    person("Юн Анна", "chair_primary", "college-1", telephone="8 (701) 123-45-67", language="русский"),
)


def stored() -> set[tuple[str, str, str, str]]:
    rows = Assignment.objects.exclude(user__username="keeper").select_related("user", "organisation")
    return {(one.user.username, one.user.full_name, one.role, one.organisation.code) for one in rows}


def test_accounts_are_made_without_a_password(load: Loader) -> None:
    """The sign-in name is the one told, the e-mail, the telephone, else the code of the organisation."""
    assert counts(load("accounts", PEOPLE)) == (5, 4, 1, 0, 0)
    assert stored() == {
        ("school-1", "Ахметова Гүлнар", "chair_primary", "school-1"),
        ("kim@mail.kz", "Ким Виктор", "chair_primary", "school-2"),
        ("sadykov", "Садыков Ерлан", "specialist", "north"),
        ("sadykov", "Садыков Ерлан", "audit_commission", "south"),
        ("77011234567", "Юн Анна", "chair_primary", "college-1"),
    }
    users = User.objects.exclude(username="keeper")
    assert not any(user.has_usable_password() for user in users)
    assert {user.language for user in users.filter(username="77011234567")} == {"ru"}
    assert Assignment.objects.get(role="specialist").until == date(2027, 12, 31)
    assert all(user.sort_kk and user.sort_ru for user in users)
    assert Event.objects.filter(action="user.created").count() == 5
    assert log.verify() is None


def test_the_same_list_again_changes_nothing(load: Loader) -> None:
    load("accounts", PEOPLE)
    assert counts(load("accounts", PEOPLE)) == (5, 0, 0, 5, 0)
    another = person("Басқа Адам", "chair_primary", "school-1")
    assert counts(load("accounts", [another])) == (1, 1, 0, 0, 0)
    assert ("school-1-2", "Басқа Адам", "chair_primary", "school-1") in stored()


def test_problems_stand_at_their_cells(load: Loader) -> None:
    load("accounts", PEOPLE[:1])
    rows = [
        person("Бір", "king", "school-1"),
        person("Екі", "chair_primary", "nowhere"),
        person("Үш", "chair_primary", "north"),
        person("Төрт", "administrator", "union"),
        person("", "chair_primary", "school-2"),
        person("Бес", "chair_primary", "school-2", telephone="0555 123456"),
        person("Алты", "chair_primary", "school-2", username="school-1"),
        person("Жеті", "chair_primary", "school-2", since="01.02.2026", until="01.02.2026"),
        person("Сегіз", "chair_primary", "school-2", username="сегіз"),
        person("Тоғыз", "chair_primary", "school-2", username="nine"),
        person("Тоғыз", "chair_primary", "school-2", username="nine"),
        person("Он", "chair_primary", "school-1", username="nine"),
    ]
    assert load.problems("accounts", rows) == {
        "B2": "There is no role “king”.",
        "C3": "There is no organisation “nowhere” within your rights.",
        "B4": "This role is not held at an organisation of this kind.",
        "B5": "The role “System administrator” is not given by a list: give it on the page of the account.",
        "A6": "The cell is empty. Fill it in.",
        "D7": "“0555 123456” is not a telephone number of Kazakhstan: +7 and ten digits.",
        "E8": "The sign-in name “school-1” belongs to Ахметова Гүлнар. Write another one.",
        "G9": "The end has to come after the beginning, 01.02.2026.",
        "E10": "“сегіз” is not a sign-in name: small Latin letters, digits, dots and hyphens.",
        "A12": "The same role of the same person stands in row 11.",
        "E13": "The sign-in name “nine” belongs to somebody else in row 11.",
    }
    assert User.objects.count() == 2


def test_a_specialist_gives_what_is_below(load: Loader) -> None:
    """What lies outside is not there; one's own organisation is not below oneself."""
    make_holder("specialist", Organisation.objects.get(code="north"))
    name = User.objects.get(username__startswith="specialist").username
    rows = [PEOPLE[0], PEOPLE[4], person("Бір", "specialist", "north-east"), person("Екі", "specialist", "north")]
    assert load.problems("accounts", rows, "--by", name) == {
        "C3": "There is no organisation “college-1” within your rights.",
        "C5": "There is no organisation “north” within your rights.",
    }
    assert counts(load("accounts", [rows[0], rows[2]], "--by", name)) == (2, 2, 0, 0, 0)
    assert "Your role does not include" in load("tree", TREE, "--by", name, status=2)


def test_invitations_are_told_once_and_kept_unreadable(load: Loader, keeper: User) -> None:
    """By group of the organisation above; a key opens the page of the password, typed in capitals without hyphens."""
    load("accounts", PEOPLE)
    now = timezone.now()
    groups = {one.organisation.code: one for one in invitation_groups(keeper, on=timezone.localdate(), at=now)}
    assert {code: [user.username for user in one.users] for code, one in groups.items()} == {
        "north-east": ["school-1", "kim@mail.kz"], "north": ["sadykov"], "south": ["77011234567"],
    }  # fmt: skip
    users = groups["north-east"].users
    first = orgs.invite_on_paper(users, by=keeper, at=now)
    keys = orgs.invite_on_paper(users, by=keeper, at=now)
    assert all(links.holder(key, at=now) is None for key in first.values())
    typed = links.key_of(keys[users[0].pk].replace("-", " ").upper())
    assert links.use(typed, password=PASSWORD, at=now) == users[0]
    told = "".join(str(row) for row in (*AccountLink.objects.values(), *Event.objects.values(), *User.objects.values()))
    assert not any(key in told for key in (*first.values(), *keys.values()))
    groups = {one.organisation.code: one for one in invitation_groups(keeper, on=timezone.localdate(), at=now)}
    assert ([user.username for user in groups["north-east"].users], groups["north-east"].invited) == (
        ["kim@mail.kz"],
        1,
    )
    with pytest.raises(Refusal) as refused:
        orgs.invite_on_paper(users, by=keeper, at=now)
    assert refused.value.code == "right.missing"
    assert Event.objects.filter(action="user.link_made").count() == 4


def test_accounts_are_taken_back_while_nobody_uses_them(
    load: Loader, keeper: User, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = load("accounts", PEOPLE)
    user = User.objects.get(username="school-1")
    orgs.invite_on_paper([user], by=keeper, at=NOW)
    assert cli.main(["undo-load", str(answer["id"])]) == 0
    capsys.readouterr()
    assert (stored(), User.objects.count(), AccountLink.objects.count()) == (set(), 1, 0)
    answer = load("accounts", PEOPLE)
    user = User.objects.get(username="school-1")
    links.use(orgs.invite_on_paper([user], by=keeper, at=NOW)[user.pk], password=PASSWORD, at=NOW)
    capsys.readouterr()
    assert cli.main(["undo-load", str(answer["id"])]) == 2
    assert "1 accounts of the list are in use already, that of Ахметова Гүлнар" in capsys.readouterr().err
    assert len(stored()) == 5

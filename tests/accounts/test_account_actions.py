"""Accounts: who makes them, who keeps them, and what the trail says."""

from __future__ import annotations

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction
from django.test import RequestFactory

from birlik.accounts import actions, tokens
from birlik.accounts.models import User
from birlik.audit.models import Event
from birlik.core.errors import Refusal
from tests.factories import NOW, TODAY, make_user

GOOD = "толқын-7-samal-dala"
pytestmark = pytest.mark.django_db


def create(by: User | None, username: str = "aigul", password: str | None = GOOD, **details: str) -> User:
    fields = {"full_name": "Айгүл", "language": "kk", **details}
    return actions.create_user(username=username, password=password, by=by, at=NOW, **fields)


def refused(code: str, attempt: object) -> None:
    with pytest.raises(Refusal) as refusal:
        attempt()  # type: ignore[operator] # a lambda of the test
    assert refusal.value.code == code


def test_the_first_user_keeps_the_accounts_of_others() -> None:
    first = create(None, " Aigul ")

    assert (first.username, first.is_staff, first.is_active) == ("aigul", True, True)
    assert create(first, "bolat").is_staff is False
    created = Event.objects.filter(action="user.created").order_by("sequence")
    assert [(event.by_name, event.after) for event in created] == [
        ("", {"username": "aigul", "language": "kk"}),
        ("aigul", {"username": "bolat", "language": "kk"}),
    ]


def test_only_the_first_user_comes_from_nobody() -> None:
    create(None)
    refused("right.missing", lambda: create(None, "bolat"))
    refused("right.missing", lambda: create(make_user(), "bolat"))
    assert User.objects.filter(username="bolat").count() == 0


@pytest.mark.parametrize(
    ("details", "code"),
    [
        ({"username": "айгүл"}, "user.username_invalid"),
        ({"username": "a"}, "user.username_invalid"),
        ({"username": "a b"}, "user.username_invalid"),
        ({"username": "KEEPER"}, "user.username_taken"),
        ({"full_name": "  "}, "user.name_empty"),
        ({"language": "de"}, "user.language_unknown"),
        ({"password": "short"}, "password.weak"),
        ({"password": "123456789012345"}, "password.weak"),
    ],
)
def test_a_bad_account_is_refused(details: dict[str, str], code: str) -> None:
    keeper = make_user("keeper", staff=True)
    refused(code, lambda: create(keeper, **details))
    assert User.objects.count() == 1


def test_a_weak_password_says_why() -> None:
    with pytest.raises(Refusal) as refusal:
        create(None, password="1234")
    assert refusal.value.params["reasons"]


def test_sign_in_names_do_not_mind_capitals() -> None:
    create(None)
    request = RequestFactory().post("/")

    assert authenticate(request, username=" AIGUL ", password=GOOD) == User.objects.get()
    assert authenticate(request, username="aigul", password="wrong") is None


def test_passwords_are_set_by_oneself_or_by_a_keeper_and_never_written_down() -> None:
    keeper, person, other = make_user(staff=True), make_user(), make_user()

    actions.set_password(person, password=GOOD, by=person, at=NOW)
    assert person.check_password(GOOD)
    actions.set_password(person, password=GOOD + "2", by=keeper, at=NOW)
    assert User.objects.get(pk=person.pk).check_password(GOOD + "2")
    refused("right.missing", lambda: actions.set_password(person, password=GOOD, by=other, at=NOW))
    refused("password.weak", lambda: actions.set_password(person, password="kasipodaq", by=person, at=NOW))
    events = Event.objects.filter(action="user.password_set")
    assert [(event.before, event.after) for event in events] == [(None, None), (None, None)]


def test_language_is_changed_and_recorded() -> None:
    person = make_user()
    actions.change_language(person, language="ru", by=person, at=NOW)

    assert User.objects.get(pk=person.pk).language == "ru"
    event = Event.objects.get()
    assert (event.before, event.after) == ({"language": "kk"}, {"language": "ru"})
    refused("right.missing", lambda: actions.change_language(person, language="kk", by=make_user(), at=NOW))


def test_the_words_of_programs_end_with_the_password() -> None:
    keeper, user, other = create(None), make_user("bolat"), make_user("sara")
    words = [tokens.make(one, name="есеп", at=NOW, today=TODAY)[1] for one in (user, user, other)]
    actions.set_password(user, password=GOOD, by=keeper, at=NOW)
    assert [tokens.holder(word, today=TODAY) for word in words] == [None, None, other]


def test_the_database_refuses_nameless_accounts_and_unknown_languages() -> None:
    for fields in ({"username": ""}, {"full_name": ""}, {"language": "xx"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.create(**{"username": "u", "full_name": "U", "language": "kk", **fields})


def test_an_account_without_a_password_waits_for_one() -> None:
    user = create(None, password=None)

    assert not user.has_usable_password()
    assert authenticate(RequestFactory().post("/"), username="aigul", password="") is None
    assert str(user) == user.get_full_name() == "Айгүл"

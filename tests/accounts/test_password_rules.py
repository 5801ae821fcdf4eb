"""Passwords made of the names of their person are refused, in words; others are taken."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override

from birlik.accounts import actions
from birlik.accounts.models import User
from birlik.accounts.password_rules import NameValidator
from birlik.core.errors import Refusal
from tests.factories import NOW, make_user

PERSON = User(username="keeper", full_name="Сейітқали Әлия Болатқызы")


@pytest.mark.parametrize(
    "password",
    [
        "keeper-keeper", "keeperkeeper12", "repeek_keeper", "Keeper.2026.!", "Сейітқали-Әлия", "әлия әлия әлия",
        "сейткали алия", "илақтйес-СЕЙІТҚАЛИ", "болатқызы2026",
    ],
)  # fmt: skip
def test_a_password_of_names_is_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        NameValidator().validate(password, PERSON)


@pytest.mark.parametrize("password", ["толқын-7-samal-dala", "keeper walks the long road", "Zq8-rive-tomb-41x"])
def test_other_words_are_taken(password: str) -> None:
    NameValidator().validate(password, PERSON)


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "words"), [("kk", "Құпиясөз"), ("ru", "Пароль не может состоять")])
def test_it_is_asked_wherever_a_password_is_set(language: str, words: str) -> None:
    person = make_user("keeper", full_name="Әлия")
    with override(language), pytest.raises(Refusal) as refused:
        actions.set_password(person, password="keeper-keeper", by=person, at=NOW)
    assert refused.value.code == "password.weak"
    assert [text for text in refused.value.params["reasons"] if text.startswith(words)]

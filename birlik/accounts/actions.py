"""Accounts: made, given a password and a language, deactivated. Roles are given in orgs.actions.

`is_staff` is what lets a person keep the accounts of others; orgs.actions sets it together with a role that grants
USER_MANAGE, because this app cannot see organisations.
"""

from __future__ import annotations

import re
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from birlik.accounts.models import Language, User
from birlik.audit import log
from birlik.core.errors import Refusal
from birlik.core.texts import fitting
from birlik.db.locks import wait_for_turn

LONGEST_NAME = 200  # of the column
USERNAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,59}")


@transaction.atomic
def create_user(
    *,
    username: str,
    full_name: str,
    password: str | None,
    language: str = Language.KAZAKH,
    by: User | None,
    at: datetime,
) -> User:
    """Make an account; `by=None` only for the very first one, which keeps the accounts of others.

    `username` is kept in lower case: 2–60 of a–z, 0–9 and . _ @ -. Without a password nobody can sign in yet.
    """
    wait_for_turn("accounts")
    first = by is None and not User.objects.exists()
    if not first:
        _require_keeper(by)
    username = username.strip().lower()
    if not USERNAME.fullmatch(username):
        raise Refusal("user.username_invalid", username=username)
    if User.objects.filter(username=username).exists():
        raise Refusal("user.username_taken", username=username)
    full_name = fitting(full_name, LONGEST_NAME)
    if not full_name:
        raise Refusal("user.name_empty")
    user = User(username=username, full_name=full_name, language=_known(language), is_staff=first)
    _put_password(user, password)
    user.save(force_insert=True)
    log.record("user.created", subject=user, by=by, at=at, after={"username": username, "language": language})
    return user


@transaction.atomic
def create_reader(
    *, username: str, full_name: str, password: str, language: str = Language.KAZAKH, by: User, at: datetime
) -> User:
    """Make an account that will hold no role, for somebody who reads only the own data; a taken or ill-formed name is
    refused as in `create_user`. Whether `by` may make it is asked by the caller, who knows whose data they are."""
    wait_for_turn("accounts")
    if not USERNAME.fullmatch(username):
        raise Refusal("user.username_invalid", username=username)
    if User.objects.filter(username=username).exists():
        raise Refusal("user.username_taken", username=username)
    user = User(username=username, full_name=full_name, language=_known(language))
    _put_password(user, password)
    user.save(force_insert=True)
    log.record("user.created", subject=user, by=by, at=at, after={"username": username, "language": language})
    return user


@transaction.atomic
def set_password(user: User, *, password: str, by: User, at: datetime) -> None:
    """A person sets his own password, a keeper of accounts anybody's; weak ones are refused with `password.weak`."""
    if by.pk != user.pk or not by.is_active:
        _require_keeper(by)
    _put_password(user, password)
    user.save(update_fields=["password"])
    log.record("user.password_set", subject=user, by=by, at=at)


@transaction.atomic
def signed_in(user: User, *, at: datetime) -> None:
    """Write down that the person came in; what is known of the account by its last change holds from here."""
    log.record("user.signed_in", subject=user, by=user, at=at)


@transaction.atomic
def change_language(user: User, *, language: str, by: User, at: datetime) -> None:
    """The language in which the person reads pages and messages."""
    if by.pk != user.pk or not by.is_active:
        _require_keeper(by)
    before, user.language = user.language, _known(language)
    user.save(update_fields=["language"])
    log.record(
        "user.language_changed", subject=user, by=by, at=at, before={"language": before}, after={"language": language}
    )


@transaction.atomic
def deactivate(user: User, *, by: User, at: datetime) -> None:
    """Close the account: no sign-in, no rights from this moment. Nobody deactivates himself, so a keeper remains."""
    _require_keeper(by)
    if by.pk == user.pk:
        raise Refusal("user.own_account")
    user.is_active = False
    user.save(update_fields=["is_active"])
    log.record("user.deactivated", subject=user, by=by, at=at)


@transaction.atomic
def set_staff(user: User, *, staff: bool, by: User, at: datetime) -> None:
    """Let the person keep the accounts of others, or no longer."""
    _require_keeper(by)
    user.is_staff = staff
    user.save(update_fields=["is_staff"])
    log.record("user.staff_set", subject=user, by=by, at=at, after={"is_staff": staff})


def _require_keeper(by: User | None) -> None:
    if by is None or not (by.is_active and by.is_staff):
        raise Refusal("right.missing", permission="user.manage", organisation="")


def _known(language: str) -> str:
    if language not in Language.values:
        raise Refusal("user.language_unknown", language=language)
    return language


def _put_password(user: User, password: str | None) -> None:
    if password is None:
        user.set_unusable_password()
        return
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise Refusal("password.weak", reasons=weak.messages) from weak
    user.set_password(password)

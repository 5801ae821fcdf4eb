"""Accounts: made, given a password and a language, deactivated. Roles are given in orgs.actions.

`is_staff` is what lets a person keep the accounts of others; orgs.actions sets it together with a role that grants
USER_MANAGE, because this app cannot see organisations.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from birlik.accounts import tokens
from birlik.accounts.models import Language, User, sort_keys
from birlik.audit import log
from birlik.core.errors import Refusal
from birlik.core.texts import text_within
from birlik.db.locks import wait_for_turn

LONGEST_NAME = 200  # of the column
CHUNK = 500  # names in one IN list, rows of one INSERT
USERNAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,59}")


@transaction.atomic
def create_user(
    *,
    username: str,
    full_name: str,
    password: str | None,
    language: str = Language.KAZAKH,
    one_time: bool = False,
    by: User | None,
    at: datetime,
) -> User:
    """Make an account; `by=None` only for the very first one, which keeps the accounts of others.

    `one_time`: the password has to be changed at the first sign-in. Refused as in `create_account`.
    """
    wait_for_turn("accounts")
    first = by is None and not User.objects.exists()
    if not first:
        _require_keeper(by)
    user = create_account(
        username=username, full_name=full_name, password=password, language=language, by=by, at=at,
    )  # fmt: skip
    user.is_staff, user.must_change_password = first, one_time
    user.save(update_fields=["is_staff", "must_change_password"])
    return user


@transaction.atomic
def create_account(
    *,
    username: str,
    full_name: str,
    password: str | None,
    language: str = Language.KAZAKH,
    by: User | None,
    at: datetime,
) -> User:
    """Make an account without a role. Whether `by` may make it is asked by the caller, who knows what it is for.

    `username` is kept in lower case: 2–60 of a–z, 0–9 and . _ @ -. Without a password nobody can sign in yet.
    Refused with `user.username_invalid`, `user.username_taken`, `user.name_empty`.
    """
    wait_for_turn("accounts")
    username = require_username(username)
    if User.objects.filter(username=username).exists():
        raise Refusal("user.username_taken", username=username, field="username")
    user = User(username=username, full_name=require_full_name(full_name), language=_require_language(language))
    _hash_password(user, password)
    user.save(force_insert=True)
    log.record("user.created", subject=user, by=by, at=at, after={"username": username, "language": language})
    return user


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to be made: its sign-in name as it is kept, the person's full name, the language of the pages."""

    username: str
    full_name: str
    language: str = Language.KAZAKH


@transaction.atomic
def create_accounts(accounts: Sequence[NewAccount], *, by: User | None, at: datetime) -> list[User]:
    """Make many accounts without a password and without a role, as `create_account` does one.

    Refused as there, with `user.username_taken`.

    Nobody can sign in by any of them before a link is used, so no password is thought up and none is hashed.
    """
    wait_for_turn("accounts")
    names = [one.username for one in accounts]
    for start in range(0, len(names), CHUNK):
        accounts_known = User.objects.filter(username__in=names[start : start + CHUNK])
        if taken_name := accounts_known.values_list("username", flat=True).first():
            raise Refusal("user.username_taken", username=taken_name, field="username")
    users = [_build_user(one) for one in accounts]
    User.objects.bulk_create(users, batch_size=CHUNK)
    acts = [log.Act(one, after={"username": one.username, "language": one.language}) for one in users]
    log.record_many("user.created", acts, by=by, at=at)
    return users


def _build_user(account: NewAccount) -> User:
    user = User(
        username=require_username(account.username),
        full_name=require_full_name(account.full_name),
        language=_require_language(account.language),
    )
    user.sort_kk, user.sort_ru = sort_keys(user.full_name)
    user.set_unusable_password()
    return user


def require_username(text: str) -> str:
    """Return the sign-in name as it is kept; refused with `user.username_invalid`."""
    username = text.strip().lower()
    if not USERNAME.fullmatch(username):
        raise Refusal("user.username_invalid", username=username, field="username")
    return username


def require_full_name(text: str) -> str:
    """Return the full name without blanks around it; refused with `user.name_empty` and `text.too_long`."""
    full_name = text_within(text, LONGEST_NAME)
    if not full_name:
        raise Refusal("user.name_empty", field="full_name")
    return full_name


@transaction.atomic
def set_password(user: User, *, password: str, by: User, at: datetime) -> None:
    """Set a password, a person his own, a keeper of accounts anybody's, which then has to be changed at the sign-in.

    The words of the person's programs end with the old password, as sessions do. Refused with `password.weak`, and
    with `password.same` where a person takes the one that is to be changed.
    """
    if by.pk != user.pk or not by.is_active:
        _require_keeper(by)
    elif user.must_change_password and user.check_password(password):
        raise Refusal("password.same", field="password")
    put_password(user, password=password, by=by, at=at)


def put_password(user: User, *, password: str, by: User, at: datetime) -> None:
    """Set a password, whoever may; one that is set by somebody else has to be changed at the sign-in.

    Refused with `password.weak`.
    """
    _hash_password(user, password)
    user.must_change_password = by.pk != user.pk
    tokens.revoke_all(user, at=at)
    user.save(update_fields=["password", "must_change_password"])
    log.record("user.password_set", subject=user, by=by, at=at)


@transaction.atomic
def signed_in(user: User, *, at: datetime) -> None:
    """Write down that the person came in; what is known of the account by its last change holds from here."""
    log.record("user.signed_in", subject=user, by=user, at=at)


@transaction.atomic
def change_language(user: User, *, language: str, by: User, at: datetime) -> None:
    """Set the language in which the person reads pages and messages."""
    if by.pk != user.pk or not by.is_active:
        _require_keeper(by)
    before, user.language = user.language, _require_language(language)
    user.save(update_fields=["language"])
    log.record(
        "user.language_changed", subject=user, by=by, at=at, before={"language": before}, after={"language": language}
    )


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


def _require_language(language: str) -> str:
    if language not in Language.values:
        raise Refusal("user.language_unknown", language=language)
    return language


def _hash_password(user: User, password: str | None) -> None:
    if password is None:
        user.set_unusable_password()
        return
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise Refusal("password.weak", reasons=weak.messages, field="password") from weak
    user.set_password(password)

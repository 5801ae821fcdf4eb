"""Accounts as their keeper keeps them: opened with a first role, invited, blocked, given a way to a new password.

Who keeps an account is a question of where its roles are held (`rules.keeps`), so it is asked here.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from birlik.accounts import actions as accounts
from birlik.accounts import links, tokens, user_sessions
from birlik.accounts.models import Language, User
from birlik.audit import log
from birlik.core.errors import Refusal
from birlik.db.locks import wait_for_turn
from birlik.orgs import rules
from birlik.orgs.actions import roles
from birlik.orgs.models import Organisation


@transaction.atomic
def open_account(
    *,
    username: str,
    full_name: str,
    role_code: str,
    organisation: Organisation,
    since: date,
    until: date | None = None,
    password: str | None = None,
    language: str = Language.KAZAKH,
    by: User,
    at: datetime,
) -> User:
    """Make an account that holds a role from its beginning. Without a password the person needs a link (`make_link`).

    Refused as accounts and roles are; with `right.missing` where `by` may not give the role there.
    """
    roles.require_held_here(role_code, organisation)
    rules.require_giving(by, role_code, organisation, on=timezone.localdate(at))
    user = accounts.create_account(
        username=username, full_name=full_name, password=password, language=language, by=by, at=at
    )
    wait_for_turn("orgs")
    roles.place_role(user, role_code, organisation, since, until, by=by, at=at)
    return user


@transaction.atomic
def invite(
    *,
    username: str,
    full_name: str,
    role_code: str,
    organisation: Organisation,
    since: date,
    until: date | None = None,
    language: str = Language.KAZAKH,
    by: User,
    at: datetime,
) -> tuple[User, str]:
    """Make an account and the key of its invitation, by which the person sets the password."""
    user = open_account(
        username=username,
        full_name=full_name,
        role_code=role_code,
        organisation=organisation,
        since=since,
        until=until,
        language=language,
        by=by,
        at=at,
    )
    return user, links.make(user, by=by, at=at)


@transaction.atomic
def make_link(user: User, *, by: User, at: datetime) -> str:
    """Return the key of a new link by which the person sets the password; one made before holds no more.

    The present password, where there is one, goes on until then. Refused with `right.missing`, `user.own_account`,
    `user.blocked`.
    """
    user = _require_other(user, by, at)
    return links.make(user, by=by, at=at)


@transaction.atomic
def revoke_link(user: User, *, by: User, at: datetime) -> None:
    """Let the account's link hold no more. Refused with `right.missing`, `user.own_account`, `link.none`."""
    user = _require_other(user, by, at)
    links.revoke(user, by=by, at=at)


@transaction.atomic
def block(user: User, *, by: User, at: datetime) -> None:
    """Shut the account: no sign-in, no rights, no session, no word of a program, no link from this moment.

    Nobody blocks himself, so a keeper remains. Refused with `right.missing`, `user.own_account`, `user.blocked`.
    """
    user = _require_other(user, by, at)
    if not user.is_active:
        raise Refusal("user.blocked", user=user.full_name)
    user.is_active = False
    user.save(update_fields=["is_active"])
    user_sessions.end_all(user)
    tokens.revoke_all(user, at=at)
    links.open_links(user).update(revoked_at=at)
    log.record("user.deactivated", subject=user, by=by, at=at)


@transaction.atomic
def unblock(user: User, *, by: User, at: datetime) -> None:
    """Open a blocked account: its password and its roles are those of before.

    Refused with `right.missing`, `user.own_account`, `user.not_blocked`.
    """
    user = _require_other(user, by, at)
    if user.is_active:
        raise Refusal("user.not_blocked", user=user.full_name)
    user.is_active = True
    user.save(update_fields=["is_active"])
    log.record("user.activated", subject=user, by=by, at=at)


@transaction.atomic
def end_sessions(user: User, *, by: User, at: datetime) -> int:
    """End every session of somebody else; return how many there were. Refused with `right.missing`,
    `user.own_account`.
    """
    user = _require_other(user, by, at)
    return user_sessions.end_others(user, but="", by=by, at=at)


def _require_other(user: User, by: User, at: datetime) -> User:
    """Return the account as it is now, where `by` keeps it and it is not the own one."""
    wait_for_turn("accounts")
    user = User.objects.get(pk=user.pk)
    rules.require_keeping(by, user, on=timezone.localdate(at))
    if by.pk == user.pk:
        raise Refusal("user.own_account")
    return user

"""Accounts of members: a sign-in without any role, under which a person reads the own data and who else read them.

The account names nobody: its sign-in name is drawn, its full name is the number of the person's row. So nothing that
the account does leaves a name in the audit trail, which could not forget it.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from birlik.accounts import actions as accounts
from birlik.accounts import tokens
from birlik.accounts.models import Language, User
from birlik.core.errors import Refusal
from birlik.core.passwords import group, password
from birlik.members.actions.common import load_for_edit, note
from birlik.members.models import MemberAccount, Person


@transaction.atomic
def open_account(
    person: Person, *, by: User, at: datetime, language: str = Language.KAZAKH, username: str = ""
) -> tuple[User, str]:
    """Open an account; return it and its password, which is shown once. Refused with `account.exists` where there is
    one.
    """
    current = load_for_edit(person, by=by, at=at)
    if MemberAccount.objects.filter(person=current).exists():
        raise Refusal("account.exists")
    secret = password()
    user = accounts.create_account(
        username=username or f"m-{group()}-{group()}", full_name=f"№ {current.pk}", password=secret,
        language=language, by=by, at=at,
    )  # fmt: skip
    MemberAccount.objects.create(user=user, person=current)
    note("member.account_opened", current, by=by, at=at)
    return user, secret


@transaction.atomic
def renew_password(person: Person, *, by: User, at: datetime) -> tuple[User, str]:
    """Return a new password for somebody who lost it. Refused with `account.none`; with `account.has_role` where the
    account is somebody's at work: that password is its keeper's business.
    """
    current = load_for_edit(person, by=by, at=at, blocked=True)
    user = _account(current).user
    secret = password()
    user.set_password(secret)
    tokens.revoke_all(user, at=at)
    user.save(update_fields=["password"])
    note("member.password_renewed", current, by=by, at=at)
    return user, secret


@transaction.atomic
def close_account(person: Person, *, by: User, at: datetime) -> None:
    """End every sign-in from this moment; the name of the account is not used again."""
    current = load_for_edit(person, by=by, at=at, blocked=True)
    account = _account(current)
    User.objects.filter(pk=account.user_id).update(is_active=False)
    account.delete()
    note("member.account_closed", current, by=by, at=at)


def _account(person: Person) -> MemberAccount:
    account = MemberAccount.objects.select_related("user").filter(person=person).first()
    if account is None:
        raise Refusal("account.none")
    if account.user.assignments.exists() or account.user.is_staff:
        raise Refusal("account.has_role")
    return account

"""Links by which the person of an account sets the password: an invitation, or a new password for a lost one."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from birlik.accounts import user_sessions
from birlik.accounts.actions import CHUNK, put_password
from birlik.accounts.models import AccountLink, User
from birlik.audit import log
from birlik.core.errors import Refusal
from birlik.core.passwords import password as think_up_key

LIFETIME = timedelta(days=7)


@transaction.atomic
def make(user: User, *, by: User, at: datetime) -> str:
    """Make a link and return its key, which is told this once; a link made before holds no more.

    Whether `by` may make it is asked by the caller. Refused with `user.blocked`.
    """
    if not user.is_active:
        raise Refusal("user.blocked", user=user.full_name)
    open_links(user).update(revoked_at=at)
    key = secrets.token_urlsafe(32)
    until = at + LIFETIME
    AccountLink.objects.create(user=user, digest=_digest(key), made_at=at, until=until)
    log.record("user.link_made", subject=user, by=by, at=at, after={"until": timezone.localdate(until)})
    return key


@transaction.atomic
def make_many(users: Sequence[User], *, by: User, at: datetime) -> dict[int, str]:
    """Make a link for each account and return account id → its key; a link made before holds no more.

    These keys are read from paper and typed: sixteen letters and digits (79 bits). Whether `by` may make them is asked
    by the caller. Refused with `user.blocked`.
    """
    blocked_user = next((one for one in users if not one.is_active), None)
    if blocked_user is not None:
        raise Refusal("user.blocked", user=blocked_user.full_name)
    until, keys = at + LIFETIME, {one.pk: think_up_key() for one in users}
    pks = list(keys)
    for start in range(0, len(pks), CHUNK):
        open_links(*pks[start : start + CHUNK]).update(revoked_at=at)
    AccountLink.objects.bulk_create(
        (AccountLink(user=one, digest=_digest(keys[one.pk]), made_at=at, until=until) for one in users),
        batch_size=CHUNK,
    )
    acts = [log.Act(one, after={"until": timezone.localdate(until)}) for one in users]
    log.record_many("user.link_made", acts, by=by, at=at)
    return keys


def key_of(text: str) -> str:
    """Return the key that a person typed from paper: neither case nor blanks count, and the hyphens may be left out."""
    plain = "".join(letter for letter in text.lower() if letter.isalnum())
    return "-".join(plain[place : place + 4] for place in range(0, len(plain), 4))


@transaction.atomic
def revoke(user: User, *, by: User, at: datetime) -> None:
    """Let the link of an account hold no more; refused with `link.none` where none holds."""
    if not open_links(user).filter(until__gt=at).update(revoked_at=at):
        raise Refusal("link.none")
    log.record("user.link_revoked", subject=user, by=by, at=at)


@transaction.atomic
def use(key: str, *, password: str, at: datetime) -> User:
    """Set the password by the key of a link, which holds no more after it.

    Every session and every word of a program ends, as with any change of the password. Refused with `link.unknown` and
    `password.weak`.
    """
    link = AccountLink.objects.select_for_update().filter(digest=_digest(key)).select_related("user").first()
    if link is None or not _holds(link, at):
        raise Refusal("link.unknown")
    user = link.user
    put_password(user, password=password, by=user, at=at)
    user_sessions.end_all(user)
    link.used_at = at
    link.save(update_fields=["used_at"])
    return user


def holder(key: str, *, at: datetime) -> User | None:
    """Return whose link it is; None for one that holds no more, and where the account is blocked."""
    link = AccountLink.objects.filter(digest=_digest(key)).select_related("user").first()
    return link.user if link is not None and _holds(link, at) else None


def open_links(*users: User | int) -> QuerySet[AccountLink]:
    """Return the link of each of these accounts that was neither used nor revoked; it may be over by itself."""
    return AccountLink.objects.filter(user__in=users, used_at__isnull=True, revoked_at__isnull=True)


def _holds(link: AccountLink, at: datetime) -> bool:
    return link.used_at is None and link.revoked_at is None and at < link.until and link.user.is_active


def _digest(key: str) -> str:
    return sha256(key.encode(errors="replace")).hexdigest()

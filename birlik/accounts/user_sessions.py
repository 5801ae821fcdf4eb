"""The sessions of a person: seen with their devices, and ended before their time."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from birlik.accounts.models import User, UserSession
from birlik.audit import log
from birlik.core.errors import Refusal

SEEN_EVERY = timedelta(minutes=5)


@transaction.atomic
def begin(user: User, *, key: str, device: str, at: datetime) -> UserSession:
    """Write down that a session began; what is over by itself is forgotten here."""
    UserSession.objects.filter(user=user).exclude(session_key__in=_live_keys(at)).delete()
    UserSession.objects.filter(session_key=key).delete()
    return UserSession.objects.create(user=user, session_key=key, device=device, began_at=at, seen_at=at)


def mark_seen(pk: int, *, at: datetime) -> None:
    """Write down that the session is in use, where that was not done within the last minutes."""
    UserSession.objects.filter(pk=pk, seen_at__lte=at - SEEN_EVERY).update(seen_at=at)


def follow_key(pk: int, *, key: str) -> None:
    """Write down that the session goes on under the key of a new password; the others ended with the old password."""
    UserSession.objects.filter(pk=pk).update(session_key=key)
    user = UserSession.objects.filter(pk=pk).values("user")[:1]
    _delete(UserSession.objects.filter(user=user).exclude(pk=pk))


def sessions_of(user: User, *, at: datetime) -> QuerySet[UserSession]:
    """Return the sessions that hold, the one used last first."""
    return UserSession.objects.filter(user=user, session_key__in=_live_keys(at)).order_by("-seen_at", "-pk")


@transaction.atomic
def end(user: User, pk: int, *, by: User, at: datetime) -> None:
    """End one session of the person at once; refused with `session.unknown`."""
    session = UserSession.objects.filter(user=user, pk=pk).first()
    if session is None:
        raise Refusal("session.unknown")
    _delete(UserSession.objects.filter(pk=session.pk))
    log.record("user.session_ended", subject=user, by=by, at=at, after={"sessions": 1})


@transaction.atomic
def end_others(user: User, *, but: str, by: User, at: datetime) -> int:
    """End every session of the person but that of this key, "" for all; return how many there were."""
    count = sessions_of(user, at=at).exclude(session_key=but).count()
    _delete(UserSession.objects.filter(user=user).exclude(session_key=but))
    if count:
        log.record("user.session_ended", subject=user, by=by, at=at, after={"sessions": count})
    return count


def end_all(user: User) -> None:
    """End every session where the line of the trail is that of another act: of a block, of a new password."""
    _delete(UserSession.objects.filter(user=user))


def _delete(sessions: QuerySet[UserSession]) -> None:
    Session.objects.filter(session_key__in=list(sessions.values_list("session_key", flat=True))).delete()
    sessions.delete()


def _live_keys(at: datetime) -> QuerySet[Session, str]:
    return Session.objects.filter(expire_date__gt=at).values_list("session_key", flat=True)

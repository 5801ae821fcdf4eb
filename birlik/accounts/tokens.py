"""Words by which programs act as a person, with that person's rights and no others."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import QuerySet

from birlik.accounts.models import ApiToken, User
from birlik.audit import log
from birlik.core.errors import Refusal
from birlik.core.texts import fitting

DAYS = 365  # a word lives no longer
MOST = 10  # words of one person that hold
NAME_LENGTH = 100


@transaction.atomic
def make(user: User, *, name: str, at: datetime, today: date) -> tuple[ApiToken, str]:
    """Make a word for a program of this person; return it, too, for it is shown this once only."""
    name = fitting(name, NAME_LENGTH)
    if not name:
        raise Refusal("token.name_missing", field="name")
    if tokens_of(user, today=today).count() >= MOST:
        raise Refusal("token.too_many", field="name", most=MOST)
    secret = secrets.token_urlsafe(32)
    until = today + timedelta(days=DAYS)
    token = ApiToken.objects.create(user=user, name=name, digest=_digest(secret), made_at=at, until=until)
    log.record("token.made", subject=token, by=user, at=at, after=_facts(token))
    return token, secret


@transaction.atomic
def revoke(user: User, pk: int, *, at: datetime) -> None:
    """End a word of one's own at once; refused with `token.unknown`."""
    token = ApiToken.objects.select_for_update().filter(user=user, pk=pk, revoked_at__isnull=True).first()
    if token is None:
        raise Refusal("token.unknown")
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    log.record("token.revoked", subject=token, by=user, at=at, after=_facts(token))


def tokens_of(user: User, *, today: date) -> QuerySet[ApiToken]:
    """The words of a person that hold today, the newest first."""
    return ApiToken.objects.filter(user=user, revoked_at__isnull=True, until__gte=today).order_by("-pk")


def holder(secret: str, *, today: date) -> User | None:
    """Return whose word it is; None for one that holds no more, and where the account is closed."""
    found = ApiToken.objects.filter(digest=_digest(secret), revoked_at__isnull=True, until__gte=today)
    token = found.select_related("user").first()
    return token.user if token is not None and token.user.is_active else None


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _facts(token: ApiToken) -> dict[str, object]:
    return {"number": token.pk, "until": token.until}

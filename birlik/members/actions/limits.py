"""How often within a day: counted in the database, so that it holds for all workers and servers together."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac

from birlik.db.locks import wait_for_turn
from birlik.members.models import Attempt

A_DAY = timedelta(days=1)
LIMITS_LOCK = "limits"


@transaction.atomic
def take(most: int, *subject: object, at: datetime) -> bool:
    """Count one try more of this subject; False, and nothing is counted, when there were `most` within a day.

    It stays counted only where the caller's own transaction does: ask before one begins.
    """
    wait_for_turn(LIMITS_LOCK)
    Attempt.objects.filter(at__lte=at - A_DAY).delete()
    digest = of(*subject)
    if Attempt.objects.filter(subject=digest).count() >= most:
        return False
    Attempt.objects.create(subject=digest, at=at)
    return True


def of(*subject: object) -> str:
    """Return what is kept of a subject: 64 hexadecimal digits that nobody without the secret key can find again."""
    return salted_hmac("birlik.members.limits", "|".join(map(str, subject)), algorithm="sha256").hexdigest()

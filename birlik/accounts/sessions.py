"""Sessions in the database, as Django keeps them, read by a query that is composed once a process."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import CharField, DateTimeField
from django.utils import timezone

from birlik.core.prepared_query import Parameter, PreparedQuery

SESSION = PreparedQuery(
    lambda: Session.objects.filter(
        session_key=Parameter("key", CharField()), expire_date__gt=Parameter("now", DateTimeField())
    ).values_list("session_data")
)


class SessionStore(db.SessionStore):
    """Django's store; the key, the row and what stands in it are the same."""

    def load(self) -> dict[str, Any]:
        """Return what the session holds; of one that is unknown or over, nothing, as Django's store says it."""
        rows = SESSION.rows(key=self.session_key, now=timezone.now())
        content: dict[str, Any] = self.decode(rows[0][0]) if rows else super().load()
        return content

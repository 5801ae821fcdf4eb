"""Who is behind a session, and with which roles: asked anew at every request."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend
from django.utils import timezone

from birlik.accounts.models import User
from birlik.orgs import queries as orgs
from birlik.web.shared.assignments import keep_assignments


class AssignmentBackend(ModelBackend):
    """Reads an account together with the roles it holds today, in one query."""

    def get_user(self, user_id: int) -> User | None:
        """Return the account, or None when there is none that may sign in."""
        today = timezone.localdate()
        assignments = orgs.assignments_with_account(user_id, on=today)
        user: User | None = assignments[0].user if assignments else super().get_user(user_id)
        if user is None or not self.user_can_authenticate(user):
            return None
        keep_assignments(user, today, assignments)
        return user

"""Who is behind a session: read from the database only when something was recorded since."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend

from birlik.accounts.models import User
from birlik.web.shared.unchanged import unchanged


class KeptUsers(ModelBackend):
    """Accounts are changed by recorded actions alone; a sign-in, at which Django may spell the password's digest
    anew, is recorded as well."""

    def get_user(self, user_id: int) -> User | None:
        user: User | None = unchanged(f"user/{user_id}", lambda: super(KeptUsers, self).get_user(user_id))
        return user

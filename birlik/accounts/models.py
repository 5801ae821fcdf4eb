"""The people who sign in. What they may do stands in orgs.Assignment: a role, at an organisation, for a time."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from birlik.audit.subjects import Subject
from birlik.grammar.letters import sort_key

SORT_LENGTH = 300  # a name of 200 with its figures widened


class Language(models.TextChoices):
    """Each language by its own name, which is not translated."""

    KAZAKH = "kk", "Қазақша"
    RUSSIAN = "ru", "Русский"
    ENGLISH = "en", "English"


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        """Return the sign-in name as a person types it: case and outer spaces do not count."""
        return self.get(username=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person with a sign-in name. `is_staff`: keeps the accounts of others (the shadow of USER_MANAGE here)."""

    username = models.CharField(max_length=60, unique=True)
    full_name = models.CharField(max_length=200)
    language = models.CharField(max_length=2, choices=Language, default=Language.KAZAKH)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    # somebody else knows the password: nothing but another one can be done with it (web.accounts.one_time)
    must_change_password = models.BooleanField(default=False)
    # grammar.letters.sort_key of the full name, compared by code point
    sort_kk = models.CharField(max_length=SORT_LENGTH, editable=False, default="")
    sort_ru = models.CharField(max_length=SORT_LENGTH, editable=False, default="")

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar = ["full_name"]

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(language__in=Language.values), name="user_language_known"),
            models.CheckConstraint(condition=~Q(username="") & ~Q(full_name=""), name="user_has_names"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_kk, self.sort_ru = sort_keys(self.full_name)
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return self.full_name

    def as_subject(self) -> Subject:
        return Subject("user", self.pk, self.full_name)


def sort_keys(full_name: str) -> tuple[str, str]:
    """Return what stands in `sort_kk` and `sort_ru`."""
    return sort_key(full_name, "kk")[:SORT_LENGTH], sort_key(full_name, "ru")[:SORT_LENGTH]


class Attempt(models.Model):
    """An attempt to sign in that was not the right one, or is still being looked at. Gone after a quarter of an hour.

    `name`, `place`: keyed hashes (accounts.attempts): what was typed may be anything, a password among it.
    """

    name = models.CharField(max_length=32)
    place = models.CharField(max_length=32)
    is_known = models.BooleanField()
    at = models.DateTimeField(db_index=True)


class ApiToken(models.Model):
    """A word by which a program acts as a person; only its digest is kept. It ends by itself, or is revoked before."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    until = models.DateField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(name=""), name="token_has_name")]

    def as_subject(self) -> Subject:
        return Subject("token", self.pk, self.user.username)


class AccountLink(models.Model):
    """A link by which the person of an account sets the password once; only the digest of its key is kept.

    It ends with its use, by itself, or is revoked before.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(used_at__isnull=True, revoked_at__isnull=True),
                name="account_link_one_open",
            )
        ]


class UserSession(models.Model):
    """A session that a person began by signing in. `device`: the browser and the system, in words.

    `seen_at` is brought up to date every few minutes only (accounts.user_sessions).
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=60)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()

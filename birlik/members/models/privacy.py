"""Consent, who looked at whom, and what was changed: law 94-V of 21.05.2013 on personal data."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import models
from django.db.models import Q

from birlik.accounts.models import User
from birlik.audit.subjects import Subject
from birlik.core.personal_data import MergeRule, PersonalData, UndoRule
from birlik.members.enums import Channel
from birlik.members.models.persons import Person
from birlik.orgs.models import Organisation


class ConsentText(models.Model):
    """A version of the text that people agree to. It is never changed; a new version follows."""

    version = models.CharField(max_length=20, unique=True)
    text_kk = models.TextField()
    text_ru = models.TextField()
    digest = models.CharField(max_length=64)
    since = models.DateField()


class Consent(models.Model):
    """Given on a day to a version of the text; withdrawn on another; then `due` is the last day to act upon it.

    `given` is empty where somebody withdraws whose consent was never written down: the demand has its term anyhow.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="consents", db_index=False)
    given = models.DateField(null=True, blank=True)
    channel = models.CharField(max_length=5, choices=Channel)
    withdrawn = models.DateField(null=True, blank=True)
    due = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(withdrawn__isnull=True), name="consent_one_in_force"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn__isnull=True, due__isnull=True, done_at__isnull=True)
                | Q(withdrawn__isnull=False, due__isnull=False),
                name="consent_withdrawn_has_a_term",
            ),
        ]

    personal_data = PersonalData(
        MergeRule.SNAPSHOT, UndoRule.BLOCK, "consents", columns=("text__version", "text__digest")
    )

    @classmethod
    def forget_people(cls, rows: models.QuerySet[Self], people: Collection[int], at: datetime) -> None:
        """Write down that the withdrawal was acted upon; the dates stay as the proof that the law was kept."""
        rows.filter(withdrawn__isnull=False, done_at__isnull=True).update(done_at=at)


class MemberAccount(models.Model):
    """The account under which a member reads own data, and sees who else read them."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="member")
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="account")

    personal_data = PersonalData(
        MergeRule.SNAPSHOT, UndoRule.BLOCK, "account", columns=("user__username", "user__language")
    )

    @classmethod
    def forget_people(cls, rows: models.QuerySet[Self], people: Collection[int], at: datetime) -> None:
        """Delete the accounts, empty what their users are called in the history, and let nobody sign in with them."""
        users = User.objects.filter(pk__in=list(rows.values_list("user", flat=True)))
        PersonChange.objects.filter(person__in=people, by__in=users).update(by_label="")
        users.filter(assignments__isnull=True).update(is_active=False, password=UNUSABLE_PASSWORD_PREFIX)
        rows.delete()


class CardReading(models.Model):
    """Somebody opened somebody's card. Shown to the person, so the reader's name and place are kept as text.

    `organisation`: where the person was a member, or had been last; the trail is read by it.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="readings", db_index=False)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    by_label = models.CharField(max_length=300)
    act = models.CharField(max_length=20)  # "card", "extract", "export", "merge", and those of actions.meetings
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person", "-at"], name="reading_newest"),
            models.Index(fields=["by", "at"], name="reading_by_reader"),  # what is limited within a day
            models.Index(fields=["act", "at"], name="reading_act"),
            models.Index(fields=["organisation", "at", "act"], name="reading_organisation"),
        ]

    personal_data = PersonalData(MergeRule.MOVE, UndoRule.DELETE, "readings", columns=("organisation__code",))

    @classmethod
    def forget_people(cls, rows: models.QuerySet[Self], people: Collection[int], at: datetime) -> None:
        """Keep the list of readings, the proof that the law was kept: it names nobody but the readers."""


class PersonChange(models.Model):
    """What changed on a person, with the values; the audit trail keeps only the names of the fields.

    Anonymising empties `before` and `after`: a hash chain could not forget them.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="changes", db_index=False)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by_label = models.CharField(max_length=300)
    action = models.CharField(max_length=60)
    reason = models.CharField(max_length=300, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "-at"], name="person_change_newest")]

    personal_data = PersonalData(MergeRule.MOVE, UndoRule.BLOCK, "changes")

    @classmethod
    def forget_people(cls, rows: models.QuerySet[Self], people: Collection[int], at: datetime) -> None:
        """Empty the values and the reasons; that something was changed, when and by whom stays."""
        rows.update(before={}, after={}, reason="")


class ListExport(models.Model):
    """A list of people that left the system as a file: who, when, which filter, how many."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=300)
    filter = models.JSONField(default=dict)  # never the text searched for
    rows = models.PositiveIntegerField()

    def as_subject(self) -> Subject:
        return Subject("list_export", self.pk, f"list export {self.pk}", self.organisation.code)


class Attempt(models.Model):
    """One of the tries that are limited within a day. Of who or what tried there is a keyed digest, nothing else."""

    subject = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["subject", "at"], name="attempt_subject")]

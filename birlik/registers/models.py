"""What belongs to entries of any register: the lists they came with and the files that prove them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from birlik.audit.subjects import Subject
from birlik.orgs.models import Organisation

NAME_LENGTH = 200


class EntryImportState(models.TextChoices):
    """Where a delivered list stands; of what is being done the job waits or is at work (registers.jobs)."""

    READING = "reading", pgettext_lazy("list of entries", "being read")
    TRIED = "tried", pgettext_lazy("list of entries", "tried out")
    APPLYING = "applying", pgettext_lazy("list of entries", "being written down")
    APPLIED = "applied", pgettext_lazy("list of entries", "written down")
    UNDOING = "undoing", pgettext_lazy("list of entries", "being taken back")
    UNDONE = "undone", pgettext_lazy("list of entries", "taken back")
    CANCELLED = "cancelled", pgettext_lazy("list of entries", "put aside")
    FAILED = "failed", pgettext_lazy("list of entries", "not readable")


RUNNING_STATES = (EntryImportState.READING, EntryImportState.APPLYING, EntryImportState.UNDOING)


class EntryImport(models.Model):
    """A delivered list of entries, for an organisation and those below it: tried out, then written or not.

    `outcome`: what trying it out found (registers.problems.Outcome). `failure`: why the last job was not possible
    (core.errors.Refusal.to_json). `done` of `total` lines are through; `total` is 0 until a job is at work.
    `content` is emptied when its term ends.
    """

    register = models.CharField(max_length=40)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=NAME_LENGTH)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=EntryImportState)
    outcome = models.JSONField(default=dict)
    failure = models.JSONField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True, applied_by__isnull=True)
                | Q(applied_at__isnull=False, applied_by__isnull=False),
                name="entry_import_applied_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False, applied_at__isnull=False),
                name="entry_import_undone_at_and_by",
            ),
            models.CheckConstraint(condition=Q(state__in=EntryImportState.values), name="entry_import_state_known"),
        ]
        indexes: ClassVar = [models.Index(fields=["register", "-uploaded_at"], name="entry_import_register")]

    def as_subject(self) -> Subject:
        return Subject("entry_import", self.pk, f"{self.register} import {self.pk}", self.organisation.code)


class MarkedList(models.Model):
    """A delivered list with its problems at the cells, made for who asked for it in a language; `content` is empty
    while it is being made."""

    batch = models.ForeignKey(EntryImport, on_delete=models.CASCADE, related_name="marked")
    language = models.CharField(max_length=2)
    content = models.BinaryField(default=bytes)
    failure = models.JSONField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "language"], name="marked_list_one_a_language")
        ]


class Evidence(models.Model):
    """A file that proves an entry: an act, an order, a photograph. A removed one keeps its line, not its content."""

    register = models.CharField(max_length=40)
    entry = models.PositiveBigIntegerField()
    name = models.CharField(max_length=NAME_LENGTH)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False, name=""),
                name="evidence_removed_at_and_by",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["register", "entry"], name="evidence_of_entry")]

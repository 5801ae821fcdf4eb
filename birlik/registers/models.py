"""What belongs to entries of any register: the lists they came with and the files that prove them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from birlik.audit.subjects import Subject
from birlik.orgs.models import Organisation

NAME_LENGTH = 200


class EntryImport(models.Model):
    """A delivered list of entries, for an organisation and those below it: tried out, then written or not.

    `outcome`: what trying it out found (registers.imports.Outcome). `content` is emptied when its term ends.
    """

    register = models.CharField(max_length=40)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=NAME_LENGTH)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    outcome = models.JSONField()
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
        ]
        indexes: ClassVar = [models.Index(fields=["register", "-uploaded_at"], name="entry_import_register")]

    def as_subject(self) -> Subject:
        return Subject("entry_import", self.pk, f"{self.register} import {self.pk}", self.organisation.code)


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

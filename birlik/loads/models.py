"""The lists that begin a union: its tree, its accounts, its figures of past years."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from birlik.audit.subjects import Subject
from birlik.orgs import queries as orgs
from birlik.registers.models import DeliveredFile, EntryImportState, MarkedFile


class Load(DeliveredFile):
    """A delivered list of one kind (loads.kinds.LISTS); nobody delivered it where the command line did.

    `fields`: what each column holds where its heading did not tell, column (from 1) → field, "" for one that is not
    read; `headings`: the same by heading (plain), which the next list of this kind knows. `terms`: what is said of the
    list as a whole (the document that orders a change, the source of figures). `effects`: what writing it down made
    and changed, for taking it back.
    """

    kind = models.CharField(max_length=10)
    fields = models.JSONField(default=dict)
    headings = models.JSONField(default=dict)
    terms = models.JSONField(default=dict)
    effects = models.JSONField(default=dict)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(state__in=EntryImportState.values), name="load_state_known"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(applied_at__isnull=False), name="load_undone_after_applied"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "-uploaded_at"], name="load_kind")]

    def as_subject(self) -> Subject:
        """Name the list at the root of the tree."""
        root = orgs.root(self.uploaded_at.date())
        return Subject("load", self.pk, f"{self.kind} {self.pk}", root.code if root else "")


class MarkedLoad(MarkedFile):
    """A delivered list with its problems at the cells."""

    batch = models.ForeignKey(Load, on_delete=models.CASCADE, related_name="marked")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "language"], name="marked_load_one_a_language")
        ]

"""The trail: who did what to what, when, and how it was before. Text labels only, so nothing is kept from deletion."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.db import models
from django.db.models import Q

from birlik.core.errors import Refusal


class EventQuerySet(models.QuerySet["Event"]):
    def update(self, **_kwargs: Any) -> NoReturn:
        """Refuse: an event is appended and never changed. Refused with `audit.append_only`."""
        raise Refusal("audit.append_only")

    def delete(self) -> NoReturn:
        """Refuse: an event is appended and never taken away. Refused with `audit.append_only`."""
        raise Refusal("audit.append_only")

    def bulk_update(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse: an event is appended and never changed. Refused with `audit.append_only`."""
        raise Refusal("audit.append_only")


class Event(models.Model):
    """One line of the trail. `digest` covers the line and the digest of the line before it: see audit.chain."""

    sequence = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    action = models.CharField(max_length=60)
    by_name = models.CharField(max_length=60, blank=True)  # empty: the system itself, before there is any user
    by_label = models.CharField(max_length=200, blank=True)
    subject_type = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=60)
    subject_label = models.CharField(max_length=900)
    organisation_code = models.CharField(max_length=80, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(sequence__gte=1), name="audit_sequence_from_one"),
            models.UniqueConstraint(fields=["previous"], name="audit_chain_does_not_fork"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["subject_type", "subject_id", "sequence"], name="audit_subject"),
            models.Index(fields=["subject_type", "sequence"], name="audit_subject_type"),
            # a list of the newest lines, of all or by what it may be narrowed to
            models.Index(fields=["at"], name="audit_at"),
            models.Index(fields=["action", "at"], name="audit_action"),
            models.Index(fields=["by_name", "at"], name="audit_by"),
            models.Index(fields=["organisation_code", "at", "action"], name="audit_organisation"),
        ]

    CHAINED: ClassVar = (
        *("sequence", "at", "action", "by_name", "by_label", "subject_type", "subject_id", "subject_label"),
        *("organisation_code", "before", "after"),
    )

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Append a new event; one that is there is never changed. Refused with `audit.append_only`."""
        if not self._state.adding:
            raise Refusal("audit.append_only")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse: an event is appended and never taken away. Refused with `audit.append_only`."""
        raise Refusal("audit.append_only")

    def chained_values(self) -> dict[str, Any]:
        """Return the part of the row that the digest covers."""
        return {name: getattr(self, name) for name in self.CHAINED}

"""What every entry of every register holds: whose it is, of which day, who wrote it down, whether it was annulled."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from birlik.audit.subjects import Subject
from birlik.orgs.models import Organisation

REASON_LENGTH = 400
NAME_LENGTH = 200
ALIVE = {f"annulled_{part}__isnull": True for part in ("at", "by")}
ANNULLED = {f"annulled_{part}__isnull": False for part in ("at", "by")}


class Entry(models.Model):
    """One line of a register: what happened or existed at an organisation. It is never deleted.

    `begins`: the field with the day that it is listed and counted by. `ends`: of what lasts, the field with the first
    day on which it is no more. `version` grows with every change, so that nobody writes over what somebody else wrote.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("Organisation")
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    recorded_at = models.DateTimeField(editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False, db_index=False
    )
    batch = models.ForeignKey(
        "registers.EntryImport", null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    annulled_at = models.DateTimeField(null=True, blank=True, editable=False)
    annulled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        db_index=False,
    )
    annulled_reason = models.CharField(max_length=REASON_LENGTH, blank=True, editable=False)

    declaration: ClassVar[Any]  # the Register of these entries
    begins: ClassVar[str]
    ends: ClassVar[str] = ""

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(**ALIVE, annulled_reason="") | (Q(**ANNULLED) & ~Q(annulled_reason="")),
                name="%(class)s_annulled_with_reason",
            )
        ]

    @classmethod
    def forget_people(cls, link: str, people: Collection[int]) -> None:
        """Empty what names these people, who were made anonymous; `link`: the field that leads to them."""
        columns = {field.name: field for field in cls._meta.concrete_fields}
        emptied = {name: None if columns[name].null else "" for name in cls.declaration.personal}
        cls._default_manager.filter(**{f"{link}__in": people}).update(**emptied)

    def as_subject(self) -> Subject:
        code = self.declaration.code
        return Subject(code, self.pk, f"{code} {self.pk}", self.organisation.code)

    @property
    def is_annulled(self) -> bool:
        return self.annulled_at is not None

    @property
    def day(self) -> date:
        """The day that the entry is listed and counted by."""
        found: date = getattr(self, self.begins)
        return found


class DayEntry(Entry):
    """What happened on a day."""

    on = models.DateField(_("Date"))
    begins = "on"

    class Meta(Entry.Meta):
        abstract = True
        indexes: ClassVar = [models.Index(fields=["organisation", "on"], name="%(class)s_of_organisation")]


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

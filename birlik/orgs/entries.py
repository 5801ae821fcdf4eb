"""What every entry of every register holds: whose it is, of which day, who wrote it down, whether it was annulled."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from birlik.audit.subjects import Subject
from birlik.core.personal_data import MergeRule, PersonalData, UndoRule
from birlik.orgs.models import Organisation

REASON_LENGTH = 400
ALIVE = {f"annulled_{part}__isnull": True for part in ("at", "by")}
ANNULLED = {f"annulled_{part}__isnull": False for part in ("at", "by")}
IN_FORCE = Q(annulled_at__isnull=True)


class Entry(models.Model):
    """One line of a register: what happened or existed at an organisation. It is never deleted.

    `begins`: the field with the day that it is listed and counted by. `ends`: of what lasts, the field with the first
    day on which it is no more. `version` grows with every change, so that nobody writes over what somebody else wrote.
    `batch`: the number of the import that brought it (registers.EntryImport).
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("Organisation")
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    recorded_at = models.DateTimeField(editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False, db_index=False
    )
    batch = models.PositiveBigIntegerField(null=True, blank=True, editable=False, db_index=True)
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
    personal_data: ClassVar = PersonalData(
        MergeRule.LEAVE,
        UndoRule.BLOCK,
        columns=("organisation__code",),
        hidden=frozenset({"version", "batch", "recorded_by", "annulled_by"}),
    )

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(**ALIVE, annulled_reason="") | (Q(**ANNULLED) & ~Q(annulled_reason="")),
                name="%(class)s_annulled_with_reason",
            )
        ]

    @classmethod
    def forget_people(cls, rows: models.QuerySet[Self], people: Collection[int], at: datetime) -> None:
        """Empty what names these people, in the columns that the declaration calls personal."""
        columns = {field.name: field for field in cls._meta.concrete_fields}
        emptied = {name: None if columns[name].null else "" for name in cls.declaration.personal}
        rows.update(**emptied)

    def as_subject(self) -> Subject:
        code = self.declaration.code
        return Subject(code, self.pk, f"{code} {self.pk}", self.organisation.code)

    @property
    def is_annulled(self) -> bool:
        return self.annulled_at is not None

    @property
    def day(self) -> date:
        """The day that the entry is listed and counted by."""
        begin_day: date = getattr(self, self.begins)
        return begin_day


class DayEntry(Entry):
    """What happened on a day."""

    on = models.DateField(_("Date"))
    begins = "on"

    class Meta(Entry.Meta):
        abstract = True
        indexes: ClassVar = [models.Index(fields=["organisation", "on"], name="%(class)s_of_organisation")]

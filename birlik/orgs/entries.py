"""What every entry of every register holds: whose it is, of which day, who wrote it down, whether it was annulled."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from birlik.accounts.models import User
from birlik.audit import log
from birlik.audit.subjects import Subject
from birlik.core.personal_data import MergeRule, PersonalData, UndoRule
from birlik.orgs.models import Organisation

REASON_LENGTH = 400
ALIVE = {f"annulled_{part}__isnull": True for part in ("at", "by")}
IS_ANNULLED = {f"annulled_{part}__isnull": False for part in ("at", "by")}
IN_FORCE = Q(annulled_at__isnull=True)
HIDDEN_TEXT = "***"  # what stands for a text about people: in the trail always, in an entry once they are forgotten


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
                condition=Q(**ALIVE, annulled_reason="") | (Q(**IS_ANNULLED) & ~Q(annulled_reason="")),
                name="%(class)s_annulled_with_reason",
            )
        ]

    @classmethod
    def forget_people(cls, rows: models.QuerySet[Self], people: Collection[int], at: datetime) -> None:
        """Empty what names these people, who were made anonymous, or may tell of them.

        That is every personal field that can be empty, every text that people write in their own words, the reason of
        an annulment and the files.
        """
        cls.declaration.forget_files(list(rows.values_list("pk", flat=True)))
        rows.exclude(IN_FORCE).update(annulled_reason=HIDDEN_TEXT)
        columns = [column for column in cls._meta.concrete_fields if column.name in cls.declaration.form_fields]
        personal = [one for one in columns if one.name in cls.declaration.personal and (one.null or one.blank)]
        empty_values = {one.name: None if one.null else "" for one in columns if one in personal or _is_free_text(one)}
        if empty_values:
            rows.update(**empty_values)

    def values(self) -> dict[str, Any]:
        """Return what a person filled in: field → value, of a link the number of the row."""
        columns = {column.name: column.attname for column in self._meta.concrete_fields}
        return {name: getattr(self, columns[name]) for name in self.declaration.form_fields}

    def describe(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the trail may keep of values: what is filled in, of a personal field only that it is."""
        contents = {name: value for name, value in values.items() if value not in (None, "")}
        return {
            name: HIDDEN_TEXT if name in self.declaration.personal else _plain(value)
            for name, value in contents.items()
        }

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


def save_change(entry: Entry, before: Mapping[str, Any], *, by: User | None, at: datetime) -> bool:
    """Save an entry that was changed, as its next version with a line of the trail; return whether anything differs.

    `before`: its values as they were (`Entry.values`). The one way to change an entry, from whichever app.
    """
    after = entry.values()
    names_of_changes = [name for name, value in after.items() if value != before[name]]
    if names_of_changes:
        entry.version += 1
        entry.save()
        old, new = ({name: entry.describe(values).get(name) for name in names_of_changes} for values in (before, after))
        log.record("entry.amended", subject=entry, by=by, at=at, before=old, after=new)
    return bool(names_of_changes)


def save_annulment(entry: Entry, reason: str, *, by: User, at: datetime) -> None:
    """Save that an entry counts no more, as its next version with a line of the trail."""
    entry.annulled_at, entry.annulled_by, entry.annulled_reason = at, by, reason
    entry.version += 1
    entry.save()
    log.record("entry.annulled", subject=entry, by=by, at=at, after={"reason": reason})


def _is_free_text(column: models.Field[Any, Any]) -> bool:
    """Return whether people write in their own words: a text that may be empty and follows no rule of its own."""
    if not isinstance(column, models.CharField) or column.choices or not column.blank:
        return False
    return all(isinstance(rule, MaxLengthValidator) for rule in column.validators)


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, models.Choices) else value

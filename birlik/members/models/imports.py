"""A delivered spreadsheet and what became of it. Nothing of it is a member until the batch is applied."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from birlik.audit.subjects import Subject
from birlik.core.personal_data import MergeRule, PersonalData, UndoRule
from birlik.members.enums import ENDED_STATES, BatchState, Severity
from birlik.members.models.persons import Person
from birlik.members.values import PLAIN_FIELDS
from birlik.orgs.models import Organisation


class ImportMapping(models.Model):
    """Which column of a source holds what: found again by its name, or by the signature of the headings."""

    name = models.CharField(max_length=80)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    signature = models.CharField(max_length=64, blank=True)
    columns = models.JSONField()  # folded heading → field
    organisations = models.JSONField(default=dict)  # folded text of the sheet → code: suggestions somebody confirmed
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["name"], name="mapping_name_once")]


class ImportBatch(models.Model):
    """One file under one organisation. rows = created + changed + unchanged + rejected, always."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="imports")
    file_name = models.CharField(max_length=200)
    sheet = models.TextField(blank=True, default="")  # of a workbook, as somebody chose it; "": the one guessed
    sheets = models.JSONField(default=dict)  # of a workbook with several tables (imports.upload.describe_tables)
    mapping = models.JSONField(default=dict)  # column number → field
    header = models.PositiveIntegerField(default=0)
    organisations = models.JSONField(default=dict)  # text of the sheet → code, as decided for this batch
    as_of = models.DateField()  # the day whose members the file lists; the join date where it gives none
    state = models.CharField(max_length=9, choices=BatchState, default=BatchState.UPLOADED)
    phase = models.CharField(max_length=20, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    failure = models.JSONField(null=True, blank=True)  # code and parameters of a refusal
    rows = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)  # members of the organisations it names whom it does not name
    missing_elsewhere = models.PositiveIntegerField(default=0)  # members of the others below, about whom nobody asks
    organisations_named = models.PositiveIntegerField(default=0)  # of which at least one row was accepted
    organisations_below = models.PositiveIntegerField(default=0)  # that could be named
    warnings = models.PositiveIntegerField(default=0)
    asked_by = models.ForeignKey(  # for the check
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(null=True, blank=True)
    told_to = models.ForeignKey(  # whose right decided what the rows tell (members.sight); None: the console's
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    held = models.PositiveIntegerField(default=0)  # rows that meet somebody outside and may not be told of
    waiting = models.PositiveIntegerField(default=0)  # rows that wait for those, themselves among them
    is_beyond = models.BooleanField(default=False)  # a row tells of somebody outside the organisation of the batch
    states = models.BinaryField(default=bytes)  # packed: what became of each row (imports.row_states)
    elsewhere = models.BinaryField(default=bytes)  # packed: the ids behind missing_elsewhere (imports.unlisted)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
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
                condition=Q(rows=F("created") + F("changed") + F("unchanged") + F("rejected")), name="import_adds_up"
            ),
            models.CheckConstraint(condition=Q(state__in=BatchState.values), name="import_state_known"),
            models.CheckConstraint(
                condition=Q(asked_at__isnull=True, asked_by__isnull=True)
                | Q(asked_at__isnull=False, asked_by__isnull=False),
                name="import_asked_at_and_by",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "-uploaded_at"], name="import_newest")]

    def as_subject(self) -> Subject:
        return Subject("import", self.pk, f"import {self.pk}", self.organisation.code)


class FileContentQuerySet(models.QuerySet["FileContent"]):
    def without_owner(self) -> Self:
        """Return the contents that no file, sheet or workbook is kept in."""
        return self.filter(files=None, sheets=None, workbooks=None)


class FileContent(models.Model):
    """The bytes of a file, kept in parts: the same bytes delivered several times are kept once.

    One that belongs to nothing was never delivered to its end (imports.file_storage.drop_unused).
    """

    at = models.DateTimeField()
    size = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)

    objects = FileContentQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["digest", "size"], name="content_by_digest")]


class FilePart(models.Model):
    """About a megabyte of a file, so that no process holds the whole of it."""

    content = models.ForeignKey(FileContent, on_delete=models.CASCADE, related_name="parts", db_index=False)
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["content", "number"], name="part_once")]


class ImportFile(models.Model):
    """The delivered file beside its batch, so that backups and deletion reach it; emptied after its term.

    `content` null and `size` 0: forgotten.
    """

    batch = models.OneToOneField(ImportBatch, on_delete=models.CASCADE, related_name="file")
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    columns = models.JSONField(default=list)  # what stands in each column: heading, guessed field, a few cells
    header = models.PositiveIntegerField(null=True, blank=True)  # the row by which they were guessed; null: as told
    content = models.ForeignKey(FileContent, null=True, blank=True, on_delete=models.PROTECT, related_name="files")
    # the sheet of the batch as it was read (sheets.storage), one for all who read this sheet of these bytes
    sheet = models.ForeignKey(FileContent, null=True, blank=True, on_delete=models.PROTECT, related_name="sheets")

    personal_data = PersonalData(MergeRule.LEAVE, UndoRule.BATCH, lookups=("batch__people",), in_extract=False)

    @classmethod
    def forget_people(cls, rows: models.QuerySet[Self], people: Collection[int], at: datetime) -> None:
        """Empty the files that named these people, as far as the rows tell, as a whole: one row can't be cut out.

        A file that was delivered once more, so that no row changed anything, is found by its digest.
        """
        batches = {
            pk
            for one in lookups_of_people()
            for pk in ImportBatch.objects.filter(**{f"{one}__in": people}).values_list("pk", flat=True)
        }
        digests = cls.objects.filter(batch__in=batches).values("digest")
        batches.update(cls.objects.filter(size__gt=0, digest__in=digests).values_list("batch", flat=True))
        cls.empty(ImportBatch.objects.filter(pk__in=batches, state__in=ENDED_STATES).values_list("pk", flat=True))

    @classmethod
    def empty(cls, batches: Iterable[int]) -> None:
        """Empty the files of these batches and what was quoted from them, but for what another batch was delivered
        with, too. Within the lock of the members."""
        numbers = list(batches)
        files, books = cls.objects.filter(batch__in=numbers), MarkedWorkbook.objects.filter(batch__in=numbers)
        contents_in_use = FileContent.objects.filter(Q(files__in=files) | Q(sheets__in=files) | Q(workbooks__in=books))
        contents = FileContent.objects.filter(pk__in=list(contents_in_use.values_list("pk", flat=True)))
        list(contents.select_for_update().values_list("pk"))  # who delivers the same bytes now comes before or after
        books.delete()
        files.update(content=None, sheet=None, columns=[], size=0)
        contents.without_owner().delete()
        ImportProblem.objects.filter(batch__in=numbers).exclude(value="").update(value="")


class MarkedWorkbook(models.Model):
    """The list of a checked batch back with its marks, in one language; gone as soon as the batch is checked anew.

    Without content it is being made; `failure`: why that was not possible, the code and parameters of a refusal.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="workbooks", db_index=False)
    language = models.CharField(max_length=2)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    content = models.ForeignKey(FileContent, null=True, blank=True, on_delete=models.PROTECT, related_name="workbooks")
    failure = models.JSONField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["batch", "language"], name="workbook_once")]


class ImportProblem(models.Model):
    """What is wrong with a cell. `row` and `column` count from 1, as spreadsheets do; column 0 is the whole row."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="problems", db_index=False)
    row = models.PositiveIntegerField()
    column = models.PositiveSmallIntegerField(default=0)
    field = models.CharField(max_length=20, blank=True)
    code = models.CharField(max_length=40)
    severity = models.CharField(max_length=7, choices=Severity)
    value = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["batch", "row"], name="import_problem_row")]

    personal_data = PersonalData(MergeRule.LEAVE, UndoRule.BATCH, lookups=("batch__people",), in_extract=False)

    @classmethod
    def forget_people(cls, rows: models.QuerySet[Self], people: Collection[int], at: datetime) -> None:
        """Empty the quoted cells, of whatever batch, that say what is stored of these people."""
        values: set[str] = set()
        for person in Person.objects.filter(pk__in=people):
            values |= {person.iin, person.phone, person.email, person.card, person.full_name}
            values |= {getattr(person, one.name) for one in PLAIN_FIELDS if not one.choices}
        cls.objects.filter(value__in=values - {""}).update(value="")


class ImportChange(models.Model):
    """What an applied row changed on a person who was there before; `before` undoes it, `after` shows it."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="changes", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="import_changes")
    row = models.PositiveIntegerField()
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["batch", "row"], name="import_change_row")]

    # those of later imports that were taken back themselves go with the person
    personal_data = PersonalData(MergeRule.LEAVE, UndoRule.DELETE, "import_changes", columns=("batch__file_name",))

    @classmethod
    def forget_people(cls, rows: models.QuerySet[Self], people: Collection[int], at: datetime) -> None:
        """Delete the values that were there before and after."""
        rows.delete()


class UnlistedMember(models.Model):
    """A member of an organisation in the file whom it does not name: never removed silently, somebody decides."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="unlisted_members", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    decision = models.CharField(max_length=10, blank=True)  # "stays", or an Exit
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "person"], name="unlisted_once"),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, decision="")
                | Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(decision=""),
                name="unlisted_decided_at_and_by",
            ),
        ]

    personal_data = PersonalData(MergeRule.LEAVE, UndoRule.DELETE, "missing_in_imports", columns=("batch__file_name",))

    @classmethod
    def forget_people(cls, rows: models.QuerySet[Self], people: Collection[int], at: datetime) -> None:
        """Delete the rows."""
        rows.delete()


def lookups_of_people() -> tuple[str, ...]:
    """Return the lookups from a batch to people of whom its rows tell: those it made, and those behind what it made."""
    lookups: list[str] = []
    for relation in ImportBatch._meta.related_objects:  # noqa: SLF001 - Django's documented way
        model = relation.related_model
        if model is Person:
            lookups.append(relation.name)
        keys = [one for one in model._meta.concrete_fields if one.related_model is Person]  # noqa: SLF001 - as above
        lookups += [f"{relation.name}__{one.name}" for one in keys if model is not Person]
    return tuple(lookups)

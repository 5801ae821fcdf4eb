"""A delivered spreadsheet and what became of it. Nothing of it is a member until the batch is applied."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from birlik.audit.subjects import Subject
from birlik.members.enums import BatchState, Severity
from birlik.members.models.persons import Person
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
    sheets = models.JSONField(default=dict)  # of a workbook with several tables (imports.upload.told)
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


class FileContent(models.Model):
    """The bytes of a file, kept in parts: the same bytes delivered several times are kept once.

    One that belongs to nothing was never delivered to its end (imports.file_storage.drop_unused).
    """

    at = models.DateTimeField()
    size = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)

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


class ImportChange(models.Model):
    """What an applied row changed on a person who was there before; `before` undoes it, `after` shows it."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="changes", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="import_changes")
    row = models.PositiveIntegerField()
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["batch", "row"], name="import_change_row")]


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

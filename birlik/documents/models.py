"""Papers, their versions, and which figures each version cites.

A version is never changed: it keeps the blocks, the title and the details of its moment. A citation is derived from
a version's blocks when the version is written, so that "which papers cite this figure" is one indexed question.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from birlik.audit.subjects import Subject
from birlik.core.errors import Refusal
from birlik.documents.blocks import LONGEST_FACET, LONGEST_FIGURE, Block
from birlik.documents.details import Details
from birlik.documents.enums import PaperStatus

LANGUAGES = [("kk", "Қазақша"), ("ru", "Русский")]


class Paper(models.Model):
    """One paper in one language; `subject` is the caller's name for what it is about ("2025/union").

    `by_hand` lists the fields of `meta` (and "title") that an editor has set: generating again leaves them alone.
    """

    kind = models.SlugField(max_length=40)
    subject = models.CharField(max_length=120)
    language = models.CharField(max_length=2, choices=LANGUAGES)
    status = models.CharField(max_length=10, choices=PaperStatus, default=PaperStatus.DRAFT)
    title = models.CharField(max_length=1000)
    meta = models.JSONField(default=dict)
    by_hand = models.JSONField(default=list)
    last_number = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "subject", "language"], name="paper_one_per_language"),
            models.CheckConstraint(condition=Q(language__in=["kk", "ru"]), name="paper_language_known"),
            models.CheckConstraint(condition=Q(status__in=PaperStatus.values), name="paper_status_known"),
        ]

    def __str__(self) -> str:
        return " ".join(self.title.split())

    @property
    def is_draft(self) -> bool:
        return self.status == PaperStatus.DRAFT

    def as_subject(self) -> Subject:
        return Subject("paper", self.pk, f"{self.kind} {self.subject} {self.language}")


class PaperVersion(models.Model):
    """A paper as it stood: written once, never changed."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=1000)
    meta = models.JSONField(default=dict)
    content = models.JSONField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=300)

    class Meta:
        ordering = ("paper", "number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["paper", "number"], name="paper_version_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="paper_version_number_from_one"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Append a new version; one that is there is never changed. Refused with `paper.version_immutable`."""
        if self.pk:
            raise Refusal("paper.version_immutable")
        super().save(*args, **kwargs)

    def delete(self, using: str | None = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:  # noqa: ARG002
        """Refuse: a version is never taken away. Refused with `paper.version_immutable`."""
        raise Refusal("paper.version_immutable")

    @property
    def blocks(self) -> list[Block]:
        return [Block.from_json(block) for block in self.content]

    @property
    def details(self) -> Details:
        return Details.of(self.meta)


class CitationQuerySet(models.QuerySet["Citation"]):
    def of_latest_versions(self) -> CitationQuerySet:
        return self.filter(version__number=F("version__paper__last_number"))

    def of_figure(self, figure: str, edition: int | None = None) -> CitationQuerySet:
        """Keep the citations of a figure: `figure` without its edition; `edition` None means any."""
        citations = self.filter(figure=figure)
        return citations if edition is None else citations.filter(edition=edition)


class Citation(models.Model):
    """One side of one figure in one block of one version, with what was shown and what it was worth then."""

    version = models.ForeignKey(PaperVersion, on_delete=models.PROTECT, related_name="citations")
    block_key = models.CharField(max_length=120)
    position = models.PositiveIntegerField()
    figure = models.CharField(max_length=LONGEST_FIGURE)
    edition = models.PositiveIntegerField()
    facet = models.CharField(max_length=LONGEST_FACET)
    shown = models.CharField(max_length=80)
    value = models.DecimalField(max_digits=24, decimal_places=6)

    objects = CitationQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["figure", "edition"], name="citation_figure")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "position"], name="citation_position_once"),
        ]

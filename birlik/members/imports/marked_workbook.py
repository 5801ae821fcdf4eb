"""The workbook with marks: asked for, made in the background, kept until its batch is checked anew."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from birlik.accounts.models import User
from birlik.core.errors import Refusal
from birlik.members.actions.common import require_import
from birlik.members.imports import file_storage, files, report
from birlik.members.models import ImportBatch, MarkedWorkbook


@transaction.atomic
def ask(batch: ImportBatch, *, language: str, by: User, at: datetime) -> bool:
    """Let it be made; False when it is there, or being made. Refused without the right.

    Refused with `import.unknown` where it was never checked.
    """
    require_import(batch.organisation, by, at)
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if not batch.states:
        raise Refusal("import.unknown")
    workbook = files.marked_workbook_of(batch, language)
    if workbook is not None and workbook.failure is None:
        return False
    MarkedWorkbook.objects.update_or_create(
        batch=batch,
        language=language,
        defaults={"asked_at": at, "asked_by": by, "failure": None, "content": None},
    )
    return True


def make(batch: ImportBatch, *, language: str, at: datetime) -> None:
    """Make it and keep it, if it is asked for still. Refused: the file was emptied after its term."""
    workbook = files.marked_workbook_of(batch, language)
    if workbook is None or workbook.content is not None:
        return
    book = report.workbook(batch, language=language)
    content = file_storage.keep(file_storage.split_into_parts(book), at=at)
    if not MarkedWorkbook.objects.filter(pk=workbook.pk).update(content=content):  # checked anew meanwhile
        content.delete()


def fail(batch: int, language: str, refusal: Refusal) -> None:
    """Keep why it could not be made; it may be asked for again."""
    workbooks = MarkedWorkbook.objects.filter(batch=batch, language=language, content=None)
    workbooks.update(failure=refusal.to_json())

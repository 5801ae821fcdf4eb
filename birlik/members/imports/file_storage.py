"""Keeping the bytes of files in parts, so that no process holds a whole one; and dropping what belongs to nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from birlik.core.errors import Refusal
from birlik.db.connections import forget_pages
from birlik.members.models import FileContent, FilePart
from birlik.sheets.file_kinds import LARGEST_FILE, MEGABYTE

SEVERAL = 8  # parts
UPLOAD_TERM = timedelta(days=1)  # nobody sends a file for so long


def keep(parts: Iterable[bytes], *, at: datetime) -> FileContent:
    """Store the bytes as they come, each part by itself: nobody who writes waits until all have come.

    Refused: `import.empty`, and `import.too_large` as soon as there are more than 200 MB.
    """
    content = FileContent.objects.create(at=at)
    size, digest = 0, hashlib.sha256()
    for number, part in enumerate(parts):
        size += len(part)
        if size > LARGEST_FILE:
            content.delete()
            raise Refusal("import.too_large", megabytes=size // MEGABYTE, limit=LARGEST_FILE // MEGABYTE)
        digest.update(part)
        FilePart.objects.create(content=content, number=number, data=part)
        if number % SEVERAL == SEVERAL - 1:
            forget_pages()
    if not size:
        content.delete()
        raise Refusal("import.empty")
    content.size, content.digest = size, digest.hexdigest()
    content.save(update_fields=["size", "digest"])
    return content


def keep_once(content: FileContent) -> FileContent:
    """Return the content with these bytes that was kept first; the new one goes. Within the transaction of the caller,
    locked, for nobody may forget it meanwhile.
    """
    same = FileContent.objects.filter(digest=content.digest, size=content.size).exclude(pk=content.pk)
    first = same.filter(files__isnull=False).order_by("pk").values_list("pk", flat=True).first()
    first_content = FileContent.objects.select_for_update().filter(pk=first or 0).first()
    if first_content is not None:
        content.delete()
    return first_content or content


def split_into_parts(content: bytes) -> Iterator[bytes]:
    """Return bytes that are in memory already, in parts."""
    return (content[start : start + MEGABYTE] for start in range(0, len(content), MEGABYTE))


def drop_unused(*, at: datetime) -> None:
    """Drop what no file, sheet or workbook is kept in, but for what is perhaps still being sent."""
    FileContent.objects.filter(at__lt=at - UPLOAD_TERM).without_owner().delete()

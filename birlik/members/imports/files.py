"""The bytes of delivered files and the sheets that were read from them, each kept once for all who delivered it."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from birlik.members.imports.parse.lists import read_list
from birlik.members.models import FileContent, FilePart, ImportBatch, ImportFile, MarkedWorkbook
from birlik.sheets.sheet import Sheet
from birlik.sheets.storage import unpack


def parts(content: FileContent) -> Iterator[bytes]:
    """Return the bytes in their order, about a megabyte at a time."""
    rows = FilePart.objects.filter(content=content)
    for number in rows.order_by("number").values_list("number", flat=True):
        yield bytes(rows.values_list("data", flat=True).get(number=number))


def join_parts(content: FileContent | None) -> bytes:
    """Return all the bytes at once, for a process that ends after its work; none of no content."""
    return b"".join(parts(content)) if content else b""


def delivered_bytes(batch: ImportBatch) -> bytes:
    """Return the bytes that were delivered; none once they were emptied after their term."""
    return join_parts(FileContent.objects.filter(files__batch=batch).first())


def files_alike(digest: str, size: int, sheet: str) -> QuerySet[ImportFile]:
    """Return the files with these bytes of which the sheet of this name ("": the one guessed) was read."""
    return ImportFile.objects.filter(digest=digest, size=size, batch__sheet=sheet, sheet__isnull=False).order_by("pk")


def sheet_read(batch: ImportBatch) -> Sheet | None:
    """Return the sheet that the batch reads: as it was read before, else read anew; none once the bytes were
    emptied.
    """
    file = ImportFile.objects.select_related("sheet").get(batch=batch)
    if file.sheet:
        return unpack(join_parts(file.sheet))
    content = delivered_bytes(batch)
    return read_list(batch.file_name, content, sheet=batch.sheet or None) if content else None


def marked_workbook_of(batch: ImportBatch, language: str) -> MarkedWorkbook | None:
    """Return the workbook with marks that was asked for in this language."""
    return MarkedWorkbook.objects.filter(batch=batch, language=language).select_related("content").first()

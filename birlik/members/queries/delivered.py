"""The bytes of delivered files: what is delivered several times is kept once, by one row for all with its digest.

So is the sheet that was read from them, by one row for all batches that read the sheet of this name.
"""

from __future__ import annotations

from django.db.models import QuerySet
from django.db.models.functions import Length

from birlik.members.models import ImportBatch, ImportFile
from birlik.members.reading.kept import unpack
from birlik.members.reading.sheets import Sheet, read_sheet


def holding(digest: str, size: int) -> QuerySet[ImportFile]:
    """The rows that hold the bytes with this digest; none once they are forgotten."""
    return full(ImportFile.objects.filter(digest=digest, size=size))


def reading(digest: str, size: int, sheet: str) -> QuerySet[ImportFile]:
    """The rows that hold the sheet of this name ("": the one guessed) as it was read from these bytes."""
    rows = ImportFile.objects.filter(digest=digest, size=size, batch__sheet=sheet)
    return rows.alias(packed=Length("sheet")).filter(packed__gt=0)


def packed(digest: str, size: int, sheet: str) -> bytes:
    """That sheet; nothing when no row holds it."""
    return bytes(reading(digest, size, sheet).order_by("pk").values_list("sheet", flat=True).first() or b"")


def full(files: QuerySet[ImportFile]) -> QuerySet[ImportFile]:
    """Those of the rows that hold bytes themselves."""
    return files.alias(held=Length("content")).filter(held__gt=0)


def kept(batch: ImportBatch) -> bytes:
    """The bytes that were delivered; none once they were emptied after their term."""
    return bytes(holding(*_key(batch)).order_by("pk").values_list("content", flat=True).first() or b"")


def sheet_read(batch: ImportBatch) -> Sheet | None:
    """The sheet that the batch reads: as it was read before, else read anew; none once the bytes were emptied."""
    if held := packed(*_key(batch), batch.sheet):
        return unpack(held)
    content = kept(batch)
    return read_sheet(batch.file_name, content, sheet=batch.sheet or None) if content else None


def _key(batch: ImportBatch) -> tuple[str, int]:
    return ImportFile.objects.values_list("digest", "size").get(batch=batch)

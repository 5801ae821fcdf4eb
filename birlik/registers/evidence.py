"""Files that prove an entry: added and removed by who may change it, each with a line of the trail."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from birlik.accounts.models import User
from birlik.audit import log
from birlik.core.errors import Refusal
from birlik.orgs.entries import Entry
from birlik.registers import actions
from birlik.registers.declare import Register
from birlik.registers.models import Evidence

LARGEST = 10 << 20  # bytes of one file
MOST = 20  # files of an entry
# How a file of each kind begins: what it is said to be by its name is not believed.
KINDS: Final = {
    b"%PDF-": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n": "image/png",
    b"PK\x03\x04": "application/zip",  # DOCX, XLSX and their sisters
}
# How the name of a file of each kind ends; another one gets the first of these, so that it opens as what it is.
ENDINGS: Final = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "application/zip": (".zip", ".docx", ".xlsx", ".odt", ".ods"),
}


def kind_of(content: bytes) -> str:
    """Return the media type of the content; refused with `evidence.kind` where it is none of those taken."""
    kind_found = next((kind for beginning, kind in KINDS.items() if content.startswith(beginning)), None)
    if kind_found is None:
        raise Refusal("evidence.kind", field="file")
    return kind_found


def name_of(register: Register, entry: Entry, number: int, given_name: str, kind: str, day: date) -> str:
    """Return the name that a file is kept by, as "injuries-12-3-2026-01-31.pdf": of the one it was given by only the
    ending stays, for people call a scan by the name of whom it is about.
    """
    ending = next((one for one in ENDINGS[kind] if given_name.strip().lower().endswith(one)), ENDINGS[kind][0])
    return f"{register.code}-{entry.pk}-{number}-{day.isoformat()}{ending}"


def files_of(register: Register, entry: Entry) -> QuerySet[Evidence]:
    """Return the files of an entry without their content, the oldest first; removed ones are left out."""
    files = Evidence.objects.filter(register=register.code, entry=entry.pk, removed_at__isnull=True)
    return files.defer("content").order_by("pk")


@transaction.atomic
def add(register: Register, entry: Entry, *, name: str, content: bytes, by: User, at: datetime) -> Evidence:
    """Attach a file; of its `name` only the ending is kept.

    Refused without the right and to an annulled entry, with `evidence.unknown` (a register without files),
    `evidence.too_large` or `evidence.too_many`.
    """
    entry = actions.current(register, entry)
    actions.require_guarded(register, entry, by=by, at=at)
    if not register.files:
        raise Refusal("evidence.unknown")
    if len(content) > LARGEST:
        raise Refusal("evidence.too_large", field="file", megabytes=LARGEST >> 20)
    if files_of(register, entry).count() >= MOST:
        raise Refusal("evidence.too_many", field="file", most=MOST)
    number = Evidence.objects.filter(register=register.code, entry=entry.pk).count() + 1
    file_name = name_of(register, entry, number, name, kind_of(content), timezone.localdate(at))
    file = Evidence.objects.create(
        register=register.code, entry=entry.pk, name=file_name, content=content,
        size=len(content), added_at=at, added_by=by,
    )  # fmt: skip
    log.record("entry.file_added", subject=entry, by=by, at=at, after={"file": file.pk})
    return file


@transaction.atomic
def remove(register: Register, entry: Entry, file: Evidence, *, by: User, at: datetime) -> None:
    """Take a file away: its line stays, its name and content do not; refused where somebody took it away meanwhile.

    Refused with `evidence.unknown`.
    """
    entry = actions.current(register, entry)
    actions.require_guarded(register, entry, by=by, at=at)
    if not files_of(register, entry).filter(pk=file.pk).exists():
        raise Refusal("evidence.unknown")
    file.removed_at, file.removed_by, file.name, file.content = at, by, "", b""
    file.save(update_fields=["removed_at", "removed_by", "name", "content"])
    log.record("entry.file_removed", subject=entry, by=by, at=at, after={"file": file.pk})

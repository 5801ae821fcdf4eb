"""A file goes through a process in parts: fifty megabytes cost it less than twenty."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import connection

from birlik.core.errors import Refusal
from birlik.members.enums import BatchState
from birlik.members.imports import file_storage, files, upload
from birlik.members.models import FileContent, FilePart, ImportBatch
from birlik.sheets.file_kinds import LARGEST_FILE, MEGABYTE
from tests.factories import make_union_tree

pytestmark = pytest.mark.django_db
AT = datetime(2026, 2, 1, 6, 0, tzinfo=UTC)


def parts(count: int) -> Iterator[bytes]:
    return (number.to_bytes(4, "big") * (MEGABYTE // 4) for number in range(count))


def resident(name: str) -> float:
    """Megabytes in memory now (VmRSS) or at most (VmHWM)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


def test_fifty_megabytes_cost_less_than_twenty() -> None:
    union = make_union_tree()
    file_storage.keep(parts(2), at=AT)
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before = resident("VmRSS")
    batch = upload.deliver(
        organisation=union["union"], name="a.xlsx", parts=parts(50), as_of=date(2026, 1, 1), by=None, at=AT
    )
    digest = hashlib.sha256()
    for part in files.parts(batch.file.content):
        digest.update(part)
    in_database = 50 if connection.vendor == "sqlite" else 0  # that of the tests is in memory, the parts with it
    assert resident("VmHWM") - before < 20 + in_database
    assert (batch.state, batch.file.size, batch.file.digest) == (BatchState.READING, 50 * MEGABYTE, digest.hexdigest())


def test_what_is_too_large_is_refused_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    union = make_union_tree()
    monkeypatch.setattr(file_storage, "LARGEST_FILE", 3 * MEGABYTE)
    with pytest.raises(Refusal, match=r"import\.too_large"):
        upload.deliver(
            organisation=union["union"], name="a", parts=(seen.append(1) or part for part in parts(9)),
            as_of=date(2026, 1, 1), by=None, at=AT,
        )  # fmt: skip
    assert (len(seen), FileContent.objects.count(), FilePart.objects.count()) == (4, 0, 0)
    assert (ImportBatch.objects.count(), LARGEST_FILE) == (0, 200 * MEGABYTE)


def test_what_was_never_sent_to_its_end_goes_a_day_later() -> None:
    FilePart.objects.create(content=FileContent.objects.create(at=AT), number=0, data=b"x")
    file_storage.drop_unused(at=AT)
    assert FilePart.objects.count() == 1
    file_storage.drop_unused(at=AT.replace(day=3))
    assert FileContent.objects.count() == 0

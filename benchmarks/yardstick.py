"""What nobody can do without: reading the workbook, putting the same rows into bare tables, building their indexes.

The load is rolled back, so the next stage finds the registry empty; what a commit would take is not in the yardstick.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from unittest import mock

import polars as pl
from django.db import transaction
from django.utils import timezone

from benchmarks import (
    ready,  # noqa: F401  # models need the set-up
    registry,
    results,
)
from benchmarks.results import Result
from birlik.db import bulk
from birlik.db.first_load import first_load
from birlik.members.imports import upload, write
from birlik.members.imports.match.compare import compare
from birlik.members.imports.prepare import prepare
from birlik.members.imports.registry_frames import RegistryFrames
from birlik.orgs.queries import organisation_by_code
from birlik.sheets.sheet import read_sheet

TABLES = (write.PEOPLE, write.SPANS, write.WORK)


def main(path: Path) -> None:
    content = registry.shared().read_bytes()
    started = time.perf_counter()
    sheet = read_sheet(registry.WORKBOOK, content)
    reading = time.perf_counter() - started
    cells = sheet.frame.width * registry.rows() / reading / 1e6
    del sheet
    loading, indexing = load(ready_rows(content))
    registry.keep({"reading": reading, "loading": loading, "indexing": indexing}, path)
    results.write(
        [
            Result("reading the workbook alone", reading, "s", beside=f"{cells:.1f} million cells a second"),
            Result("bare bulk load of its rows, nothing indexed", loading, "s", beside="people, memberships, work"),
            Result("their indexes and constraints, built afterwards", indexing, "s"),
        ],
        path,
    )


def ready_rows(content: bytes) -> list[pl.DataFrame]:
    """The frames that the import would write, in the order of TABLES."""
    found: list[pl.DataFrame] = []

    def kept(_table: str, frame: pl.DataFrame) -> int:
        found.append(frame)
        return frame.height

    with transaction.atomic(), mock.patch.object(bulk, "append", kept):
        batch = upload.upload(
            organisation=organisation_by_code("union"),
            name=registry.WORKBOOK,
            content=content,
            as_of=date.fromisoformat(registry.AS_OF),
            by=None,
            at=timezone.now(),
        )
        prepared = prepare(batch)
        outcome = compare(prepared.hand_over, prepared.problems, RegistryFrames(), prepared.scope)
        write.write(batch, outcome)
        transaction.set_rollback(True)
    return found


def load(frames: Sequence[pl.DataFrame]) -> tuple[float, float]:
    """Seconds of the load and of the indexes."""
    with transaction.atomic():
        with first_load(write.BULK_TABLES) as tables:
            started = time.perf_counter()
            for name, frame in zip(TABLES, frames, strict=True):
                bulk.append(tables[name], frame)
            loaded = time.perf_counter()
        indexed = time.perf_counter()
        transaction.set_rollback(True)
    return loaded - started, indexed - loaded


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Every step that a delivered file takes, with files made to end the process: little memory, little time, clear words.

`python -m pytest tests/members/imports/test_hostile_files.py -s` prints what each of them cost.
"""

from __future__ import annotations

import ctypes
import gc
import os
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection, transaction

from benchmarks.before import family
from benchmarks.results import peak_of
from birlik.core.errors import Refusal
from birlik.members.imports import batches, report, undo, upload
from birlik.members.models import ImportBatch, Person
from birlik.sheets import marking, workbook
from birlik.web.shared.messages import SENTENCES
from tests.factories import UnionTree, make_union_tree
from tests.members.imports.hostile_files import READ, Case, cases

pytestmark = pytest.mark.django_db
MOST_MEGABYTES, MOST_SECONDS = 600, 30.0
MOST_GROWTH = 400  # a process that answers stands at less than 200 before it
AT = datetime(2026, 2, 1, 6, 0, tzinfo=UTC)
AS_OF = date(2026, 1, 1)
CASES = cases()
KINDS = list(CASES) if connection.vendor == "sqlite" else ["what cells say"]  # files are read alike on both databases


class Cost:
    """What the steps of one file took: seconds of the longest, megabytes that this process grew by and of its children.

    The process of the tests holds what thousands of them left, which no server holds: what it stood at is no cost of
    the file. The system's own figure of ended children holds the peak of the process they were started from, so they
    are looked at while they live.
    """

    def __init__(self) -> None:
        self.seconds = 0.0
        self.children = 0
        gc.collect()
        ctypes.CDLL(None).malloc_trim(0)  # room left over from before would hide the growth
        Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
        self.before = self._own("VmRSS")

    def of(self, step: Callable[[], Any]) -> Any:
        began, done = time.monotonic(), Event()
        watching = Thread(target=self._watch, args=[done])
        watching.start()
        try:
            return step()
        finally:
            self.seconds = max(self.seconds, time.monotonic() - began)
            done.set()
            watching.join()

    def _watch(self, done: Event) -> None:
        while not done.wait(0.02):
            for child in family(os.getpid())[1:]:
                self.children = max(self.children, int(peak_of(child) or 0))

    @property
    def megabytes(self) -> tuple[int, int]:
        return self._own("VmHWM") - self.before, self.children

    @staticmethod
    def _own(name: str) -> int:
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) >> 10 for line in lines if line.startswith(f"{name}:"))


def whole_way(content: bytes, union: UnionTree, cost: Cost) -> str:
    """READ, or the code of the refusal that the file met on its way."""
    place = union["union"]
    try:
        batch: ImportBatch = cost.of(
            lambda: upload.upload(organisation=place, name="x", content=content, as_of=AS_OF, by=None, at=AT)
        )
        cost.of(lambda: upload.read(batch, header=1))
        cost.of(lambda: batches.check(batch))
        batch = cost.of(lambda: batches.apply(batch, by=None, at=AT))
        assert cost.of(lambda: report.workbook(batch)).startswith(b"PK")
        assert Person.objects.filter(given="Ольга").exists()
        cost.of(lambda: undo.undo(batch, by=None, at=AT))
        assert not Person.objects.exists()
    except Refusal as refusal:
        return refusal.code
    return READ


@pytest.mark.parametrize("kind", KINDS)
def test_every_step_holds(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    union, wrong = make_union_tree(), {}
    monkeypatch.setattr(marking, "SECONDS", 3.0)  # what is too much for its own look is written anew
    monkeypatch.setattr(workbook, "SECONDS_BESIDE", 5.0)  # what is not looked at by then is not told
    for case in CASES[kind]:
        content, cost = case.make(), Cost()
        with transaction.atomic():
            found = whole_way(content, union, cost)
            transaction.set_rollback(True)
        own, children = cost.megabytes
        print(f"{kind:18}{case.name:34}{len(content):>10,}{found:>26}{cost.seconds:>7.1f} s{own:>6}{children:>6} MB")  # noqa: T201
        is_large = own > MOST_GROWTH or children > MOST_MEGABYTES
        if not _holds(case, found) or is_large or cost.seconds > MOST_SECONDS:
            wrong[case.name] = (found, round(cost.seconds, 1), own, children)
    assert wrong == {}


def _holds(case: Case, found: str) -> bool:
    return found in case.expected and (found == READ or found in SENTENCES)

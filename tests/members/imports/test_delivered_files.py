"""The bytes of delivered files: the same list delivered twice is kept once, as long as either delivery needs it."""

from __future__ import annotations

import io
import json
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from birlik.core.errors import Refusal
from birlik.members.actions import anonymising, privacy
from birlik.members.enums import BatchState
from birlik.members.imports import batches, files, forget, report, upload
from birlik.members.imports.prepare import sheet_of
from birlik.members.models import FileContent, ImportBatch, ImportFile, Person
from birlik.sheets.sheet import Sheet, read_sheet
from birlik.sheets.storage import pack, unpack
from tests.factories import UnionTree, make_holder, make_union_tree
from tests.members.imports.test_engine import FIRST, HEADER, SECOND

AT = datetime(2026, 2, 1, 6, 0, tzinfo=UTC)
LIST = "\n".join([HEADER, FIRST, SECOND]).encode()


@pytest.fixture
def union() -> UnionTree:
    return make_union_tree()


def deliver(union: UnionTree, *, days: int = 0, content: bytes = LIST, applied: bool = True) -> ImportBatch:
    at = AT + timedelta(days=days)
    batch = upload.upload(
        organisation=union["union"], name="list.csv", content=content, as_of=date(2026, 1, 1), by=None, at=at
    )
    batch = batches.check(batch)
    return batches.apply(batch, by=None, at=at) if applied else batch


def held() -> list[int]:
    """Sizes of the delivered bytes that are kept, in their order; nothing else is."""
    delivered_ones = FileContent.objects.filter(files__isnull=False).distinct().order_by("pk")
    assert FileContent.objects.filter(files=None, sheets=None).count() == 0
    return [sum(map(len, files.parts(one))) for one in delivered_ones]


@pytest.mark.django_db
class TestKeptOnce:
    def test_the_same_bytes_are_kept_by_one_delivery_and_read_by_both(self, union: UnionTree) -> None:
        first, again = deliver(union), deliver(union)
        other = deliver(union, content=LIST + b"\n")
        assert held() == [len(LIST), len(LIST) + 1]
        assert (again.rows, again.unchanged, other.unchanged) == (2, 2, 2)
        assert files.delivered_bytes(first) == files.delivered_bytes(again) == LIST
        assert_frame_equal(sheet_of(first).frame, sheet_of(again).frame)
        assert report.workbook(again).startswith(b"PK")

    def test_what_a_later_delivery_needs_stays_for_it(self, union: UnionTree) -> None:
        first, again = deliver(union), deliver(union, days=20)
        assert forget.forget_files(at=AT + timedelta(days=31)) == 1
        assert held() == [len(LIST)]
        assert files.delivered_bytes(first) == b""
        with pytest.raises(Refusal, match=r"import\.forgotten"):
            sheet_of(first)
        assert sheet_of(again).frame.height == 3
        assert forget.forget_files(at=AT + timedelta(days=51)) == 1
        assert held() == []
        with pytest.raises(Refusal, match=r"import\.forgotten"):
            sheet_of(again)

    def test_what_is_forgotten_is_kept_anew_when_it_comes_again(self, union: UnionTree) -> None:
        deliver(union)
        forget.forget_files(at=AT + timedelta(days=31))
        again = deliver(union, days=32)
        assert held() == [len(LIST)]
        assert sheet_of(again).frame.height == 3

    def test_a_person_is_forgotten_with_every_delivery_of_the_file(self, union: UnionTree) -> None:
        """The second one changed nobody, so no row of the registry points to it."""
        deliver(union)
        again, waiting = deliver(union), deliver(union, applied=False)
        assert (again.unchanged, waiting.state) == (2, BatchState.READY)
        member, chair = Person.objects.get(iin="010101100018"), make_holder("chair_primary", union["school-1"])
        privacy.withdraw(member, by=chair, at=AT)
        anonymising.anonymise(member, by=chair, at=AT + timedelta(days=1))
        assert list(ImportFile.objects.order_by("pk").values_list("size", flat=True)) == [0, 0, len(LIST)]
        assert held() == [len(LIST)]  # a list still to be applied keeps what it says, as any other does


def test_a_sheet_comes_back_as_it_was_packed() -> None:
    sheet = read_sheet("list.csv", LIST)
    again = unpack(pack(sheet))
    assert [getattr(again, one.name) for one in fields(Sheet) if one.name != "frame"] == [
        getattr(sheet, one.name) for one in fields(Sheet) if one.name != "frame"
    ]
    assert_frame_equal(again.frame, sheet.frame)


def test_a_sheet_that_was_packed_as_arrow_is_read() -> None:
    sheet = read_sheet("list.csv", LIST)
    about, _end, _cells = pack(sheet).partition(b"\n")
    arrow = io.BytesIO()
    sheet.frame.write_ipc_stream(arrow, compression="lz4")
    assert json.loads(about)["kind"] == "csv"
    again = unpack(about + b"\n" + arrow.getvalue())
    assert_frame_equal(again.frame, sheet.frame)
    assert again.frame.schema == dict.fromkeys(sheet.frame.columns, pl.String)

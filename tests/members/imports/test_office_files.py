"""Lists as LibreOffice writes them (files/README.md): in every format the cells mean what they meant before."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from birlik.core.errors import Refusal
from birlik.members.imports.parse import headers
from birlik.members.imports.parse.normalise import Normal, normalise
from birlik.members.imports.parse.repeats import duplicates
from birlik.sheets.file_kinds import COMPOUND, FileKind
from birlik.sheets.sheet import Sheet, read_sheet
from birlik.sheets.xls_records import prepare_content
from tests.members.imports.dirty_workbook import Dirty, School, Somebody, dirty, iin_of

FILES = Path(__file__).parent / "files"
TODAY = date(2026, 11, 21)
SCHOOLS = (
    School("aktobe-1", "№ 1 мектептің бастауыш кәсіподақ ұйымы", "Первичная организация школы № 1", near="школа № 1"),
    School("aktobe-2", "№ 2 мектептің бастауыш кәсіподақ ұйымы", "Первичная организация школы № 2", near="школа № 2"),
)
KNOWN = tuple(
    Somebody(iin_of(date(1890, 5, day), "f", 700 + day), surname, "Күміс", "Әлқызы", date(1890, 5, day))
    for day, surname in enumerate(("Әлиева", "Бекова", "Васильева", "Ғалиева", "Дулатова", "Ермекова"), start=1)
)


def original() -> Dirty:
    """The workbook that was given to LibreOffice."""
    return dirty(SCHOOLS, same=KNOWN[:2], changed=KNOWN[2:4], elsewhere=KNOWN[4], blocked=KNOWN[5])


def kept(name: str) -> bytes:
    content = (FILES / name).read_bytes()
    return gzip.decompress(content) if name.endswith(".gz") else content


def understood(content: bytes) -> tuple[Sheet, headers.Guess, Normal, pl.DataFrame]:
    sheet = read_sheet("list", content)
    guess = headers.guess(sheet)
    normal = normalise(sheet, guess.header, guess.mapping, TODAY)
    return sheet, guess, normal, duplicates(normal.frame, normal.problems)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("dirty.xlsx", FileKind.XLSX),
        ("dirty.xls.gz", FileKind.XLS),
        ("dirty.ods", FileKind.ODS),
        ("dirty.csv", FileKind.CSV),
    ],
)
def test_the_dirty_list_is_understood_alike(name: str, kind: FileKind) -> None:
    list_ = original()
    sheet, guess, normal, repeated = understood(kept(name))
    _sheet, first, expected, expected_repeated = understood(list_.content)
    assert (sheet.kind, guess.header, guess.mapping) == (kind, first.header, first.mapping)
    assert [column.header for column in guess.columns] == [column.header for column in first.columns]
    assert_frame_equal(normal.frame, expected.frame)
    assert_frame_equal(normal.problems, expected.problems)
    assert_frame_equal(repeated, expected_repeated)
    assert (normal.skipped, normal.frame["row"].to_list()) == (expected.skipped, list(list_.rows))


def test_formulas_give_what_they_gave_last() -> None:
    """Kazakh words inside formulas of an XLS end the library unless they are taken out (sheets.xls_records)."""
    content = (FILES / "formulas.xls").read_bytes()
    assert prepare_content(content) != content
    _sheet, _guess, normal, _repeated = understood(content)
    told = normal.frame.select("iin", "surname", "given", "joined").rows()
    assert told == [(one.iin, one.surname, one.given, date(2015, 9, 1)) for one in KNOWN[:3]]
    assert normal.problems.is_empty()


@pytest.mark.parametrize("name", ["locked.xls", "locked.ods"])
def test_a_password_is_told(name: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_sheet("list", (FILES / name).read_bytes())
    assert caught.value.code == "import.encrypted"


def test_an_xls_that_is_none_is_left_to_the_library() -> None:
    content = (FILES / "formulas.xls").read_bytes()
    endless = bytearray(small_compound(b""))
    endless[516:520] = b"\1\0\0\0"  # after sector 1, where the directory begins, comes sector 1
    for broken in (COMPOUND, COMPOUND + b"\xff" * 600, content[:700], bytes(endless)):
        assert prepare_content(broken) == broken


def test_cells_of_a_small_stream_are_found() -> None:
    """A stream below 4,096 bytes lies in sectors of 64 bytes inside another."""
    content = small_compound(formula := b"\x06\x00\x1b\x00" + b"\7" * 20 + b"\5\0" + b"\x17\1\1\x10\4")
    assert prepare_content(content) == content.replace(formula, formula[:24] + b"\0\0" + formula[26:])


def small_compound(stream: bytes) -> bytes:
    """A compound file with one small stream: header, table, directory, small table, root's stream."""
    end = b"\xfe\xff\xff\xff"

    def number(value: int) -> bytes:
        return value.to_bytes(4, "little")

    def entry(name: str, start: int, length: int) -> bytes:
        text = (name + "\0").encode("utf-16-le")
        head = text.ljust(64, b"\0") + len(text).to_bytes(2, "little")
        return head.ljust(116, b"\0") + number(start) + number(length) + bytes(4)

    header = COMPOUND.ljust(30, b"\0") + b"\x09\0\x06\0" + bytes(10) + number(1) + number(1) + bytes(4) + number(4096)
    header += number(2) + number(1) + end + number(0) + number(0)
    table = b"\xfd\xff\xff\xff" + end * 3
    directory = entry("Root Entry", 3, 64) + entry("Workbook", 0, len(stream))
    sectors = [
        table.ljust(512, b"\xff"),
        directory.ljust(512, b"\0"),
        end.ljust(512, b"\xff"),
        stream.ljust(512, b"\0"),
    ]
    return header.ljust(512, b"\xff") + b"".join(sectors)

"""A table that is written as a workbook: what programs that read workbooks find in it."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from birlik.sheets import csv_file, export
from tests.sheets.test_sheet import rows_of

HEADER = ("Ұйым", "Мүшелер", "Үлесі, %")
ROWS = (
    ("«Дән & дән» <ҰБ>", 1_234_567, Decimal("61.5")),
    (None, None, None),
    ("=1+1", 0, Decimal("-0.25")),
    ("  алдында бос орын", True, None),
    ("бір\nекі", 5, None),
    ("_x0041_", 6, None),
)


def test_it_holds_texts_as_they_are_and_numbers_as_numbers() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(export.workbook("Тізім", HEADER, ROWS))).active
    assert [tuple(row) for row in sheet.iter_rows(values_only=True)] == [
        HEADER,
        ("«Дән & дән» <ҰБ>", 1_234_567, 61.5),
        (None, None, None),
        ("=1+1", 0, -0.25),
        ("  алдында бос орын", 1, None),
        ("бір\nекі", 5, None),
        ("_x005F_x0041_", 6, None),
    ]
    assert (sheet.title, sheet.freeze_panes, sheet["A4"].data_type) == ("Тізім", "B2", "s")
    assert [sheet[cell].number_format for cell in ("A2", "B2", "C2")] == ["General", "#,##0", "#,##0.0"]
    assert (sheet["A1"].font.b, sheet["A2"].font.b) == (True, False)
    assert [sheet.column_dimensions[letter].width for letter in "ABC"] == [20, 9, 10]


def test_our_own_reader_of_delivered_lists_reads_it() -> None:
    told = rows_of("list.xlsx", export.workbook("Тізім", HEADER[:2], [("_x0041_", 6), ("a\x00b", 7)]))
    assert [row[0] for row in told][1:] == ["_x0041_", "a b"]


@pytest.mark.parametrize(("columns", "pane"), [(0, "A2"), (2, "C2")])
def test_the_heading_stays_in_view_and_the_columns_that_are_said(columns: int, pane: str) -> None:
    content = export.workbook("Тізім", HEADER, ROWS, frozen_columns=columns)
    assert openpyxl.load_workbook(io.BytesIO(content)).active.freeze_panes == pane


@given(st.text("'=+-@а1\" ", min_size=1).filter(str.strip))
def test_a_text_that_begins_like_a_formula_comes_back_as_it_was(text: str) -> None:
    frame = csv_file.read(export.text(("Ұйым", "Орны"), [("Алматы", text)])).frame
    assert frame.rows()[1:] == [("Алматы", text)]


def test_columns_behind_the_twenty_sixth_have_two_letters() -> None:
    row = list(range(60))
    sheet = openpyxl.load_workbook(io.BytesIO(export.workbook("Тізім", [str(one) for one in row], [row]))).active
    assert [cell.value for cell in sheet[2]] == row
    assert sheet["BH2"].value == 59

"""XLSX packages as Excel and the programs that imitate it write them, put together by hand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date

import polars as pl
import pytest

from birlik.members.imports.parse import dates
from birlik.sheets.sheet import read_sheet

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
STRINGS = "<si><t>ФИО</t></si><si><t>Дата</t></si><si><t>Ким Асан</t></si>"
ROWS = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    '<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" s="1"><v>42248</v></c></row>'
)
LIST = [("ФИО", "Дата"), ("Ким Асан", "2015-09-01 00:00:00")]
SHEET = '<sheet name="Тізім" sheetId="1" r:id="rId1"/>'


def package(
    rows: str = ROWS, *, strings: str = STRINGS, about: str = "", before: str = "",
    formats: Sequence[tuple[int, str]] = ((14, ""),),
    sheets: str = SHEET, main: str = MAIN, relations: str = RELATIONS, more: dict[str, str] | None = None,
) -> bytes:  # fmt: skip
    """The parts that Excel writes. Cells of style 1 and more have these number formats: their number and code."""
    codes = "".join(f'<numFmt numFmtId="{number}" formatCode="{code}"/>' for number, code in formats if code)
    used = "".join(f'<xf numFmtId="{number}" applyNumberFormat="1"/>' for number, _code in formats)
    styles = f'<numFmts>{codes}</numFmts><cellXfs><xf numFmtId="0"/>{used}</cellXfs>'
    parts = ("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")
    links = "".join(
        f'<Relationship Id="rId{place}" Type="{relations}/{kind}" Target="{target}"/>'
        for place, (kind, target) in enumerate((*parts, ("chartsheet", "chartsheets/sheet1.xml")), start=1)
    )
    first = f'<Relationship Id="rId1" Type="{relations}/officeDocument" Target="xl/workbook.xml"/>'
    named = f'xmlns="{main}" xmlns:r="{relations}"'
    written = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{first}</Relationships>',
        "xl/workbook.xml": f"<workbook {named}>{about}<sheets>{sheets}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>',
        "xl/styles.xml": f"<styleSheet {named}>{styles}</styleSheet>",
        "xl/sharedStrings.xml": f"<sst {named}>{strings}</sst>",
        "xl/worksheets/sheet1.xml": f"<worksheet {named}>{before}<sheetData>{rows}</sheetData></worksheet>",
        "xl/chartsheets/sheet1.xml": f"<chartsheet {named}><sheetViews/></chartsheet>",
    } | (more or {})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in written.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n{text}')
    return out.getvalue()


def cells(content: bytes) -> list[tuple[str | None, ...]]:
    return read_sheet("list.xlsx", content).frame.rows()


def days(texts: list[str | None]) -> list[date | None]:
    return dates.parse_dates(pl.Series(texts), date(2026, 1, 1))["day"].to_list()


def test_runs_of_a_text_are_one_and_what_tells_its_sound_is_none() -> None:
    strings = (
        '<si><r><t>Ф</t></r><r><rPr><b/></rPr><t>ИО</t></r></si><si><t>Дата</t><phoneticPr fontId="1"/></si><si><r>'
        '<t>Ким</t></r><r><rPr><i/></rPr><t xml:space="preserve"> Асан</t></r><rPh sb="0" eb="1"><t>кимсан</t>'
        "</rPh></si>"
    )
    assert cells(package(strings=strings)) == LIST
    breaks = '<si><t>ФИО</t></si><si><t xml:space="preserve">Дата&#10;&quot;x&quot; _x000D_</t></si><si/>'
    assert cells(package(strings=breaks)) == [("ФИО", 'Дата\n"x" \r'), (None, "2015-09-01 00:00:00")]


def test_days_are_days_whatever_their_format() -> None:
    """The first thirteen are known as days; of the others the number tells the day."""
    codes = (
        "dd.mm.yyyy", "dd.mm.yy;@", "[$-419]d\\ mmmm\\ yyyy\\ &quot;г.&quot;;@",
        "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "[$-43F]d\\ mmmm\\ yyyy\\ &quot;ж.&quot;",
        "yyyy", "mmm-yy", "m/d/yyyy\\ h:mm", "дд.мм.гг", "ДД.ММ.ГГГГ", "0",
    )  # fmt: skip
    formats = [(number, "") for number in (14, 15, 16, 17, 22)] + [(164 + at, code) for at, code in enumerate(codes)]
    rows = "".join(f'<row><c s="{place}"><v>42248</v></c><c><v>1</v></c></row>' for place in range(1, len(formats) + 1))
    found = [cell for cell, _one in cells(package(rows, formats=formats))]
    assert found[:13] == ["2015-09-01 00:00:00"] * 13
    assert days(found) == [date(2015, 9, 1)] * len(formats)


def test_days_counted_from_1904() -> None:
    assert cells(package(about='<workbookPr date1904="1"/>'))[1][1] == "2019-09-02 00:00:00"


def test_days_written_out() -> None:
    texts = ("2015-09-01", "2015-09-01T00:00:00", "2015-09-01T00:00:00.000", "2015-09-01T00:00:00Z")
    rows = "".join(f'<row><c t="d"><v>{text}</v></c><c><v>1</v></c></row>' for text in texts)
    assert days([cell for cell, _one in cells(package(rows))]) == [date(2015, 9, 1)] * len(texts)


def test_the_strict_variant() -> None:
    assert cells(package(main=STRICT_MAIN, relations=STRICT_RELATIONS)) == LIST


@pytest.mark.parametrize("area", ["A1", "C5:D9", "A1:XFD1048576"])
def test_the_area_that_a_sheet_claims_is_not_trusted(area: str) -> None:
    assert cells(package(before=f'<dimension ref="{area}"/>')) == LIST


def test_cells_and_rows_that_do_not_say_where_they_stand() -> None:
    bare = ROWS.replace(' r="A1"', "").replace(' r="B1"', "").replace(' r="A2"', "").replace(' r="B2"', "")
    assert cells(package(bare)) == LIST
    assert cells(package(bare.replace(' r="1"', "").replace(' r="2"', ""))) == LIST
    found = read_sheet("list", package(bare.replace(' r="1"', ' r="3"').replace(' r="2"', ' r="5"')))
    assert found.frame.rows() == [(None, None), (None, None), LIST[0], (None, None), LIST[1]]


def test_texts_in_their_cells_numbers_errors_and_empty_ones() -> None:
    rows = (
        '<row r="1" spans="1:7"><c r="A1" t="inlineStr"><is><r><t>Ф</t></r><r><t>ИО</t></r></is></c><c r="B1" t="s"/>'
        '<c r="G1" t="inlineStr"><is><t>end</t></is></c></row><row r="2" hidden="1"><c r="A2" t="str"><f>A1&amp;"x"</f>'
        '<v>Ким</v></c><c r="B2"><v/></c><c r="C2"><v>1.0101100018E10</v></c><c r="D2"><v>850101300018</v></c>'
        '<c r="E2"><v>41.600000000000001</v></c><c r="F2" t="e"><v>#N/A</v></c><c r="G2" t="b"><v>1</v></c></row>'
    )
    assert cells(package(rows)) == [
        ("ФИО", None, None, None, None, None, "end"),
        ("Ким", None, "10101100018", "850101300018", "41.6", None, "true"),
    ]


def test_formulas_that_cells_share() -> None:
    rows = ROWS.replace(
        '<c r="A2" t="s"><v>2</v></c>', '<c r="A2" t="str"><f t="shared" ref="A2:A3" si="0">A1</f><v>Ким Асан</v></c>'
    )
    third = '<row r="3"><c r="A3" t="str"><f t="shared" si="0"/><v>Пак</v></c></row>'
    assert cells(package(rows + third)) == [*LIST, ("Пак", None)]


def test_names_with_a_prefix() -> None:
    sheet = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{ROWS}</x:sheetData></x:worksheet>'
    for name in ("row", "c", "v"):
        sheet = sheet.replace(f"<{name}>", f"<x:{name}>").replace(f"<{name} ", f"<x:{name} ")
        sheet = sheet.replace(f"</{name}>", f"</x:{name}>")
    assert cells(package(more={"xl/worksheets/sheet1.xml": sheet})) == LIST


def test_a_chart_on_a_sheet_of_its_own_is_no_list() -> None:
    assert cells(package(sheets=f'<sheet name="График" sheetId="4" r:id="rId4"/>{SHEET}')) == LIST


def test_a_million_rows_that_have_only_a_colour() -> None:
    empty = "".join(
        f'<row r="{number}"><c r="A{number}" s="1"/><c r="B{number}"/></row>' for number in range(3, 100_000)
    )
    last = '<row r="1048576" ht="15" customHeight="1"><c r="XFD1048576" s="1"/></row>'
    assert cells(package(ROWS + empty + last)) == LIST

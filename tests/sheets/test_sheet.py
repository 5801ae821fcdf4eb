"""Files as they come: every kind and encoding gives the same cells; what is no list is refused and harms nothing."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any

import openpyxl
import polars as pl
import pytest
import xlsxwriter
import xlwt

from birlik.core.errors import Refusal
from birlik.members.imports.parse.fields import Field
from birlik.members.imports.parse.lists import read_list
from birlik.members.imports.parse.normalise import normalise
from birlik.sheets import file_kinds, workbook
from birlik.sheets.file_kinds import FileKind
from birlik.sheets.sheet import read_sheet

ROWS = [["ЖСН", "Тегі", "Туған күні"], ["010101100018", "Әбіл", "01.01.1801"], [None, 'Ким "К"', "2.5.1985"]]
CONTENT = "application/vnd.oasis.opendocument.spreadsheet"


def by_openpyxl(*sheets: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    for place, rows in enumerate(sheets):
        page = book.active if place == 0 else book.create_sheet(f"page {place}")
        for row in rows:
            page.append(row)
    return saved(book)


def saved(book: Any) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def by_xlsxwriter(rows: list[list[Any]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "constant_memory": True}) as book:
        page = book.add_worksheet()
        for line, row in enumerate(rows):
            page.write_row(line, 0, row)
    return buffer.getvalue()


def by_xlwt(rows: list[list[Any]]) -> bytes:
    book = xlwt.Workbook()
    page = book.add_sheet("page")
    for line, row in enumerate(rows):
        for column, cell in enumerate(row):
            page.write(line, column, cell)
    return saved(book)


def by_hand(rows: list[list[Any]]) -> bytes:
    """An ODS of the least parts that the format allows."""

    def cell(text: str | None) -> str:
        paragraph = f"<text:p>{text}</text:p>" if text else ""
        return f'<table:table-cell office:value-type="string">{paragraph}</table:table-cell>'

    lines = "".join(f"<table:table-row>{''.join(cell(text) for text in row)}</table:table-row>" for row in rows)
    names = ("office", "table", "text")
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    table = f'<table:table table:name="page">{lines}</table:table>'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    content = f"<office:document-content {spaces}>{body}</office:document-content>"
    return packed({"mimetype": CONTENT, "META-INF/manifest.xml": "<manifest/>", "content.xml": content})


def packed(parts: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def rows_of(name: str, content: bytes) -> list[list[str | None]]:
    return [list(row) for row in read_sheet(name, content).frame.rows()]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (by_openpyxl(ROWS), FileKind.XLSX),
        (by_xlsxwriter(ROWS), FileKind.XLSX),
        (by_xlwt(ROWS), FileKind.XLS),
        (by_hand(ROWS), FileKind.ODS),
    ],
)
def test_workbooks_are_known_by_their_content(content: bytes, kind: FileKind) -> None:
    found = read_sheet("wrong.csv", content)
    assert ([list(row) for row in found.frame.rows()], found.kind, found.first_row, found.first_column) == (
        ROWS,
        kind,
        1,
        1,
    )
    assert (set(found.frame.dtypes), found.frame.columns) == ({pl.String}, ["c0", "c1", "c2"])


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize(
    ("codec", "encoding"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16-le"), ("utf-16-be", "utf-16-be"),
    ("utf-16-le", "utf-16-le"),
     ("kz1048", "kz-1048"), ("cp1251", "windows-1251")],
)  # fmt: skip
def test_text_in_any_encoding_and_with_any_delimiter(delimiter: str, codec: str, encoding: str) -> None:
    letters = str.maketrans("ӘғүіТЖ", "АгуиТИ") if codec == "cp1251" else {}
    rows = [[cell and cell.translate(letters) for cell in row] for row in ROWS]
    text = "".join(delimiter.join('"' + (cell or "").replace('"', '""') + '"' for cell in row) + "\r\n" for row in rows)
    found = read_sheet("list.xlsx", text.encode(codec))
    assert ([list(row) for row in found.frame.rows()], found.kind) == (rows, FileKind.CSV)
    assert (found.encoding, found.delimiter) == (encoding, delimiter)


def test_rows_keep_their_numbers() -> None:
    text = "\n\nИИН;ФИО\n\n1;Ким;x\n;;\n2\n\n\n"
    blank = (None, None, None)
    found = read_sheet("a.csv", text.encode())
    rows = [blank, blank, ("ИИН", "ФИО", None), blank, ("1", "Ким", "x"), blank, ("2", None, None)]
    assert (found.first_row, found.frame.rows()) == (1, rows)
    book = openpyxl.Workbook()
    book.active["C4"], book.active["D6"], book.active["E7"] = "a", "b", "  "
    found = read_sheet("a", saved(book))
    rows = [(None, None)] * 3 + [("a", None), (None, None), (None, "b")]
    assert (found.first_row, found.first_column, found.frame.rows()) == (1, 3, rows)


def test_what_no_database_keeps_is_no_part_of_a_cell() -> None:
    letters = "ИИН;ФИО\n" * 20_000 + "1;Ким\0Асан\n"
    assert rows_of("a.csv", letters.encode())[-1] == ["1", "Ким Асан"]
    assert rows_of("a.xlsx", by_openpyxl([["_x0000_a", "b"], ["c", "d"]])) == [[" a", "b"], ["c", "d"]]


def test_numbers_dates_and_formulas_of_a_workbook() -> None:
    noon = datetime(2024, 5, 1, 12, 30)  # noqa: DTZ001  # cells know no zone
    rows = [[10101100018, date(1985, 2, 1), noon, 1.5, True, "=1+1", 123456789012, "#N/A", "x"]]
    assert rows_of("a", by_openpyxl(rows, [["y"]])) == [
        ["10101100018", "1985-02-01 00:00:00", "2024-05-01 12:30:00", "1.5", "true", None, "123456789012", None, "x"]
    ]


def test_the_first_visible_sheet_with_a_table_is_read() -> None:
    book = openpyxl.Workbook()
    book.active.title = "title"
    book.active["A1"] = "Тізім"
    hidden, shown = book.create_sheet("hidden"), book.create_sheet("shown")
    hidden.sheet_state = "hidden"
    for page in (hidden, shown):
        page.append([page.title, "ФИО"])
        page.append(["1", "Ким"])
    found = read_sheet("a", saved(book))
    assert (found.name, found.names, found.frame[0, 0]) == ("shown", ("title", "hidden", "shown"), "shown")
    assert read_sheet("a", saved(book), sheet="hidden").frame[0, 0] == "hidden"
    assert refused(saved(book), sheet="none") == (
        "import.sheet_unknown",
        {"sheet": "none", "names": "title, hidden, shown"},
    )


def test_a_cover_with_sums_is_not_taken_for_the_list() -> None:
    cover = [["Организация", "Школа № 5"], ["Председатель", "Ким А. Б."], ["Всего членов", "1"]]
    people = [["ИИН", "ФИО"], ["010101100018", "Ким Асан"]]
    found = read_list("a", by_openpyxl(cover, people, people))
    assert (found.name, found.names) == ("page 1", ("Sheet", "page 1", "page 2"))
    assert read_list("a", by_openpyxl([["Тізім"]], cover, cover)).name == "page 1"


def test_nobody_looks_for_the_list_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cover is read in place of a list only where it is known that no sheet is one."""
    cover, people = [["Всего членов", "1"], ["Школа", "2"]], [["ИИН", "ФИО"], ["010101100018", "Ким Асан"]]
    content = by_openpyxl(cover, cover, people)
    assert read_list("a", content).name == "page 2"
    ended = workbook._other_tables
    monkeypatch.setattr(workbook, "_other_tables", lambda *given: ended(*given[:-1], 0.01))
    with pytest.raises(Refusal, match=r"import\.too_many_cells"):
        read_list("a", content)


def test_a_quotation_mark_that_nobody_closed_is_a_letter() -> None:
    text = 'a;"b\n' + "1;2\n" * 60_000
    assert rows_of("a", text.encode())[:2] == [["a", '"b'], ["1", "2"]]


def test_a_declared_delimiter_counts() -> None:
    found = read_sheet("a", b"sep=|\r\na,b|c,d\r\n")
    assert (found.delimiter, found.frame.rows()) == ("|", [("sep=", None), ("a,b", "c,d")])


def test_what_other_programs_put_around_the_cells_of_a_csv() -> None:
    held = 'ИИН;ФИО;"a ""b"""\r\n="010101100018";"=""Ким, Асан""";="1\r\n\x1a'
    rows = [["ИИН", "ФИО", 'a "b"'], ["010101100018", "Ким, Асан", '="1']]
    assert rows_of("a.csv", held.encode()) == rows
    assert rows_of("a.csv", held.encode("utf-16")) == rows
    assert rows_of("a.csv", "ИИН;К".encode("utf-16-be")) == [["ИИН", "К"]]  # К is 04 1A there


def test_letters_lost_on_the_way_are_not_guessed() -> None:
    """Windows-1251 has no place for nine Kazakh letters; programs put ? there, decoders U+FFFD."""
    names = ("Жұмаділов Қайсар", "Ким ?", "Пак\ufffd Ян", "Айгүл? Ли")
    text = "ИИН;ФИО\n" + "\n".join(f"01010110001{at};{name}" for at, name in enumerate(names))
    lost = text.replace("ұ", "?").replace("Қ", "?")
    sheet = read_sheet("a.csv", lost.encode())
    normal = normalise(sheet, 0, {0: Field.IIN, 1: Field.FULL_NAME})
    found = normal.problems.filter(pl.col("field") == "full_name").select("row", "code", "severity", "value").rows()
    assert (2, "name.lost", "error", "Ж?маділов ?айсар") in found
    assert (4, "name.lost", "error", "Пак\ufffd Ян") in found
    assert [row for row, code, *_more in found if code == "name.lost"] == [2, 4]


def refused(content: bytes, **options: str) -> tuple[str, dict[str, object]]:
    with pytest.raises(Refusal) as caught:
        read_sheet("list.xlsx", content, **options)
    return caught.value.code, caught.value.params


WORKBOOK = by_openpyxl(ROWS)
COMPOUND = file_kinds.COMPOUND + b"\0" * 600


@pytest.mark.parametrize(
    ("content", "code", "params"),
    [
        (b"", "import.empty", {}),
        (b" \r\n\0", "import.empty", {}),
        (b"PK\x03\x04 and nothing more", "import.damaged", {}),
        (WORKBOOK[: len(WORKBOOK) // 2], "import.damaged", {}),
        (WORKBOOK.replace(b"xl/worksheets/sheet1.xml", b"xl/worksheets/sheet9.xml"), "import.damaged", {}),
        (COMPOUND, "import.not_a_sheet", {"found": "document"}),
        (COMPOUND + "EncryptedPackage".encode("utf-16-le"), "import.encrypted", {}),
        (COMPOUND + "Workbook".encode("utf-16-le"), "import.damaged", {}),
        (b"%PDF-1.7", "import.not_a_sheet", {"found": "pdf"}),
        (b"\x89PNG\r\n", "import.not_a_sheet", {"found": "image"}),
        (b"\xef\xbb\xbf<html><table>", "import.not_a_sheet", {"found": "markup"}),
        (bytes(range(1, 256)) * 4, "import.not_a_sheet", {"found": "unknown"}),
        ("ИИН;ФИО\n".encode() * 9 + "Ким".encode("cp1251"), "import.damaged", {}),
        (packed({"word/document.xml": "x"}), "import.not_a_sheet", {"found": "document"}),
        (packed({"readme.txt": "x"}), "import.not_a_sheet", {"found": "archive"}),
        (packed({"mimetype": "application/vnd.oasis.opendocument.text"}), "import.not_a_sheet", {"found": "document"}),
        (packed({"mimetype": CONTENT, "META-INF/manifest.xml": "<encryption-data/>"}), "import.encrypted", {}),
        (packed({"xl/workbook.xml": "<workbook"}), "import.damaged", {}),
        (by_openpyxl([]), "import.no_data", {}),
        (by_openpyxl([[None, " "]]), "import.no_data", {}),
        (b";;;\n;;\n", "import.no_data", {}),
        (by_openpyxl([["a"] * 201]), "import.too_many_columns", {"columns": 201, "limit": 200}),
        (b";" * 300 + b"x\n", "import.too_many_columns", {"columns": 301, "limit": 200}),
    ],
)
def test_what_is_no_list_is_refused(content: bytes, code: str, params: dict[str, object]) -> None:
    assert refused(content) == (code, params)


def test_cells_at_the_corners_of_a_sheet_do_not_end_the_server() -> None:
    book = openpyxl.Workbook()
    book.active.cell(1, 1, "a")
    book.active.cell(1_048_576, 16_384, "b")
    assert refused(saved(book)) == ("import.too_many_cells", {})


def test_a_file_that_unpacks_too_large_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_kinds, "LARGEST_UNPACKED", file_kinds.MEGABYTE)
    bomb = packed({"xl/workbook.xml": "x" * (2 * file_kinds.MEGABYTE)})
    assert refused(bomb) == ("import.too_large", {"megabytes": 2, "limit": 1})


def test_a_file_larger_than_allowed_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_kinds, "LARGEST_FILE", 2)
    assert refused(b"a;b") == ("import.too_large", {"megabytes": 0, "limit": 0})


def test_a_reader_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "SECONDS", 0.01)
    assert refused(WORKBOOK) == ("import.too_many_cells", {})


def test_long_cells_below_the_limit_are_read() -> None:
    """A pattern that is tried at each of their letters would take an hour."""
    row = f"Сынақ Айша;{'0' * 12};{'ұзақ жол ' * 3600}"
    content = "\n".join(["ФИО;ИИН;Ескерту", *[row] * 200]).encode()
    assert read_sheet("a.csv", content).frame.shape == (201, 3)

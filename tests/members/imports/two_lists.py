"""Workbooks with the lists of two schools, each on a sheet of its own and with columns in an order of its own."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

import openpyxl

ONE, TWO, COVER = "Мектеп № 1", "Мектеп № 2", "Жиынтық"
Rows = list[list[str]]
FIRST: Rows = [
    ["ЖСН", "Тегі", "Аты", "Туған күні", "Бастауыш ұйым"],
    ["010101100018", "Ахметов", "Арман", "01.01.1801", "school-1"],
    ["010101200014", "Иванова", "Ольга", "01.01.1801", "school-1"],
]
SECOND: Rows = [
    ["Бастауыш ұйым", "Тегі, аты, әкесінің аты", "ЖСН"],
    ["school-2", "Петрова Анна", "010101200024"],
    ["school-2", "Сейітов Нұрлан", "010101100019"],  # its last digit is wrong
]
SUMS: Rows = [["Мектеп", "Мүшелер"], ["№ 1", "2"], ["№ 2", "2"]]


def xlsx(*, extra: bool = False) -> bytes:
    """Two sheets; with `extra` a cover with sums before them, a hidden and an empty sheet after them."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    named = [(ONE, FIRST), (TWO, SECOND)]
    for name, rows in [(COVER, SUMS), *named, ("Жасырын", FIRST), ("Бос", [])] if extra else named:
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
        page.sheet_state = "hidden" if name == "Жасырын" else "visible"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def only(name: str) -> bytes:
    """A workbook with one of the two sheets."""
    book = openpyxl.load_workbook(io.BytesIO(xlsx()))
    for page in book.worksheets:
        if page.title != name:
            book.remove(page)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def ods() -> bytes:
    """The two sheets, of the least parts that the format allows."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    body = (
        f"<office:body><office:spreadsheet>{_table(ONE, FIRST)}{_table(TWO, SECOND)}</office:spreadsheet></office:body>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", f"<office:document-content {spaces}>{body}</office:document-content>")
    return buffer.getvalue()


def _table(name: str, rows: Rows) -> str:
    lines = "".join(f"<table:table-row>{''.join(_cell(text) for text in row)}</table:table-row>" for row in rows)
    return f'<table:table table:name="{escape(name)}">{lines}</table:table>'


def _cell(text: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{escape(text)}</text:p></table:table-cell>'

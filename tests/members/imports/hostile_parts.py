"""Workbooks, open documents and archives written by hand, so that anything can stand in them."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping

HEADINGS = ("ЖСН", "Тегі", "Аты", "Туған күні", "Бастауыш ұйым")
PEOPLE = (
    ("010101200014", "Иванова", "Ольга", "01.01.1801", "school-1"),
    ("010101200024", "Петрова", "Анна", "01.01.1801", "school-2"),
)
LIST = (HEADINGS, *PEOPLE)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")


def text(rows: tuple[tuple[str, ...], ...] = LIST, *, delimiter: str = ";") -> str:
    return "\n".join(delimiter.join(row) for row in rows)


def cell(reference: str, value: str, *, style: int = 0) -> str:
    shown = f' s="{style}"' if style else ""
    return f'<c r="{reference}" t="inlineStr"{shown}><is><t>{value}</t></is></c>'


def row(number: int, cells: tuple[str, ...], more: str = "") -> str:
    told = "".join(cell(f"{chr(65 + place)}{number}", value) for place, value in enumerate(cells))
    return f'<row r="{number}">{told}{more}</row>'


def rows(more: str = "") -> str:
    return "".join(row(number, cells) for number, cells in enumerate(LIST, start=1)) + more


def sheet(data: str = "", *, before: str = "", after: str = "", prologue: str = "") -> str:
    return f'<?xml version="1.0"?>{prologue}<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONS}">{before}<sheetData>{data or rows()}</sheetData>{after}</worksheet>'  # noqa: E501


def xlsx(
    page: str = "", *, sheets: Mapping[str, str] | None = None, parts: Mapping[str, str | bytes] | None = None,
    styles: str = "", shared: str = "", names: str = "",
) -> bytes:  # fmt: skip
    """A workbook of these sheets (name → XML), with other parts beside or instead."""
    pages = sheets or {"Тізім": page or sheet()}
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.worksheet+xml"/>'
        for n in range(1, len(pages) + 1)
    )
    office = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    told: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{office}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="{office}.styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="{office}.sharedStrings+xml"/>{kinds}</Types>',  # noqa: E501
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',  # noqa: E501
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
        + "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(pages, start=1))
        + f"</sheets>{names}</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        + "".join(
            f'<Relationship Id="rId{n}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in range(1, len(pages) + 1)
        )
        + f'<Relationship Id="rIdS" Type="{RELATIONS}/styles" Target="styles.xml"/><Relationship Id="rIdT" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',  # noqa: E501
        "xl/styles.xml": styles or style_sheet(1),
        "xl/sharedStrings.xml": shared or f'<sst xmlns="{MAIN}" count="0" uniqueCount="0"/>',
    }
    told |= {f"xl/worksheets/sheet{n}.xml": one for n, one in enumerate(pages.values(), start=1)} | (parts or {})
    return packed(told)


def each(template: str, count: int, first: int = 1) -> str:
    """The template with each of so many numbers."""
    return "".join(map(template.format, range(first, first + count)))


def style_sheet(count: int) -> str:
    fills = "".join(
        f'<fill><patternFill patternType="solid"><fgColor rgb="FF{n % 0xFFFFFF:06X}"/></patternFill></fill>'
        for n in range(count)
    )
    formats = "".join(
        f'<xf numFmtId="0" fontId="0" fillId="{n}" borderId="0" xfId="0" applyFill="1"/>' for n in range(count)
    )
    return (
        f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/></font></fonts><fills count="{count}">{fills}</fills>'  # noqa: E501
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'  # noqa: E501
        f'</cellStyleXfs><cellXfs count="{count + 1}"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>{formats}</cellXfs></styleSheet>'  # noqa: E501
    )


def packed(parts: Mapping[str, str | bytes], *, level: int = 6) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def ods(data: str, *, prologue: str = "", mimetype: str = "application/vnd.oasis.opendocument.spreadsheet") -> bytes:
    office, table, words = (f"urn:oasis:names:tc:opendocument:xmlns:{one}:1.0" for one in ("office", "table", "text"))
    content = f'<?xml version="1.0"?>{prologue}<office:document-content xmlns:office="{office}" xmlns:table="{table}" xmlns:text="{words}" office:version="1.2"><office:body><office:spreadsheet><table:table table:name="Тізім">{data}</table:table></office:spreadsheet></office:body></office:document-content>'  # noqa: E501
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'  # noqa: E501
    return packed({"mimetype": mimetype, "content.xml": content, "META-INF/manifest.xml": manifest})


def ods_rows(rows: tuple[tuple[str, ...], ...] = LIST) -> str:
    return "".join(f"<table:table-row>{''.join(map(ods_cell, one))}</table:table-row>" for one in rows)


def ods_cell(value: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{more}><text:p>{value}</text:p></table:table-cell>'


def lying(content: bytes, *, size: int) -> bytes:
    """The same archive whose directory says that each part is so large (or small) when unpacked."""
    found = bytearray(content)
    at = 0
    while (at := found.find(b"PK\x01\x02", at)) >= 0:
        found[at + 24 : at + 28] = struct.pack("<I", size)
        at += 4
    return bytes(found)


def flagged(content: bytes, bits: int) -> bytes:
    """The same archive with these bits of each part's flags set: 1 says that it is encrypted."""
    found = bytearray(content)
    for mark, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = 0
        while (at := found.find(mark, at)) >= 0:
            found[at + place] |= bits
            at += 4
    return bytes(found)


def compound(stream: str, body: bytes = b"") -> bytes:
    """The beginning of a compound file with the name of a stream, and nothing sound behind it."""
    header = COMPOUND + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    return header.ljust(512, b"\xff") + stream.encode("utf-16-le").ljust(128, b"\0") + body


def nested(depth: int) -> bytes:
    content = xlsx()
    for number in range(depth):
        content = packed({f"{number}.xlsx": content})
    return content

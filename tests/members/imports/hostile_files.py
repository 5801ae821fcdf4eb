"""Files that nobody delivers by mistake: each small to send, and large, endless or false to whoever reads it."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from random import Random

from tests.members.imports.hostile_parts import (
    COMPOUND,
    HEADINGS,
    LIST,
    MAIN,
    PACKAGE,
    PEOPLE,
    RELATIONS,
    cell,
    compound,
    each,
    flagged,
    lying,
    nested,
    ods,
    ods_cell,
    ods_rows,
    packed,
    row,
    rows,
    sheet,
    style_sheet,
    text,
    xlsx,
)

READ = "read"  # the two people of the list are found all the same
BOMB = """<!DOCTYPE worksheet [<!ENTITY a "ha">{}]>""".format(
    "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
)
ENTITY = '<!DOCTYPE worksheet [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


CANNOT = ("import.damaged", "import.not_a_sheet", "import.no_data")
TOO_MUCH = ("import.too_many_cells", "import.too_many_rows", "import.too_many_columns", "import.too_large")


@dataclass(frozen=True, slots=True)
class Case:
    """`expected`: READ or codes of refusals, any of which is right."""

    name: str
    make: Callable[[], bytes]
    expected: tuple[str, ...]


def cases() -> dict[str, list[Case]]:
    """By kind."""
    kinds: dict[str, Callable[[], Iterator[Case]]] = {
        "far cells": _far, "long cells": _long, "archives": _archives, "markup": _markup, "beside the cells": _beside,
        "formats and notes": _formats,
        "texts": _texts, "open documents": _open, "old workbooks": _old, "what cells say": _said,
    }  # fmt: skip
    return {kind: list(make()) for kind, make in kinds.items()}


def _far() -> Iterator[Case]:
    blank = '<row r="{0}"><c r="{1}{0}" s="1"/></row>'
    for number, column in ((1_048_576, "A"), (1_048_576, "XFD"), (900_000, "E"), (4, "XFD"), (50_000, "ZZ")):
        yield Case(f"blank {column}{number}", partial(xlsx, sheet(rows(blank.format(number, column)))), (READ,))
    many = "".join(blank.format(number, "XFD") for number in range(4, 20_004))
    yield Case("twenty thousand blank ones", partial(xlsx, sheet(rows(many))), (READ,))
    wide = "".join(f'<c r="{column}4" s="1"/>' for column in (f"{a}{b}" for a in "BCDEF" for b in "ABCDEFGH"))
    yield Case("a blank row", partial(xlsx, sheet(rows(f'<row r="4">{wide}</row>'))), (READ,))
    for number, column in ((1_048_576, "XFD"), (1_048_576, "A"), (4, "XFD"), (1_000_000, "GR")):
        filled = f'<row r="{number}">{cell(f"{column}{number}", "x")}</row>'
        yield Case(f"filled {column}{number}", partial(xlsx, sheet(rows(filled))), (*TOO_MUCH, READ))
    yield Case(
        "beyond the sheet",
        partial(xlsx, sheet(rows(f'<row r="9999999">{cell("AAAA9999999", "x")}</row>'))),
        (*CANNOT, *TOO_MUCH),
    )
    yield Case(
        "row 4294967295",
        partial(xlsx, sheet(rows(f'<row r="4294967295">{cell("A4294967295", "x")}</row>'))),
        (*CANNOT, *TOO_MUCH),
    )
    for declared in ("A1:XFD1048576", "A1:A1", "XFD1048576:A1", "A1:ZZZZZZ99999999", ""):
        page = sheet(before=f'<dimension ref="{declared}"/>')
        yield Case(f"declared {declared or 'nothing'}", partial(xlsx, page), (READ, *CANNOT, *TOO_MUCH))


def _long() -> Iterator[Case]:
    for letters in (32_768, 1_000_000, 20_000_000):

        def page(letters: int = letters) -> bytes:
            return xlsx(sheet(rows(f'<row r="4">{cell("B4", "а" * letters)}</row>')))

        yield Case(f"{letters} letters", page, ("import.cell_too_long",))
        yield Case(
            f"{letters} letters of a text",
            lambda n=letters: f"{text()}\n;{'а' * n}".encode(),
            ("import.cell_too_long",),
        )
        yield Case(
            f"{letters} letters without end", lambda n=letters: b"a" * n, ("import.cell_too_long", "import.no_data")
        )
    yield Case("as long as may be", partial(xlsx, sheet(rows(f'<row r="4">{cell("B4", "а" * 32_767)}</row>'))), (READ,))
    yield Case(
        "a long heading",
        partial(xlsx, sheet(row(1, (*HEADINGS, "х" * 50_000)) + row(2, PEOPLE[0]))),
        ("import.cell_too_long",),
    )
    yield Case("a long open document", partial(ods, ods_rows((*LIST, ("а" * 40_000,)))), ("import.cell_too_long",))
    yield Case(
        "a quotation without end",
        lambda: f'{text()}\n;"{"a;b" * 100_000}'.encode(),
        ("import.cell_too_long", *TOO_MUCH),
    )


def _archives() -> Iterator[Case]:
    good = xlsx()
    for share in (10, 50, 90, 99):
        yield Case(f"{share} % of one", lambda s=share: good[: len(good) * s // 100], CANNOT)
    yield Case("a directory alone", lambda: good[good.find(b"PK\x01\x02") :], CANNOT)
    turned = good[:60] + bytes(255 - one for one in good[60:200]) + good[200:]
    yield Case("bytes turned", lambda: turned, (READ, *CANNOT))
    yield Case("a bomb", lambda: xlsx(sheet(rows(" " * 100_000_000))), (READ, *TOO_MUCH))
    yield Case("a bomb beside", lambda: xlsx(parts={"xl/media/a.bin": bytes(300_000_000)}), (READ, *TOO_MUCH))
    yield Case(
        "says that it is small",
        lambda: lying(xlsx(sheet(rows(" " * 50_000_000))), size=1000),
        (*CANNOT, *TOO_MUCH, READ),
    )
    yield Case("says that it is large", lambda: lying(good, size=0xFFFFFFF0), (*CANNOT, *TOO_MUCH))
    yield Case("six thousand parts", lambda: xlsx(parts={f"xl/{n}": "" for n in range(6000)}), ("import.too_large",))
    yield Case("an archive in an archive", partial(nested, 12), CANNOT)
    yield Case("a protected archive", lambda: flagged(good, 1), ("import.encrypted",))
    yield Case(
        "path tricks",
        lambda: xlsx(parts={"../../../../tmp/birlik": "x", "/etc/birlik": "x", "C:\\birlik": "x"}),
        (READ,),
    )
    yield Case("a part twice", lambda: good.replace(b"xl/styles.xml", b"xl/stylez.xml"), (READ, *CANNOT))
    yield Case("no sheet", lambda: xlsx(parts={"xl/worksheets/sheet1.xml": ""}), CANNOT)
    yield Case("a document", lambda: packed({"word/document.xml": "<x/>"}), ("import.not_a_sheet",))
    yield Case("an archive", lambda: packed({"list.csv": text()}), ("import.not_a_sheet",))
    yield Case("nothing in it", lambda: packed({}), CANNOT)


def _markup() -> Iterator[Case]:
    lol = sheet(rows(f'<row r="4">{cell("A4", "&j;")}</row>'), prologue=BOMB)
    yield Case("a billion laughs", partial(xlsx, lol), (READ, *CANNOT))
    yield Case(
        "a file of the server",
        partial(xlsx, sheet(rows(f'<row r="4">{cell("A4", "&x;")}</row>'), prologue=ENTITY)),
        (READ, *CANNOT),
    )
    laughing = f'<?xml version="1.0"?>{BOMB}<sst xmlns="{MAIN}"><si><t>&j;</t></si></sst>'
    yield Case("laughs in texts", partial(xlsx, shared=laughing), (READ, *CANNOT))
    yield Case(
        "laughs in an open document",
        partial(ods, ods_rows() + f"<table:table-row>{ods_cell('&j;')}</table:table-row>", prologue=BOMB),
        (READ, *CANNOT),
    )
    yield Case(
        "deep elements", partial(xlsx, sheet(rows("<a>" * 100_000 + "</a>" * 100_000))), (READ, *CANNOT, *TOO_MUCH)
    )
    yield Case("never closed", lambda: xlsx(sheet()[:-30]), (READ, *CANNOT))
    yield Case("no markup", lambda: xlsx(parts={"xl/worksheets/sheet1.xml": "Тізім"}), CANNOT)
    yield Case(
        "a relation outside",
        lambda: xlsx(
            parts={
                "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="../../../etc/passwd" TargetMode="External"/></Relationships>'  # noqa: E501
            }
        ),
        CANNOT,
    )
    yield Case(
        "other encoding", lambda: xlsx(parts={"xl/worksheets/sheet1.xml": sheet().encode("utf-16")}), (READ, *CANNOT)
    )
    yield Case(
        "million attributes",
        partial(xlsx, sheet(rows("<row " + each('a{0}="" ', 200_000) + "/>"))),
        (READ, *CANNOT),
    )


def _beside() -> Iterator[Case]:
    yield Case(
        "forty sheets",
        lambda: xlsx(
            sheets={f"Парақ {n}": sheet(row(1, ("a", "b")) + row(2, ("1", "2"))) for n in range(40)}
            | {"Тізім": sheet()}
        ),
        (READ,),
    )
    yield Case("sheets of one name", lambda: xlsx(sheets={"a": sheet(), "A": sheet()}), (READ,))
    yield Case(
        "a sheet beside with a corner",
        lambda: xlsx(sheets={"Тізім": sheet(), "b": sheet(f'<row r="1048576">{cell("XFD1048576", "x")}</row>')}),
        (READ,),
    )
    same = sheet(("<row>" + '<c t="s"><v>0</v></c>' * 100 + "</row>") * 330)
    yield Case(
        "one text on every sheet beside",
        lambda: xlsx(
            sheets={"Тізім": sheet()} | {f"Парақ {n}": same for n in range(40)},
            shared=f'<sst xmlns="{MAIN}" count="1" uniqueCount="1"><si><t>{"а" * 200}</t></si></sst>',
            parts={"xl/media/a.bin": Random(1).randbytes(3_000_000)},  # a large file may take more memory
        ),
        (READ,),
    )
    merged = '<mergeCells count="1"><mergeCell ref="A4:XFD1048576"/></mergeCells>'
    yield Case("merged to the end", partial(xlsx, sheet(after=merged)), (READ,))
    yield Case(
        "merged ten thousand times",
        partial(
            xlsx,
            sheet(after="<mergeCells>" + each('<mergeCell ref="G{0}:Z{0}"/>', 10_000, 5) + "</mergeCells>"),
        ),
        (READ,),
    )
    yield Case(
        "merged backwards",
        partial(xlsx, sheet(after='<mergeCells><mergeCell ref="Z9:A4"/></mergeCells>')),
        (READ, *CANNOT),
    )


def _formats() -> Iterator[Case]:
    rules = "".join(
        f'<conditionalFormatting sqref="A{n}:XFD1048576"><cfRule type="expression" priority="{n}"><formula>TRUE</formula></cfRule></conditionalFormatting>'  # noqa: E501
        for n in range(1, 5001)
    )
    yield Case("conditional formats", partial(xlsx, sheet(after=rules)), (READ,))
    checks = "".join(
        f'<dataValidation type="list" sqref="A{n}:XFD1048576"><formula1>"a,b"</formula1></dataValidation>'
        for n in range(1, 5001)
    )
    yield Case(
        "validations", partial(xlsx, sheet(after=f'<dataValidations count="5000">{checks}</dataValidations>')), (READ,)
    )
    yield Case(
        "columns",
        partial(
            xlsx,
            sheet(before="<cols>" + each('<col min="{0}" max="16384" width="9"/>', 5000) + "</cols>"),
        ),
        (READ,),
    )
    yield Case("styles", partial(xlsx, styles=style_sheet(20_000)), (READ,))
    names = "".join(f"<definedName name=\"n{n}\">'Тізім'!$A$1:$XFD$1048576</definedName>" for n in range(20_000))
    yield Case("names", partial(xlsx, names=f"<definedNames>{names}</definedNames>"), (READ,))
    shared = f'<sst xmlns="{MAIN}" count="100000" uniqueCount="100000">{"".join(f"<si><t>{n}</t></si>" for n in range(100_000))}</sst>'  # noqa: E501
    yield Case("shared texts", partial(xlsx, shared=shared), (READ,))
    yield Case(
        "says it shares a billion",
        partial(xlsx, shared=f'<sst xmlns="{MAIN}" count="4294967295" uniqueCount="4294967295"/>'),
        (READ, *CANNOT, *TOO_MUCH),
    )
    yield Case(
        "a shared text that is none",
        partial(xlsx, sheet(rows('<row r="4"><c r="A4" t="s"><v>4294967295</v></c></row>'))),
        (READ, *CANNOT),
    )
    notes = "".join(f'<comment ref="Z{n}" authorId="0"><text><t>x</t></text></comment>' for n in range(1, 5001))
    beside = {
        "xl/comments1.xml": f'<comments xmlns="{MAIN}"><authors><author>Birlik</author></authors><commentList>{notes}</commentList></comments>',  # noqa: E501
        "xl/worksheets/_rels/sheet1.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{RELATIONS}/comments" Target="../comments1.xml"/></Relationships>',  # noqa: E501
    }
    yield Case("notes", partial(xlsx, parts=beside), (READ,))


def _texts() -> Iterator[Case]:
    yield Case("nothing", lambda: b"", ("import.empty",))
    yield Case("spaces", lambda: b" \r\n\t" * 1000, ("import.empty",))
    yield Case("zeros", lambda: bytes(1_000_000), ("import.empty",))
    yield Case("a zero in the middle", lambda: text().replace("Анна", "Ан\0на").encode(), (READ, *CANNOT))
    yield Case("many zeros", lambda: text().encode() + bytes(100_000), (READ, *CANNOT, "import.cell_too_long"))
    yield Case("odd UTF-16", lambda: text().encode("utf-16") + b"x", ("import.damaged",))
    yield Case("half a letter of UTF-16", lambda: text().encode("utf-16") + b"\x00\xd8", ("import.damaged",))
    yield Case("a mark alone", lambda: b"\xff\xfe", (*CANNOT, "import.empty"))
    yield Case("half a letter of UTF-8", lambda: text().encode() + b"\xd0", ("import.damaged",))
    yield Case("ten thousand columns", lambda: "\n".join([";" * 10_000] * 2000).encode(), ("import.too_many_columns",))
    yield Case(
        "as many columns as may be",
        lambda: "\n".join([text(), *[";" * 199] * 30_000]).encode(),
        (READ, *CANNOT, *TOO_MUCH),
    )
    yield Case("a million and more lines", lambda: (text() + "\nа" * 1_250_000).encode(), ("import.too_many_rows",))
    yield Case("many empty lines", lambda: text().encode() + b"\n" * 200_000, (READ,))
    yield Case("a million delimiters", lambda: b";" * 1_000_000, ("import.too_many_columns",))
    yield Case("quotation marks", lambda: b'"' * 1_000_001, (*CANNOT, "import.cell_too_long"))
    yield Case("declared delimiter", lambda: b"sep=\x00\r\n" + text().encode(), (READ, *CANNOT))
    yield Case("control letters", lambda: b"\x01\x02\x03" * 1000, CANNOT)
    yield Case("a program", lambda: b"\x7fELF" + bytes(range(256)) * 100, CANNOT)
    yield Case("a paper", lambda: b"%PDF-1.7 " + bytes(1000), ("import.not_a_sheet",))
    yield Case("a page", lambda: b"<html><table><tr><td>x", ("import.not_a_sheet",))
    yield Case("compressed", lambda: b"\x1f\x8b" + zlib.compress(text().encode()), ("import.not_a_sheet",))


def _open() -> Iterator[Case]:
    blank = "<table:table-cell{0}/>"
    repeated = ' table:number-columns-repeated="{0}"'
    again = '<table:table-row table:number-rows-repeated="{0}">{1}</table:table-row>'
    for count in (30_000, 4_000_000_000):
        yield Case(
            f"{count} blank rows",
            partial(ods, ods_rows() + again.format(count, blank.format(""))),
            (READ, *CANNOT, *TOO_MUCH),
        )
        yield Case(
            f"{count} filled rows",
            partial(ods, ods_rows() + again.format(count, ods_cell("x"))),
            (READ, *CANNOT, *TOO_MUCH),
        )
        yield Case(
            f"{count} blank columns",
            partial(ods, ods_rows() + again.format(1, blank.format(repeated.format(count)))),
            (READ, *CANNOT, *TOO_MUCH),
        )
        yield Case(
            f"{count} filled columns",
            partial(ods, ods_rows() + again.format(1, ods_cell("x", repeated.format(count)))),
            (*CANNOT, *TOO_MUCH),
        )
    square = again.format(1_000_000, ods_cell("x", repeated.format(16_000)))
    yield Case("a filled square", partial(ods, ods_rows() + square), (*CANNOT, *TOO_MUCH))
    yield Case("less than nothing", partial(ods, ods_rows() + again.format(-1, ods_cell("x"))), (READ, *CANNOT))
    yield Case("no content", lambda: packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), CANNOT)
    yield Case(
        "a text document",
        partial(ods, ods_rows(), mimetype="application/vnd.oasis.opendocument.text"),
        ("import.not_a_sheet",),
    )
    yield Case(
        "spaces repeated",
        partial(ods, ods_rows() + again.format(1, ods_cell('<text:s text:c="4000000000"/>'))),
        (READ, *CANNOT, *TOO_MUCH, "import.cell_too_long"),
    )


def _old() -> Iterator[Case]:
    garbage = bytes((n * 7919) % 251 for n in range(60_000))
    for stream in ("Workbook", "Book"):
        yield Case(f"garbage in {stream}", partial(compound, stream, garbage), CANNOT)
        yield Case(f"nothing in {stream}", partial(compound, stream), CANNOT)
    yield Case(
        "a chain that bites its tail", lambda: compound("Workbook", struct.pack("<128I", *[1] * 128) * 20), CANNOT
    )
    yield Case("a protected workbook", partial(compound, "EncryptedPackage"), ("import.encrypted",))
    yield Case("a letter", partial(compound, "WordDocument"), ("import.not_a_sheet",))
    yield Case("the mark alone", lambda: COMPOUND, CANNOT)
    yield Case("older than that", lambda: b"\x09\x08\x08\x00" + garbage, ("import.not_a_sheet",))
    binary = {"xl/workbook.bin": garbage, "xl/worksheets/sheet1.bin": garbage}
    yield Case("a binary workbook of garbage", lambda: packed(binary | {"[Content_Types].xml": "<x/>"}), CANNOT)
    empty = {"xl/workbook.bin": b"", "xl/_rels/workbook.bin.rels": ""}
    yield Case("an empty binary workbook", lambda: packed(empty), CANNOT)
    endless = {"xl/workbook.bin": b"\x9c\x01\xff\xff\xff\x7f" * 1000, "xl/_rels/workbook.bin.rels": ""}
    yield Case("records without end", lambda: packed(endless), CANNOT)


def _said() -> Iterator[Case]:
    for start in ("=", "+", "-", "@", "\t="):
        said = f"{start}cmd|' /C calc'!A0"
        people = tuple((number, said, given, born, place) for number, _name, given, born, place in PEOPLE)
        yield Case(
            f"a formula {start!r}",
            lambda p=people: text((HEADINGS, *p), delimiter="\x1f").replace("\x1f", ";").encode(),
            (READ,),
        )
    formula = '<row r="4"><c r="B4" t="str"><f>WEBSERVICE("http://127.0.0.1/"&amp;A2)</f><v>x</v></c></row>'
    yield Case("a formula that asks the network", partial(xlsx, sheet(rows(formula))), (READ,))
    array = f'<row r="4"><c r="B4" t="str"><f t="array" ref="A1:XFD1048576">{"A1+" * 2000}1</f><v>x</v></c></row>'
    yield Case("a formula over the sheet", partial(xlsx, sheet(rows(array))), (READ,))
    yield Case("an error", partial(xlsx, sheet(rows('<row r="4"><c r="B4" t="e"><v>#REF!</v></c></row>'))), (READ,))
    yield Case(
        "a day without end",
        partial(xlsx, sheet(rows('<row r="4"><c r="D4" t="d"><v>99999-99-99T99:99</v></c></row>'))),
        (READ, *CANNOT),
    )
    yield Case(
        "a number without end",
        partial(xlsx, sheet(rows(f'<row r="4"><c r="A4"><v>{"9" * 4000}</v></c></row>'))),
        (READ, *CANNOT),
    )
    yield Case(
        "letters that turn",
        lambda: text((HEADINGS, *((a, "\u202e" + b, c, d, e) for a, b, c, d, e in PEOPLE))).encode(),
        (READ,),
    )

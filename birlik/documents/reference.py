"""Makes assets/reference.docx, whose styles pandoc fills: `python -m birlik.documents.reference`.

The page and the paragraph follow the rules of documentation of Kazakhstan's offices: A4, margins 30 mm left, 15 mm
right, 20 mm above and below, Times New Roman. The same script makes the same bytes; a test holds the file to it.
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

TARGET = Path(__file__).resolve().parent / "assets" / "reference.docx"
FONT = "Times New Roman"
WIDTH = Mm(210 - 30 - 15)
INDENT = Mm(12.5)
INK = RGBColor(0, 0, 0)
PRIMARY = "0B6B72"
EPOCH = datetime(2026, 1, 1)  # noqa: DTZ001  (a docx core property has no zone)
ZIP_TIME = (2026, 1, 1, 0, 0, 0)

LEFT, CENTER, RIGHT, JUSTIFY = ALIGN.LEFT, ALIGN.CENTER, ALIGN.RIGHT, ALIGN.JUSTIFY
# name: (based on, alignment, size pt, bold, first-line indent, space before pt, after pt)
PARAGRAPHS: dict[str, tuple[str, Any, float, bool, int, float, float]] = {
    "Body Text": ("Normal", JUSTIFY, 14, False, INDENT, 0, 6),
    "First Paragraph": ("Body Text", JUSTIFY, 14, False, INDENT, 0, 6),
    "Point": ("Body Text", JUSTIFY, 14, False, INDENT, 0, 6),
    "Last Paragraph": ("Body Text", JUSTIFY, 14, False, INDENT, 0, 6),  # not torn from the signature
    "Compact": ("Normal", LEFT, 11, False, 0, 1, 1),
    "Title": ("Normal", CENTER, 14, True, 0, 0, 14),
    "Resolution Title": ("Normal", LEFT, 14, True, 0, 0, 14),
    "Heading 1": ("Normal", CENTER, 14, True, 0, 14, 8),
    "Heading 2": ("Normal", LEFT, 14, True, 0, 12, 6),
    "Heading 3": ("Normal", LEFT, 14, True, 0, 10, 6),
    "Heading 4": ("Normal", LEFT, 14, False, 0, 8, 4),
    "Letterhead Name": ("Normal", CENTER, 10, False, 0, 0, 4),
    "Letterhead Body": ("Normal", CENTER, 13, True, 0, 0, 6),
    "Letterhead Kind": ("Normal", CENTER, 15, True, 0, 10, 10),
    "Requisites": ("Normal", LEFT, 14, False, 0, 4, 14),
    "Signature": ("Normal", LEFT, 14, True, 0, 36, 0),
    "Table Caption": ("Normal", LEFT, 12, True, 0, 8, 4),
    "List Bullet": ("Body Text", JUSTIFY, 14, False, 0, 0, 3),
    "List Bullet 2": ("Body Text", JUSTIFY, 14, False, 0, 0, 3),
}
KEPT_WITH_NEXT = ("Heading 1", "Heading 2", "Heading 3", "Heading 4", "Table Caption", "Last Paragraph")


def make() -> bytes:
    """Return the reference document as bytes, always the same."""
    document = Document()
    _page(document)
    _set_normal_style(document)
    for name, traits in PARAGRAPHS.items():
        _paragraph_style(document, name, *traits)
    _narrow_and_tabs(document)
    _lists(document)
    _table_styles(document)
    _footer(document)
    properties = document.core_properties
    properties.author = properties.title = properties.comments = properties.last_modified_by = ""
    properties.created = properties.modified = EPOCH
    archive = io.BytesIO()
    document.save(archive)
    return _reset_times(archive.getvalue())


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.top_margin = section.bottom_margin = Mm(20)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True


def _set_normal_style(document: Any) -> None:
    style = document.styles["Normal"]
    style.font.size = Pt(14)
    _typeface(style)
    style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = 1.0
    style.paragraph_format.widow_control = True


def _typeface(style: Any) -> None:
    """Set one face for every script: Word chooses by the kind of letter, and Kazakh must not fall to another face."""
    style.font.name = FONT
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        if attribute.endswith("Theme"):
            del fonts.attrib[attribute]
    for side in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{side}"), FONT)


def _paragraph_style(
    document: Any,
    name: str,
    base: str,
    alignment: Any,
    size: float,
    bold: bool,
    indent: int,
    before: float,
    after: float,
) -> None:
    styles = document.styles
    style = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    for properties in (style.element.find(qn("w:pPr")), style.element.find(qn("w:rPr"))):
        if properties is not None:  # the default template draws its own borders, indents and colours
            style.element.remove(properties)
    style.base_style = styles[base]
    style.quick_style = True
    style.hidden = False
    # Plain says nothing of bold, so that the first row of a table style can be bold over it.
    style.font.size, style.font.bold = Pt(size), bold or None
    style.font.color.rgb = INK
    _typeface(style)
    layout = style.paragraph_format
    layout.alignment, layout.first_line_indent = alignment, indent
    layout.space_before, layout.space_after = Pt(before), Pt(after)
    layout.keep_with_next = name in KEPT_WITH_NEXT
    if name.startswith("Heading"):
        level = parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="{int(name[-1]) - 1}"/>')
        style.element.get_or_add_pPr().append(level)


def _narrow_and_tabs(document: Any) -> None:
    styles = document.styles
    styles["Resolution Title"].paragraph_format.right_indent = Mm(165 - 92)
    for name in ("Requisites", "Signature"):
        styles[name].paragraph_format.tab_stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    styles["Signature"].paragraph_format.keep_together = True
    styles["Letterhead Name"].font.all_caps = True
    styles["Letterhead Kind"].font.element.append(parse_xml(f'<w:spacing {nsdecls("w")} w:val="40"/>'))


def _lists(document: Any) -> None:
    """Write dash lists as Word's own: the style carries the numbering, so pressing Enter goes on with the list."""
    numbering = document.part.numbering_part.element
    for child in list(numbering):
        numbering.remove(child)
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:pStyle w:val="{style}"/>'
        f'<w:lvlText w:val="–"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{left}" w:hanging="284"/></w:pPr>'
        f'<w:rPr><w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}"/></w:rPr></w:lvl>'
        for level, style, left in ((0, "ListBullet", 993), (1, "ListBullet2", 1560))
    )
    numbering.append(
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="1"><w:multiLevelType w:val="multilevel"/>{levels}'
            f"</w:abstractNum>"
        )
    )
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="1"><w:abstractNumId w:val="1"/></w:num>'))
    for name, level in (("List Bullet", 0), ("List Bullet 2", 1)):
        properties = document.styles[name].element.get_or_add_pPr()
        indent = properties.find(qn("w:ind"))
        if indent is not None:
            properties.remove(indent)
        list_properties = properties.get_or_add_numPr()
        list_properties.get_or_add_ilvl().val = level
        list_properties.get_or_add_numId().val = 1


def _table_styles(document: Any) -> None:
    line = 'w:val="single" w:sz="{size}" w:space="0" w:color="{color}"'
    heavy, light = line.format(size=6, color="000000"), line.format(size=4, color="999999")
    double = f'w:val="thickThinSmallGap" w:sz="12" w:space="1" w:color="{PRIMARY}"'
    cells = '<w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar>'
    borders = f"<w:tblBorders><w:top {heavy}/><w:bottom {heavy}/><w:insideH {light}/></w:tblBorders>"
    _table_style(
        document,
        "Table",
        f"<w:tblPr>{borders}{cells}</w:tblPr>"
        f'<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders><w:bottom {heavy}/></w:tcBorders>'
        f'<w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>',
    )
    _table_style(
        document, "Letterhead", f"<w:tblPr><w:tblBorders><w:insideH {double}/></w:tblBorders>{cells}</w:tblPr>"
    )


def _table_style(document: Any, name: str, inner: str) -> None:
    document.styles.element.append(
        parse_xml(
            f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/>'
            f'<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/><w:qFormat/>{inner}</w:style>'
        )
    )


def _footer(document: Any) -> None:
    """Put the number of the page in the middle of the foot; the first page has none."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = CENTER
    for part in ('<w:fldChar w:fldCharType="begin"/>', "PAGE", '<w:fldChar w:fldCharType="end"/>'):
        run = paragraph.add_run()
        run.font.size = Pt(11)
        instruction = f'<w:instrText {nsdecls("w")} xml:space="preserve"> {part} </w:instrText>'
        element = instruction if part == "PAGE" else part.replace("<w:fldChar", f"<w:fldChar {nsdecls('w')}")
        run.element.append(parse_xml(element))


def _reset_times(document: bytes) -> bytes:
    """Return the same archive with one time for all its parts, in the order of their names."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(source.namelist()):
            archive.writestr(zipfile.ZipInfo(name, ZIP_TIME), source.read(name), zipfile.ZIP_DEFLATED)
    return target.getvalue()


if __name__ == "__main__":
    TARGET.write_bytes(make())

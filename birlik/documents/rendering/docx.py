"""DOCX by pandoc: real styles of the reference document, so that Word edits it as its own."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape

from birlik.documents.rendering import pandoc
from birlik.documents.rendering.body import body, styled_paragraph
from birlik.documents.rendering.sheet import ASSETS, Sheet

REFERENCE = ASSETS / "reference.docx"
PROPERTIES = "docProps/core.xml"
NO_DATE = b"1970-01-01T00:00:00Z"
TAB = '<span class="tab"></span>'  # becomes Word's tabulator by the filter


def render(sheet: Sheet) -> bytes:
    parts = [*_head(sheet), body(sheet.blocks, word_styles=True), *_signature(sheet)]
    options = [
        f"--reference-doc={REFERENCE}",
        f"--template={ASSETS / 'document.openxml'}",
        f"--lua-filter={ASSETS / 'word.lua'}",
        f"--metadata=lang={sheet.locale}",
        f"--metadata=title={sheet.plain_title}",
        f"--metadata=author={sheet.details.organisation_kk}",
    ]
    return _set_date(pandoc.convert("\n".join(parts), to="docx", options=options, at=sheet.at), sheet.at)


def _set_date(document: bytes, at: datetime) -> bytes:
    """Put the version's date into the document's properties: in its sandbox pandoc has no clock and writes 1970."""
    stamp = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}".encode()
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == PROPERTIES:
                content = content.replace(NO_DATE, stamp)
            archive.writestr(part, content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _head(sheet: Sheet) -> list[str]:
    if not sheet.layout.has_letterhead:
        return [styled_paragraph("Title", _lines(sheet.title_lines))]
    requisites = styled_paragraph("Requisites", f"{escape(sheet.date_line)}{TAB}{escape(sheet.number_line)}")
    return [_letterhead(sheet), requisites, styled_paragraph("Resolution Title", _lines(sheet.title_lines))]


def _letterhead(sheet: Sheet) -> str:
    """Write two columns without lines: the Kazakh name at left, the Russian at right, the word for the paper under
    each.
    """
    details, words = sheet.details, sheet.layout.words
    names = ((details.organisation_kk, details.body_kk), (details.organisation_ru, details.body_ru))
    columns = [
        [styled_paragraph("Letterhead Name", escape(organisation)), styled_paragraph("Letterhead Body", escape(name))]
        for organisation, name in names
    ]
    kinds = [[styled_paragraph("Letterhead Kind", escape(word))] for word in words]
    rows = "".join(f"<tr>{''.join(f'<td>{chr(10).join(cell)}</td>' for cell in row)}</tr>" for row in (columns, kinds))
    width = '<colgroup><col style="width: 50%"><col style="width: 50%"></colgroup>'
    return f'<table data-custom-style="Letterhead">{width}<tbody>{rows}</tbody></table>'


def _signature(sheet: Sheet) -> list[str]:
    """Return the position at left, the name at right; the line stays empty between them for the hand."""
    details = sheet.details
    if not details.signatory_position and not details.signatory_name:
        return []
    return [
        styled_paragraph(
            "Signature", f"{_lines(details.signatory_position.splitlines())}{TAB}{escape(details.signatory_name)}"
        )
    ]


def _lines(lines: Sequence[str]) -> str:
    return "<br>".join(escape(line) for line in lines)

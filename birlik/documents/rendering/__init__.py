"""A version of a paper as a file: HTML that stands alone, DOCX that can be edited, PDF/A that can be kept."""

from __future__ import annotations

from birlik.core.errors import Refusal
from birlik.documents.enums import Format
from birlik.documents.models import PaperVersion
from birlik.documents.rendering import docx, html, pdf
from birlik.documents.rendering.sheet import Sheet

MEDIA_TYPES = {
    Format.HTML: "text/html; charset=utf-8",
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.PDF: "application/pdf",
}


def render(version: PaperVersion, fmt: str, *, base_url: str = "") -> bytes:
    """Return the file of a version: `fmt` is html, docx or pdf. The same version gives the same bytes.

    `base_url` ("https://birlik.example") makes the figures of a downloaded HTML file lead home; the other formats
    carry figures as plain text. Refused with `paper.format_unknown`; `paper.conversion_failed` when pandoc or Typst
    say no or take over 20 seconds.
    """
    sheet = Sheet.of(version)
    if fmt == Format.HTML:
        return html.render(sheet, base_url=base_url).encode()
    if fmt == Format.DOCX:
        return docx.render(sheet)
    if fmt == Format.PDF:
        return pdf.render(sheet)
    raise Refusal("paper.format_unknown", format=fmt)

"""PDF/A-2b by pandoc's Typst and our own page: the fonts are shipped, the machine's own are not looked at."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Final

from birlik.core.errors import Refusal
from birlik.documents.rendering import pandoc
from birlik.documents.rendering.body import LAST, body
from birlik.documents.rendering.sheet import ASSETS, Sheet

if TYPE_CHECKING:
    import typst

STANDARD: Final = "a-2b"


def render(sheet: Sheet) -> bytes:
    """Typeset the version as PDF: the text goes through pandoc; letterhead, title and signature reach the page as data,
    never as markup. Refused with `paper.conversion_failed`.
    """
    import typst  # slow import, for this one act

    text = body(sheet.blocks, word_styles=False)
    content = pandoc.convert(text, to="typst", options=["--wrap=none"], at=sheet.at).decode()
    before, mark, last = content.rpartition(LAST)
    if mark:
        content = f"{before}\n#block(sticky: true)[\n{last}\n]"
    try:
        pdf = typst.compile(
            f"{_page()}\n{content}\n#closing()\n".encode(),
            font_paths=_fonts(),
            format="pdf",
            sys_inputs={"paper": json.dumps(_data(sheet), ensure_ascii=False)},
            pdf_standards=STANDARD,
            timestamp=int(sheet.at.timestamp()),
        )
    except (typst.TypstError, RuntimeError) as error:
        raise Refusal("paper.conversion_failed", reason=str(error)[:300]) from error
    return pdf


@cache
def _fonts() -> typst.Fonts:
    import typst

    """The shipped faces, and Typst's embedded one for signs they lack; read once."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(ASSETS / "fonts")])


@cache
def _page() -> str:
    return (ASSETS / "page.typ").read_text(encoding="utf-8")


def _data(sheet: Sheet) -> dict[str, object]:
    details = sheet.details
    return {
        "language": sheet.language,
        "letterhead": sheet.layout.has_letterhead,
        "words": sheet.layout.words,
        "organisation": [details.organisation_kk, details.organisation_ru],
        "body": [details.body_kk, details.body_ru],
        "title": sheet.title_lines,
        "plain_title": sheet.plain_title,
        "author": details.organisation_kk,
        "date": sheet.date_line,
        "number": sheet.number_line,
        "position": details.signatory_position.splitlines(),
        "name": details.signatory_name,
    }

"""HTML as one file: the page of the paper with its style inside, figures as links."""

from __future__ import annotations

import re
from functools import cache
from html import escape

from birlik.documents.markup import remove_spans
from birlik.documents.rendering.sheet import ASSETS, Sheet

_HREF = re.compile(r'(<a class="figure"[^>]* href=")(/)')


def render(sheet: Sheet, *, base_url: str = "") -> str:
    """Return a whole document that needs nothing beside it; `base_url` is put before the addresses of the figures."""
    text = "\n".join(remove_spans(block.html, "unbacked") for block in sheet.blocks)
    if base_url:
        text = _HREF.sub(lambda match: f"{match[1]}{escape(base_url.rstrip('/'))}/", text)
    return (
        f'<!DOCTYPE html>\n<html lang="{sheet.locale}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(sheet.plain_title)}</title>\n<style>\n{_style()}</style>\n</head>\n<body>\n"
        f'<article class="sheet {sheet.layout.name}">\n{head(sheet)}\n{text}\n{signature(sheet)}\n</article>\n'
        f"</body>\n</html>\n"
    )


def head(sheet: Sheet) -> str:
    """Return what stands above the text: the letterhead with date and number, or the title alone.
    For the page as well.
    """
    title = "<br>".join(escape(line) for line in sheet.title_lines)
    if not sheet.layout.has_letterhead:
        return f'<h1 class="paper-title">{title}</h1>'
    details = sheet.details
    names = (
        ("kk", details.organisation_kk, details.body_kk, sheet.layout.words[0]),
        ("ru", details.organisation_ru, details.body_ru, sheet.layout.words[1]),
    )
    sides = "".join(
        f'<div lang="{language}"><p class="organisation">{escape(organisation)}</p>'
        f'<p class="body">{escape(body)}</p><p class="word">{escape(word)}</p></div>'
        for language, organisation, body, word in names
    )
    return (
        f'<header class="letterhead">{sides}</header>\n'
        f'<p class="requisites"><span>{escape(sheet.date_line)}</span><span>{escape(sheet.number_line)}</span></p>\n'
        f'<h1 class="paper-title narrow">{title}</h1>'
    )


def signature(sheet: Sheet) -> str:
    """Return the line under the text: position at left, name at right; nothing where both are empty."""
    details = sheet.details
    if not details.signatory_position and not details.signatory_name:
        return ""
    position = "<br>".join(escape(line) for line in details.signatory_position.splitlines())
    return f'<p class="signature"><span>{position}</span><span>{escape(details.signatory_name)}</span></p>'


@cache
def _style() -> str:
    return (ASSETS / "sheet.css").read_text(encoding="utf-8")

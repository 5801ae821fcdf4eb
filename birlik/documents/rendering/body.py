"""The blocks of a paper as one HTML text for pandoc: no links, no marks, Word's style named for each paragraph."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Any

import lxml.html

from birlik.documents.blocks import Block
from birlik.documents.markup import elements

POINT = re.compile(r"\s*\d+(?:\.\d+)*\.\s")
NUMERIC = re.compile(r"[\d\s\u00a0\u202f\u2009.,%+−–—-]+")
_NO_BREAK_SPACES = re.compile(r"(?<=\d) (?=%)|(?<=№) (?=\d)")  # never torn apart at the end of a line
LAST = "\ue000"  # a private character, taken out of every text
LONGEST_LAST = 1500  # a longer paragraph may be torn: enough of it stays with the signature
BULLETS = ("List Bullet", "List Bullet 2")
NARROWEST, WIDEST = 7, 46  # characters that a column of a table asks for at least and at most


def body(blocks: Sequence[Block], *, word_styles: bool) -> str:
    """Clean html of all blocks, sections opened, figures plain; with `word_styles` each paragraph names its style.

    The last paragraph is kept with the signature, which may not stand alone on a page: by its style in Word, for
    Typst by the mark `LAST` in a paragraph of its own before it.
    """
    nodes: list[Any] = []
    for block in blocks:
        for node in elements(block.html.replace(LAST, "")):
            for inline in list(node.iter("a", "span")):
                inline.drop_tag()
            nodes += _unwrap_section(node)
    parts = [_flow(node, word_styles=word_styles) for node in nodes]
    if nodes and nodes[-1].tag == "p" and len(nodes[-1].text_content()) <= LONGEST_LAST:
        parts[-1:] = (
            [styled_paragraph("Last Paragraph", _inner_html(nodes[-1]))]
            if word_styles
            else [f"<p>{LAST}</p>", parts[-1]]
        )
    return _NO_BREAK_SPACES.sub("\u00a0", "\n".join(parts))


def styled_paragraph(style: str, inner: str) -> str:
    """Return a paragraph in a named style of the reference document; `inner` is html."""
    return f'<div data-custom-style="{escape(style)}"><p>{inner}</p></div>'


def _unwrap_section(node: Any) -> list[Any]:
    """Return what is in a section, a mere frame around paragraphs, without losing text that stands beside them."""
    if node.tag not in {"div", "section"}:
        return [node]
    parts = [_paragraph(node.text)] if (node.text or "").strip() else []
    for child in list(node):
        tail, child.tail = child.tail, None
        parts += (
            _unwrap_section(child) if child.tag in {"div", "section", "p", "ul", "table"} else [_paragraph("", child)]
        )
        if (tail or "").strip():
            parts.append(_paragraph(tail))
    return parts


def _paragraph(text: str | None, child: Any = None) -> Any:
    node = lxml.html.Element("p")
    node.text = text
    if child is not None:
        node.append(child)
    return node


def _flow(node: Any, *, word_styles: bool) -> str:
    if node.tag == "table":
        return _table(node)
    if not word_styles:
        return _html(node)
    if node.tag == "ul":
        return "\n".join(_items(node, 0))
    if node.tag == "p" and POINT.match(node.text_content()):
        return styled_paragraph("Point", _inner_html(node))
    return _html(node)


def _items(node: Any, level: int) -> list[str]:
    """Return the items of a list as paragraphs of Word's list styles, nested ones a level deeper."""
    items = []
    for item in node.iter("li"):
        if item.getparent() is not node:
            continue
        lists = [child for child in item if child.tag == "ul"]
        for child in lists:
            item.remove(child)
        for child in list(item.iter("p")):
            child.drop_tag()
        items.append(styled_paragraph(BULLETS[min(level, 1)], _inner_html(item)))
        for child in lists:
            items += _items(child, level + 1)
    return items


def _table(node: Any) -> str:
    """Return the table with a width for each column by what stands in it, and its numbers at the right."""
    rows = [[cell for cell in row if cell.tag in {"td", "th"}] for row in node.iter("tr")]
    count = max((len(row) for row in rows), default=0)
    widths = [NARROWEST] * count
    for row in rows:
        if len(row) != count:  # merged cells say nothing of one column
            continue
        for index, cell in enumerate(row):
            widths[index] = max(widths[index], min(WIDEST, _width_of_cell(cell)))
    for row in rows:
        for cell in row:
            cell.set("style", f"text-align: {'right' if _is_number(cell) else 'left'}")
    for cell in node.xpath('.//tr[@class="total"]/*[not(strong)]'):
        _embolden(cell)
    columns = "".join(f'<col style="width: {100 * width / sum(widths):.2f}%">' for width in widths)
    html = _html(node)
    start = html.index("</caption>") + len("</caption>") if "<caption" in html else html.index(">") + 1
    return f"{html[:start]}<colgroup>{columns}</colgroup>{html[start:]}"


def _embolden(cell: Any) -> None:
    bold = lxml.html.Element("strong")
    bold.text, cell.text = cell.text, None
    bold.extend(list(cell))
    cell.append(bold)


def _width_of_cell(cell: Any) -> int:
    """Return characters a cell wants on a line: a number all of them, a heading its longest word."""
    text = str(cell.text_content())
    if cell.tag == "th" and not _is_number(cell):
        return max((len(word) for word in text.split()), default=0) + 2
    return len(text) + 2


def _is_number(cell: Any) -> bool:
    number_classes = {"number", "num"} & set((cell.get("class") or "").split())
    return bool(number_classes) or (cell.tag == "td" and NUMERIC.fullmatch(cell.text_content()) is not None)


def _html(node: Any) -> str:
    return str(lxml.html.tostring(node, encoding="unicode", with_tail=False))


def _inner_html(node: Any) -> str:
    return escape(node.text or "", quote=False) + "".join(
        _html(child) + escape(child.tail or "", quote=False) for child in node
    )

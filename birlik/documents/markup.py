"""HTML in and out of a block: the allow-list, the template's output taken apart, an editor's plain text.

Whatever enters is written anew from the allow-list, so nothing that is not on it can be in a stored block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from typing import Any

import lxml.html
from lxml.etree import ParserError

from birlik.core.errors import Refusal
from birlik.documents.blocks import Block, BlockKind, Mark

_BLOCK_NAMES = "h1 h2 h3 h4 p ul li table caption thead tbody tfoot tr th td div section"
_INLINE_NAMES = "strong em b i br span sub sup a"
_DROPPED_NAMES = "script style iframe object embed template noscript svg math form input textarea select title"
_CLASS_NAMES = (
    "points point subpoint lead addressee operative number num text total residual index caption note nowrap narrow "
    "muted center right unbacked figure"
)
BLOCK_TAGS = frozenset(_BLOCK_NAMES.split())
TAGS = BLOCK_TAGS | frozenset(_INLINE_NAMES.split())
TAGS_TO_DROP = frozenset(_DROPPED_NAMES.split())
CLASSES = frozenset(_CLASS_NAMES.split())
SPANS = frozenset({"colspan", "rowspan"})
SCOPES = frozenset({"col", "row", "colgroup", "rowgroup"})
KEY = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
CODE = re.compile(r"[A-Za-z0-9_.@/#:-]{1,200}")
LOCAL_ADDRESS = re.compile(r"/(?![/\\])[^\s\"'<>\\]*")
WHITESPACE = re.compile(r"[ \t\r\n\f]+")  # not the no-break spaces that group thousands
# What neither a database's JSON nor the XML of a DOCX can hold.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
PERCENT_WORDS = ("%", "пайыз", "процент")  # behind a citation they say that it is a percentage
EDITOR_PREFIX = "editor."
DASH = re.compile(r"\s*[-–—•]\s+")

# Clean html has one way to write each element, so its text can be read without a parser.
_LINE_BREAK = re.compile(r"</?(?:p|td|th|h[1-4]|caption|ul|table|div|section)(?: [^>]*)?>|</li>|<br>")
_ITEM = re.compile(r"<li(?: [^>]*)?>")
_BOLD = re.compile(r"</?(?:strong|b)>")
_TAG = re.compile(r"<[^>]+>")
_NAMES = "|".join(sorted(BLOCK_TAGS, key=len, reverse=True))
_AFTER_OPENING = re.compile(rf"(<(?:{_NAMES})(?: [^>]*)?>) ")
_BEFORE_CLOSING = re.compile(rf" (</(?:{_NAMES})>)")
_AFTER_CLOSING = re.compile(rf"(</(?:{_NAMES})>|<br>) ")
_BEFORE_OPENING = re.compile(r" (<(?:ul|table|p|div|section|li)(?: [^>]*)?>|<br>)")


def clean(html: str) -> str:
    """Return the same markup with only what the allow-list knows, white space collapsed; comments
    and scripts are gone.
    """
    return _tidy("".join(_write_element(node) if not isinstance(node, str) else _text(node) for node in _nodes(html)))


def parse(html: str) -> list[Block]:
    """Divide a template's output into its blocks in order.

    Every top-level element carries `data-block`, once each. Refused with `paper.malformed` and a reason otherwise:
    a template that loses text must fail where it is written, not on the page.
    """
    blocks: list[Block] = []
    keys: set[str] = set()
    for node in _nodes(html):
        if isinstance(node, str):
            if node.strip():
                raise Refusal("paper.malformed", reason=f"text outside a block: {node.strip()[:60]}")
            continue
        if not isinstance(node.tag, str):
            continue
        key = node.get("data-block") or ""
        if not KEY.fullmatch(key) or key.startswith(EDITOR_PREFIX) or key in keys:
            raise Refusal("paper.malformed", reason=f"key of a block: {key!r}")
        keys.add(key)
        html_part = _tidy(_write_element(node))
        if not html_part:
            raise Refusal("paper.malformed", reason=f"element <{node.tag}> of block {key!r}")
        blocks.append(Block(key, kind_of(node), html_part, citations=tuple(citations(html_part))))
    return blocks


def kind_of(node: Any) -> BlockKind:
    """Return which kind of block an element makes: by its name, and for a section by what is in it."""
    if node.tag in {"h1", "h2", "h3", "h4"}:
        return BlockKind.HEADING
    if node.tag == "ul":
        return BlockKind.LIST
    if node.tag == "table":
        return BlockKind.TABLE
    if node.tag in {"div", "section"}:
        return BlockKind.TABLE if node.find(".//table") is not None else BlockKind.POINTS
    return BlockKind.PARAGRAPH


def citations(html: str) -> Iterator[Mark]:
    """Return the figures cited in clean html, in reading order."""
    for node in elements(html):
        for link in node.iter("a"):
            after = WHITESPACE.sub(" ", link.tail or "").lstrip(" \u00a0\u202f")
            text = str(link.text_content()).strip()
            yield Mark.of(
                link.get("data-figure") or "",
                text=text,
                value=link.get("data-value") or "",
                percent=text.endswith("%") or after.startswith(PERCENT_WORDS),
                href=link.get("href") or "",
            )


def elements(html: str) -> list[Any]:
    """Return the top-level elements of clean html as an lxml tree."""
    return [node for node in _nodes(html) if not isinstance(node, str)]


def link(mark: Mark) -> str:
    """Return the clean html of a cited figure."""
    address = f' href="{escape(mark.href)}"' if LOCAL_ADDRESS.fullmatch(mark.href) else ""
    return (
        f'<a class="figure"{address} data-figure="{escape(mark.key)}" data-value="{mark.value}">'
        f"{escape(mark.shown, quote=False)}</a>"
    )


def plain_text(html: str) -> str:
    """Return what an editor sees in the field: a line per paragraph, a dash before an item, ** around bold words."""
    text = _BOLD.sub("**", _ITEM.sub("\n– ", _LINE_BREAK.sub("\n", html)))
    lines = (unescape(line).strip(" ") for line in _TAG.sub("", text).split("\n"))
    return "\n".join(line for line in lines if line)


def lines_of(html: str) -> list[str]:
    """Return the text of clean html, a line per paragraph, item or cell; no dashes, no marks."""
    text = _TAG.sub("", _LINE_BREAK.sub("\n", _ITEM.sub("\n", html)))
    return [unescape(line) for line in text.split("\n") if line.strip()]


def remove_spans(html: str, class_name: str) -> str:
    """Clean html with the spans of one class taken away, their text kept."""
    nodes = elements(html)
    for node in nodes:
        for span in node.xpath(f'.//span[@class="{class_name}"]'):
            span.drop_tag()
    return "".join(_write_element(node) for node in nodes)


def remove_unprintable(text: str) -> str:
    """Return the text without control characters; line ends and tabulators stay."""
    return UNPRINTABLE.sub("", text)


def is_item(line: str) -> bool:
    return DASH.match(line) is not None


def _nodes(html: str) -> list[Any]:
    try:
        nodes: list[Any] = lxml.html.fragments_fromstring(remove_unprintable(html))
    except ParserError:  # nothing but comments
        return []
    # A comment keeps the text behind it as its tail: it must not leave together with the comment.
    return [part for node in nodes for part in ([node] if isinstance(node, str) else [node, node.tail or ""])]


def _write_element(node: Any) -> str:
    """Write an element anew: name and attributes from the allow-list, everything else as text or not at all."""
    if not isinstance(node.tag, str) or node.tag in TAGS_TO_DROP:
        return ""
    if node.tag == "ol":
        raise Refusal("paper.malformed", reason="<ol>: points carry their typed numbers")
    inner = _text(node.text or "") + "".join(_write_element(child) + _text(child.tail or "") for child in node)
    if node.tag not in TAGS or (node.tag == "a" and not node.get("data-figure")):
        return inner
    if node.tag == "br":
        return "<br>"
    return f"<{node.tag}{_attributes(node)}>{inner}</{node.tag}>"


def _attributes(node: Any) -> str:
    attributes: list[tuple[str, str]] = []
    classes = " ".join(name for name in (node.get("class") or "").split() if name in CLASSES)
    if node.tag == "a":
        classes = "figure"
    if classes:
        attributes.append(("class", classes))
    for name, value in sorted(node.attrib.items()):
        if _is_allowed_attribute(str(node.tag), name, value):
            attributes.append((name, value))
    return "".join(f' {name}="{escape(value)}"' for name, value in attributes)


def _is_allowed_attribute(tag: str, name: str, value: str) -> bool:
    if name == "data-addressee":
        return CODE.fullmatch(value) is not None
    if tag == "a":
        if name == "href":
            return LOCAL_ADDRESS.fullmatch(value) is not None
        return name in {"data-figure", "data-value"} and CODE.fullmatch(value) is not None
    if tag in {"td", "th"}:
        return (name in SPANS and value.isascii() and value.isdigit()) or (name == "scope" and value in SCOPES)
    return False


def _text(text: str) -> str:
    return escape(WHITESPACE.sub(" ", text), quote=False)


def _tidy(html: str) -> str:
    for pattern in (_AFTER_OPENING, _BEFORE_CLOSING, _AFTER_CLOSING, _BEFORE_OPENING):
        html = pattern.sub(r"\1", html)
    return html.strip(" ")

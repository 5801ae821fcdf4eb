"""Which figure stands behind which number: of an editor's text, of a whole paper, of two languages of one paper."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import Protocol

import lxml.html

from birlik.documents.blocks import Block, BlockKind, FigureRef, Mark, Origin, marks_of
from birlik.documents.markup import DASH, clean, elements, is_item, lines_of, link, remove_unprintable
from birlik.documents.numbers import Number, find_numbers

# Clean html has one way to write each of these.
_CITATION = re.compile(r"<a [^>]*>.*?</a>")
_INDEX_CELL = re.compile(r'<(t[dh]) class="index"[^>]*>.*?</\1>')  # the running number of a table's row
CITATION_SIGN = "\ufffc"  # stands in the text for a number that is already a citation


class Resolver(Protocol):
    """What the caller knows of figures; the engine knows nothing of them.

    `latest_marks` answers for many figures at once: the newest edition of each, without those it does not know.
    `pool` offers the figures that a number typed by hand may mean, the likeliest first.
    """

    def latest_marks(self, refs: Collection[FigureRef]) -> Mapping[FigureRef, Mark]: ...

    def pool(self) -> Iterable[Mark]: ...


@dataclass(frozen=True, slots=True)
class Backing:
    """A number of a text and the figure behind it; `choices` counts the different figures that would fit."""

    number: Number
    mark: Mark | None
    choices: int


@dataclass(frozen=True, slots=True)
class StaleCitation:
    """A citation whose figure has changed since: `new` is None where the figure is no longer there."""

    block: str
    mark: Mark
    old: Decimal
    new: Decimal | None


@dataclass(frozen=True, slots=True)
class UnbackedNumber:
    """A number that claims something and cites nothing."""

    block: str
    shown: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What one language of a paper cites and the other does not: sides of figures with their values."""

    only_first: frozenset[tuple[str, str, Decimal]]
    only_second: frozenset[tuple[str, str, Decimal]]

    def __bool__(self) -> bool:
        return bool(self.only_first or self.only_second)


def find_backings(text: str, candidates: Sequence[Mark]) -> list[Backing]:
    """Return each number of the text with the first of the known figures that equals it."""
    backings = []
    for number in find_numbers(text):
        matches = [mark for mark in candidates if number.equals(mark.value, percent=mark.percent)]
        match = matches[0] if matches else None
        backings.append(Backing(number, match, len({mark.ref for mark in matches})))
    return backings


def write_block(
    text: str, *, key: str, after: str, known_marks: Sequence[Mark], paragraph_class: str = "", tag: str = "p"
) -> Block:
    """Turn an editor's plain text into a block: escaped, a paragraph per line, lines with a dash a list, ** bold.

    Numbers that a known figure backs become citations of it; the others are wrapped in `span.unbacked`.
    `known_marks` are asked in their order: figures already cited beside come first.
    """
    marks: list[Mark] = []
    parts: list[str] = []
    items: list[str] = []
    lines = [line.strip() for line in remove_unprintable(text).splitlines() if line.strip()]
    for line in lines:
        if is_item(line):
            items.append(f"<li>{_cite_line(DASH.sub('', line, count=1), known_marks, marks)}</li>")
            continue
        if items:
            parts.append(f"<ul>{''.join(items)}</ul>")
            items = []
        name = f' class="{paragraph_class}"' if paragraph_class else ""
        parts.append(f"<{tag}{name}>{_cite_line(line, known_marks, marks)}</{tag}>")
    if items:
        parts.append(f"<ul>{''.join(items)}</ul>")
    kind = BlockKind.HEADING if tag != "p" else BlockKind.LIST if all(map(is_item, lines)) else BlockKind.PARAGRAPH
    html = clean(parts[0] if len(parts) == 1 else f"<div>{''.join(parts)}</div>")
    return Block(key, kind, html, Origin.EDITOR, tuple(marks), after, "\n".join(lines))


def unbacked_numbers(blocks: Iterable[Block]) -> list[UnbackedNumber]:
    """Return the numbers of a paper that are no citations, in reading order; the same question for every block."""
    numbers = []
    for block in blocks:
        for line in lines_without_citations(block.html):
            numbers += [UnbackedNumber(block.key, number.shown) for number in find_numbers(line)]
    return numbers


def stale_citations(blocks: Sequence[Block], resolver: Resolver) -> list[StaleCitation]:
    """Return the citations of a paper whose figure has another value now, or none; one question to the resolver."""
    latest = resolver.latest_marks({mark.ref for mark in marks_of(blocks)})
    citations = []
    for block in blocks:
        for mark in block.citations:
            now = latest.get(mark.ref)
            if now is None or now.value != mark.value:
                citations.append(StaleCitation(block.key, mark, mark.value, now.value if now else None))
    return citations


def mark_stale_citations(block: Block, stale: Sequence[StaleCitation]) -> str:
    """Return the block's html for the page, its stale citations with the class `stale` and the new
    value in `data-now`.
    """
    now = {old.mark.key: old.new for old in stale if old.block == block.key}
    if not now:
        return block.html
    roots = elements(block.html)
    for node in (node for root in roots for node in root.iter("a")):
        key = node.get("data-figure")
        if key in now:
            node.set("class", "figure stale")
            node.set("data-now", "" if now[key] is None else str(now[key]))
    return "".join(str(lxml.html.tostring(root, encoding="unicode", with_tail=False)) for root in roots)


def same_figures(first: Iterable[Block], second: Iterable[Block]) -> Difference:
    """Return the figures two languages of one paper cite, compared as sets of (figure with edition, facet, value).

    Sets, not lists: a language may say one number twice where the other says it once.
    """
    one, other = _cited_set(first), _cited_set(second)
    return Difference(frozenset(one - other), frozenset(other - one))


def lines_without_citations(html: str) -> list[str]:
    """Return the text of clean html, a line per paragraph, item or cell, each citation replaced by one neutral
    character.
    """
    return lines_of(_CITATION.sub(CITATION_SIGN, _INDEX_CELL.sub("", html)))


def _cited_set(blocks: Iterable[Block]) -> set[tuple[str, str, Decimal]]:
    return {(f"{mark.figure}#{mark.edition}", mark.facet, mark.value) for mark in marks_of(blocks)}


def _cite_line(line: str, candidates: Sequence[Mark], marks: list[Mark]) -> str:
    """Write one line, escaped, its numbers cited or marked; the citations made are added to `marks`."""
    parts: list[str] = []
    position = 0
    for backing in find_backings(line, candidates):
        number = backing.number
        parts.append(escape(line[position : number.start], quote=False))
        if backing.mark is None:
            parts.append(f'<span class="unbacked">{escape(number.shown, quote=False)}</span>')
        else:
            old = backing.mark
            mark = Mark(old.figure, old.edition, old.facet, number.shown, old.value, old.percent, old.href)
            marks.append(mark)
            parts.append(link(mark))
        position = number.end
    parts.append(escape(line[position:], quote=False))
    return _bold("".join(parts))


def _bold(html: str) -> str:
    pieces = html.split("**")
    if len(pieces) % 2 == 0:  # a lone ** stays what it is
        pieces[-2:] = ["**".join(pieces[-2:])]
    return "".join(f"<strong>{piece}</strong>" if index % 2 and piece else piece for index, piece in enumerate(pieces))

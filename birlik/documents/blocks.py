"""The blocks of a paper: what a template made, what an editor wrote, and the figures each of them cites.

A figure is named by text, `CODE@union/2025#1:change`: which figure, which edition of it, which side of it.
The engine takes the name apart at `#` and `:` and never asks what stands in front of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, NamedTuple

from birlik.core.errors import Refusal

LONGEST_FIGURE, LONGEST_FACET = 150, 40
LARGEST = Decimal(10) ** 18
START = ""  # the anchor of what stands before the first generated block


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    TABLE = "table"
    POINTS = "points"


class Origin(StrEnum):
    GENERATED = "generated"
    EDITOR = "editor"


class FigureRef(NamedTuple):
    """One side of one figure, whatever its edition: what a resolver is asked for."""

    figure: str
    facet: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure as a paper shows it: `shown` is the text on the page, `value` the number behind it."""

    figure: str
    edition: int
    facet: str
    shown: str
    value: Decimal
    percent: bool = False
    href: str = ""

    @property
    def ref(self) -> FigureRef:
        return FigureRef(self.figure, self.facet)

    @property
    def key(self) -> str:
        return f"{self.figure}#{self.edition}:{self.facet}"

    def as_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "shown": self.shown,
            "value": str(self.value),
            "percent": self.percent,
            "href": self.href,
        }

    @classmethod
    def of(cls, key: str, *, text: str, value: str, percent: bool = False, href: str = "") -> Mark:
        """Make a mark; refused with `paper.malformed` where the name of the figure or its value cannot be read."""
        figure, edition, facet = split_key(key)
        try:
            number = Decimal(value)
        except InvalidOperation as error:
            raise Refusal("paper.malformed", reason=f"value of {key}: {value!r}") from error
        if not number.is_finite() or abs(number) >= LARGEST:
            raise Refusal("paper.malformed", reason=f"value of {key}: {value!r}")
        return cls(figure, edition, facet, text, number, percent, href)


def split_key(key: str) -> tuple[str, int, str]:
    """Split a key: `CODE@union/2025#2:change` → (`CODE@union/2025`, 2, `change`).

    Edition 1 and the facet `value` may be left out. Refused with `paper.malformed`.
    """
    rest, _, facet = key.partition(":")
    figure, _, edition = rest.partition("#")
    edition_number = re.fullmatch(r"[0-9]{0,9}", edition)
    if not 0 < len(figure) <= LONGEST_FIGURE or len(facet) > LONGEST_FACET or not edition_number:
        raise Refusal("paper.malformed", reason=f"figure {key!r}")
    return figure, int(edition or 1), facet or "value"


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a paper.

    `html` is clean (see `markup`). An editor's block and an overridden one keep what was typed in `text`; `base` is
    the generated html under an override, `base_changed` says that it is no longer the one the editor saw.
    """

    key: str
    kind: BlockKind
    html: str
    origin: Origin = Origin.GENERATED
    citations: tuple[Mark, ...] = ()
    after: str = START
    text: str = ""
    base: str = ""
    base_changed: bool = False

    @property
    def is_generated(self) -> bool:
        return self.origin is Origin.GENERATED

    @property
    def is_overridden(self) -> bool:
        return self.is_generated and bool(self.base)

    @property
    def is_by_hand(self) -> bool:
        return not self.is_generated or bool(self.base)

    def with_anchor(self, after: str) -> Block:
        return replace(self, after=after)

    def as_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "kind": self.kind.value,
            "html": self.html,
            "origin": self.origin.value,
            "citations": [mark.as_json() for mark in self.citations],
            "after": self.after,
            "text": self.text,
            "base": self.base,
            "base_changed": self.base_changed,
        }

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Block:
        marks = (
            Mark.of(mark["key"], text=mark["shown"], value=mark["value"], percent=mark["percent"], href=mark["href"])
            for mark in content["citations"]
        )
        return cls(
            key=content["key"],
            kind=BlockKind(content["kind"]),
            html=content["html"],
            origin=Origin(content["origin"]),
            citations=tuple(marks),
            after=content["after"],
            text=content["text"],
            base=content["base"],
            base_changed=content["base_changed"],
        )


def marks_of(blocks: Iterable[Block]) -> list[Mark]:
    return [mark for block in blocks for mark in block.citations]

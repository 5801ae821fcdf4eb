"""An edition of a form as its files say it, before its lines become cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from birlik.core.rulebook import Document, Where

SourcePlace = tuple[Document, Where]


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """A line of the form as its files say it, and where the last of them says so."""

    data: Mapping[str, Any]
    place: SourcePlace


@dataclass(frozen=True, slots=True)
class WrittenForm:
    """The files of an edition laid over each other, and which of them has the last word on each key.

    `lines`: those of each section, in the order of the paper.
    """

    document: Document
    data: Mapping[str, Any]
    origins: Mapping[str, Document]
    lines: Mapping[str, list[WrittenLine]]

    def source_of(self, key: str) -> SourcePlace:
        return self.origins[key], (key,)

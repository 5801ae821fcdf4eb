"""Everything a paper shows, apart from the database: what each format is made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from birlik.documents import layouts
from birlik.documents.blocks import Block
from birlik.documents.details import Details
from birlik.documents.layouts import Layout
from birlik.documents.models import PaperVersion

ASSETS = Path(__file__).resolve().parents[1] / "assets"
LOCALES = {"kk": "kk-KZ", "ru": "ru-RU"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """`title` has one line per line of the page; `at` dates the file, so that one version makes one file."""

    layout: Layout
    language: str
    title: str
    details: Details
    blocks: Sequence[Block]
    at: datetime

    @classmethod
    def of(cls, version: PaperVersion) -> Sheet:
        paper = version.paper
        layout = layouts.of(paper.kind)
        return cls(layout, paper.language, version.title, version.details, version.blocks, version.at)

    @property
    def locale(self) -> str:
        return LOCALES[self.language]

    @property
    def title_lines(self) -> list[str]:
        return self.title.split("\n")

    @property
    def plain_title(self) -> str:
        return " ".join(self.title.split())

    @property
    def date_line(self) -> str:
        return self.details.date_line(self.language)

    @property
    def number_line(self) -> str:
        return self.details.number_line(self.language)

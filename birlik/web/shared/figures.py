"""What a screen needs to show one figure: the value and everything that travels with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from birlik.core.bilingual import Bilingual
from birlik.web.shared.numbers import Number


@dataclass(frozen=True, slots=True)
class FigureView:
    """One figure on a page. `value` None means no data; `series` are up to five years, oldest first.

    `unit` is "" for counts, "%" for shares, else a word set after the number. `mark` is one of "", "preliminary",
    "frozen", "stale". `accepted` of `expected` is shown only where the two differ.
    """

    value: Number | None
    url: str = ""
    name: Bilingual | str = ""
    unit: str = ""
    change: Number | None = None
    change_pct: Number | None = None
    series: Sequence[Number | None] = ()
    accepted: int | None = None
    expected: int | None = None
    mark: str = ""

    @property
    def is_partial(self) -> bool:
        return self.accepted is not None and self.expected is not None and self.accepted < self.expected

    def name_in(self, language: str) -> str:
        return self.name.in_(language) if isinstance(self.name, Bilingual) else self.name

    @property
    def hint(self) -> str:
        """The name in both official languages, one a line."""
        if isinstance(self.name, Bilingual):
            return f"{self.name.kk}\n{self.name.ru}"
        return self.name

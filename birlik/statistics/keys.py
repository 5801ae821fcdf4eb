"""The identity of a figure as text: `CODE@union/2025#1`, with a facet where a paper needs one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from birlik.core.errors import Refusal

FACETS = ("value", "previous", "change", "change_pct")
PATTERN = re.compile(
    r"(?P<code>[a-z0-9_]+)@(?P<organisation>[a-z0-9-]+)/(?P<year>[0-9]{4})(#(?P<edition>[0-9]{1,8}))?(:(?P<facet>[a-z_]+))?"
)


@dataclass(frozen=True, slots=True)
class FigureKey:
    """Indicator, organisation, period, edition, and which side of the figure is meant."""

    code: str
    organisation: str
    year: int
    edition: int
    facet: str = "value"

    @classmethod
    def parse(cls, text: str) -> FigureKey:
        """Read the key of a figure; refused with `figure.unknown`."""
        match = PATTERN.fullmatch(text)
        if match is None or (match["facet"] or "value") not in FACETS:
            raise Refusal("figure.unknown", key=text)
        edition = int(match["edition"] or 1)
        return cls(match["code"], match["organisation"], int(match["year"]), edition, match["facet"] or "value")

    @property
    def figure(self) -> str:
        """The key without its facet."""
        return f"{self.code}@{self.organisation}/{self.year}#{self.edition}"

    def with_facet(self, facet: str) -> FigureKey:
        return replace(self, facet=facet)

    def __str__(self) -> str:
        return f"{self.figure}:{self.facet}"

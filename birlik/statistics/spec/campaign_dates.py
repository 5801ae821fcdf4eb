"""The days proposed for a campaign, from rulebook/campaigns/dates.yaml: numbers of working days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from birlik.core.rulebook import Document, read, rulebook_folder
from birlik.orgs.kinds import TEXTS, kinds_by_code

NUMBER = {"type": "integer", "minimum": 0, "maximum": 250}
DATES = ("hand_in", "on_time", "closes")
TERMS = {
    "type": "object",
    "required": list(DATES),
    "additionalProperties": False,
    "properties": dict.fromkeys(DATES, NUMBER),
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["source", "opens", "default"],
    "additionalProperties": False,
    "properties": {
        "source": TEXTS,
        "opens": NUMBER,
        "default": TERMS,
        "kinds": {"type": "object", "additionalProperties": TERMS},
    },
}


@dataclass(frozen=True, slots=True)
class WindowTerms:
    """Working days from the day of the count to each day of a window."""

    hand_in: int
    on_time: int
    closes: int


@dataclass(frozen=True, slots=True)
class CampaignTerms:
    """Working days to the opening and to the days of each kind; a kind that is not named has those of `default`."""

    opens: int
    default: WindowTerms
    kinds: Mapping[str, WindowTerms]

    def of_kind(self, code: str) -> WindowTerms:
        return self.kinds.get(code, self.default)


def load_campaign_terms(path: Path) -> CampaignTerms:
    """Read the file; days that do not follow each other and an unknown kind are a malformed rulebook."""
    document = read(path)
    document.require(SCHEMA)
    opens = document.data["opens"]
    kinds = {}
    for code, days in document.data.get("kinds", {}).items():
        if code not in kinds_by_code():
            raise document.error(f"there is no kind '{code}'", "kinds", code)
        kinds[code] = _window_terms(document, days, opens, "kinds", code)
    return CampaignTerms(opens, _window_terms(document, document.data["default"], opens, "default"), kinds)


def _window_terms(document: Document, days: Mapping[str, int], opens: int, *where: str) -> WindowTerms:
    terms = WindowTerms(**days)
    if not opens <= terms.hand_in <= terms.on_time <= terms.closes:
        raise document.error("opens ≤ hand_in ≤ on_time ≤ closes does not hold", *where)
    return terms


@lru_cache(maxsize=1)
def campaign_terms() -> CampaignTerms:
    return load_campaign_terms(rulebook_folder() / "campaigns" / "dates.yaml")

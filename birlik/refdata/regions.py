"""The regions of the country, from rulebook/regions/kato.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from birlik.core.bilingual import Bilingual
from birlik.core.errors import Refusal
from birlik.core.rulebook import read, rulebook_folder

TEXT = {"type": "string", "minLength": 1}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["valid_from", "regions"],
    "properties": {
        "regions": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["code", "iso", "tile", "kk", "ru", "en"],
                "additionalProperties": False,
                "properties": {
                    "code": {"type": "string", "pattern": "^[0-9]{2}$"},
                    "iso": {"type": "string", "pattern": "^KZ-[0-9]{2}$"},
                    "tile": {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 2, "maxItems": 2},
                    "kk": TEXT,
                    "ru": TEXT,
                    "en": TEXT,
                },
            },
        }
    },
}


@dataclass(frozen=True, slots=True)
class Region:
    """`code`: first two digits of KATO; `column`, `row`: place in the tile map, from 0 at the top left."""

    code: str
    iso: str
    name: Bilingual
    column: int
    row: int


def load_regions(path: Path) -> tuple[Region, ...]:
    """Read the file; a code or a tile that is taken twice is a malformed rulebook."""
    document = read(path)
    document.require(SCHEMA)
    by_code: dict[str, Region] = {}
    tiles: set[tuple[int, int]] = set()
    for place, item in enumerate(document.data["regions"]):
        column, row = item["tile"]
        if item["code"] in by_code:
            raise document.error(f"region {item['code']} is listed twice", "regions", place)
        if (column, row) in tiles:
            raise document.error(f"tile {column},{row} is taken", "regions", place, "tile")
        tiles.add((column, row))
        by_code[item["code"]] = Region(item["code"], item["iso"], Bilingual.of(item), column, row)
    return tuple(by_code.values())


@lru_cache(maxsize=1)
def regions() -> tuple[Region, ...]:
    """Return all regions in the order of their codes."""
    return load_regions(rulebook_folder() / "regions" / "kato.yaml")


@lru_cache(maxsize=1)
def regions_by_code() -> dict[str, Region]:
    return {region.code: region for region in regions()}


def region(code: str) -> Region:
    """Return the region of a two-digit code; refused with `region.unknown`."""
    one = regions_by_code().get(code)
    if one is None:
        raise Refusal("region.unknown", region=code)
    return one

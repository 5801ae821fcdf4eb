"""The regions of the country, from the one file of rulebook/regions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from birlik.core.bilingual import Bilingual
from birlik.core.errors import Refusal
from birlik.core.rulebook import one_file, read, rulebook_folder

TEXT = {"type": "string", "minLength": 1}
TEXTS = {
    "type": "object",
    "required": ["kk", "ru"],
    "additionalProperties": False,
    "properties": dict.fromkeys(("kk", "ru", "en"), TEXT),
}
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
                    "short": TEXTS,
                    "sign": TEXTS,
                },
            },
        }
    },
}


@dataclass(frozen=True, slots=True)
class Region:
    """`code`: first two digits of KATO; `column`, `row`: place in the tile map, from 0 at the top left. `short`,
    `sign`: its name for a tile of the map and for one on a telephone, the whole name where the file has no other.
    """

    code: str
    iso: str
    name: Bilingual
    column: int
    row: int
    short: Bilingual
    sign: Bilingual


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
        name = Bilingual.of(item)
        short, sign = (Bilingual.of(item[key]) if key in item else name for key in ("short", "sign"))
        by_code[item["code"]] = Region(item["code"], item["iso"], name, column, row, short, sign)
    return tuple(by_code.values())


@lru_cache(maxsize=1)
def regions() -> tuple[Region, ...]:
    """Return all regions in the order of their codes."""
    return load_regions(one_file(rulebook_folder() / "regions"))


@lru_cache(maxsize=1)
def regions_by_code() -> dict[str, Region]:
    return {region.code: region for region in regions()}


def region(code: str) -> Region:
    """Return the region of a two-digit code; refused with `region.unknown`."""
    one = regions_by_code().get(code)
    if one is None:
        raise Refusal("region.unknown", region=code)
    return one

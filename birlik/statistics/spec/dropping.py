"""Lines that an edition of a form drops, and what goes with them of the lists that it takes over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from birlik.core.rulebook import Document
from birlik.statistics.spec.written import WrittenLine

Lines = dict[str, list[WrittenLine]]


def drop_lines(
    document: Document, base: Mapping[str, Any], lines: Mapping[str, list[WrittenLine]]
) -> tuple[dict[str, Any], Lines]:
    """Return the extended edition without what `dropped_lines` and `dropped_sections` name, and the lines that stay.

    The main indicators, percentages and uses that it had of these lines go with them, and what another line opened
    with; a sum that adds one of them up is left as it is, so that it is refused until the edition says what it adds up
    now.
    """
    sections, codes = set(document.data.get("dropped_sections", ())), list(document.data.get("dropped_lines", ()))
    for place, section in enumerate(document.data.get("dropped_sections", ())):
        if section not in lines:
            raise document.error(f"there is no section '{section}' to drop", "dropped_sections", place)
    line_codes = {line.data["code"] for section_lines in lines.values() for line in section_lines}
    for place, code in enumerate(codes):
        if code not in line_codes:
            raise document.error(f"there is no line '{code}' to drop", "dropped_lines", place)
    dropped_codes = {*codes, *(line.data["code"] for section in sections for line in lines[section])}
    cells = {
        cell
        for section in base["sections"]
        for line in lines[section["code"]]
        if line.data["code"] in dropped_codes
        for cell in _cells_of(section, line.data["code"])
    }
    prefills = {f"previous.{code}" for code in dropped_codes}
    stay = {
        section: [_without_prefill(line, prefills) for line in section_lines if line.data["code"] not in codes]
        for section, section_lines in lines.items()
        if section not in sections
    }
    data = {**base, "sections": [section for section in base["sections"] if stay.get(section["code"])]}
    return (_take_out(data, cells) if cells else data), {section: left for section, left in stay.items() if left}


def _without_prefill(line: WrittenLine, prefills: set[str]) -> WrittenLine:
    if line.data.get("prefill") not in prefills:
        return line
    return WrittenLine({key: value for key, value in line.data.items() if key != "prefill"}, line.place)


def _cells_of(section: Mapping[str, Any], line: str) -> list[str]:
    return [f"{line}_{column['code']}" for column in section["columns"]] if "columns" in section else [line]


def _take_out(data: dict[str, Any], cells: set[str]) -> dict[str, Any]:
    """Take cells out of the lists of an edition, and with them the percentages made of them."""
    lost_shares = [share for share in data["derived"] if share["numerator"] in cells or share["denominator"] in cells]
    codes = {*cells, *(share["code"] for share in lost_shares)}
    return {
        **data,
        "headline": [code for code in data["headline"] if code not in codes],
        "derived": [share for share in data["derived"] if share not in lost_shares],
        "uses": {
            name: left for name, value in data.get("uses", {}).items() if (left := _uses_without(name, value, codes))
        },
    }


def _uses_without(name: str, value: Any, codes: set[str]) -> Any:
    if isinstance(value, str):
        return "" if value in codes else value
    if name == "categories":
        return {category: pair for category, pair in value.items() if not codes & set(pair)}
    if isinstance(value, dict):
        return {kind: _uses_without("", kind_codes, codes) for kind, kind_codes in value.items()}
    parts = [_uses_without("", part, codes) for part in value]
    return [part for part in parts if part]

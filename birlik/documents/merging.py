"""A paper is generated again: what the editor wrote stays.

Generated blocks come in the new order. An override stays on its block, flagged when the text under it has changed.
An editor's paragraph stays behind its anchor; where the anchor is gone, behind the nearest preceding block that is
still there. An override whose block is gone becomes an editor's paragraph in its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from birlik.documents.blocks import START, Block, Origin
from birlik.documents.markup import EDITOR_PREFIX


def merge(old: Sequence[Block], new: Sequence[Block]) -> list[Block]:
    """Merge `old` as stored and `new` as the template made it into the blocks of the next version. Nothing by hand is
    lost.
    """
    new_keys = {block.key for block in new}
    overridden = {block.key: block for block in old if block.is_overridden}
    by_hand = _by_hand(old, new_keys)
    merged = list(by_hand.get(START, ()))
    for block in new:
        override = overridden.get(block.key)
        merged.append(_keep_override(override, block) if override else block)
        merged += by_hand.get(block.key, ())
    return merged


def _by_hand(old: Sequence[Block], new_keys: set[str]) -> dict[str, list[Block]]:
    """Return the editor's blocks by the generated block they will stand behind, in their old order."""
    places: dict[str, list[Block]] = {}
    keys = {block.key for block in old} | new_keys
    anchor = START
    for block in old:
        if not block.is_generated:
            places.setdefault(anchor, []).append(block.with_anchor(anchor))
        elif block.key in new_keys:
            anchor = block.key
        elif block.is_overridden:
            key = free_key(keys, f"{EDITOR_PREFIX}{block.key}")
            keys.add(key)
            orphan = replace(block, key=key, origin=Origin.EDITOR, after=anchor, base="", base_changed=True)
            places.setdefault(anchor, []).append(orphan)
    return places


def _keep_override(override: Block, block: Block) -> Block:
    if override.base == block.html:
        return override
    return replace(override, base=block.html, base_changed=True)


def free_key(keys: set[str], preference: str = "") -> str:
    """Return a key for an editor's block that no other block of the paper has: `preference`, or
    `editor.1`, `editor.2`…
    """
    if preference and preference not in keys:
        return preference
    stem = preference or f"{EDITOR_PREFIX[:-1]}"
    number = 1
    while f"{stem}.{number}" in keys:
        number += 1
    return f"{stem}.{number}"

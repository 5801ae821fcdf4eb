"""A paper generated again: nothing an editor wrote is ever lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from birlik.documents.blocks import START, Block, BlockKind, Origin
from birlik.documents.facts import write_block
from birlik.documents.merging import free_key, merge

KEYS = [f"block.{letter}" for letter in "abcdef"]


def generated(key: str, text: str = "") -> Block:
    return Block(key, BlockKind.PARAGRAPH, f"<p>{text or key}</p>")


def written(key: str, after: str, text: str) -> Block:
    return write_block(text, key=key, after=after, known_marks=())


def overridden(key: str, text: str, base: str = "") -> Block:
    return replace(written(key, START, text), origin=Origin.GENERATED, base=base or f"<p>{key}</p>")


def texts(blocks: Sequence[Block]) -> list[str]:
    return sorted(block.text for block in blocks if block.is_by_hand)


def keys(blocks: Sequence[Block]) -> list[str]:
    return [block.key for block in blocks]


@st.composite
def papers(draw: st.DrawFn) -> list[Block]:
    """A stored paper: generated blocks, some overridden, with editor's paragraphs between them."""
    blocks: list[Block] = []
    number = 0
    anchor = START
    for key in [START, *draw(st.permutations(KEYS))[: draw(st.integers(0, len(KEYS)))]]:
        if key:
            anchor = key
            changed = draw(st.booleans())
            blocks.append(overridden(key, f"words {key}") if changed else generated(key))
        for _ in range(draw(st.integers(0, 2))):
            number += 1
            blocks.append(written(f"editor.{number}", anchor, f"own {number}"))
    return blocks


@st.composite
def templates(draw: st.DrawFn) -> list[Block]:
    chosen = draw(st.permutations(KEYS))[: draw(st.integers(0, len(KEYS)))]
    return [generated(key, draw(st.sampled_from(["", "other words"]))) for key in chosen]


@given(papers(), templates())
def test_nothing_of_the_editors_is_ever_lost(old: list[Block], new: list[Block]) -> None:
    merged = merge(old, new)

    assert texts(merged) == texts(old)
    assert len(set(keys(merged))) == len(merged)


@given(papers(), templates())
def test_the_template_decides_the_order_and_the_words_of_its_own_blocks(old: list[Block], new: list[Block]) -> None:
    merged = merge(old, new)

    assert keys([block for block in merged if block.is_generated]) == keys(new)
    by_key = {block.key: block for block in new}
    for block in merged:
        if block.is_overridden:
            assert block.base == by_key[block.key].html
        elif block.is_generated:
            assert block == by_key[block.key]


@given(papers(), templates())
def test_every_paragraph_of_the_editor_stands_behind_its_anchor(old: list[Block], new: list[Block]) -> None:
    anchor = START
    for block in merge(old, new):
        if block.is_generated:
            anchor = block.key
        else:
            assert block.after == anchor


@given(papers(), templates())
def test_merging_twice_changes_nothing_more(old: list[Block], new: list[Block]) -> None:
    once = merge(old, new)

    assert merge(once, new) == once


@given(papers(), templates(), templates())
def test_nothing_is_lost_through_several_generations(old: list[Block], new: list[Block], newer: list[Block]) -> None:
    assert texts(merge(merge(old, new), newer)) == texts(old)


def test_a_paragraph_whose_anchor_is_gone_stands_at_the_nearest_preceding_block() -> None:
    old = [generated("a"), generated("b"), written("editor.1", "b", "own"), generated("c")]

    merged = merge(old, [generated("c"), generated("a")])

    assert keys(merged) == ["c", "a", "editor.1"]
    assert merged[2].after == "a"


def test_without_a_preceding_block_it_stands_first() -> None:
    merged = merge([generated("b"), written("editor.1", "b", "own")], [generated("a")])

    assert keys(merged) == ["editor.1", "a"]
    assert merged[0].after == START


def test_an_override_is_flagged_when_the_text_under_it_changes() -> None:
    (kept,) = merge([overridden("a", "own")], [generated("a", "other")])

    assert (kept.text, kept.base, kept.base_changed) == ("own", "<p>other</p>", True)


def test_an_override_over_the_same_text_is_left_alone() -> None:
    old = overridden("a", "own")

    assert merge([old], [generated("a")]) == [old]


def test_an_override_whose_block_is_gone_becomes_a_paragraph_of_the_editor() -> None:
    merged = merge([generated("a"), overridden("b", "own")], [generated("a")])

    assert keys(merged) == ["a", "editor.b"]
    assert (merged[1].origin, merged[1].after, merged[1].base_changed) == (Origin.EDITOR, "a", True)


def test_keys_are_free() -> None:
    assert free_key({"editor.1", "editor.2"}) == "editor.3"
    assert free_key({"editor.a"}, "editor.a") == "editor.a.1"

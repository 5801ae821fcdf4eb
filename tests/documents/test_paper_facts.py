"""Every number has a figure behind it, or is marked."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from birlik.documents import facts, markup
from birlik.documents.blocks import BlockKind, Mark
from tests.documents.samples import NARROW, NOTE, TOTAL, cite, known_figures, mark

FIGURES = known_figures().marks


def test_a_number_that_equals_a_figure_becomes_its_citation() -> None:
    block = facts.write_block("Мүшелер саны 601 648 болды.", key="editor.1", after="intro", known_marks=FIGURES)

    assert block.html == (
        '<p>Мүшелер саны <a class="figure" data-figure="members_total@union/2025#1:value" data-value="601648" '
        'href="/figures/members_total">601 648</a> болды.</p>'
    )
    assert [(made.key, made.shown) for made in block.citations] == [("members_total@union/2025#1:value", "601 648")]


def test_a_number_that_nothing_backs_is_marked() -> None:
    block = facts.write_block("Тағы 602 000 адам", key="editor.1", after="", known_marks=FIGURES)

    assert block.html == '<p>Тағы <span class="unbacked">602 000</span> адам</p>'
    assert facts.unbacked_numbers([block]) == [facts.UnbackedNumber("editor.1", "602 000")]


def test_lines_with_dashes_are_a_list_and_stars_are_bold() -> None:
    block = facts.write_block("- бір\n– **екі** 111-ге", key="editor.1", after="", known_marks=FIGURES)

    assert block.kind is BlockKind.LIST
    assert block.html.startswith("<ul><li>бір</li><li><strong>екі</strong> <a ")
    assert markup.plain_text(block.html) == "– бір\n– **екі** 111-ге"


def test_paragraphs_and_a_list_stay_one_block() -> None:
    block = facts.write_block("Себептер:\n\n- көші-қон;\n- зейнет.\nСоңы", key="editor.1", after="", known_marks=())

    assert block.html == "<div><p>Себептер:</p><ul><li>көші-қон;</li><li>зейнет.</li></ul><p>Соңы</p></div>"
    assert block.kind is BlockKind.PARAGRAPH


@pytest.mark.parametrize(
    "text", ["<script>alert(x)</script>", "a & b < c", "**<b>**", "** **", "**", "\x00x", "</p><p>"]
)
def test_hostile_text_is_text(text: str) -> None:
    block = facts.write_block(text, key="editor.1", after="", known_marks=())

    assert re.fullmatch(r"<p>(?:[^<>]|</?strong>)*</p>", block.html)


@given(st.text(max_size=200).filter(lambda text: text.strip()))
def test_any_text_makes_a_clean_block(text: str) -> None:
    block = facts.write_block(text, key="editor.1", after="", known_marks=FIGURES)

    assert markup.clean(block.html) == block.html


def test_the_first_known_figure_is_taken_and_the_choices_are_counted() -> None:
    known = [mark("b@union/2025#1:value", "16"), mark("a@union/2025#1:value", "16"), mark("b@union/2025#2:value", "16")]

    (backing,) = facts.find_backings("16 зейнеткер", known)

    assert backing.mark == known[0]
    assert backing.choices == 2


def test_a_percentage_and_a_count_do_not_back_each_other() -> None:
    known = [mark("share@union/2025#1:value", "17", percent=True)]

    assert facts.find_backings("17 ұйым", known)[0].mark is None
    assert facts.find_backings("17 %", known)[0].mark == known[0]


def test_numbers_of_generated_blocks_must_be_citations() -> None:
    assert facts.unbacked_numbers(markup.parse(NOTE)) == []

    bare = markup.parse(f'<ul data-block="a"><li>{TOTAL} мүше, 17 ұйым</li><li>22 облыс</li></ul>')

    assert facts.unbacked_numbers(bare) == [facts.UnbackedNumber("a", "17"), facts.UnbackedNumber("a", "22")]


def test_numbers_of_neighbouring_cells_are_not_read_as_one() -> None:
    table = '<table data-block="t"><tbody><tr><td>601</td><td>648</td></tr></tbody></table>'

    assert [bare.shown for bare in facts.unbacked_numbers(markup.parse(table))] == ["601", "648"]


def test_a_changed_figure_makes_its_citations_stale_with_old_and_new() -> None:
    resolver = known_figures()
    blocks = markup.parse(NOTE)
    assert facts.stale_citations(blocks, resolver) == []

    resolver.correct("members_total@union/2025", "value", "601700")

    found = facts.stale_citations(blocks, resolver)
    assert [(old.block, old.old, old.new) for old in found] == [
        ("intro", Decimal(601648), Decimal(601700)),
        ("table", Decimal(601648), Decimal(601700)),
    ]
    assert resolver.questions == 2  # one for each asking, however many figures


def test_stale_citations_are_marked_on_the_page() -> None:
    resolver = known_figures()
    blocks = markup.parse(NOTE)
    resolver.correct("members_total@union/2025", "value", "601700")
    found = facts.stale_citations(blocks, resolver)

    marked = facts.mark_stale_citations(blocks[1], found)

    assert marked.count('class="figure stale"') == marked.count('data-now="601700"') == 1
    assert facts.mark_stale_citations(blocks[0], found) == blocks[0].html


def test_running_numbers_of_rows_are_not_figures() -> None:
    row = '<tr><td class="index">17</td><td>Ұйым</td></tr>'

    assert facts.unbacked_numbers(markup.parse(f'<table data-block="t"><tbody>{row}</tbody></table>')) == []


def test_a_new_edition_with_the_same_value_is_not_stale() -> None:
    resolver = known_figures()
    resolver.correct("members_total@union/2025", "value", "601648")

    assert facts.stale_citations(markup.parse(NOTE), resolver) == []


def test_a_figure_that_is_gone_is_stale_without_a_new_value() -> None:
    resolver = known_figures()
    resolver.marks = [known for known in resolver.marks if known.facet != "change_pct"]

    assert [(old.block, old.new) for old in facts.stale_citations(markup.parse(NOTE), resolver)] == [("intro", None)]


def test_two_languages_cite_the_same_figures_however_often() -> None:
    twice = markup.parse(f'<p data-block="a">{TOTAL} и ещё раз {TOTAL}</p>')
    once = markup.parse(f'<p data-block="b">{TOTAL}</p>')

    assert not facts.same_figures(twice, once)


@pytest.mark.parametrize(
    "other",
    [
        cite("members_total@union/2025#1:value", "601649", "601 649"),
        cite("members_total@union/2025#2:value", "601648", "601 648"),
        cite("members_total@union/2025#1:change", "601648", "601 648"),
    ],
)
def test_another_value_edition_or_side_is_a_difference(other: str) -> None:
    one, two = (markup.parse(f'<p data-block="a">{figure}</p>') for figure in (TOTAL, other))

    difference = facts.same_figures(one, two)

    assert difference
    assert len(difference.only_first) == len(difference.only_second) == 1


def test_a_mark_writes_its_whole_name() -> None:
    made = Mark.of("a@b/2025", text=f"1{NARROW}000", value="1000")

    assert (made.key, made.ref) == ("a@b/2025#1:value", ("a@b/2025", "value"))

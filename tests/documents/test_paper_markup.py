"""What enters a block is written anew from an allow-list; what a template says is taken apart without loss."""

from __future__ import annotations

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from birlik.core.errors import Refusal
from birlik.documents import markup
from birlik.documents.blocks import Block, BlockKind
from tests.documents.samples import NARROW, NOTE, RESOLUTION, TOTAL


def test_a_note_is_taken_apart_into_blocks_with_their_figures() -> None:
    blocks = markup.parse(NOTE)

    assert [(block.key, block.kind) for block in blocks] == [
        ("intro.title", BlockKind.HEADING),
        ("intro", BlockKind.PARAGRAPH),
        ("lists", BlockKind.LIST),
        ("table", BlockKind.TABLE),
    ]
    assert [(mark.key, mark.shown, str(mark.value), mark.percent) for mark in blocks[1].citations] == [
        ("members_total@union/2025#1:value", f"601{NARROW}648", "601648", False),
        ("members_total@union/2025#1:change", f"7{NARROW}227", "7227", False),
        ("members_total@union/2025#1:change_pct", "1,2", "1.2", True),
    ]
    assert markup.parse(RESOLUTION)[2].kind is BlockKind.POINTS


def test_blocks_survive_their_storage() -> None:
    for block in markup.parse(NOTE):
        assert Block.from_json(block.as_json()) == block


def test_white_space_of_a_template_is_no_change_of_the_paper() -> None:
    spread = NOTE.replace("<li>", "\n      <li>\n   ").replace("</li>", "\n </li>")

    assert markup.parse(spread) == markup.parse(NOTE)


def test_no_break_spaces_survive() -> None:
    assert markup.clean(f"<p>601{NARROW}648\u00a0адам, −58</p>") == f"<p>601{NARROW}648\u00a0адам, −58</p>"


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("<p>a<script>alert(1)</script>b</p>", "<p>ab</p>"),
        ('<p onclick="x()" style="color:red" id="i">a</p>', "<p>a</p>"),
        ('<p><a href="javascript:alert(1)">a</a></p>', "<p>a</p>"),
        ("<p>a<!-- secret -->b</p>", "<p>ab</p>"),
        ('<p><img src="x" onerror="alert(1)">a</p>', "<p>a</p>"),
        ("<p><svg><script>x</script></svg>a</p>", "<p>a</p>"),
        ('<p class="point evil">a</p>', '<p class="point">a</p>'),
        ("<p>&lt;script&gt;</p>", "<p>&lt;script&gt;</p>"),
        ('<p><iframe src="//x"></iframe>a</p>', "<p>a</p>"),
    ],
)
def test_hostile_markup_is_gone(hostile: str, harmless: str) -> None:
    assert markup.clean(hostile) == harmless


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "//evil.example", "https://evil.example", "/\\evil", "/a b"]
)
def test_a_figure_leads_nowhere_but_into_the_house(address: str) -> None:
    html = f'<p><a class="figure" href="{address}" data-figure="a@b/2025" data-value="1">1</a></p>'

    assert "href" not in markup.clean(html)


@given(st.text(alphabet=st.sampled_from("<>/=\"'& apscriptonclk!-\u202f[]"), max_size=120))
def test_cleaning_leaves_only_what_the_list_allows_and_is_stable(html: str) -> None:
    once = markup.clean(html)

    assert markup.clean(once) == once
    for root in [node for node in lxml.html.fragments_fromstring(f"<div>{once}</div>") if not isinstance(node, str)]:
        for node in root.iter():
            assert node.tag in markup.TAGS
            assert set(node.attrib) <= {"class", "colspan", "rowspan", "scope", "data-addressee"} or node.tag == "a"


@pytest.mark.parametrize(
    "html",
    [
        "<p>without a key</p>",
        '<p data-block="a">x</p>loose<p data-block="b">y</p>',
        '<p data-block="a">x</p><p data-block="a">y</p>',
        '<p data-block="editor.1">x</p>',
        '<p data-block="Not A Key">x</p>',
        '<ol data-block="a"><li>x</li></ol>',
        '<script data-block="a">x</script>',
        '<p data-block="a"><a data-figure="x" data-value="many">1</a></p>',
        '<p data-block="a"><a data-figure="x#first" data-value="1">1</a></p>',
        '<p data-block="a"><a data-figure="x" data-value="NaN">1</a></p>',
    ],
)
def test_a_malformed_template_is_refused(html: str) -> None:
    with pytest.raises(Refusal) as refusal:
        markup.parse(html)

    assert refusal.value.code == "paper.malformed"
    assert refusal.value.params["reason"]


def test_a_comment_does_not_take_the_text_behind_it_along() -> None:
    with pytest.raises(Refusal):
        markup.parse('<p data-block="a">x</p><!-- c -->loose')


def test_the_editor_sees_lines_dashes_and_bold() -> None:
    html = f"<div><p>Бірінші <strong>қатар</strong> {TOTAL}</p><ul><li>бір</li><li>екі</li></ul></div>"

    assert markup.plain_text(markup.clean(html)) == f"Бірінші **қатар** 601{NARROW}648\n– бір\n– екі"

"""What a draft resolution must have before it is signed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from birlik.documents import markup
from birlik.documents.blocks import Block
from birlik.documents.details import Details
from birlik.documents.facts import write_block
from birlik.documents.linting import Severity, follows, lint_resolution, points
from tests.documents.samples import META, RESOLUTION, TOTAL, known_figures

PAIR = markup.parse(f'<p data-block="a">1. {TOTAL} бақылау</p>')


def codes(html: str = RESOLUTION, *, pair: list[Block] | None = PAIR, **meta: str) -> list[str]:
    return [finding.code for finding in findings(markup.parse(html), pair=pair, **meta)]


def findings(blocks: list[Block], *, pair: list[Block] | None = PAIR, **meta: str):
    details = Details.of({**META, **meta})
    return lint_resolution(
        blocks, details, pair=pair, resolver=known_figures(), addressee_known=lambda name: name == "members"
    )


def test_a_complete_resolution_has_no_findings() -> None:
    assert codes() == []


def test_points_are_read_in_order_with_their_blocks() -> None:
    read = [(point.label, point.block_key) for point in points(markup.parse(RESOLUTION))]

    assert read == [("1", "accept"), ("2", "bodies"), ("2.1", "bodies"), ("2.2", "bodies"), ("3", "control")]


@pytest.mark.parametrize(
    ("number", "previous", "may"),
    [
        ((1,), (0,), True),
        ((2,), (1,), True),
        ((3,), (1,), False),  # the real resolution № 9 п. 7 has no point 2
        ((3, 1), (3,), True),
        ((3, 2), (3, 1), True),
        ((4,), (3, 7), True),
        ((3, 3), (3, 1), False),
        ((3, 2), (3,), False),
        ((4, 1), (3,), False),
        ((1,), (1,), False),
        ((3, 1, 1), (3, 1), True),
        ((3, 2), (3, 1, 4), True),
    ],
)
def test_numbering_goes_on_without_gaps(number: tuple[int, ...], previous: tuple[int, ...], may: bool) -> None:
    assert follows(number, previous) is may


def test_a_gap_names_the_point_and_the_one_before() -> None:
    gap = findings(markup.parse(RESOLUTION.replace("<p>2.2.", "<p>2.3.")))

    assert [(found.code, found.block_key, found.params) for found in gap] == [
        ("numbering.gap", "bodies", {"number": "2.3", "previous": "2.1"})
    ]


def test_no_points_at_all() -> None:
    assert "numbering.missing" in codes('<p data-block="control">Контроль возложить.</p>')


def test_a_missing_control_clause() -> None:
    without = RESOLUTION[: RESOLUTION.index('<p data-block="control"')]

    assert codes(without) == ["control.missing"]
    assert codes(without + '<p data-block="p3">3. Усилить общественный контроль.</p>') == ["control.missing"]


def test_a_control_clause_must_be_last() -> None:
    assert codes(RESOLUTION + '<p data-block="late">4. Ещё один пункт.</p>') == ["control.not_last"]


def test_a_control_clause_is_found_by_its_words() -> None:
    assert codes(RESOLUTION.replace('data-block="control"', 'data-block="p3"')) == []


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("document_date", "", "date.missing"),
        ("document_date", "2026-02-30", "date.malformed"),
        ("minutes_number", "", "number.missing"),
        ("item_number", "", "number.missing"),
        ("item_number", "0", "number.malformed"),
        ("minutes_number", "девять", "number.malformed"),
        ("signatory_name", "", "signatory.missing"),
        ("controller_name", "", "controller.missing"),
    ],
)
def test_date_number_and_names(field: str, value: str, code: str) -> None:
    assert codes(**{field: value}) == [code]


def test_an_unknown_addressee_is_named() -> None:
    by_code = codes(RESOLUTION.replace('data-addressee="members"', 'data-addressee="nobody"'))
    by_words = findings(markup.parse(RESOLUTION.replace('data-addressee="members"', "")))

    assert by_code == ["addressee.unknown"]
    assert [found.params for found in by_words] == [{"addressee": "Руководящим органам членских организаций"}]


def test_an_unbacked_number_is_an_error_and_a_stale_one_a_warning() -> None:
    blocks = markup.parse(RESOLUTION)
    own = write_block("Ещё 5 000 человек", key="editor.1", after="accept", known_marks=())
    unbacked = findings([*blocks[:2], own, *blocks[2:]])
    assert [(found.code, found.severity, found.block_key) for found in unbacked] == [
        ("figure.unbacked", Severity.ERROR, "editor.1")
    ]

    resolver = known_figures()
    resolver.correct("members_total@union/2025", "value", "601700")
    stale = lint_resolution(
        blocks, Details.of(META), pair=PAIR, resolver=resolver, addressee_known=lambda name: name == "members"
    )
    assert [(found.code, found.params["old"], found.params["new"]) for found in stale] == [
        ("figure.stale", "601648", "601700")
    ]


def test_the_other_language_is_there_and_says_the_same() -> None:
    assert codes(pair=None) == ["pair.missing"]
    assert codes(pair=markup.parse('<p data-block="a">жоқ</p>')) == ["pair.figures_differ"]


def test_an_override_over_changed_text_is_a_warning() -> None:
    blocks = markup.parse(RESOLUTION)
    blocks[1] = replace(blocks[1], text="1. x", base="<p>1. y</p>", base_changed=True)

    assert [found.code for found in findings(blocks)] == ["override.base_changed"]

"""What a draft resolution must have before it is signed. Codes and places; the sentences for people live in the web."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from birlik.documents.blocks import Block, BlockKind
from birlik.documents.details import Details
from birlik.documents.facts import Resolver, same_figures, stale_citations, unbacked_numbers
from birlik.documents.markup import elements, lines_of

CONTROL_KEY = "control"
CONTROL_WORDS = re.compile(r"контрол|бақыла", re.IGNORECASE)
CONTROL_PHRASE = re.compile(r"контрол\w*\s+(?:за|над)\s+(?:исполн|выполн)|орындалуы\w*\s+бақыла", re.IGNORECASE)
_POINT = re.compile(r"\s*(\d+(?:\.\d+)*)\.\s*(.*)", re.DOTALL)
PAIR_SHOWN = 5  # figures named in a finding; the rest is counted


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault of the paper. `block_key` is "" where the whole paper is meant; `params` fill the sentence."""

    code: str
    severity: Severity = Severity.ERROR
    block_key: str = ""
    params: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Point:
    """A numbered point: «3.1.» → (3, 1), its text, and the block it stands in."""

    number: tuple[int, ...]
    text: str
    block_key: str

    @property
    def label(self) -> str:
        return ".".join(map(str, self.number))


def lint_resolution(
    blocks: Sequence[Block],
    details: Details,
    *,
    pair: Sequence[Block] | None,
    resolver: Resolver,
    addressee_known: Callable[[str], bool],
) -> list[Finding]:
    """Return all faults of a draft resolution, in the order of the page.

    `pair`: the blocks of the other language, None where there is no such paper. `addressee_known` is asked with the
    code of `data-addressee`, or with the words of a point that opens sub-points with a colon.
    """
    numbered_points = points(blocks)
    return [
        *_date_and_number(details),
        *_numbering(numbered_points),
        *_control(blocks, numbered_points),
        *_addressees(blocks, numbered_points, addressee_known),
        *lint_figures(blocks, pair=pair, resolver=resolver),
        *_signature(details),
    ]


def lint_figures(blocks: Sequence[Block], *, pair: Sequence[Block] | None, resolver: Resolver) -> list[Finding]:
    """Return what holds for a paper of any kind: every figure backed and fresh, both languages saying the same."""
    return [
        *(
            Finding("figure.unbacked", block_key=bare.block, params={"shown": bare.shown})
            for bare in unbacked_numbers(blocks)
        ),
        *_find_stale_citations(blocks, resolver),
        *(Finding("override.base_changed", Severity.WARNING, block.key) for block in blocks if block.base_changed),
        *_pair(blocks, pair),
    ]


def points(blocks: Iterable[Block]) -> list[Point]:
    """Return the typed numbers of the paper in order; items of lists, headings and tables have none."""
    points_read = []
    for block in blocks:
        if block.kind not in {BlockKind.PARAGRAPH, BlockKind.POINTS}:
            continue
        for line in _paragraphs(block.html):
            if match := _POINT.fullmatch(line):
                number = tuple(int(part) for part in match[1].split("."))
                points_read.append(Point(number, match[2].strip(), block.key))
    return points_read


def follows(number: tuple[int, ...], previous: tuple[int, ...]) -> bool:
    """Return whether the number may stand behind the previous one: 3 → 3.1 → 3.2 → 4, without gaps and repetitions."""
    depth = len(number)
    if depth == len(previous) + 1:
        return number == (*previous, 1)
    return depth <= len(previous) and number == (*previous[: depth - 1], previous[depth - 1] + 1)


def _numbering(numbered_points: Sequence[Point]) -> list[Finding]:
    if not numbered_points:
        return [Finding("numbering.missing")]
    findings, previous = [], Point((0,), "", "")
    for point in numbered_points:
        if not follows(point.number, previous.number):
            params = {"number": point.label, "previous": previous.label}
            findings.append(Finding("numbering.gap", block_key=point.block_key, params=params))
        previous = point
    return findings


def _control(blocks: Sequence[Block], numbered_points: Sequence[Point]) -> list[Finding]:
    """Check the control clause: the block keyed `control`, or the last point that speaks of control of execution."""
    keys = [block.key for block in blocks if block.key == CONTROL_KEY]
    keys += [point.block_key for point in reversed(numbered_points) if CONTROL_PHRASE.search(point.text)]
    if not keys:
        return [Finding("control.missing")]
    key = keys[0]
    clause = next(block for block in blocks if block.key == key)
    findings = []
    if not any(CONTROL_WORDS.search(line) for line in lines_of(clause.html)):
        findings.append(Finding("control.missing", block_key=key))
    if blocks[-1].key != key:
        findings.append(Finding("control.not_last", block_key=key))
    return findings


def _date_and_number(details: Details) -> list[Finding]:
    findings = []
    if not details.document_date:
        findings.append(Finding("date.missing"))
    elif details.date is None:
        findings.append(Finding("date.malformed", params={"date": details.document_date}))
    if not details.minutes_number or not details.item_number:
        findings.append(Finding("number.missing"))
    elif not details.has_number:
        params = {"minutes": details.minutes_number, "item": details.item_number}
        findings.append(Finding("number.malformed", params=params))
    return findings


def _signature(details: Details) -> list[Finding]:
    fields = {"signatory": details.signatory_name, "controller": details.controller_name}
    return [Finding(f"{who}.missing", Severity.WARNING) for who, name in fields.items() if not name]


def _addressees(
    blocks: Sequence[Block], numbered_points: Sequence[Point], is_known: Callable[[str], bool]
) -> list[Finding]:
    codes = [(block.key, code) for block in blocks for code in addressee_codes(block.html)]
    with_code = {key for key, _ in codes}
    for point, next_point in pairwise(numbered_points):
        opens = point.text.endswith(":") and next_point.number == (*point.number, 1)
        if opens and point.block_key not in with_code:
            codes.append((point.block_key, point.text.rstrip(":").strip()))
    return [
        Finding("addressee.unknown", block_key=key, params={"addressee": name})
        for key, name in codes
        if not is_known(name)
    ]


def addressee_codes(html: str) -> list[str]:
    """Return the codes of `data-addressee` in clean html."""
    return [node.get("data-addressee") for root in elements(html) for node in root.iter() if node.get("data-addressee")]


def _find_stale_citations(blocks: Sequence[Block], resolver: Resolver) -> list[Finding]:
    return [
        Finding(
            "figure.stale",
            Severity.WARNING,
            old.block,
            {"shown": old.mark.shown, "old": str(old.old), "new": "" if old.new is None else str(old.new)},
        )
        for old in stale_citations(blocks, resolver)
    ]


def _pair(blocks: Sequence[Block], pair: Sequence[Block] | None) -> list[Finding]:
    if pair is None:
        return [Finding("pair.missing")]
    difference = same_figures(blocks, pair)
    if not difference:
        return []
    sides = {"here": difference.only_first, "there": difference.only_second}
    params = {}
    for side, figures in sides.items():
        params[side] = ", ".join(f"{figure}:{facet} = {value}" for figure, facet, value in sorted(figures)[:PAIR_SHOWN])
        params[f"{side}_count"] = str(len(figures))
    return [Finding("pair.figures_differ", params=params)]


def _paragraphs(html: str) -> list[str]:
    """Return the lines of clean html that are no items of a list."""
    return [str(node.text_content()) for root in elements(html) for node in root.iter("p")] or [
        str(root.text_content()) for root in elements(html) if root.tag != "ul"
    ]

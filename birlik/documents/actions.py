"""What can be done to a paper. Rights are the caller's: it knows whose the subject is, the engine does not.

Every action writes one version and one audit event in one transaction, or changes nothing. `seen_version` is the
number of the version the editor had on the screen: where another has been written since, the action is refused with
`paper.changed_meanwhile`, so nobody overwrites what he has not read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from birlik.accounts.models import User
from birlik.audit import log
from birlik.core.errors import Refusal
from birlik.core.texts import shorten_text
from birlik.db.locks import wait_for_turn
from birlik.documents import layouts, markup, queries
from birlik.documents.blocks import START, Block, BlockKind, Mark, marks_of
from birlik.documents.details import Details
from birlik.documents.enums import PaperStatus
from birlik.documents.facts import Resolver, write_block
from birlik.documents.merging import free_key, merge
from birlik.documents.models import Citation, Paper, PaperVersion

LONGEST_TEXT = 20_000
LONGEST_TITLE = 1000
LONGEST_SHOWN = 80
LONGEST_REASON = 300


@transaction.atomic
def generate_paper(
    kind: str,
    subject: str,
    language: str,
    html: str,
    title: str,
    meta: Mapping[str, str],
    *,
    by: User,
    at: datetime,
    resolver: Resolver | None = None,
    reason: str = "generated",
) -> PaperVersion:
    """Make a template's output the paper's next version; what editors wrote stays where it belongs.

    `html`: top-level elements with `data-block`; `meta`: fields of `Details`, used where no editor has set them.
    With a resolver the numbers of the editor's own text are looked up again. An unchanged paper gets no version.
    Refused: `paper.malformed`, `paper.details`, `paper.kind_unknown`, `paper.language_unknown`, `paper.adopted`.
    """
    layouts.of(kind)
    if language not in queries.OTHER_LANGUAGE:
        raise Refusal("paper.language_unknown", language=language)
    new, details = markup.parse(html), Details.of(meta)
    wait_for_turn("paper")  # two first generations at once would make the paper twice
    paper = Paper.objects.select_for_update().filter(kind=kind, subject=subject, language=language).first()
    if paper is None:
        paper = Paper(kind=kind, subject=subject, language=language, created_at=at, created_by=by)
        blocks = new
    else:
        _require_draft(paper)
        blocks = _backed_again(merge(queries.version(paper).blocks, new), resolver)
    by_hand = set(paper.by_hand)
    if "title" not in by_hand:
        paper.title = _title(title)
    details_sent = details.as_json()
    paper.meta = {name: paper.meta[name] if name in by_hand else value for name, value in details_sent.items()}
    return _write_version(paper, blocks, action="paper.generated", reason=reason, by=by, at=at)


@transaction.atomic
def edit_block(
    paper: Paper,
    key: str,
    text: str,
    *,
    by: User,
    at: datetime,
    resolver: Resolver | None = None,
    seen_version: int | None = None,
) -> PaperVersion:
    """Give a block other words: an editor's block is rewritten, a generated one overridden and its base remembered.

    Refused: `paper.block_unknown`, `paper.block_fixed` (tables are data), `paper.text_empty`, `paper.text_too_long`.
    """

    def rewrite_block(blocks: list[Block]) -> list[Block]:
        """Replace the text of a block by hand, numbers bound to the figures that they match.

        Refused with `paper.block_fixed`.
        """
        old = _block(blocks, key)
        if old.kind is BlockKind.TABLE:
            raise Refusal("paper.block_fixed", block=key)
        new = _hand_written(old, _text(text), _candidate_marks(blocks, old, resolver))
        return [new if block.key == key else block for block in blocks]

    return _change_blocks(
        paper, rewrite_block, action="paper.block_edited", reason=key, by=by, at=at, seen_version=seen_version
    )


@transaction.atomic
def add_paragraph(
    paper: Paper,
    after: str,
    text: str,
    *,
    by: User,
    at: datetime,
    resolver: Resolver | None = None,
    seen_version: int | None = None,
) -> PaperVersion:
    """Add a paragraph (or a list, where lines begin with a dash) of the editor's own behind the block `after`.

    `after` is the key of any block, an editor's too; "" puts it before everything.
    """

    def with_it(blocks: list[Block]) -> list[Block]:
        place, anchor = _place(blocks, after)
        key = free_key({block.key for block in blocks})
        near = blocks[place - 1] if place else None
        new = write_block(_text(text), key=key, after=anchor, known_marks=_candidate_marks(blocks, near, resolver))
        return [*blocks[:place], new, *blocks[place:]]

    return _change_blocks(
        paper, with_it, action="paper.paragraph_added", reason=after, by=by, at=at, seen_version=seen_version
    )


@transaction.atomic
def remove_paragraph(
    paper: Paper, key: str, *, by: User, at: datetime, seen_version: int | None = None
) -> PaperVersion:
    """Take an editor's own paragraph away; earlier versions keep it. Generated blocks: `paper.block_generated`."""

    def without_it(blocks: list[Block]) -> list[Block]:
        """Leave the block out; one that was generated is emptied by hand instead.

        Refused with `paper.block_generated`.
        """
        if _block(blocks, key).is_generated:
            raise Refusal("paper.block_generated", block=key)
        return [block for block in blocks if block.key != key]

    return _change_blocks(
        paper, without_it, action="paper.paragraph_removed", reason=key, by=by, at=at, seen_version=seen_version
    )


@transaction.atomic
def restore_generated(
    paper: Paper, key: str, *, by: User, at: datetime, seen_version: int | None = None
) -> PaperVersion:
    """Drop an override: the block says again what the template says. Others: `paper.block_not_overridden`."""

    def restore_block(blocks: list[Block]) -> list[Block]:
        """Put the generated text back in place of the one by hand. Refused with `paper.block_not_overridden`."""
        old = _block(blocks, key)
        if not old.is_overridden:
            raise Refusal("paper.block_not_overridden", block=key)
        kind = markup.kind_of(markup.elements(old.base)[0])
        new = Block(key, kind, old.base, citations=tuple(markup.citations(old.base)))
        return [new if block.key == key else block for block in blocks]

    return _change_blocks(
        paper, restore_block, action="paper.block_restored", reason=key, by=by, at=at, seen_version=seen_version
    )


@transaction.atomic
def confirm_override(
    paper: Paper, key: str, *, by: User, at: datetime, seen_version: int | None = None
) -> PaperVersion:
    """Keep the editor's own text after he has seen the new generated one under it: the flag goes.

    Refused with `paper.block_not_overridden`.
    """

    def confirm_block(blocks: list[Block]) -> list[Block]:
        """Confirm that the text by hand still holds, beside a generated text that has changed.

        Refused with `paper.block_not_overridden`.
        """
        if not _block(blocks, key).base_changed:
            raise Refusal("paper.block_not_overridden", block=key)
        return [replace(block, base_changed=False) if block.key == key else block for block in blocks]

    return _change_blocks(
        paper, confirm_block, action="paper.block_confirmed", reason=key, by=by, at=at, seen_version=seen_version
    )


@transaction.atomic
def set_meta(
    paper: Paper, meta: Mapping[str, str], *, by: User, at: datetime, title: str = "", seen_version: int | None = None
) -> PaperVersion:
    """Set fields of `Details` (date, number, who signs, who controls) and, if given, the title; from now on by
    hand.
    """
    paper = _lock_paper(paper, seen_version)
    Details.of(meta)
    paper.meta = Details.of({**paper.meta, **meta}).as_json()
    if title:
        paper.title = _title(title)
    paper.by_hand = sorted({*paper.by_hand, *meta, *(["title"] if title else [])})
    blocks = queries.version(paper).blocks
    reason = ", ".join(sorted([*meta, *(["title"] if title else [])]))
    return _write_version(paper, blocks, action="paper.details_set", reason=reason, by=by, at=at)


@transaction.atomic
def adopt_paper(paper: Paper, *, by: User, at: datetime) -> Paper:
    """Adopt the paper as it stands; it is not changed any more. Whether it may be (lint) is the caller's rule."""
    paper = _lock_paper(paper, None)
    paper.status = PaperStatus.ADOPTED
    paper.save(update_fields=["status"])
    log.record("paper.adopted", subject=paper, by=by, at=at, after={"version": paper.last_number})
    return paper


def _change_blocks(
    paper: Paper,
    change: Callable[[list[Block]], list[Block]],
    *,
    action: str,
    reason: str,
    by: User,
    at: datetime,
    seen_version: int | None,
) -> PaperVersion:
    paper = _lock_paper(paper, seen_version)
    return _write_version(paper, change(queries.version(paper).blocks), action=action, reason=reason, by=by, at=at)


def _lock_paper(paper: Paper, seen_version: int | None) -> Paper:
    """Lock the paper as it is now, held to the end of the transaction; a draft, and the version the editor has seen."""
    current = Paper.objects.select_for_update().get(pk=paper.pk)
    _require_draft(current)
    if seen_version is not None and seen_version != current.last_number:
        raise Refusal("paper.changed_meanwhile", seen=seen_version, now=current.last_number)
    return current


def _write_version(
    paper: Paper, blocks: Sequence[Block], *, action: str, reason: str, by: User, at: datetime
) -> PaperVersion:
    """Write the next version with its citations and its audit event; return the version there is, where nothing has
    changed.
    """
    content = [block.as_json() for block in blocks]
    before = queries.version(paper) if paper.last_number else None
    if before and (before.content, before.title, before.meta) == (content, paper.title, paper.meta):
        paper.save()
        return before
    paper.last_number += 1
    paper.save()
    version = PaperVersion.objects.create(
        paper=paper,
        number=paper.last_number,
        title=paper.title,
        meta=paper.meta,
        content=content,
        author=by,
        at=at,
        reason=shorten_text(reason, LONGEST_REASON),
    )
    Citation.objects.bulk_create(_citations(version, blocks))
    old, new = _changes(before.blocks if before else [], blocks)
    log.record(action, subject=paper, by=by, at=at, before=old or None, after={"version": paper.last_number, **new})
    return version


def _citations(version: PaperVersion, blocks: Sequence[Block]) -> list[Citation]:
    marks = [(block.key, mark) for block in blocks for mark in block.citations]
    return [
        Citation(
            version=version,
            block_key=key,
            position=position,
            figure=mark.figure,
            edition=mark.edition,
            facet=mark.facet,
            shown=mark.shown[:LONGEST_SHOWN],
            value=mark.value,
        )
        for position, (key, mark) in enumerate(marks)
    ]


def _changes(old: Sequence[Block], new: Sequence[Block]) -> tuple[dict[str, object], dict[str, object]]:
    """Return, for the trail, the text of the blocks by hand that have changed, before and after."""
    one, other = ({block.key: block.text for block in blocks if block.is_by_hand} for blocks in (old, new))
    keys = sorted(key for key in one.keys() | other.keys() if one.get(key) != other.get(key))
    return {key: one[key] for key in keys if key in one}, {key: other[key] for key in keys if key in other}


def _require_draft(paper: Paper) -> None:
    if not paper.is_draft:
        raise Refusal("paper.adopted", title=str(paper))


def _title(title: str) -> str:
    lines = [" ".join(line.split()) for line in markup.remove_unprintable(title).strip().splitlines()]
    if not any(lines) or len(title) > LONGEST_TITLE:
        raise Refusal("paper.title", longest=LONGEST_TITLE)
    return "\n".join(line for line in lines if line)


def _text(text: str) -> str:
    if not markup.remove_unprintable(text).strip():
        raise Refusal("paper.text_empty")
    if len(text) > LONGEST_TEXT:
        raise Refusal("paper.text_too_long", longest=LONGEST_TEXT)
    return text


def _block(blocks: Sequence[Block], key: str) -> Block:
    for block in blocks:
        if block.key == key:
            return block
    raise Refusal("paper.block_unknown", block=key)


def _place(blocks: Sequence[Block], after: str) -> tuple[int, str]:
    """Return where a paragraph behind block `after` goes: its index, and the generated block it is anchored to."""
    if after == START:
        return 0, START
    block = _block(blocks, after)
    return blocks.index(block) + 1, block.key if block.is_generated else block.after


def _candidate_marks(blocks: Sequence[Block], near: Block | None, resolver: Resolver | None) -> list[Mark]:
    """Return the figures a typed number may mean, the likeliest first: of this block, of the paper, of the caller's
    pool.
    """
    near_marks = [*near.citations, *markup.citations(near.base)] if near else []
    return [*near_marks, *marks_of(blocks), *(resolver.pool() if resolver else ())]


def _hand_written(old: Block, text: str, candidates: Sequence[Mark]) -> Block:
    """Return the block with an editor's text; a generated one remembers what it said, so that it can be given back."""
    name = "point" if old.kind is BlockKind.POINTS else ""
    tag = (old.base or old.html)[1:3] if old.kind is BlockKind.HEADING else "p"
    new = write_block(text, key=old.key, after=old.after, known_marks=candidates, paragraph_class=name, tag=tag)
    if not old.is_generated:
        return new
    return replace(new, origin=old.origin, kind=old.kind, base=old.base or old.html)


def _backed_again(blocks: Sequence[Block], resolver: Resolver | None) -> list[Block]:
    """Return the editor's texts with their numbers looked up again: a number keeps the figure it cited, old or new."""
    if resolver is None:
        return list(blocks)
    pool = list(resolver.pool())
    paper = marks_of(blocks)
    return [
        replace(
            _hand_written(block, block.text, [*block.citations, *paper, *pool]),
            origin=block.origin,
            base_changed=block.base_changed,
        )
        if block.is_by_hand
        else block
        for block in blocks
    ]

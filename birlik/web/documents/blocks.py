"""The blocks of a paper as the page draws them: figures bound, doubts marked, the field of the editor in its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from birlik.documents import facts, markup
from birlik.documents.blocks import START, Block, BlockKind, Mark
from birlik.documents.facts import StaleCitation
from birlik.web.documents.desk import Spot
from birlik.web.shared import numbers

_STALE = re.compile(r'<a class="figure stale"(?P<attributes>[^>]*)>(?P<shown>[^<]*)</a>')
_VALUES = re.compile(r' data-(value|now)="([^"]*)"')
_UNBACKED_NUMBER = re.compile(r'<span class="unbacked">([^<]*)</span>')


@dataclass(frozen=True, slots=True)
class OpenField:
    """A field open in the page: `key` is the block that is rewritten, or the one behind which a paragraph goes."""

    key: str
    adds: bool
    text: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class BlockView:
    """A block, or the open field in its place; addresses are empty where there is nothing to press."""

    block: Block
    html: SafeString
    base: SafeString
    writing: OpenField | None
    adding: OpenField | None
    is_editable: bool

    @property
    def key(self) -> str:
        return self.block.key


def views(
    blocks: Sequence[Block],
    *,
    stale: Sequence[StaleCitation] = (),
    open_block: OpenField | None = None,
    may_edit: bool = False,
) -> list[BlockView]:
    """Return the blocks as the page shows them. `stale` marks old figures with the new value behind; one `writing` at
    most is open.
    """
    edit_field = open_block if open_block and not open_block.adds else None
    new_field = open_block if open_block and open_block.adds else None
    return [
        BlockView(
            block,
            _draw_block(block, stale),
            mark_safe(block.base if block.base_changed else ""),  # noqa: S308  # clean: see documents.markup
            edit_field if edit_field and edit_field.key == block.key else None,
            new_field if new_field and new_field.key == block.key else None,
            may_edit and block.kind is not BlockKind.TABLE,
        )
        for block in blocks
    ]


def open_field(blocks: Sequence[Block], edit: str | None, after: str | None) -> OpenField | None:
    """Return the field that the address asks for: ?edit=key or ?after=key; None where there is no such block."""
    block_by_key = {block.key: block for block in blocks}
    if edit is not None and edit in block_by_key and block_by_key[edit].kind is not BlockKind.TABLE:
        return OpenField(edit, adds=False, text=block_by_key[edit].text or markup.plain_text(block_by_key[edit].html))
    if after is not None and (after == START or after in block_by_key):
        return OpenField(after, adds=True)
    return None


def value_of(mark: Mark, value: Decimal) -> str:
    """Return a side of a figure as a list of differences writes it: with its sign where it is a change."""
    language = get_language() or "kk"
    if mark.percent:
        return numbers.percent(value, language, sign=mark.facet.startswith("change"))
    places = 1 if value != value.to_integral_value() else 0
    return (numbers.with_sign if mark.facet == "change" else numbers.group_thousands)(value, places, language)


def _draw_block(block: Block, stale: Sequence[StaleCitation]) -> SafeString:
    html = _STALE.sub(_with_new_value, facts.mark_stale_citations(block, stale))
    doubt = f'<span class="unbacked">\\1<span class="sr"> ({escape(_("no figure behind it"))})</span></span>'
    return mark_safe(_UNBACKED_NUMBER.sub(doubt, html))  # noqa: S308  # clean html of the engine, and our own words


def _with_new_value(match: re.Match[str]) -> str:
    values = dict(_VALUES.findall(match["attributes"]))
    now = _as_shown(match["shown"], Decimal(values["value"]), Decimal(values["now"])) if values["now"] else ""
    return (
        f'{match[0]}<span class="now"><span aria-hidden="true"> → </span>'
        f'<span class="sr"> {escape(_("is now"))} </span>{escape(now or _("no longer there"))}</span>'
    )


def _as_shown(text: str, old: Decimal, new: Decimal) -> str:
    """Write the value of today as the text does: a change as a magnitude, unless its sign has turned."""
    size = new if old * new < 0 else abs(new)
    language = get_language() or "kk"
    if text.endswith("%"):
        return numbers.percent(size, language)
    return numbers.group_thousands(size, 1 if size != size.to_integral_value() else 0, language)


def block_url(spot: Spot, key: str) -> str:
    """Return the paper at one of its blocks."""
    return f"{spot.url()}#block-{key}" if key else spot.url()

"""The kinds of papers and how each stands on the page. A new kind is a line here and a template of the caller's."""

from __future__ import annotations

from dataclasses import dataclass

from birlik.core.errors import Refusal


@dataclass(frozen=True, slots=True)
class Layout:
    """`has_letterhead`: letterhead, date, number and a narrow title at left, as a resolution has them.

    Otherwise the title stands bold in the middle and the paper begins. `words` are the letterhead's word for the
    paper, Kazakh and Russian.
    """

    name: str
    has_letterhead: bool = False
    words: tuple[str, str] = ("", "")


LAYOUTS = {
    "note": Layout("note"),
    "resolution": Layout("resolution", has_letterhead=True, words=("ҚАУЛЫ", "ПОСТАНОВЛЕНИЕ")),
}


def of(kind: str) -> Layout:
    """Refused with `paper.kind_unknown`."""
    if kind not in LAYOUTS:
        raise Refusal("paper.kind_unknown", kind=kind)
    return LAYOUTS[kind]

"""How papers stand on the page. Which kinds of papers there are, and how each stands, is declared by the caller."""

from __future__ import annotations

from dataclasses import dataclass

from birlik.core.errors import Refusal

PLAIN, RESOLUTION = "note", "resolution"


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
    PLAIN: Layout(PLAIN),
    RESOLUTION: Layout(RESOLUTION, has_letterhead=True, words=("ҚАУЛЫ", "ПОСТАНОВЛЕНИЕ")),
}
KINDS = dict(LAYOUTS)


def declare(kind: str, layout: str) -> None:
    """Declare a kind of paper and how it stands."""
    KINDS[kind] = LAYOUTS[layout]


def of(kind: str) -> Layout:
    """Return the layout of the kind; refused with `paper.kind_unknown`."""
    if kind not in KINDS:
        raise Refusal("paper.kind_unknown", kind=kind)
    return KINDS[kind]

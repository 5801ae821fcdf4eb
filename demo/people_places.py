"""The primary organisations of the 2025 reports as arrays: whose they are, since when people can be members there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from demo import facts
from demo.apportion import Integers
from demo.model import DemoUnion

Days = npt.NDArray[np.datetime64]  # unit: days
YEAR = 2025
AS_OF = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Places:
    """Entry i belongs to row i of the reports of 2025 (primary organisations come first there).

    `opened`: the day it was founded. `floor`: the earliest day a member of its opening can have joined; a part split
    off in 2025 has members from before its own founding, who joined the whole. `main` and `second` are positions in
    `DemoUnion.workplaces` on 1 January 2026, -1 where there is none.
    """

    body: Integers
    opened: Days
    floor: Days
    types: list[str]
    main: Integers
    second: Integers

    def of(self, body: int) -> Integers:
        return np.flatnonzero(self.body == body)


def places(union: DemoUnion) -> Places:
    """Everything the registry needs to know of the tree, from the rows of the tree itself."""
    known = {one.code: one for one in union.organisations}
    codes = [code for code in union.reports[YEAR].organisations if known[code].kind == "primary"]
    numbers = {body.code: number for number, body in enumerate(facts.bodies())}
    wholes = {
        part.successor: part.predecessor
        for change in union.reorganisations
        if change.kind == "split"
        for part in change.successions
        if part.successor != part.predecessor
    }
    above = {one.code: one.parent or "" for one in union.organisations}
    work = _workplaces(union)
    return Places(
        np.array([numbers[_body(code, above, numbers)] for code in codes], dtype=np.int64),
        np.array([known[code].opened for code in codes], dtype="datetime64[D]"),
        np.array([known[wholes.get(code, code)].opened for code in codes], dtype="datetime64[D]"),
        [known[code].institution_type for code in codes],
        np.array([work.get(code, [-1])[0] for code in codes], dtype=np.int64),
        np.array([[*work.get(code, []), -1, -1][1] for code in codes], dtype=np.int64),
    )


def _body(code: str, above: dict[str, str], bodies: dict[str, int]) -> str:
    while code not in bodies:
        code = above[code]
    return code


def _workplaces(union: DemoUnion) -> dict[str, list[int]]:
    """Code → workplaces open on 1 January 2026, the oldest first."""
    found: dict[str, list[int]] = {}
    for position, one in sorted(enumerate(union.workplaces), key=lambda pair: pair[1].since):
        if one.until is None or one.until > AS_OF:
            found.setdefault(one.organisation, []).append(position)
    return found

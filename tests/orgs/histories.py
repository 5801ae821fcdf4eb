"""Random histories of a union for property tests: what is drawn, and how it is carried out through the actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from birlik.core.errors import Refusal
from birlik.orgs import actions, queries
from birlik.orgs.models import Organisation, Placement
from birlik.orgs.queries.tree import children
from tests.factories import GROUND, NOW, OPENED, UnionTree, make_union_tree, new

END = date(2026, 1, 31)
DAYS = (END - OPENED).days
SHAPE = (
    ("m1", "member", "union", ""),
    ("m2", "member", "union", ""),
    ("d1", "district", "m1", ""),
    ("d2", "district", "m2", ""),
    ("p1", "primary", "d1", ""),
    ("p2", "primary", "d1", ""),
    ("p3", "primary", "m2", ""),
)
STEP = st.tuples(
    st.sampled_from(["open", "move", "merge", "merge", "split", "close"]),
    *(st.integers(0, 30) for _ in range(3)),
    st.integers(0, 200),
)
HISTORIES = st.lists(STEP, max_size=10)
DAY = st.integers(-30, DAYS + 30).map(lambda days: OPENED + timedelta(days=days))


@dataclass
class History:
    tree: UnionTree
    refusals: list[str]

    def pick(self, number: int, *kinds: str) -> Organisation:
        rows = list(Organisation.objects.filter(kind__in=kinds, closed=None).order_by("id"))
        return rows[number % len(rows)] if rows else self.tree["union"]

    def play(self, verb: str, first: int, second: int, third: int, on: date) -> None:
        order: dict[str, Any] = {"on": on, "ground": GROUND, "by": self.tree.administrator, "at": NOW}
        kind = "primary" if third % 3 else "district"
        one, two = self.pick(first, kind), self.pick(second, kind)
        fresh = f"x{Organisation.objects.count()}"
        if verb == "open":
            actions.open_organisation(new(fresh, kind), parent=self.pick(second, "member", "district"), **order)
        elif verb == "move":
            actions.move(one, parent=self.pick(second, "member", "district"), **order)
        elif verb == "close":
            actions.close(one, **order)
        elif verb == "merge":
            actions.merge([one, two][: 1 + first % 2], into=two if first % 2 == 0 else new(fresh, kind), **order)
        else:
            some = tuple(children(one, on))
            parts = [
                actions.Part(new(fresh, kind), Decimal("0.3"), children=some[: third % 3] if second % 2 else some),
                actions.Part(one if second % 2 else new(fresh + "b", kind), Decimal("0.7")),
            ]
            actions.split(one, parts, **order)


def live(steps: list[tuple[str, int, int, int, int]]) -> History:
    """Carry out the steps in the order of their days; what the rules refuse simply does not happen."""
    history = History(make_union_tree(SHAPE), [])
    on = OPENED + timedelta(days=1)
    for verb, first, second, third, days in steps:
        on = min(END, on + timedelta(days=days))
        try:
            history.play(verb, first, second, third, on)
        except Refusal as refusal:
            history.refusals.append(refusal.code)
    return history


def climb(organisation: Organisation, on: date) -> list[int]:
    """The organisation and those above it, read from the placements alone, one step at a time."""
    found: list[int] = []
    current: int | None = organisation.pk if organisation.is_open_on(on) else None
    while current is not None:
        found.append(current)
        spans = [
            placed
            for placed in Placement.objects.filter(organisation_id=current)
            if placed.since <= on and (placed.until is None or on < placed.until)
        ]
        assert len(spans) <= 1
        current = spans[0].parent_id if spans else None
    return found


def weights_total(since: date) -> dict[int, Decimal]:
    totals: dict[int, Decimal] = {}
    for parts in queries.successions_since(since).values():
        for past, weight in parts:
            totals[past] = totals.get(past, Decimal(0)) + weight
    return totals

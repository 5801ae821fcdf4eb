"""The rows of a tree looked through: what each says, how they hang together, where one cannot be.

Nothing is written here. A row that names an organisation which stands already is compared with it; an empty cell of
such a row says nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from birlik.core.errors import Refusal
from birlik.core.texts import is_storable, text_within
from birlik.grammar.letters import fold
from birlik.loads import cells
from birlik.loads.problems import Findings
from birlik.loads.standing_tree import StandingTree
from birlik.members.imports.parse.vocabulary import plain
from birlik.orgs import kinds
from birlik.orgs.actions import common
from birlik.orgs.actions.foundation import LONGEST_CODE, LONGEST_NAME, LONGEST_SHORT_NAME
from birlik.orgs.models import Organisation

LENGTHS = {
    "code": LONGEST_CODE, "parent": LONGEST_CODE, "name_kk": LONGEST_NAME, "name_ru": LONGEST_NAME,
    "short_kk": LONGEST_SHORT_NAME, "short_ru": LONGEST_SHORT_NAME,
}  # fmt: skip
NAMES = ("name_kk", "name_ru", "short_kk", "short_ru")


@dataclass
class TreeRow:
    """A row as values: `cells` by field, without those that are empty; `since` None where the row does not say."""

    number: int
    cells: dict[str, str]
    since: date | None = None
    standing: Organisation | None = None

    @property
    def code(self) -> str:
        return self.cells.get("code", "")

    @property
    def parent(self) -> str:
        return self.cells.get("parent", "")

    @property
    def kind(self) -> str:
        """The kind that the row tells; that of the organisation where the row does not tell it."""
        return self.cells.get("kind", "") or (self.standing.kind if self.standing else "")


@dataclass
class TreeCheck:
    """The rows, by row and by code, against the tree as it stands."""

    rows: list[TreeRow]
    tree: StandingTree
    findings: Findings = field(default_factory=Findings)
    by_code: dict[str, TreeRow] = field(default_factory=dict)
    openings: dict[str, date] = field(default_factory=dict)

    def run(self) -> None:
        """Look through all rows; what is wrong stands in `findings` afterwards."""
        self._index()
        for row in self.rows:
            self._check_parent(row)
        self._check_loops()
        self._check_parents_rows()
        for row in self._from_the_top():
            self._check_place(row)
        self._check_names()
        self._check_parents_rows()

    def parent_code(self, code: str) -> str:
        """Return the code of the one above, as the list would have it."""
        row = self.by_code.get(code)
        return (row.parent if row else "") or self.tree.parents.get(code, "")

    def opening_of(self, code: str) -> date | None:
        """Return the day on which an organisation opened or would open, of rows whose place was looked at."""
        organisation = self.tree.organisations.get(code)
        return organisation.opened if organisation else self.openings.get(code)

    def kind_of(self, code: str) -> str:
        """Return the kind of an organisation of the list or of the tree."""
        row = self.by_code.get(code)
        organisation = self.tree.organisations.get(code)
        return row.kind if row else organisation.kind if organisation else ""

    def _index(self) -> None:
        first: dict[str, TreeRow] = {}
        for row in self.rows:
            if not row.code:
                continue
            other = first.setdefault(row.code, row)
            if other is not row:
                for one, twin in ((row, other), (other, row)):
                    self.findings.add(one.number, "code", Refusal("load.code_twice", code=row.code, row=twin.number))
        self.by_code = first

    def _check_parent(self, row: TreeRow) -> None:
        """Check that the row of the root names no parent; every other names one that is known."""
        if not row.code or row.code == self.tree.root.code:
            return
        if not row.parent:
            if row.standing is None or not self.tree.parents.get(row.code):
                self.findings.add(row.number, "parent", Refusal("load.second_root", root=self.tree.root.code))
        elif row.parent == row.code:
            self.findings.add(row.number, "parent", Refusal("load.own_parent", code=row.code))
        elif row.parent not in self.by_code and row.parent not in self.tree.organisations:
            self.findings.add(row.number, "parent", Refusal("load.parent_unknown", parent=row.parent))

    def _check_loops(self) -> None:
        """Name all members of each loop at each of them."""
        seen_codes: set[str] = set()
        for row in self.rows:
            path: dict[str, None] = {}
            code = row.code
            while code and code not in seen_codes and code not in path:
                path[code] = None
                code = self.parent_code(code)
            if code in path:
                order = list(path)
                loop = order[order.index(code) :]
                if len(loop) > 1:
                    self._add_loop(loop)
            seen_codes.update(path)

    def _add_loop(self, loop: list[str]) -> None:
        text = " → ".join([*loop, loop[0]])
        for code in loop:
            if code in self.by_code:
                self.findings.add(self.by_code[code].number, "parent", Refusal("load.loop", loop=text))

    def _from_the_top(self) -> Iterable[TreeRow]:
        """Yield the rows whose place is known, each after the one above it."""
        return order_from_the_top([row for row in self.rows if row.number not in self.findings.rows], self.parent_code)

    def _check_place(self, row: TreeRow) -> None:
        """Check that the kind may stand there and the one above is open by then; without a day it opens with it."""
        if not row.parent:
            return
        if opening := row.since or self.opening_of(row.parent):
            self.openings[row.code] = opening
        parent_row = self.tree.organisations.get(row.parent)
        kind, parent_kind = row.kind, self.kind_of(row.parent)
        if kind and parent_kind and not kinds.may_stand_under(kind, parent_kind):
            names = {"kind": kinds.kind(kind).name, "parent_kind": kinds.kind(parent_kind).name}
            self.findings.add(row.number, "kind", Refusal("load.kind_not_here", **names, parent=row.parent))
        if parent_row is not None and parent_row.closed is not None:
            refusal = Refusal("load.parent_closed", parent=row.parent, closed=parent_row.closed)
            self.findings.add(row.number, "parent", refusal)
        opening = self.opening_of(row.parent)
        if row.standing is None and row.since and opening and row.since < opening:
            refusal = Refusal("load.before_parent", parent=row.parent, opened=opening)
            self.findings.add(row.number, "since", refusal)

    def _check_names(self) -> None:
        """Check that no two organisations under one parent bear one name; what changes neither is not asked."""
        for name in ("name_kk", "name_ru"):
            bearers: dict[tuple[str, str], list[tuple[str, TreeRow | None]]] = defaultdict(list)
            for code, one in self.tree.organisations.items():
                if code not in self.by_code and one.closed is None:
                    bearers[self.parent_code(code), fold(getattr(one, name))].append((code, None))
            for row in self.rows:
                text = row.cells.get(name) or (getattr(row.standing, name) if row.standing else "")
                if text and row.code and self.parent_code(row.code):
                    bearers[self.parent_code(row.code), fold(text)].append((row.code, row))
            for twins in bearers.values():
                self._add_twins(name, twins)

    def _add_twins(self, name: str, twins: list[tuple[str, TreeRow | None]]) -> None:
        if len({code for code, _row in twins}) < 2:
            return
        for code, row in twins:
            if row is None or (row.standing is not None and not self._moves_or_renames(row)):
                continue
            other, other_row = next(one for one in twins if one[0] != code)
            parameters = {"parent": self.parent_code(code), "other": other}
            if other_row is None:
                self.findings.add(row.number, name, Refusal("load.name_taken", **parameters))
            else:
                self.findings.add(row.number, name, Refusal("load.name_twice", **parameters, row=other_row.number))

    def _moves_or_renames(self, row: TreeRow) -> bool:
        names = any(row.cells.get(name, value) != value for name, value in _names_of(row.standing))
        return names or self.tree.parents.get(row.code, "") != self.parent_code(row.code)

    def _check_parents_rows(self) -> None:
        """Refuse a row whose parent comes with a row that cannot be taken cannot be taken either."""
        rejected_rows = self.findings.rows
        for row in order_from_the_top(self.rows, self.parent_code):
            parent_row = self.by_code.get(row.parent)
            if parent_row is None or parent_row.standing is not None or parent_row.number not in rejected_rows:
                continue
            if row.number not in rejected_rows:
                refusal = Refusal("load.parent_rejected", parent=row.parent, row=parent_row.number)
                self.findings.add(row.number, "parent", refusal)
                rejected_rows.add(row.number)


def _names_of(organisation: Organisation | None) -> list[tuple[str, str]]:
    return [(name, getattr(organisation, name)) for name in NAMES] if organisation else []


def order_from_the_top(rows: Iterable[TreeRow], parent_code: Callable[[str], str]) -> list[TreeRow]:
    """Return the rows by how far below the root they stand; of one depth in the order of the file."""
    depths: dict[str, int] = {"": 0}

    def depth(code: str) -> int:
        path: dict[str, None] = {}
        while code not in depths and code not in path:
            path[code] = None
            code = parent_code(code)
        depth_above = depths.get(code, 0)
        for step, each in enumerate(reversed(path), start=1):
            depths[each] = depth_above + step
        return depth_above + len(path)

    return sorted(rows, key=lambda row: (depth(row.code), row.number))


def read_tree_rows(
    rows: Mapping[int, Mapping[str, str]], tree: StandingTree, findings: Findings, today: date
) -> list[TreeRow]:
    """Read the cells of every row as values; what cannot be read is added to the findings."""
    known_days = cells.days((row["since"] for row in rows.values() if "since" in row), today)
    return [_read_row(number, row, tree, known_days, findings) for number, row in rows.items()]


def _read_row(
    number: int, texts: Mapping[str, str], tree: StandingTree, known_days: Mapping[str, date], findings: Findings
) -> TreeRow:
    row = TreeRow(number, {})
    for name, text in texts.items():
        try:
            row.cells[name] = _value(name, text, known_days)
        except Refusal as refusal:
            findings.add(number, name, refusal)
    row.standing = tree.organisations.get(row.code)
    row.since = known_days.get(texts.get("since", ""))
    for name in ("code", "name_kk", "name_ru", "kind"):
        if name not in texts and (name == "code" or row.standing is None):
            findings.add(number, name, Refusal("load.cell_empty"))
    _compare_with_standing(row, findings)
    return row


def _compare_with_standing(row: TreeRow, findings: Findings) -> None:
    """Refuse what no list changes of an organisation that stands: its kind, its opening, a closed one."""
    if row.standing is None:
        return
    if row.standing.closed is not None:
        findings.add(row.number, "code", Refusal("orgs.closed", organisation=row.code, closed=row.standing.closed))
    if row.kind != row.standing.kind:
        refusal = Refusal("load.kind_stands", kind=kinds.kind(row.standing.kind).name)
        findings.add(row.number, "kind", refusal)
    if row.since is not None and row.since != row.standing.opened:
        findings.add(row.number, "since", Refusal("load.opening_stands", opened=row.standing.opened))


def _value(name: str, text: str, known_days: Mapping[str, date]) -> str:
    if not is_storable(text):
        raise Refusal("text.unstorable")
    if name in LENGTHS:
        text = " ".join(text_within(text, LENGTHS[name]).split())
        return _code(text) if name in {"code", "parent"} else text
    if name == "kind":
        return _find_word(cells.kind_words(), text, Refusal("kind.unknown", kind=text))
    if name == "region":
        return _find_word(cells.region_words(), text.removesuffix(".0"), Refusal("load.region_unknown", region=text))
    if name == "institution_type":
        refusal = Refusal("orgs.institution_type_unknown", institution_type=text)
        return _find_word(cells.institution_words(), text, refusal)
    if name == "bin":
        number = cells.bin_of(text)
        common.require_details(number, "")
        return number
    if text not in known_days:
        raise Refusal("load.day_unknown", text=text)
    return text


def _code(text: str) -> str:
    code = text.lower()
    common.require_code(code)
    return code


def _find_word(words: Mapping[str, str], text: str, refusal: Refusal) -> str:
    code = words.get(plain(text))
    if code is None:
        raise refusal
    return code

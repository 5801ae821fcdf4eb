"""Of whom a list may tell: of people outside the asker's right only where it gives the name too (docs/adr/0016).

A number is guessed, a number with its name is known. A row that meets somebody outside without the name is treated as
if nobody were there, and then waits together with all new people of its organisation, so that no row tells which it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from birlik.members.imports.match.notes import Notes
from birlik.members.imports.match.people_index import PeopleIndex
from birlik.members.sight import HeldRows, Sight, fits

ACTIVE = "active"
ROWS = {"row": pl.Int64, "person": pl.Int64}
WAITS = "row.waits"


@dataclass(slots=True)
class Meeting:
    """Takes out of what rows mean everybody of whom they may not tell. `scope`: ids of the list's organisations."""

    registry: PeopleIndex
    scope: frozenset[int]
    sight: Sight | None  # None: nobody is outside
    told: dict[int, None] = field(default_factory=dict)
    untold: list[tuple[int, int]] = field(default_factory=list)
    is_beyond: bool = False

    def numbers(self, pairs: pl.DataFrame, rows: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
        """Return the pairs found by the number, columns row and person, without those whom the row does not name.

        So of people outside what the reader sees; of others a number is enough.
        """
        strangers = self._strangers(pairs["person"], people)
        if strangers.is_empty():
            return pairs
        both = (
            pairs.filter(pl.col("person").is_in(strangers.implode()))
            .join(rows.select("row", "surname", "given"), on="row", maintain_order="left")
            .join(people.select("state", "surname", "given", person="id"), on="person", suffix="_old")
            .sort("row")
        )
        names = both.select("row", "person", "state", "surname", "given", "surname_old", "given_old").iter_rows()
        return self._drop_pairs(pairs, [(row, person, state, fits(*cells)) for row, person, state, *cells in names])

    def namesakes(self, hits: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
        """Return rows (row, iin) beside people of the same name and birthday (id, iin_old), without those of whom
        nothing may be told: a namesake outside who has another number is nobody's business.
        """
        strangers = self._strangers(hits["id"], people)
        if strangers.is_empty():
            return hits
        outside = pl.col("id").is_in(strangers.implode())
        hits = hits.filter(~outside | (pl.col("iin") == "") | (pl.col("iin_old") == "")).rename({"id": "person"})
        meetings = hits.filter(pl.col("person").is_in(strangers.implode()))
        both = meetings.join(people.select("state", person="id"), on="person").sort("row", "person")
        candidates = [(row, person, state, True) for row, person, state in both.select(*ROWS, "state").iter_rows()]
        return self._drop_pairs(hits, candidates).rename({"person": "id"})

    def hold(self, new_rows: pl.DataFrame, changes: pl.DataFrame, notes: Notes) -> HeldRows:
        """Let new people, and who gets a number, wait where one row of their organisation may tell nothing; everywhere
        when such rows are many, for a list can name an organisation for each number."""
        sight = self.sight
        is_spent = sight is not None and sight.organisations is not None and len(sight.untold) >= sight.most
        if sight is None or not (self.untold or is_spent):
            return HeldRows(frozenset(self.told), is_beyond=self.is_beyond)
        new = new_rows.select("row", place="organisation_id")
        rows_with_iin = changes.filter(pl.col("iin") != "").select("row", place="organisation_new")
        waiting_rows = pl.concat([new, rows_with_iin])
        meetings = pl.DataFrame(self.untold, schema=ROWS, orient="row").join(waiting_rows, on="row")
        if is_spent:  # says nothing, so nothing is counted
            meetings = meetings.clear()
        elif len(sight.untold | frozenset(meetings["person"])) <= sight.most:
            waiting_rows = waiting_rows.join(meetings, on="place", how="semi")
        notes.add(waiting_rows, WAITS)
        untold = frozenset(meetings["person"])
        return HeldRows(frozenset(self.told), untold, meetings["row"].n_unique(), waiting_rows.height, self.is_beyond)

    def _strangers(self, ids: pl.Series, people: pl.DataFrame) -> pl.Series:
        """Return who of them belongs to an organisation that is not in sight."""
        if self.sight is None:
            return ids.clear()
        beyond = self._outside(ids, people, self.scope)
        self.is_beyond |= not beyond.is_empty()
        visible = self.sight.organisations
        return ids.clear() if visible is None else self._outside(beyond, people, visible | self.scope)

    def _outside(self, ids: pl.Series, people: pl.DataFrame, organisations: frozenset[int]) -> pl.Series:
        """Return whether a person belongs outside these organisations: where the open membership is, or else the last
        one was (members.rules.home).
        """
        if ids.is_empty():
            return ids
        homes = people.filter(pl.col("id").is_in(ids.unique().implode())).select("id", home="organisation_id")
        ids_inside = list(organisations)
        is_outside = homes.filter(pl.col("home").is_not_null() & ~pl.col("home").is_in(ids_inside))["id"]
        former = homes.filter(pl.col("home").is_null())["id"]
        if former.is_empty():
            return is_outside
        last = self.registry.last_spans(former).filter(pl.col("span_organisation").is_in(ids_inside))["person"]
        return pl.concat([is_outside, former.filter(~former.is_in(last.implode()))])

    def _drop_pairs(self, pairs: pl.DataFrame, candidates: list[tuple[int, int, str, bool]]) -> pl.DataFrame:
        """Return the pairs but those (row, person) without a name that fits, blocked ones, and what is too many for a
        day.
        """
        untold = [
            (row, person) for row, person, state, by_name in candidates if not self._may_tell(person, state, by_name)
        ]
        self.untold += untold
        untold_rows = pl.DataFrame(untold, schema=ROWS, orient="row")
        return pairs.join(untold_rows, on=list(ROWS), how="anti", maintain_order="left")

    def _may_tell(self, person: int, state: str, is_named: bool) -> bool:
        if not is_named or state != ACTIVE or self.sight is None:
            return False
        is_new = person not in self.sight.told and person not in self.told
        if is_new and len(self.told.keys() - self.sight.told) >= self.sight.left:
            return False
        self.told[person] = None
        return True

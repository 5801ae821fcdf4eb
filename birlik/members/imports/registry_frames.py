"""The registry as frames, for imports: only the columns that are compared, no object a row."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from birlik.audit.models import Event
from birlik.db import bulk
from birlik.members.enums import Entry, PersonState
from birlik.members.imports.match.people_index import PeopleQuery

FEW = 2_000  # people that one query carries; of more the whole table is read at once
FEW_NAMES = 10_000
PEOPLE = {"id": pl.Int64, "iin": pl.String, "state": pl.String, "organisation_id": pl.Int64, "category": pl.String}
NAMESAKES = {"id": pl.Int64, "iin": pl.String, "fold_key": pl.String, "born": pl.Date}
SPANS = {
    "person": pl.Int64, "span": pl.Int64, "span_organisation": pl.Int64, "span_category": pl.String, "since": pl.Date,
    "until": pl.Date, "entry": pl.String, "exit": pl.String, "previous": pl.Date,
}  # fmt: skip
SPAN = """
    SELECT m.person_id, m.id, m.organisation_id, m.category, m.since, m.until, m.entry, m.exit,
        (SELECT max(e.until) FROM members_membership e WHERE e.person_id = m.person_id AND e.id <> m.id)
    FROM members_membership m
"""


# of whom the lines of the trail speak that leave people, their memberships and their work as they are
OTHER_SUBJECTS = ("report", "paper", "campaign", "user", "list_export", "trail")


def revision() -> int:
    """Return a number that grows with every change of the registry: each change leaves a line of the trail with it."""
    return Event.objects.exclude(subject_type__in=OTHER_SUBJECTS).order_by("-sequence").values_list(
        "sequence", flat=True
    ).first() or 0  # fmt: skip


class RegistryFrames:
    """What match.registry.Registry asks for, from the database as it was when first asked."""

    def __init__(self) -> None:
        self._merged: pl.DataFrame | None = None

    def people(self, fields: Collection[str], people_query: PeopleQuery) -> pl.DataFrame:
        """Read the columns of PEOPLE and these fields, of whom a short list may concern; of any other list, of all."""
        column_types = PEOPLE | {name: pl.Date if name == "born" else pl.String for name in fields}
        sql = f"SELECT {', '.join(column_types)} FROM members_person WHERE state <> %s"  # noqa: S608 - own names
        params: list[object] = [PersonState.MERGED.value]
        values = {"iin": people_query.numbers, "fold_key": people_query.keys, "card": people_query.cards}
        if len(people_query.organisations) <= FEW and all(len(one) <= FEW for one in values.values()):
            others = {
                "id": self._survivors(people_query),
                "organisation_id": pl.Series(sorted(people_query.organisations)),
            }
            conditions = {name: one for name, one in (values | others).items() if len(one)}
            if not conditions:
                return pl.DataFrame(schema=column_types)
            sql += f" AND ({' OR '.join(f'{name} IN ({_marks(one)})' for name, one in conditions.items())})"
            params += [value for one in conditions.values() for value in one]
        return bulk.read(sql, params, schema=column_types)

    def _survivors(self, people_query: PeopleQuery) -> pl.Series:
        """Return who goes on for the merged duplicates that the list may mean."""
        duplicates = self.merged_duplicates()
        may_be_meant = pl.col("iin").is_in(people_query.numbers.implode()) | pl.col("fold_key").is_in(
            people_query.keys.implode()
        )
        return duplicates.filter(may_be_meant)["survivor"].unique()

    def merged_duplicates(self) -> pl.DataFrame:
        """Read the columns survivor, iin, card and more; who was merged twice is led to the end."""
        if self._merged is None:
            self._merged = self._read_merged()
        return self._merged

    def _read_merged(self) -> pl.DataFrame:
        rows = bulk.read(
            "SELECT id, merged_into_id, iin, card, fold_key, born FROM members_person WHERE merged_into_id IS NOT NULL",
            schema={"id": pl.Int64, "survivor": pl.Int64, "iin": pl.String, "card": pl.String, "fold_key": pl.String,
                    "born": pl.Date},
        )  # fmt: skip
        steps = dict(rows.select("id", "survivor").iter_rows())
        ends = [_end(one, steps) for one in rows["id"]]
        return rows.with_columns(survivor=pl.Series(ends, dtype=pl.Int64))

    def namesakes(self, keys: pl.Series) -> pl.DataFrame:
        """Read the columns of NAMESAKES, of everybody with one of these folded names, merged duplicates among them."""
        sql = "SELECT id, iin, fold_key, born FROM members_person WHERE fold_key <> '' AND state <> %s"
        params: list[object] = [PersonState.MERGED.value]
        if len(keys) <= FEW_NAMES:
            sql += f" AND fold_key IN ({_marks(keys)})"
            params += keys.to_list()
        rows = bulk.read(sql, params, schema=NAMESAKES)
        duplicates = self.merged_duplicates().select("iin", "fold_key", "born", id="survivor")
        return pl.concat([rows, duplicates.select(*NAMESAKES)]).filter(pl.col("fold_key").is_in(keys.implode()))

    def last_spans(self, people: pl.Series) -> pl.DataFrame:
        """Read the columns of SPANS, of the last membership of each of these people."""
        later = "SELECT 1 FROM members_membership l WHERE l.person_id = m.person_id AND l.since > m.since"
        sql, params = f"{SPAN} WHERE NOT EXISTS ({later})", []
        if len(people) <= FEW:
            sql += f" AND m.person_id IN ({_marks(people)})"
            params = people.to_list()
        return bulk.read(sql, params, schema=SPANS).join(people.to_frame("person"), on="person", how="semi")

    def registered_spans(self, people: pl.Series) -> pl.DataFrame:
        """Read the columns of SPANS, of open memberships whose day of joining nobody knew."""
        # exit = '' says open, too, but does not lead SQLite through an index, row by row
        few, params = _few("m.person_id", people)
        sql = f"{SPAN} WHERE m.exit = '' AND m.entry = %s{few}"
        return bulk.read(sql, [Entry.REGISTERED.value, *params], schema=SPANS)

    def work(self, fields: Collection[str], people: pl.Series) -> pl.DataFrame:
        """Read person, work and these columns of open employments."""
        few, params = _few("person_id", people)
        sql = f"SELECT person_id, id, {', '.join(fields)} FROM members_employment WHERE until IS NULL{few}"  # noqa: S608
        return bulk.read(sql, params, schema={"person": pl.Int64, "work": pl.Int64} | dict.fromkeys(fields, pl.String))


def _few(column: str, people: pl.Series) -> tuple[str, list[int]]:
    """Return a condition for few people; none for many, of whom the whole table is read."""
    if len(people) > FEW:
        return "", []
    return f" AND {column} IN ({_marks(people)})", people.to_list()


def _end(person: int, steps: dict[int, int]) -> int:
    while person in steps:
        person = steps[person]
    return person


def _marks(values: pl.Series) -> str:
    return ", ".join(["%s"] * len(values)) or "NULL"

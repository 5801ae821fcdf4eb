"""Many counts of one table in one pass: each a `COUNT(*) FILTER`, for every organisation or for one.

The conditions come from indicators of the registry, and their values are parameters: nothing of the rulebook reaches
the database as text. In the SQL, `m` is the table that is counted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl
from django.db import connection

from birlik.db import bulk

KEY = "organisation"
Params = list[Any]
Condition = tuple[str, Params]  # "" is every row


@dataclass(frozen=True, slots=True)
class Count:
    """Rows of `source` for which `where` holds: how many meet each of the conditions of `columns`.

    `gathered`: name → column of the source. With them equal rows are first gathered into one, and the conditions ask
    for these names of `m`: a third of the time where there are many conditions and few different rows.
    """

    source: str
    where: Condition
    columns: Mapping[str, Condition]
    gathered: Mapping[str, str] = field(default_factory=dict)

    def by_organisation(self, organisations: Collection[int] | None = None) -> pl.DataFrame:
        """Return `organisation` (id) and one Int64 column per code; no row for who has nothing that `where` holds
        for.
        """
        sql, params = self._select('m."organisation_id", ', in_organisations(organisations))
        schema = dict.fromkeys((KEY, *self.columns), pl.Int64)
        return bulk.read(f'{sql} GROUP BY m."organisation_id"', params, schema=schema)

    def of_one(self, organisation: int) -> tuple[str, Params]:
        """Return a SELECT of one row: the same for one organisation, zeros included."""
        return self._select("", (' AND m."organisation_id" = %s', [organisation]))

    def _select(self, first: str, narrowed: Condition) -> tuple[str, Params]:
        conditions = self.columns.values()
        numbers = ", ".join(self._number(text) for text, _ in conditions)
        params = [value for _, values in conditions for value in values]
        rows = f"{self.source} WHERE {self.where[0]}{narrowed[0]}"
        if self.gathered:
            kinds = ", ".join(self.gathered.values())
            columns = ", ".join(f'{column} AS "{name}"' for name, column in self.gathered.items())
            group = f'GROUP BY m."organisation_id", {kinds}'
            rows = f'FROM (SELECT m."organisation_id", {columns}, COUNT(*) AS "people" {rows} {group}) m'
        return f"SELECT {first}{numbers} {rows}", [*params, *self.where[1], *narrowed[1]]

    def _number(self, condition: str) -> str:
        filter_sql = f" FILTER (WHERE {condition})" if condition else ""
        return f'CAST(COALESCE(SUM(m."people"){filter_sql}, 0) AS BIGINT)' if self.gathered else f"COUNT(*){filter_sql}"


def of_one(counts: Sequence[Count], organisation: int) -> dict[str, int]:
    """Return code → number for one organisation, in one statement: no frame, for ten of them cost more than all
    counting.
    """
    selects = [count.of_one(organisation) for count in counts]
    parts = ", ".join(f"({sql}) AS part_{number}" for number, (sql, _) in enumerate(selects))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {parts}", [value for _, params in selects for value in params])  # noqa: S608
        row = cursor.fetchone()
    return dict(zip((code for count in counts for code in count.columns), row, strict=True))


def join_frames(frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Join the columns of frames by organisation, in the order of ids; who is missing in one has zeros there."""
    joint_frame = frames[0]
    for frame in frames[1:]:
        joint_frame = joint_frame.join(frame, on=KEY, how="full", coalesce=True)
    return joint_frame.with_columns(pl.exclude(KEY).fill_null(0)).sort(KEY)


def in_organisations(organisations: Collection[int] | None) -> Condition:
    """Return " AND …" for the organisations asked for, as one parameter however many they are."""
    if organisations is None:
        return "", []
    if connection.vendor == "postgresql":
        return ' AND m."organisation_id" = ANY(%s)', [list(organisations)]
    return ' AND m."organisation_id" IN (SELECT "value" FROM json_each(%s))', [str(list(organisations))]


def one_of(column: str, values: Sequence[str]) -> Condition:
    return f"{column} IN ({', '.join(['%s'] * len(values))})", list(values)


def all_of(*conditions: Condition) -> Condition:
    """Join conditions by "and"; those that ask nothing are left out."""
    parts = [one for one in conditions if one[0]]
    return " AND ".join(text for text, _ in parts), [value for _, params in parts for value in params]

"""What a row does to the snapshot of somebody's work."""

from __future__ import annotations

import polars as pl

from birlik.members.imports.match.people_index import PeopleIndex

FIELDS = ("employer", "employer_bin", "position", "institution_type")
NONE, BEGIN, CORRECT = "", "begin", "correct"


def differs(
    rows: pl.DataFrame, line: pl.Series, people: pl.Series, registry: PeopleIndex
) -> tuple[pl.Series, pl.DataFrame]:
    """Compare the cells of these lines with the open employments of these people.

    Return a Boolean a line (they say otherwise), and the employments: columns person, work, FIELD_old of each field.
    """
    fields = [name for name in FIELDS if (rows[name] != "").any()]
    differences = pl.Series([False]).new_from_index(0, len(line))
    if not fields or people.is_empty():
        return differences, pl.DataFrame(schema={"person": pl.Int64, "work": pl.Int64})
    old = registry.work(fields, people)
    places = people.to_frame("person").join(
        old.select("person").with_row_index("place"), on="person", how="left", maintain_order="left"
    )["place"]
    for name in fields:
        cells = rows[name].gather(line)
        differences |= (cells != "") & cells.ne_missing(old[name].gather(places))
    return differences, old.rename({name: f"{name}_old" for name in fields})


def acts(people_rows: pl.DataFrame) -> pl.DataFrame:
    """Add the column `work_act`: begin where none is open, correct where a cell says otherwise, else empty."""
    fields = [name for name in FIELDS if f"{name}_old" in people_rows.columns]
    if not fields:
        return people_rows.with_columns(work_act=pl.lit(NONE))
    any_said = pl.any_horizontal(pl.col(name) != "" for name in fields)
    other = pl.any_horizontal((pl.col(name) != "") & pl.col(name).ne_missing(pl.col(f"{name}_old")) for name in fields)
    act = pl.when(any_said & pl.col("work").is_null()).then(pl.lit(BEGIN)).when(other).then(pl.lit(CORRECT))
    return people_rows.with_columns(work_act=act.otherwise(pl.lit(NONE)))


def rows_with_work(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that tell anything of a person's work, all their columns."""
    return rows.filter(pl.any_horizontal(pl.col(name) != "" for name in FIELDS))

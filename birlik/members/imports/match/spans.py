"""What a row does to the membership: begins one, ends it, moves it to another organisation or category."""

from __future__ import annotations

from datetime import date

import polars as pl

from birlik.members.imports.match.notes import WARNING, Notes
from birlik.members.imports.match.people_index import PeopleIndex

USUAL = "working"  # of the list says no category
NONE, BEGIN, END, MOVE, CORRECT = "", "begin", "end", "move", "correct"
SPAN = {
    "person": pl.Int64, "span": pl.Int64, "span_organisation": pl.Int64, "span_category": pl.String, "since": pl.Date,
    "until": pl.Date, "entry": pl.String, "exit": pl.String, "previous": pl.Date,
}  # fmt: skip
HAS_LEFT = pl.col("left").is_not_null()
ACTIVE = pl.col("organisation_id_old").is_not_null()
# the registry did not know since when; now the list says so, and no earlier membership stands in the way
HAS_NEW_DAY = (
    (pl.col("entry") == "registered")
    & (pl.col("joined") < pl.col("since"))
    & (pl.col("previous").is_null() | (pl.col("previous") <= pl.col("joined")))
)


def begin_spans(rows: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Add the span of new people in the columns category, since_new, entry_new, until_new and exit_new.

    A member since the day of joining (accepted), or since the day of the list where nobody knows it.
    """
    return rows.with_columns(
        category=_cell_or("category", pl.lit(USUAL)),
        since_new=pl.coalesce("joined", pl.lit(as_of)),
        entry_new=pl.when(pl.col("joined").is_null()).then(pl.lit("registered")).otherwise(pl.lit("accepted")),
        until_new=pl.col("left"),
        exit_new=pl.when(HAS_LEFT).then(_cell_or("reason", pl.lit("other"))).otherwise(pl.lit("")),
    )


def undated_spans(joined: pl.Series, people: pl.Series, registry: PeopleIndex) -> pl.Series:
    """Return a Boolean a row: the list tells the day of joining, and the registry does not know it."""
    if joined.null_count() == len(joined):
        return joined.is_not_null()
    return joined.is_not_null() & people.is_in(registry.registered_spans(people)["person"].implode())


def moves(people_rows: pl.DataFrame, registry: PeopleIndex, as_of: date, notes: Notes) -> pl.DataFrame:
    """Add the column `span_act`, and what it writes: organisation_new, category_new, since_new, entry_new, exit_new.

    begin: nobody's member begins. end: `left` ends the open span. move: the open span ends on the day of the list and
    the next begins. correct: the open span began on that day or later, or without a known day of joining.
    """
    people_rows = people_rows.with_columns(
        organisation_new=pl.coalesce("organisation_id", "organisation_id_old"),
        category_new=_cell_or("category", _cell_or("category_old", pl.lit(USUAL))),
    )
    is_elsewhere = (pl.col("organisation_new") != pl.col("organisation_id_old")) | (
        pl.col("category_new") != pl.col("category_old")
    )
    spans = registry.last_spans(people_rows["person"]) if people_rows.height else pl.DataFrame(schema=SPAN)
    people_rows = people_rows.join(spans, on="person", how="left", maintain_order="left")
    people_rows = people_rows.with_columns(span_act=_act(is_elsewhere, as_of))
    _require(people_rows, as_of, notes)
    return _written_values(people_rows, as_of)


def _act(is_elsewhere: pl.Expr, as_of: date) -> pl.Expr:
    is_ended = HAS_LEFT & (pl.col("until") == pl.col("left"))
    return (
        pl.when(~ACTIVE & HAS_LEFT)
        .then(pl.when(is_ended).then(pl.lit(NONE)).otherwise(pl.lit(END)))
        .when(~ACTIVE)
        .then(pl.lit(BEGIN))
        .when(HAS_LEFT)
        .then(pl.lit(END))
        .when(is_elsewhere & (pl.col("since") < as_of))
        .then(pl.lit(MOVE))
        .when(is_elsewhere | HAS_NEW_DAY)
        .then(pl.lit(CORRECT))
        .otherwise(pl.lit(NONE))
    )


def _require(people_rows: pl.DataFrame, as_of: date, notes: Notes) -> None:
    rows = notes.good(people_rows.filter(pl.col("span_act") != NONE))
    ends, begins = pl.col("span_act") == END, pl.col("span_act") == BEGIN
    notes.add(rows.filter(ends & ~ACTIVE), "left.not_member", "left")
    early = ends & ACTIVE & (pl.col("left") <= pl.col("since"))
    notes.add(rows.filter(early), "left.before_joined", "left", value=pl.col("since"))
    notes.add(rows.filter(begins & pl.col("organisation_new").is_null()), "organisation.missing", "organisation")
    comes_again = begins & pl.col("until").is_not_null()
    notes.add(
        rows.filter(comes_again & (pl.col("until") > as_of)), "person.later_span", "joined", value=pl.col("until")
    )
    returns = rows.filter(comes_again & (pl.col("until") <= as_of))
    notes.add(returns, "person.returns", "joined", severity=WARNING, value=pl.col("until"))


def _written_values(people_rows: pl.DataFrame, as_of: date) -> pl.DataFrame:
    act, day = pl.col("span_act"), pl.lit(as_of)
    joined_now = pl.col("joined").is_not_null() & (pl.col("until").is_null() | (pl.col("joined") >= pl.col("until")))
    has_new_day = (act == CORRECT) & HAS_NEW_DAY
    return people_rows.with_columns(
        since_new=pl.when(((act == BEGIN) & joined_now) | has_new_day)
        .then("joined")
        .when(act == CORRECT)
        .then("since")
        .otherwise(day),
        entry_new=pl.when(((act == BEGIN) & joined_now) | has_new_day)
        .then(pl.lit("accepted"))
        .when(act == BEGIN)
        .then(pl.lit("registered"))
        .when(act == CORRECT)
        .then("entry")
        .otherwise(pl.lit("arrived")),
        exit_new=pl.when(act == END).then(_cell_or("reason", pl.lit("other"))).otherwise(pl.lit("departed")),
    )


def _cell_or(name: str, otherwise: pl.Expr) -> pl.Expr:
    return pl.when(pl.col(name).fill_null("") != "").then(pl.col(name)).otherwise(otherwise)

"""People that a list names twice."""

from __future__ import annotations

import polars as pl

from birlik.members.imports.parse.problems import ERROR, PROBLEMS, WARNING


def duplicates(frame: pl.DataFrame, problems: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return problems of lines (of `Normal.frame`) that name a person already named above.

    The same IIN: row.repeated on the later line when surname and given name agree too, else iin.two_people (a warning
    on the first line, an error on the later one). Without an IIN: the same folded name and birth date as any line
    that stays. `value` is the row number of the other line. Lines that `problems` reject do not count.
    """
    stays = frame
    if problems is not None and len(problems):
        error_rows = problems.filter(pl.col("severity") == ERROR)["row"].unique()
        stays = frame.filter(~pl.col("row").is_in(error_rows.implode())) if len(error_rows) else frame
    return pl.concat([_by_number(stays), _by_name(stays)]).sort("row", maintain_order=True)


def _by_number(frame: pl.DataFrame) -> pl.DataFrame:
    numbers = frame.select("row", "iin", "given_key")
    is_repeat = (numbers["iin"] != "") & numbers["iin"].is_duplicated()
    if not is_repeat.any():
        return pl.DataFrame(schema=PROBLEMS)
    pairs = numbers.filter(is_repeat).with_columns(
        pl.col("row").first().over("iin").alias("first"), pl.col("given_key").first().over("iin").alias("first_name")
    )
    later = pairs.filter(pl.col("row") != pl.col("first"))
    other = later.filter(pl.col("given_key") != pl.col("first_name"))
    by_first = other.group_by("first", maintain_order=True).agg(pl.col("row").first())
    same = later.filter(pl.col("given_key") == pl.col("first_name"))
    return pl.concat(
        [
            _problem_rows(same, "row", "first", "iin", "row.repeated", ERROR),
            _problem_rows(other, "row", "first", "iin", "iin.two_people", ERROR),
            _problem_rows(by_first, "first", "row", "iin", "iin.two_people", WARNING),
        ]
    )


def _by_name(frame: pl.DataFrame) -> pl.DataFrame:
    """Return lines without a number; a line with one and the same name and birth date is the same person for the
    registry.
    """
    nameless = frame.filter((pl.col("iin") == "") & pl.col("born").is_not_null()).select("row", "fold_key", "born")
    if nameless.is_empty():
        return pl.DataFrame(schema=PROBLEMS)
    keys = nameless.select("fold_key", "born").unique()
    alike = frame.select("row", "iin", "fold_key", "born").join(keys, on=["fold_key", "born"], how="semi")
    first = (
        alike.sort(pl.col("iin") == "", "row")  # a line with a number stays, wherever it stands
        .group_by("fold_key", "born", maintain_order=True)
        .agg(pl.col("row").first().alias("first"))
    )
    later = nameless.join(first, on=["fold_key", "born"]).filter(pl.col("row") != pl.col("first"))
    return _problem_rows(later, "row", "first", "", "row.repeated", ERROR)


def _problem_rows(repeats: pl.DataFrame, row: str, other: str, field: str, code: str, severity: str) -> pl.DataFrame:
    return repeats.select(
        pl.col(row).cast(pl.Int32).alias("row"),
        pl.lit(field).alias("field"),
        pl.lit(code).alias("code"),
        pl.lit(severity).alias("severity"),
        pl.col(other).cast(pl.String).alias("value"),
    )

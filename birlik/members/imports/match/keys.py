"""Names: what a changed name is searched and ordered by, and when two names cannot be one person's."""

from __future__ import annotations

import polars as pl

from birlik.grammar.letters import fold, sort_key

NAMES = ("surname", "given", "patronymic")
LENGTH = 302
SORTED_IN = "kk"


def strangers(new_names: pl.DataFrame) -> pl.DataFrame:
    """Return those whose number is the registry's, but no word of the name is, and no day of birth bears it out.

    Of these rows: row, fold_key and old (lists of words), born, born_old.
    """
    if new_names.is_empty():
        return new_names
    old = pl.concat_str([f"{name}_old" for name in NAMES], separator=" ")
    words = new_names.select(
        "row", "fold_key", "born", "born_old", old=old.map_elements(fold, return_dtype=pl.String)
    ).with_columns(pl.col("fold_key", "old").str.split(" ").list.eval(pl.element().filter(pl.element() != "")))
    words_in_common = pl.col("fold_key").list.set_intersection("old").list.len()
    return words.filter(
        (pl.col("fold_key").list.len() > 0)
        & (words_in_common == 0)
        & (pl.col("born") != pl.col("born_old")).fill_null(value=True)
    )


def final(rows: pl.DataFrame) -> pl.DataFrame:
    """Set the columns fold_key, given_key and sort_key of the rows to what they will be, in the order of the rows.

    Where the list has no patronymic the registry keeps the one it had.
    """
    keeps_old = pl.any_horizontal(pl.col(name).eq("") & pl.col(f"{name}_old").ne("") for name in NAMES)
    rows = rows.with_columns(is_kept=keeps_old)
    mixed_rows = rows.filter("is_kept")
    if mixed_rows.is_empty():
        return rows.drop("is_kept")
    full_names = [
        tuple(new or old for new, old in zip(line[:3], line[3:], strict=True))
        for line in mixed_rows.select(*NAMES, *(f"{name}_old" for name in NAMES)).iter_rows()
    ]
    name_keys = [_keys(*names) for names in full_names]
    columns = dict(zip(("fold_key", "given_key", "sort_key"), zip(*name_keys, strict=True), strict=True))
    new_keys = pl.DataFrame({"row": mixed_rows["row"], **{name: list(values) for name, values in columns.items()}})
    return rows.update(new_keys, on="row", how="left").drop("is_kept")


def _keys(surname: str, given: str, patronymic: str) -> tuple[str, str, str]:
    full_name = " ".join(part for part in (surname, given, patronymic) if part)
    given_first = " ".join(part for part in (given, surname) if part)
    return fold(full_name)[:LENGTH], fold(given_first)[:LENGTH], sort_key(full_name, SORTED_IN)[:LENGTH]

"""Names: what a changed name is searched and ordered by, and when two names cannot be one person's."""

from __future__ import annotations

import polars as pl

from birlik.grammar.letters import fold, sort_key

NAMES = ("surname", "given", "patronymic")
LENGTH = 302
SORTED_IN = "kk"


def strangers(renamed: pl.DataFrame) -> pl.DataFrame:
    """Return rows whose number is the registry's, but no word of the name is, and the day of birth does not bear it
    out.
    """
    if renamed.is_empty():
        return renamed
    old = pl.concat_str([f"{name}_old" for name in NAMES], separator=" ")
    words = renamed.select(
        "row", "fold_key", "born", "born_old", old=old.map_elements(fold, return_dtype=pl.String)
    ).with_columns(pl.col("fold_key", "old").str.split(" ").list.eval(pl.element().filter(pl.element() != "")))
    shared = pl.col("fold_key").list.set_intersection("old").list.len()
    return words.filter(
        (pl.col("fold_key").list.len() > 0)
        & (shared == 0)
        & (pl.col("born") != pl.col("born_old")).fill_null(value=True)
    )


def final(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the keys of the names as they will be; where the list has no patronymic the registry keeps the one it
    had.
    """
    kept = pl.any_horizontal(pl.col(name).eq("") & pl.col(f"{name}_old").ne("") for name in NAMES)
    rows = rows.with_columns(is_kept=kept)
    mixed = rows.filter("is_kept")
    if mixed.is_empty():
        return rows.drop("is_kept")
    whole = [
        tuple(new or old for new, old in zip(line[:3], line[3:], strict=True))
        for line in mixed.select(*NAMES, *(f"{name}_old" for name in NAMES)).iter_rows()
    ]
    made = [_keys(*names) for names in whole]
    columns = dict(zip(("fold_key", "given_key", "sort_key"), zip(*made, strict=True), strict=True))
    again = pl.DataFrame({"row": mixed["row"], **{name: list(values) for name, values in columns.items()}})
    return rows.update(again, on="row", how="left").drop("is_kept")


def _keys(surname: str, given: str, patronymic: str) -> tuple[str, str, str]:
    whole = " ".join(part for part in (surname, given, patronymic) if part)
    turned = " ".join(part for part in (given, surname) if part)
    return fold(whole)[:LENGTH], fold(turned)[:LENGTH], sort_key(whole, SORTED_IN)[:LENGTH]

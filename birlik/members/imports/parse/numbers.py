"""Numbers and addresses of a list, by columns: IIN with its control digit, BIN, telephones, e-mail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl

from birlik.core.identifiers import FIRST_WEIGHTS, LENGTH, SECOND_WEIGHTS, bin_is_valid

Integers = np.ndarray[Any, np.dtype[np.int64]]

BETWEEN = r"[\s\u00a0'’`\-]"
SCIENTIFIC = r"^\d[.,]?\d*[eE]\+?\d+$"
ZERO_FRACTION = r"[.,]0+$"
SHORTEST = 9  # a number of the year 2000 that lost its zeros: 00 01 01 … is nine figures long
PHONE = r"^(?:\+?7|8)?(\d{10})$"
SEVERAL_PHONES = r"^(?:7|8)?(\d{10})(?:[78]?\d{10})+$"
MAIL = r"^[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]+$"
MAIL_LENGTH, PHONE_LENGTH = 254, 20


def by_text(column: pl.Series, change: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """Return the change of each row, worked out once for each different text; `change` keeps length and order."""
    different = column.unique()
    return column.replace_strict(different, change(different), default=None, return_dtype=pl.String)


def iins(column: pl.Series) -> pl.DataFrame:
    """Return columns iin (twelve digits, "" where there is no possible number), code ("" or the error), zeros
    (regained).
    """
    text = column.fill_null("")
    odd = (~text.str.contains(r"^\d{12}$") & (text != "")).arg_true()
    if len(odd):
        text = text.scatter(odd, text.gather(odd).to_frame("text").select(_bare(pl.col("text"))).to_series())
    digits = text.str.contains(r"^\d+$")
    long_enough = text.str.len_bytes().is_between(SHORTEST, LENGTH)
    twelve_digits = text.str.zfill(LENGTH)
    possible = digits & long_enough
    control = possible.to_numpy().copy()
    control[control] = control_holds(figures(twelve_digits.filter(possible)))
    holds = pl.Series(control)
    short = text.str.len_bytes() < LENGTH
    code = (
        pl.when(holds | (text == ""))
        .then(pl.lit(""))
        .when(text.str.contains(SCIENTIFIC))
        .then(pl.lit("iin.rounded"))
        .when(~digits)
        .then(pl.lit("iin.digits"))
        .when(text.str.len_bytes() != LENGTH)
        .then(pl.lit("iin.length"))
        .otherwise(pl.lit("iin.control"))
    )
    number = pl.when(holds).then(twelve_digits).otherwise(pl.lit(""))
    return pl.select(number.alias("iin"), code.alias("code"), (holds & short).alias("zeros"))


def _bare(text: pl.Expr) -> pl.Expr:
    """Return the text without spaces, apostrophes, hyphens and ".0"; 1.0101100018E10 in full when no figure of it
    was lost.
    """
    bare = text.str.replace_all(BETWEEN, "").str.replace(r"(?i)^(иин|жсн|iin)[:№]*", "").str.replace(ZERO_FRACTION, "")
    parts = bare.str.replace(",", ".", literal=True).str.extract_groups(r"^(\d)\.?(\d*)[eE]\+?(\d{1,2})$")
    fraction, power = parts.struct[1], parts.struct[2].cast(pl.Int32)
    lost_digits = power - fraction.str.len_bytes().cast(pl.Int32)  # a single zero at the end may have been left out
    all_digits = parts.struct[0] + fraction + pl.when(lost_digits == 1).then(pl.lit("0")).otherwise(pl.lit(""))
    return pl.coalesce(pl.when(lost_digits.is_between(0, 1) & (power < LENGTH)).then(all_digits), bare)


def figures(numbers: pl.Series) -> Integers:
    """Return a matrix of the digits of twelve-digit texts, one line each."""
    all_digits = "".join(numbers.to_list()) if len(numbers) < LENGTH else numbers.str.join("")[0]
    return (np.frombuffer(all_digits.encode(), dtype=np.uint8) - ord("0")).reshape(-1, LENGTH).astype(np.int64)


def control_holds(digits: Integers) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return a Boolean a row: the last digit is the control digit of the others (birlik.core.identifiers)."""
    eleven = digits[:, :-1]
    first = eleven @ np.array(FIRST_WEIGHTS) % 11
    control_digit = np.where(first == 10, eleven @ np.array(SECOND_WEIGHTS) % 11, first)
    holds: np.ndarray[Any, np.dtype[np.bool_]] = control_digit == digits[:, -1]
    return holds


def disagreements(iin: pl.Series, born: pl.Series, sex: pl.Series) -> pl.DataFrame:
    """Return columns seventh, birth_date, sex (Boolean): what birlik.core.identifiers.iin_warnings says, "" never
    does.
    """
    has_iin = iin != ""
    number = iin.to_frame("iin").with_columns(born.alias("born"), sex.alias("sex"))
    seventh = pl.col("iin").str.slice(6, 1).cast(pl.Int32, strict=False)
    is_coded = seventh.is_between(1, 6)
    year = pl.col("iin").str.slice(0, 2).cast(pl.Int32, strict=False) + 1800 + (seventh - 1) // 2 * 100
    day = pl.col("iin").str.slice(2, 4).cast(pl.Int32, strict=False)
    born_day = pl.col("born").dt.month().cast(pl.Int32) * 100 + pl.col("born").dt.day()
    other_day = (pl.col("born").dt.year() != year) | (born_day != day)
    other_sex = (pl.col("sex") != "") & ((pl.col("sex") == "f") != (seventh % 2 == 0))
    number_parts = number.select(
        (~is_coded).alias("seventh"), (is_coded & other_day).alias("birth_date"), (is_coded & other_sex).alias("sex")
    )
    return number_parts.select((pl.all() & pl.lit(has_iin)).fill_null(value=False))


def phones(column: pl.Series) -> pl.DataFrame:
    """Return columns value (+7 and ten figures, else the text) and code: phone.several (the first counts),
    .unreadable.
    """
    figures_only = column.fill_null("").str.replace_all(r"\D", "")
    first = figures_only.str.extract(PHONE)
    twice = figures_only.str.extract(SEVERAL_PHONES)
    return pl.select(
        pl.when(first.is_not_null())
        .then("+7" + first)
        .when(twice.is_not_null())
        .then("+7" + twice)
        .otherwise(
            column.fill_null("").str.replace_all(r"[\s\x00-\x1f\x7f]+", " ").str.strip_chars().str.head(PHONE_LENGTH)
        )
        .alias("value"),
        pl.when(first.is_not_null() | column.is_null())
        .then(pl.lit(""))
        .when(twice.is_not_null())
        .then(pl.lit("phone.several"))
        .otherwise(pl.lit("phone.unreadable"))
        .alias("code"),
    )


def emails(column: pl.Series) -> pl.DataFrame:
    """Return columns value (small letters; "" when it is no address) and code: email.unreadable."""
    text = column.fill_null("").str.strip_chars().str.to_lowercase()
    good = text.str.contains(MAIL) & (text.str.len_bytes() <= MAIL_LENGTH)
    return pl.select(
        pl.when(good).then(text).otherwise(pl.lit("")).alias("value"),
        pl.when(good | (text == "")).then(pl.lit("")).otherwise(pl.lit("email.unreadable")).alias("code"),
    )


def bins(column: pl.Series) -> pl.DataFrame:
    """Return columns value (twelve digits, "" when impossible) and code: bin.invalid. Leading zeros are given back."""
    different = column.unique().drop_nulls()
    bare = different.str.replace_all(BETWEEN, "").str.replace(ZERO_FRACTION, "").str.zfill(LENGTH)
    good = pl.Series([bin_is_valid(text) for text in bare.to_list()], dtype=pl.Boolean)
    value = pl.select(pl.when(good).then(bare).otherwise(pl.lit(""))).to_series()
    numbers = column.replace_strict(different, value, default="", return_dtype=pl.String)
    wrong = (numbers == "") & column.is_not_null()
    return pl.select(
        numbers.alias("value"), pl.when(wrong).then(pl.lit("bin.invalid")).otherwise(pl.lit("")).alias("code")
    )

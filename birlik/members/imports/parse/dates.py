"""Days as people and spreadsheets write them, read in columns: figures in three orders, month names, serial numbers."""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

EARLIEST = 1900
EXCEL_ZERO = date(1899, 12, 30)

_TAIL = r"(?:\s*(?:г|ж|год|года|жыл|жылы|г\.?\s?р|ж\.?\s?т)?\.?)"
_TIME = r"(?:[ t]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?z?)?"
YEAR_FIRST = rf"^(?<y>\d{{4}})[-./ ](?<m>\d{{1,2}})[-./ ](?<d>\d{{1,2}}){_TAIL}{_TIME}$"
DAY_FIRST = rf"^(?<d>\d{{1,2}})\s?[-./, ]\s?(?<m>\d{{1,2}})\s?[-./, ]\s?(?<y>\d{{4}}|\d{{2}}){_TAIL}{_TIME}$"
EIGHT = r"^(?<y>(?:18|19|20)\d{2})(?<m>0[1-9]|1[0-2])(?<d>\d{2})$"
EIGHT_DAY_FIRST = r"^(?<d>[0-3]\d)(?<m>[01]\d)(?<y>(?:18|19|20)\d{2})$"
WORD_DAY_FIRST = rf"^(?<d>\d{{1,2}})(?:-?го)?[\s.-]*(?<w>\p{{L}}{{3,}})\.?,?[\s-]*(?<y>\d{{4}}|\d{{2}}){_TAIL}$"
WORD_YEAR_FIRST = r"^(?<y>\d{4})\s*(?:ж|жылы|жылғы|жылгы|жыл|г)?\.?,?\s*(?<d>\d{1,2})[\s-]*(?<w>\p{L}{3,})\.?$"
SERIAL = r"^([1-7]\d{4})(?:[.,]\d+)?$"  # Excel's number of a day, 1927 to 2119; a shorter number is a year or an age
PATTERNS = (DAY_FIRST, YEAR_FIRST, EIGHT, EIGHT_DAY_FIRST, WORD_DAY_FIRST, WORD_YEAR_FIRST)

# The first letters tell a month in Russian (any case and short form), Kazakh and English.
MONTHS: Final = (
    ("янв", "қаң", "каң", "қан", "кан", "jan"),
    ("фев", "ақп", "акп", "feb"),
    ("мар", "нау", "mar"),
    ("апр", "сәу", "сау", "apr"),
    ("май", "мая", "мам", "may"),
    ("июн", "мау", "jun"),
    ("июл", "шіл", "шил", "jul"),
    ("авг", "там", "aug"),
    ("сен", "қыр", "кыр", "sep"),
    ("окт", "қаз", "каз", "oct"),
    ("ноя", "қар", "кар", "nov"),
    ("дек", "жел", "dec"),
)
_MONTH_OF = {start: str(number) for number, starts in enumerate(MONTHS, start=1) for start in starts}


def parse_dates(texts: pl.Series, today: date, *, latest: date | None = None) -> pl.DataFrame:
    """Return columns `day` (Date or null) and `code`, one line for every text of the series.

    Codes: "" (a day, or no text), date.unreadable (no date at all), date.impossible (31 February), date.early (before
    1900) and date.future (after `latest`, by default `today`). An early day is given all the same: an IIN may bear it
    out. Two figures of a year that are not greater than those of `today` mean this century, others the twentieth.
    """
    frame = texts.alias("text").to_frame()
    days = _unique(frame.unique().drop_nulls(), today, latest or today)
    return frame.join(days, on="text", how="left", maintain_order="left").select("day", pl.col("code").fill_null(""))


def _unique(texts: pl.DataFrame, today: date, latest: date) -> pl.DataFrame:
    clean = pl.col("text").str.replace_all(r"[\s\u00a0]+", " ").str.strip_chars(" '\"").str.to_lowercase()
    rest = texts.with_columns(clean.alias("clean"))
    matches = []
    for pattern in PATTERNS:  # the usual spelling comes first, so the others see few texts
        with_parts = rest.with_columns(pl.col("clean").str.extract_groups(pattern).alias("part")).unnest("part")
        matches.append(_as_days(with_parts.filter(pl.col("y").is_not_null()), today))
        rest = with_parts.filter(pl.col("y").is_null()).select("text", "clean")
    serial = pl.lit(EXCEL_ZERO) + pl.duration(days=pl.col("clean").str.extract(SERIAL).cast(pl.Int32))
    serial_days = rest.with_columns(serial.cast(pl.Date).alias("day"))
    blank = pl.when(pl.col("clean") == "").then(pl.lit("")).otherwise(pl.lit("date.unreadable"))
    matches.append(serial_days.filter(pl.col("day").is_not_null()).select("text", "day", pl.lit("").alias("code")))
    matches.append(serial_days.filter(pl.col("day").is_null()).select("text", "day", blank.alias("code")))
    late_code = pl.when(pl.col("day") > latest).then(pl.lit("date.future"))
    early = late_code.when(pl.col("day").dt.year() < EARLIEST).then(pl.lit("date.early"))
    days = pl.concat(matches).with_columns(early.otherwise("code").alias("code"))
    return days.with_columns(pl.when(pl.col("code") != "date.future").then("day").alias("day"))


def _as_days(parts: pl.DataFrame, today: date) -> pl.DataFrame:
    """Return columns text, day and code of texts whose y and d are figures and whose month is figures (m) or a word
    (w).
    """
    month = pl.col("m") if "m" in parts.columns else pl.col("w").str.head(3).replace_strict(_MONTH_OF, default=None)
    short = pl.col("y").cast(pl.Int32)
    century = pl.when(short > today.year % 100).then(1900).otherwise(today.year // 100 * 100)
    year = pl.when(pl.col("y").str.len_bytes() == 2).then(short + century).otherwise(short)
    iso_text = pl.format("{}-{}-{}", year.cast(pl.String), month.str.zfill(2), pl.col("d").str.zfill(2))
    code = (
        pl.when(month.is_null())
        .then(pl.lit("date.unreadable"))
        .when(pl.col("day").is_null())
        .then(pl.lit("date.impossible"))
        .otherwise(pl.lit(""))
    )
    return parts.with_columns(iso_text.str.to_date("%Y-%m-%d", strict=False).alias("day")).select(
        "text", "day", code.alias("code")
    )

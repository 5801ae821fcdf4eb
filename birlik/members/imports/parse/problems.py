"""What can be wrong with a line of a member list, and the frame that gathers it.

error (the line is not loaded): iin.digits iin.length iin.control iin.rounded person.unidentifiable name.missing
    name.lost category.unknown row.repeated iin.two_people
warning: iin.missing iin.birth_date iin.sex iin.seventh name.signs name.mixed name.initials text.too_long
    date.unreadable date.impossible date.early date.future dates.turned sex.unknown institution_type.unknown
    reason.unknown phone.unreadable phone.several email.unreadable bin.invalid iin.two_people (on the first of the two)
info: iin.zeros (leading zeros given back) name.look_alike (Latin letters made Cyrillic)

`value` is the cell's own text, cut short; for row.repeated and iin.two_people the row number of the other line.
"""

from __future__ import annotations

import polars as pl

ERROR, WARNING, INFO = "error", "warning", "info"
SHORT = 60
PROBLEMS = {"row": pl.Int32, "field": pl.String, "code": pl.String, "severity": pl.String, "value": pl.String}


class Problems:
    """Gathers by columns; `rows` are the numbers of the lines in the file."""

    def __init__(self, rows: pl.Series) -> None:
        self.rows = rows
        self.found: list[pl.DataFrame] = []

    def add(self, holds: pl.Series, field: str, code: str, severity: str, value: pl.Series) -> None:
        """Add one problem for every line where `holds` is true."""
        places = holds.fill_null(value=False).arg_true()
        if len(places):
            self._keep(places, field, pl.lit(code), severity, value)

    def add_codes(self, codes: pl.Series, field: str, severity: str, value: pl.Series) -> None:
        """Add one problem for every line whose code is not ""."""
        places = (codes != "").arg_true()
        if len(places):
            self._keep(places, field, pl.lit(codes.gather(places)), severity, value)

    def _keep(self, places: pl.Series, field: str, code: pl.Expr, severity: str, value: pl.Series) -> None:
        self.found.append(
            pl.DataFrame({"row": self.rows.gather(places), "value": value.gather(places)}).select(
                "row",
                pl.lit(str(field)).alias("field"),
                code.alias("code"),
                pl.lit(severity).alias("severity"),
                pl.col("value").fill_null("").str.head(SHORT).str.replace_all(r"[\x00-\x1f\x7f]", " "),
            )
        )

    def frame(self) -> pl.DataFrame:
        """Return all of them, columns row, field, code, severity, value, by row.

        Each once: two parts of a full name may have the same fault.
        """
        rows = pl.concat([pl.DataFrame(schema=PROBLEMS), *self.found]).sort("row", maintain_order=True)
        return rows.unique(["row", "field", "code"], keep="first", maintain_order=True)

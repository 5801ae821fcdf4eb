"""What was found wrong with the rows, and which rows are thereby rejected."""

from __future__ import annotations

import polars as pl

SCHEMA = {"row": pl.Int64, "field": pl.String, "code": pl.String, "severity": pl.String, "value": pl.String}
ERROR, WARNING, INFO = "error", "warning", "info"
ROW = pl.col("row").cast(pl.Int64)
DAY = "%d.%m.%Y"


class Notes:
    """Problems by row; a row with at least one error is rejected."""

    def __init__(self, *problems: pl.DataFrame) -> None:
        self._frames = [one.select(ROW, *(pl.col(name).cast(pl.String).fill_null("") for name in list(SCHEMA)[1:]))
                        for one in problems if not one.is_empty()]  # fmt: skip
        self._rejected_rows: pl.DataFrame | None = None

    def add(
        self, rows: pl.DataFrame, code: str, field: str = "", *, severity: str = ERROR, value: pl.Expr | None = None
    ) -> None:
        """Note the same problem of these rows; `value` is what the sentence about it shows, never another person's
        data.
        """
        if rows.is_empty():
            return
        row_values = rows.select(ROW, value=pl.lit("") if value is None else value)
        value_text = (
            pl.col("value").dt.strftime(DAY)
            if row_values.schema["value"] == pl.Date
            else pl.col("value").cast(pl.String)
        )
        texts = {"field": pl.lit(field), "code": pl.lit(code), "severity": pl.lit(severity)}
        self._frames.append(row_values.select("row", **texts, value=value_text.fill_null("")))
        if severity == ERROR:
            self._rejected_rows = None

    @property
    def rejected_rows(self) -> pl.DataFrame:
        """The different numbers of the rows with an error, in one column `row`."""
        if self._rejected_rows is None:
            self._rejected_rows = self.frame().filter(pl.col("severity") == ERROR).select("row").unique()
        return self._rejected_rows

    def good(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return the rows without an error so far, all their columns, in their order."""
        return (
            rows
            if self.rejected_rows.is_empty()
            else rows.join(self.rejected_rows, on="row", how="anti", maintain_order="left")
        )

    def frame(self) -> pl.DataFrame:
        """Return everything, columns row, field, code, severity, value, by row; errors before warnings."""
        if not self._frames:
            return pl.DataFrame(schema=SCHEMA)
        self._frames = [pl.concat(self._frames)]
        return self._frames[0]

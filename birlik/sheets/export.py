"""XLSX and CSV out: a header, real numbers, widths that fit. Text is never read as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

LONGEST = 60
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a program reads as a formula from a text file


def workbook(title: str, header: Sequence[str], rows: Iterable[Sequence[Any]], *, frozen_columns: int = 1) -> bytes:
    """The file's bytes. `rows` hold str, int, Decimal or None (an empty cell, which is not zero)."""
    import xlsxwriter  # slow import, for this one act

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet(title[:31])
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        whole, fraction = book.add_format({"num_format": "#,##0"}), book.add_format({"num_format": "#,##0.0"})
        widths = [len(text) for text in header]
        sheet.write_row(0, 0, header, bold)
        for line, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if value is None:
                    continue
                widths[column] = max(widths[column], len(str(value)))
                if isinstance(value, Decimal):
                    sheet.write_number(line, column, float(value), fraction)
                elif isinstance(value, int):
                    sheet.write_number(line, column, value, whole)
                else:
                    sheet.write_string(line, column, str(value))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(width, LONGEST) + 2)
        sheet.freeze_panes(1, frozen_columns)
    return buffer.getvalue()


def text(header: Sequence[str], rows: Iterable[Sequence[Any]], *, point: str = ".") -> bytes:
    """Return the bytes of a CSV file that opens in columns in Excel: UTF-8 with its mark, semicolons.

    A text that would be read as a formula begins with an apostrophe. `point`: what stands before the decimals, as the
    program of the reader's language takes it: where a comma is usual it reads 6.12 as a day.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";")
    writer.writerow(header)
    writer.writerows([_written(value, point) for value in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def _written(value: object, point: str) -> object:
    if isinstance(value, Decimal):
        return str(value).replace(".", point)
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value

"""A result in both of its shapes: as data and as a table; and a table as the text that spreadsheets open."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

FORMULA = re.compile("'*[=+\\-@\t\r]")  # the mark is doubled: it can be taken off again


@dataclass(frozen=True, slots=True)
class Table:
    """`data` is what JSON shows; `header` and `rows` are the same as lines and columns."""

    data: Any
    header: Sequence[str]
    rows: Sequence[Sequence[Any]]


def comma_separated(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Write CSV with "\\n" between lines.

    A text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerows([escape_formula(value) for value in row] for row in [header, *rows])
    return buffer.getvalue()


def escape_formula(value: object) -> object:
    """Return the same value; a text that begins like a formula (=, +, -, @) with an apostrophe. Numbers keep their
    sign.
    """
    return f"'{value}" if isinstance(value, str) and FORMULA.match(value) else value

"""Which sheet of a delivered file is the list of people."""

from __future__ import annotations

import polars as pl

from birlik.members.imports.parse.headers import guess
from birlik.sheets.file_kinds import FileKind
from birlik.sheets.sheet import Sheet, read_sheet


def read_list(name: str, content: bytes, *, sheet: str | None = None) -> Sheet:
    """Read the named sheet, else the first that lists people, else the first table; refused as by `read_sheet`."""
    return read_sheet(name, content, sheet=sheet, suits=lists_people)


def lists_people(beginning: pl.DataFrame) -> bool:
    """Tell by the first rows of a sheet whether columns with names can be found, as in a list and unlike a cover with
    the sums of one."""
    return guess(Sheet(beginning, 1, 1, FileKind.XLSX)).confidence > 0

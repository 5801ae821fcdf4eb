"""The bytes of a file as a sheet of text cells that remembers where each row stood."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from birlik.core.errors import Refusal
from birlik.sheets import csv_file, workbook
from birlik.sheets.file_kinds import FileKind, kind_of

NUL = "\0"


@dataclass(frozen=True, slots=True)
class Sheet:
    """`frame` holds String columns c0, c1, …; a cell that is empty or only spaces is null.

    Line i of the frame is row `first_row` + i of the file (1: blank rows above a list are kept), column c<i> its
    column `first_column` + i, both counted from 1 as Excel shows them. `name` is the sheet's, `names` are all sheets
    of the workbook, `tables` this one and the other visible ones with a table, `lists` those of the others that
    suit (all empty for CSV); `encoding` and `delimiter` are told for CSV only.
    """

    frame: pl.DataFrame
    first_row: int
    first_column: int
    kind: FileKind
    name: str = ""
    names: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    file: str = ""
    tables: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()


def read_sheet(
    name: str, content: bytes, *, sheet: str | None = None, suits: workbook.Judge = lambda _beginning: True
) -> Sheet:
    """Read XLSX, XLSB, XLS, ODS or CSV; the kind is seen from the content, never from the file's `name`.

    Without `sheet` the first visible table is taken that `suits` by its first rows, else the first one. Refusals:
    import.empty, .too_large, .not_a_sheet, .encrypted, .damaged, .no_data, .sheet_unknown, .no_sheets, .too_many_rows,
    .too_many_columns, .too_many_cells.
    """
    kind = kind_of(content)
    if kind is FileKind.CSV:
        if sheet is not None:
            raise Refusal("import.no_sheets")
        text = csv_file.read(content)
        return _trim_sheet(Sheet(text.frame, 1, 1, kind, encoding=text.encoding, delimiter=text.delimiter, file=name))
    cells = workbook.read(content, sheet, suits)
    sheet_read = Sheet(cells.frame, 1, cells.first_column + 1, kind, cells.name, cells.names, file=name)
    return _trim_sheet(replace(sheet_read, tables=cells.tables, lists=cells.lists))


def _trim_sheet(sheet: Sheet) -> Sheet:
    """Empty rows below and empty columns to the right cut off; NUL, which no database keeps, made a space."""
    frame = sheet.frame
    while frame.width and frame[frame.columns[-1]].null_count() == frame.height:
        frame = frame.drop(frame.columns[-1])
    if not frame.width:
        raise Refusal("import.no_data")
    rows = frame.select(pl.any_horizontal(pl.all().is_not_null())).to_series().arg_true()
    frame = frame.head(rows[-1] + 1)
    unkept = [name for name in frame.columns if frame[name].str.contains(NUL, literal=True).any()]
    return replace(sheet, frame=frame.with_columns(pl.col(unkept).str.replace_all(NUL, " ", literal=True)))

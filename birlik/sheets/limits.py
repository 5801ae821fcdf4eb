"""How much of a table is read: rows, columns, cells, letters of a cell. More is refused in words."""

from __future__ import annotations

import polars as pl

from birlik.core.errors import Refusal

MOST_ROWS = 1_200_000
MOST_COLUMNS = 200
MOST_CELLS = 30_000_000
MOST_LETTERS = 32_767  # of a cell, as Excel has it
LETTERS = 26


def require_size(rows: int, columns: int) -> None:
    """Refuse what is too large: `import.too_many_rows`, `.too_many_columns`, `.too_many_cells`."""
    if rows > MOST_ROWS:
        raise Refusal("import.too_many_rows", rows=rows, limit=MOST_ROWS)
    if columns > MOST_COLUMNS:
        raise Refusal("import.too_many_columns", columns=columns, limit=MOST_COLUMNS)
    if rows * columns > MOST_CELLS:
        raise Refusal("import.too_many_cells")


def require_short(frame: pl.DataFrame, first_row: int, first_column: int) -> None:
    """Refuse a cell that is longer than a program of tables lets it be; the places of the first row and column count
    from 1.
    """
    for place, name in enumerate(frame.columns):
        sizes = frame[name].str.len_bytes()
        row = sizes.arg_max()
        if row is None or sizes[row] <= MOST_LETTERS:
            continue
        letters = frame[name].str.len_chars()
        row = letters.arg_max() or 0
        if letters[row] > MOST_LETTERS:
            raise too_long(f"{letter(first_column + place)}{first_row + row}", letters[row])


def too_long(cell: str, letters: int) -> Refusal:
    """Return the refusal of one cell, `import.cell_too_long`, named as spreadsheets name it."""
    return Refusal("import.cell_too_long", cell=cell, letters=letters, limit=MOST_LETTERS)


def letter(column: int) -> str:
    """Return the name of a column (from 1) as spreadsheets write it: A, Z, AA."""
    name = ""
    while column > 0:
        column, place = divmod(column - 1, LETTERS)
        name = chr(ord("A") + place) + name
    return name

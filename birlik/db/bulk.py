"""Hundreds of thousands of rows between the database and a Polars frame, without an object a row.

PostgreSQL copies text both ways. SQLite has no COPY: it writes its answer as one block of text inside the engine,
which is several times faster than a tuple a row, and takes rows by `executemany`.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO
from itertools import chain
from typing import Any

import polars as pl
from django.db import connection, models

# Never part of a text in the database: core.texts refuses control characters at every door.
SEPARATOR, QUOTE, NULL = "\x1f", "\x01", "\x02"
CHUNK = 50_000
ROWS_A_STATEMENT = 200
MOST_PARAMETERS = 32_000  # of one statement in SQLite
Schema = Mapping[str, pl.DataType | type[pl.DataType]]


def read(sql: str, params: Sequence[Any] = (), *, schema: Schema) -> pl.DataFrame:
    """Return the rows of a SELECT as a frame with the columns and types of `schema`, in the order selected.

    One block of SQLite holds up to a billion bytes, some five million rows.
    """
    block = _copy_to_csv(sql, params) if connection.vendor == "postgresql" else _concatenate_to_csv(sql, params, schema)
    if not block:
        return pl.DataFrame(schema=schema)
    dates = {name: kind for name, kind in schema.items() if kind == pl.Date}
    frame = pl.read_csv(
        block,
        has_header=False,
        separator=SEPARATOR,
        quote_char=QUOTE,
        null_values=NULL,
        empty_string_is_null=False,
        schema={**schema, **dict.fromkeys(dates, pl.String)},
    )
    return frame.with_columns(pl.col(name).str.to_date("%Y-%m-%d") for name in dates)


def append(table: str, frame: pl.DataFrame) -> int:
    """Insert the rows of a frame whose columns are columns of the table; returns how many."""
    if connection.vendor == "postgresql":
        _copy_in(table, frame)
    else:
        _insert(table, frame)
    return frame.height


def reserve_ids(model: type[models.Model], number: int) -> range:
    """Return ids that nobody else will get. Every writer of the table must wait for the same turn (db.locks)."""
    table = model._meta.db_table  # noqa: SLF001 - Django's documented way to a model's table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "pg_get_serial_sequence(%s, 'id')"
            cursor.execute(f"SELECT setval({sequence}, nextval({sequence}) + %s)", [table, table, number - 1])
            last = int(cursor.fetchone()[0])
            return range(last + 1 - number, last + 1)
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        first = (row[0] if row else 0) + 1
        change = (
            "UPDATE sqlite_sequence SET seq = %s WHERE name = %s"
            if row
            else "INSERT INTO sqlite_sequence (seq, name) VALUES (%s, %s)"
        )
        cursor.execute(change, [first + number - 1, table])
        return range(first, first + number)


def _copy_to_csv(sql: str, params: Sequence[Any]) -> bytes:
    """Write parameters into a COPY statement, which takes none from the server's side, and return its CSV in bytes."""
    from psycopg import ClientCursor  # slow import, and only PostgreSQL needs it

    options = f"FORMAT csv, DELIMITER '{SEPARATOR}', QUOTE '{QUOTE}', NULL '{NULL}'"
    block = BytesIO()
    with connection.cursor() as cursor:
        statement = ClientCursor(connection.connection).mogrify(sql, params or None)
        with cursor.copy(f"COPY ({statement}) TO STDOUT ({options})") as copy:
            for part in copy:
                block.write(part)
    return block.getvalue()


def _concatenate_to_csv(sql: str, params: Sequence[Any], schema: Schema) -> bytes:
    """Write CSV with one printf a row: joining its columns by || would copy the line once a column.

    A text goes in quotation marks, for a line may end inside it.
    """
    columns = [f'"{name}"' for name in schema]
    places = (f"{QUOTE}%%s{QUOTE}" if kind == pl.String else "%%s" for kind in schema.values())
    values = ", ".join(f"coalesce({column}, char({ord(NULL)}))" for column in columns)
    line = f"printf('{SEPARATOR.join(places)}', {values})"
    answer = f"WITH answer ({', '.join(columns)}) AS ({sql})"
    with connection.cursor() as cursor:
        statement = f"{answer} SELECT CAST(group_concat({line}, char(10)) AS BLOB) FROM answer"  # noqa: S608 - our own SQL
        cursor.execute(statement, params)
        return bytes(cursor.fetchone()[0] or b"")


def _copy_in(table: str, frame: pl.DataFrame) -> None:
    columns = ", ".join(f'"{name}"' for name in frame.columns)
    options = f"FORMAT csv, DELIMITER '{SEPARATOR}', QUOTE '{QUOTE}', NULL '{NULL}'"
    statement = f'COPY "{table}" ({columns}) FROM STDIN ({options})'
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for part in frame.iter_slices(CHUNK):
            text = part.write_csv(
                include_header=False, separator=SEPARATOR, quote_char=QUOTE, null_value=NULL, quote_style="necessary"
            )
            copy.write(text.encode())


def _insert(table: str, frame: pl.DataFrame) -> None:
    """Insert many rows a statement: the lists of the table's CHECKs are built once a statement, half of the time."""
    plain = frame.with_columns(pl.col(pl.Date).dt.to_string("%Y-%m-%d"), pl.col(pl.Boolean).cast(pl.Int8))
    rows = min(ROWS_A_STATEMENT, MOST_PARAMETERS // frame.width)
    full_height = frame.height // rows * rows
    connection.ensure_connection()
    with connection.wrap_database_errors, _pause_garbage_collector():
        if full_height:
            groups = (tuple(chain.from_iterable(group)) for group in _groups(plain.head(full_height), rows))
            connection.connection.executemany(_statement(table, frame.columns, rows), groups)
        connection.connection.executemany(_statement(table, frame.columns, 1), _tuples(plain[full_height:]))


@contextmanager
def _pause_garbage_collector() -> Iterator[None]:
    """Pause the collector, which would walk through every row that was just made: none of them is in a
    circle.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _statement(table: str, columns: Sequence[str], rows: int) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    marks = f"({', '.join(['?'] * len(columns))})"
    return f'INSERT INTO "{table}" ({names}) VALUES {", ".join([marks] * rows)}'  # noqa: S608 - own names


def _groups(frame: pl.DataFrame, rows: int) -> Iterator[list[tuple[Any, ...]]]:
    """Return the rows in lists of so many; the height is a multiple of it."""
    for part in frame.iter_slices(CHUNK // rows * rows):
        group = part.rows()
        yield from (group[place : place + rows] for place in range(0, len(group), rows))


def _tuples(frame: pl.DataFrame) -> Iterator[tuple[Any, ...]]:
    for part in frame.iter_slices(CHUNK):
        yield from part.rows()

"""Loading empty tables with their indexes built afterwards, for their upkeep row by row is most of a first load; and
emptying them again in the same way.

SQLite drops indexes and triggers inside the transaction; readers go on with what was there before. PostgreSQL fills
twins of the tables, which nobody sees, and puts them in their places at the end, so that no reader waits for the load.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any

from django.db import connection, models

Tables = Mapping[str, str]  # a table's name → the name under which its rows go in now
ANY_INDEX = re.compile(r"^CREATE (UNIQUE )?INDEX \S+ ON \S+ ")
INDEXES = """
    SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
    WHERE i.indrelid = %s::regclass AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)
"""
KEYS = """
    SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = %s::regclass AND contype IN ('p', 'u', 'x')
"""
OUTBOUND = """
    SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'
"""
INBOUND = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE confrelid = %s::regclass AND contype = 'f'
"""
TRIGGERS = "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal"


@contextmanager
def first_load(models_to_load: Sequence[type[models.Model]]) -> Iterator[Tables]:
    """Load tables without their indexes: inside, rows go to the names that come with it; afterwards every index and
    constraint is there again.

    Must be called inside `transaction.atomic` with the turn of these tables taken, the tables being empty. A table
    stands after the ones it points to. Constraints that triggers hold are not asked again: see `spans_overlap`.
    """
    names = [str(model._meta.db_table) for model in models_to_load]  # noqa: SLF001 - Django's documented way to a table
    with _twins(names) if connection.vendor == "postgresql" else _drop_indexes_and_triggers(names) as tables:
        yield tables


def remove_most(models_to_load: Sequence[type[models.Model]], column: str, value: int) -> None:
    """Delete the rows with this value of an integer column, when they are a great part of the tables.

    Called as `first_load` is, but for the tables being empty; no row that stays may point to one that goes. SQLite
    deletes table by table without the indexes; PostgreSQL, where each row that goes would be looked for in every table
    that points to it, copies those that stay.
    """
    if connection.vendor == "postgresql":
        sequences = {str(model._meta.db_table): _next_id(model) for model in models_to_load}  # noqa: SLF001 - see above
        with first_load(models_to_load) as tables:
            for name, twin in tables.items():
                stays = f'SELECT * FROM "{name}" WHERE "{column}" IS DISTINCT FROM {value:d}'  # noqa: S608 - own names
                _execute([f'INSERT INTO "{twin}" {stays}'])
        for name, number in sequences.items():  # no id comes twice
            _execute([f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {number:d})"])
        return
    for model in reversed(models_to_load):
        with first_load([model]) as tables:
            _execute(f'DELETE FROM "{name}" WHERE "{column}" = {value:d}' for name in tables)  # noqa: S608 - own names


def _next_id(model: type[models.Model]) -> int:
    table = model._meta.db_table  # noqa: SLF001 - see above
    return int(_rows("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])[0][0])


def spans_overlap(table: str, owner: str) -> bool:
    """Return whether two half-open spans [since, until) of one owner have a day in common: what the triggers would
    refuse.
    """
    follows = f'lead("since") OVER (PARTITION BY "{owner}" ORDER BY "since")'
    spans = f'SELECT "until", {follows} AS next FROM "{table}"'  # noqa: S608 - own names
    clash = 'next IS NOT NULL AND ("until" IS NULL OR "until" > next)'
    return bool(_rows(f"SELECT 1 FROM ({spans}) s WHERE {clash} LIMIT 1", []))  # noqa: S608 - own names


@contextmanager
def _drop_indexes_and_triggers(names: Sequence[str]) -> Iterator[Tables]:
    """Drop the secondary indexes and triggers of SQLite, and create them again in the end."""
    marks = ", ".join(["%s"] * len(names))
    definitions = _rows(
        "SELECT type, name, sql FROM sqlite_master "  # noqa: S608 - own names
        f"WHERE tbl_name IN ({marks}) AND type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY type",
        names,
    )
    _execute(f'DROP {kind} "{name}"' for kind, name, _sql in definitions)
    yield {name: name for name in names}
    _execute(sql for _kind, _name, sql in definitions)


@contextmanager
def _twins(names: Sequence[str]) -> Iterator[Tables]:
    """Load PostgreSQL by twins without indexes and foreign keys, which get them after the load and take the tables'
    places.
    """
    twins = {name: f"{name}__load" for name in names}
    parts = "INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE"
    _execute(f'CREATE TABLE "{twin}" (LIKE "{name}" {parts})' for name, twin in twins.items())
    yield twins
    _execute(["SET LOCAL maintenance_work_mem = '512MB'"])  # an index sorted in memory, for this transaction
    renames = [statement for step in (_index, _refer) for name in names for statement in step(name, twins)]
    inbound = [row for name in names for row in _rows(INBOUND, [name]) if row[0] not in twins]
    triggers = [row[0] for name in names for row in _rows(TRIGGERS, [name])]
    _execute(f'ALTER TABLE {table} DROP CONSTRAINT "{label}"' for table, label, _text in inbound)
    _execute(["DROP TABLE " + ", ".join(f'"{name}"' for name in names)])
    _execute(f'ALTER TABLE "{twin}" RENAME TO "{name}"' for name, twin in twins.items())
    _execute(renames)
    _execute(f'ALTER TABLE {table} ADD CONSTRAINT "{label}" {text}' for table, label, text in inbound)
    _execute(triggers)


def _index(name: str, twins: Tables) -> list[str]:
    """Give the twin the table's keys and indexes under names of its own; returns what will name them as they were."""
    twin, numbers, renames = twins[name], count(), []
    for label, text in _rows(KEYS, [name]):
        index_name = f"{name}__load_{next(numbers)}"
        _execute([f'ALTER TABLE "{twin}" ADD CONSTRAINT "{index_name}" {text}'])
        renames.append(f'ALTER TABLE "{name}" RENAME CONSTRAINT "{index_name}" TO "{label}"')
    for label, text in _rows(INDEXES, [name]):
        index_name = f"{name}__load_{next(numbers)}"
        _execute([ANY_INDEX.sub(rf'CREATE \1INDEX "{index_name}" ON "{twin}" ', text)])
        renames.append(f'ALTER INDEX "{index_name}" RENAME TO {label}')
    _execute([f'ANALYZE "{twin}"', f'ALTER TABLE "{twin}" ALTER COLUMN "id" ADD GENERATED BY DEFAULT AS IDENTITY'])
    _execute([f"SELECT setval(pg_get_serial_sequence('{twin}', 'id'), (SELECT max(id) FROM \"{twin}\"))"])  # noqa: S608
    return [*renames, f'ALTER SEQUENCE "{twin}_id_seq" RENAME TO "{name}_id_seq"']


def _refer(name: str, twins: Tables) -> list[str]:
    """Return the same for foreign keys, once every twin has the key they point to."""
    renames = []
    for number, (label, text) in enumerate(_rows(OUTBOUND, [name])):
        constraint_name = f"{name}__load_f{number}"
        _execute([f'ALTER TABLE "{twins[name]}" ADD CONSTRAINT "{constraint_name}" {_point_to_twins(text, twins)}'])
        renames.append(f'ALTER TABLE "{name}" RENAME CONSTRAINT "{constraint_name}" TO "{label}"')
    return renames


def _point_to_twins(text: str, twins: Tables) -> str:
    """Let a foreign key to a loaded table point to its twin, which will bear the name."""
    for name, twin in twins.items():
        text = text.replace(f"REFERENCES {name}(", f'REFERENCES "{twin}"(')
    return text


def _rows(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _execute(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)

"""Queries that pages ask again and again: their SQL is composed once a process.

Django composes a query anew each time it is asked, which takes five to ten times as long as the database takes to
answer it. Nothing of an answer is kept here: each call asks the database.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Field, Model, QuerySet

Row = tuple[Any, ...]
M = TypeVar("M", bound=Model)


class Parameter(Expression):
    """Stand in a filter for a value that is given when the query is asked; None is no such value."""

    def __init__(self, name: str, field: Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, *_arguments: Any, **_options: Any) -> tuple[str, list[Any]]:  # type: ignore[override]  # itself
        """Return the place of the value in the SQL, and itself to be replaced there."""
        return "%s", [self]

    def of(self, values: dict[str, Any], connection: BaseDatabaseWrapper) -> Any:
        """Return the value in the form that the database takes."""
        return self.output_field.get_db_prep_value(values[self.name], connection)


class PreparedQuery:
    """Ask a query of columns (`values_list`) with other values each time; its parts may not depend on them."""

    def __init__(self, compose: Callable[[], QuerySet[Any, Any]]) -> None:
        self._compose = compose

    def rows(self, **values: Any) -> list[Row]:
        """Return the rows for these values, one for each `Parameter` of the query."""
        sql, parameters, conversions = self._statement
        connection = connections[DEFAULT_DB_ALIAS]  # not its proxy, which looks it up at each step
        arguments = [one.of(values, connection) if isinstance(one, Parameter) else one for one in parameters]
        with connection.cursor() as cursor:
            try:
                cursor.execute(sql, arguments)
            except OverflowError:  # of SQLite: no column holds such a number, so nothing is equal to it
                return []
            rows_read: list[Row] = cursor.fetchall()
        return [_convert_row(row, conversions, connection) for row in rows_read] if conversions else rows_read

    @cached_property
    def _statement(self) -> tuple[str, tuple[Any, ...], dict[int, tuple[list[Any], Any]]]:
        """The SQL, what stands at its places, and how the columns become Python values, by their numbers."""
        compiler = self._compose().query.get_compiler(DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        return sql, parameters, compiler.get_converters([column for column, _sql, _alias in compiler.select])


def _convert_row(row: Row, conversions: dict[int, tuple[list[Any], Any]], connection: BaseDatabaseWrapper) -> Row:
    values = list(row)
    for number, (converters, expression) in conversions.items():
        for convert in converters:
            values[number] = convert(values[number], expression, connection)
    return tuple(values)


class PreparedObjects(Generic[M]):
    """The same for the objects of a queryset, each with those that it refers to by the fields named in `related`."""

    def __init__(self, compose: Callable[[], QuerySet[M]], *related: str) -> None:
        self._compose = compose
        self._related = related
        self._query = PreparedQuery(lambda: compose().values_list(*self._columns))

    def objects(self, **values: Any) -> list[M]:
        """Return the objects for these values, one for each `Parameter` of the queryset."""
        return list(map(self._object, self._query.rows(**values)))

    @cached_property
    def _model(self) -> type[M]:
        return self._compose().model

    @cached_property
    def _parts(self) -> list[tuple[Any, type[Model], int, int]]:
        """Of each related object: the field, the model, where its columns begin and end in a row."""
        parts, end = [], len(_names(self._model))
        for name in self._related:
            field: Any = self._model._meta.get_field(name)  # noqa: SLF001 - documented by Django
            begin, end = end, end + len(_names(field.related_model))
            parts.append((field, field.related_model, begin, end))
        return parts

    @property
    def _columns(self) -> list[str]:
        related = zip(self._related, self._parts, strict=True)
        return [*_names(self._model), *(f"{one}__{name}" for one, part in related for name in _names(part[1]))]

    def _object(self, row: Row) -> M:
        names = _names(self._model)
        instance = self._model.from_db(DEFAULT_DB_ALIAS, names, row[: len(names)])
        for field, model, begin, end in self._parts:
            # the key stands first: without it nothing is referred to
            other = None if row[begin] is None else model.from_db(DEFAULT_DB_ALIAS, _names(model), row[begin:end])
            field.set_cached_value(instance, other)
        return instance


@lru_cache(maxsize=64)
def _names(model: type[Model]) -> tuple[str, ...]:
    """Return all columns of a model, by the names of its attributes."""
    return tuple(field.attname for field in model._meta.concrete_fields)  # noqa: SLF001 - documented by Django

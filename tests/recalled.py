"""Small worlds of rows, made once: by the actions, as in life, and for every later test by writing the same rows."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Hashable
from functools import cache, wraps
from typing import ParamSpec, TypeVar

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Model

P = ParamSpec("P")
T = TypeVar("T")
OF_THE_MIGRATIONS = (ContentType, Permission)  # an empty database has their rows


def recalled(build: Callable[P, T]) -> Callable[P, T]:
    """Remember the rows that `build` makes in an empty database, and what it returns, by its arguments.

    Called again in an empty database it writes the rows, keys and all, and returns a copy; in any other it builds. So
    nothing that one test does to rows or objects is seen by another. `build` does nothing but make rows.
    """
    made: dict[Hashable, bytes] = {}

    @wraps(build)
    def recall(*arguments: P.args, **named: P.kwargs) -> T:
        if _holds_something():
            return build(*arguments, **named)
        key = (arguments, tuple(sorted(named.items())))
        if key not in made:
            found = build(*arguments, **named)
            made[key] = pickle.dumps((found, [list(model._base_manager.all()) for model in _models()]))
            return found
        copy: T
        copy, tables = pickle.loads(made[key])  # noqa: S301 - our own
        for rows in filter(None, tables):
            type(rows[0])._base_manager.bulk_create(rows)
        return copy

    return recall


@cache
def _models() -> list[type[Model]]:
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and model not in OF_THE_MIGRATIONS]


@cache
def _question() -> str:
    tables = (connection.ops.quote_name(model._meta.db_table) for model in _models())
    return " UNION ALL ".join(f"SELECT 1 WHERE EXISTS (SELECT 1 FROM {table})" for table in tables)  # noqa: S608 - ours


def _holds_something() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_question())
        return cursor.fetchone() is not None

"""`field__among=[…]`: one of very many numbers, sent as one parameter instead of one each.

The members of a region are those of a thousand organisations: as an IN of a thousand parameters, preparing the
statement takes longer than running it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, ForeignKey, IntegerField, Lookup
from django.db.models.sql.compiler import SQLCompiler

from birlik.core.prepared_query import Parameter

FEW = 100  # numbers that are written down sooner than looked up


class Among(Lookup):
    """Membership in a frozenset of integers; of a list Django would look at each one, for expressions among them."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        left_side, params = self.process_lhs(compiler, connection)
        numbers = self.rhs if isinstance(self.rhs, Numbers) else database_array(self.rhs, connection)
        if connection.vendor == "postgresql":
            return f"{left_side} = ANY(%s::bigint[])", [*params, numbers]
        return f"{left_side} IN (SELECT value FROM json_each(%s))", [*params, numbers]  # noqa: S608 - own column


class Numbers(Parameter):
    """Stand behind `among` for a frozenset of integers that is given when the query is asked."""

    def __init__(self, name: str) -> None:
        super().__init__(name, BigIntegerField())

    def of(self, values: dict[str, Any], connection: BaseDatabaseWrapper) -> str:
        """Return the numbers as the one parameter that they are sent as."""
        return database_array(values[self.name], connection)


def database_array(numbers: frozenset[int], connection: BaseDatabaseWrapper) -> str:
    """Return the numbers as an array of the database."""
    return f"{{{comma_list(numbers)}}}" if connection.vendor == "postgresql" else f"[{comma_list(numbers)}]"


def comma_list(numbers: frozenset[int]) -> str:
    return _cached_comma_list(numbers) if len(numbers) > FEW else ",".join(map(str, numbers))


@lru_cache(maxsize=64)
def _cached_comma_list(numbers: frozenset[int]) -> str:
    """Write the numbers of the same places once: writing a thousand of them takes as long as a page."""
    return ",".join(map(str, numbers))


IntegerField.register_lookup(Among)
ForeignKey.register_lookup(Among)

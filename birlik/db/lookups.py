"""`field__among=[…]`: one of very many numbers, sent as one parameter instead of one each.

The members of a region are those of a thousand organisations: as an IN of a thousand parameters, preparing the
statement takes longer than running it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import ForeignKey, IntegerField, Lookup
from django.db.models.sql.compiler import SQLCompiler

FEW = 100  # numbers that are written down sooner than looked up


class Among(Lookup):
    """Membership in a frozenset of integers; of a list Django would look at each one, for expressions among them."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        left, params = self.process_lhs(compiler, connection)
        numbers = listed(self.rhs)
        if connection.vendor == "postgresql":
            return f"{left} = ANY(%s::bigint[])", [*params, f"{{{numbers}}}"]
        return f"{left} IN (SELECT value FROM json_each(%s))", [*params, f"[{numbers}]"]  # noqa: S608 - own column


def listed(numbers: frozenset[int]) -> str:
    return _listed(numbers) if len(numbers) > FEW else ",".join(map(str, numbers))


@lru_cache(maxsize=64)
def _listed(numbers: frozenset[int]) -> str:
    """Kept: the same places are asked for again and again, and writing a thousand numbers takes as long as a page."""
    return ",".join(map(str, numbers))


IntegerField.register_lookup(Among)
ForeignKey.register_lookup(Among)

"""The order of the Kazakh alphabet for texts without a stored key: alike on both databases, whatever their locale."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models import Func, TextField
from django.db.models.sql.compiler import SQLCompiler

from birlik.grammar.letters import LETTER_KEYS

LETTERS = "".join(LETTER_KEYS) + "".join(LETTER_KEYS).upper()
KEYS = "".join(LETTER_KEYS.values()) * 2
TABLE = str.maketrans(LETTERS, KEYS)


class AlphabeticKey(Func):
    """A text of the database as it is compared: letters of either case by their place in the alphabet."""

    function = "ALPHABETIC_KEY"  # of SQLite, from `install`
    arity = 1
    output_field = TextField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> tuple[str, Any]:
        template = f"TRANSLATE(%(expressions)s, '{LETTERS}', '{KEYS}') COLLATE \"C\""
        return self.as_sql(compiler, connection, template=template, **context)


def install() -> None:
    """Let each connection to SQLite, which has no TRANSLATE and few levels of nesting, know the key."""
    connection_created.connect(_add_key, dispatch_uid="alphabet")


def _add_key(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    if connection.vendor == "sqlite":
        connection.connection.create_function(AlphabeticKey.function, 1, _key, deterministic=True)


def _key(text: str | None) -> str | None:
    return None if text is None else text.translate(TABLE)

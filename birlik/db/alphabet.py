"""The order of the Kazakh alphabet and the search for names, for texts without a stored key: alike on both databases,
whatever their locale."""

from __future__ import annotations

import re
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models import Func, TextField
from django.db.models.sql.compiler import SQLCompiler

from birlik.grammar.letters import LETTER_KEYS, fold

LETTERS = "".join(LETTER_KEYS) + "".join(LETTER_KEYS).upper()
KEYS = "".join(LETTER_KEYS.values()) * 2
FOLDED_LETTERS = "".join(fold(letter) for letter in LETTERS)
ORDERING_TABLE, FOLDING_TABLE = str.maketrans(LETTERS, KEYS), str.maketrans(LETTERS, FOLDED_LETTERS)
MOST_FIGURES = 20  # of a number that is compared by its size; a longer one is compared as a text
NUMBER = f"(?<![0-9])([0-9]{{1,{MOST_FIGURES}}})(?![0-9])"
NUMBERS = re.compile(NUMBER)


class AlphabeticKey(Func):
    """A text of the database as it is compared: letters of either case by their place in the alphabet, figures by the
    number they make, so that № 2 comes before № 10.
    """

    function = "ALPHABETIC_KEY"  # of SQLite, from `install`
    arity = 1
    output_field = TextField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> tuple[str, Any]:
        """Put as many noughts before each number as make all of one length, then keep its last figures."""
        text = f"REGEXP_REPLACE(%(expressions)s, '{NUMBER}', '{'0' * MOST_FIGURES}\\1', 'g')"
        text = f"REGEXP_REPLACE({text}, '(?<![0-9])0*([0-9]{{{MOST_FIGURES}}})(?![0-9])', '\\1', 'g')"
        template = f"TRANSLATE({text}, '{LETTERS}', '{KEYS}') COLLATE \"C\""
        return self.as_sql(compiler, connection, template=template, **context)


class FoldedText(Func):
    """A text of the database as `grammar.letters.fold` makes it, Latin look-alikes aside: what is searched in it is
    folded, too.
    """

    function = "FOLDED_TEXT"  # of SQLite, from `install`
    arity = 1
    output_field = TextField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> tuple[str, Any]:
        template = f"TRANSLATE(%(expressions)s, '{LETTERS}', '{FOLDED_LETTERS}') COLLATE \"C\""
        return self.as_sql(compiler, connection, template=template, **context)


def install() -> None:
    """Let each connection to SQLite, which has no TRANSLATE and few levels of nesting, know the two functions."""
    connection_created.connect(_add_functions, dispatch_uid="alphabet")


def _add_functions(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    if connection.vendor == "sqlite":
        connection.connection.create_function(AlphabeticKey.function, 1, _key, deterministic=True)
        connection.connection.create_function(FoldedText.function, 1, _fold_text, deterministic=True)


def _key(text: str | None) -> str | None:
    return None if text is None else NUMBERS.sub(_widen, text).translate(ORDERING_TABLE)


def _widen(number: re.Match[str]) -> str:
    return number[0].zfill(MOST_FIGURES)


def _fold_text(text: str | None) -> str | None:
    return None if text is None else text.translate(FOLDING_TABLE)

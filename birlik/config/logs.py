"""Lines of the log without personal data: of an error it keeps kinds and places, never the message.

Databases quote in their messages the values that broke a constraint ("Key (iin)=(…) already exists"), and any other
error may quote what somebody typed. What an error was is seen from its kind and the lines of code it went through.
"""

from __future__ import annotations

import logging
import re
import traceback
from types import TracebackType
from typing import TypeAlias

SECRET = re.compile(r"(/members/apply/)[^/\s]+")  # who knows a link of a school can apply by it
Caught: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class PlacesOnly(logging.Formatter):
    """Leaves messages of errors out, and secrets that stand in addresses."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return SECRET.sub(r"\1-", super().format(record))

    def formatException(self, ei: Caught) -> str:  # noqa: N802 - the name logging calls
        lines: list[str] = []
        error: BaseException | None = ei[1]
        while error is not None:
            kind = f"{type(error).__module__}.{type(error).__qualname__}"
            lines.append(kind + "\n" + "".join(traceback.format_tb(error.__traceback__)).rstrip())
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n\n".join(lines)

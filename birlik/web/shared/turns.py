"""SQLite has one writer at a time, and a large list is written for many seconds. Who would have to wait for that waits
outside, where no worker is kept from answering others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest, HttpResponse

from birlik.core.turns import AGAIN, ASKS_AGAIN

MOMENT = 50  # milliseconds: what one cell or one card takes to be written, several times over
WRITING = ("BEGIN IMMEDIATE", "INSERT", "UPDATE", "DELETE")  # how that begins, within a transaction or without


class BusyError(Exception):
    """Somebody else is writing, and this request has written nothing yet."""


class TurnMiddleware:
    """Stands next to the view: what the frame writes (sessions, sign-ins) waits inside, as it is soon over."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if connection.vendor != "sqlite" or ASKS_AGAIN not in request.META:
            return self.get_response(request)
        with connection.execute_wrapper(Turn()):
            return self.get_response(request)

    def process_exception(self, _request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Nobody is shown this answer: the front sees it and asks again."""
        return HttpResponse(status=202, headers={AGAIN: "1"}) if isinstance(exception, BusyError) else None


class Turn:
    """The first writing of a view waits a moment only. What comes later waits its time: what was done before must not
    be done twice."""

    def __init__(self) -> None:
        self.is_first = True

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if not self.is_first or not sql.startswith(WRITING):
            return execute(sql, params, many, context)
        self.is_first = False
        _wait_at_most(MOMENT, context["connection"])
        try:
            return execute(sql, params, many, context)
        except OperationalError as error:
            if "locked" not in str(error):
                raise
            raise BusyError from error
        finally:
            own = context["connection"]
            _wait_at_most(1000 * own.settings_dict["OPTIONS"]["timeout"], own)


def _wait_at_most(milliseconds: float, own: BaseDatabaseWrapper) -> None:
    own.connection.execute(f"PRAGMA busy_timeout = {milliseconds:.0f}")

"""The WSGI entry point of every process that serves."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

from birlik.db.connections import trust_recent, wait_briefly

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "birlik.config.settings")
django = get_wsgi_application()
trust_recent()
wait_briefly()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer as Django does; to HEAD without a body, which the server would send."""
    body: Iterable[bytes] = django(environ, start_response)
    if environ["REQUEST_METHOD"] != "HEAD":
        return body
    if close := getattr(body, "close", None):
        close()
    return ()

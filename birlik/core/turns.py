"""What a worker and the process before it tell each other about waiting for the one writer of SQLite."""

from __future__ import annotations

ASKS_AGAIN = "birlik.asks-again"  # in the environment of a request: whoever handed it over would ask once more later
AGAIN = "X-Birlik-Again"  # in the headers of an answer: nothing was done, another must finish writing first

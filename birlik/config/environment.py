"""Settings from the environment, each read by a helper that fails loudly."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def flag(name: str, default: bool) -> bool:
    text = os.environ.get(name, str(default)).lower()
    if text not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} must be yes or no, not {text!r}")
    return text in TRUE


def words(name: str, default: str) -> list[str]:
    return os.environ.get(name, default).split()


def secret(name: str, kept_in: Path) -> str:
    """The secret from the environment, else from a file made at the first start and readable by its owner alone."""
    if value := os.environ.get(name):
        return value
    try:
        handle = os.open(kept_in, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return kept_in.read_text().strip()
    with os.fdopen(handle, "w") as file:
        value = get_random_secret_key()
        file.write(value)
    return value


def database(url: str | None, folder: Path) -> dict[str, Any]:
    """Django's DATABASES["default"]: SQLite in the data folder, or the PostgreSQL of DATABASE_URL."""
    if not url:
        return embedded(folder / "birlik.sqlite3")
    try:
        parts = urlsplit(url)
        port = str(parts.port or "")
    except ValueError as error:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {error}") from error
    if parts.scheme == "sqlite":
        return embedded(Path(unquote(parts.path)))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql:// or sqlite://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": port,
        # What is asked for the fourth time is prepared: planning it anew costs the server more than answering it.
        # Compiling a headcount (jit) takes longer than counting.
        "OPTIONS": {
            "server_side_binding": True,
            "prepare_threshold": 3,
            "options": "-c jit=off",
            **dict(parse_qsl(parts.query)),
        },
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
    }


def embedded(path: Path) -> dict[str, Any]:
    """SQLite with a write-ahead log; writers queue for 20 s instead of failing."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
                "PRAGMA cache_size=-32000; PRAGMA mmap_size=268435456;"
            ),
        },
    }

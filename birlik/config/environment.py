"""Settings from the environment, each read by a helper that fails loudly."""

from __future__ import annotations

import os
import re
import socket
import tempfile
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}
LOOPBACK = ("127.0.0.0/8", "::1/128")
LARGEST_PORT, MOST_WORKERS = 65_535, 256
SHORTEST_SECRET = 32  # letters; Django's own are 50
NAME = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
HOST = re.compile(rf"\*|\.?{NAME}(\.{NAME})*\.?|\[[0-9a-f:.]+\]", re.IGNORECASE)
ORIGIN = re.compile(rf"https?://(\*\.)?({NAME}(\.{NAME})*|\[[0-9a-f:.]+\])(:[0-9]{{1,5}})?", re.IGNORECASE)
# What a connection takes beside the parameters of libpq, and which parameters are numbers.
SWITCHES = {"server_side_binding"}
NUMBERS_OR_NONE = {"prepare_threshold"}
NUMBERS = {
    "connect_timeout", "port", "keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count",
    "tcp_user_timeout", "sslcompression", "sslsni",
}  # fmt: skip


def flag(name: str, default: bool) -> bool:
    text = os.environ.get(name, str(default))
    return _switch(name, text)


def _switch(name: str, text: str) -> bool:
    if text.lower() not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} must be yes or no, not {text!r}")
    return text.lower() in TRUE


def require_folder(name: str) -> None:
    """Refuse a setting that names a folder which is not there; it need not be set."""
    text = os.environ.get(name)
    if text and not Path(text).is_dir():
        raise ImproperlyConfigured(f"{name}: there is no folder {text}")


def hosts(name: str, default: str) -> list[str]:
    """Return the names that the pages may be asked by, as Django's ALLOWED_HOSTS: without scheme and port."""
    return _words(name, default, HOST, "birlik.example.org, .example.org or 127.0.0.1")


def origins(name: str) -> list[str]:
    """Return where forms may come from besides the served host, as Django's CSRF_TRUSTED_ORIGINS."""
    return _words(name, "", ORIGIN, "https://birlik.example.org")


def proxies(name: str) -> list[str]:
    """Return whose forwarded headers are believed (web.shared.forwarded): networks, and "unix" for a socket file."""
    networks: list[str] = []
    for word in os.environ.get(name, "").split():
        if word == "loopback":
            networks += LOOPBACK
        elif word == "unix" or _is_network(word):
            networks.append(word)
        else:
            raise ImproperlyConfigured(f"{name} holds {word!r}; write addresses, networks, loopback or unix")
    return networks


def _is_network(word: str) -> bool:
    try:
        return bool(ip_network(word))
    except ValueError:
        return False


def _words(name: str, default: str, shape: re.Pattern[str], example: str) -> list[str]:
    words = os.environ.get(name, default).split()
    for word in words:
        if not shape.fullmatch(word):
            raise ImproperlyConfigured(f"{name} holds {word!r}; write it like {example}, parted by spaces")
    return words


def port() -> int:
    """Return the port of PORT, 8000 without it; there is room for the others where each process has its own."""
    others = workers() - 1 if flag("BIRLIK_PORT_EACH", default=False) else 0
    return _count("PORT", os.environ.get("PORT") or "8000", LARGEST_PORT - others)


def workers() -> int:
    """Return how many processes serve: BIRLIK_WORKERS, one a core without it."""
    return _count("BIRLIK_WORKERS", os.environ.get("BIRLIK_WORKERS") or str(os.cpu_count() or 1), MOST_WORKERS)


def _count(name: str, text: str, most: int) -> int:
    fits = text.isascii() and text.isdigit() and len(text) <= len(str(most)) and 1 <= int(text) <= most
    if not fits:
        raise ImproperlyConfigured(f"{name} must be a number from 1 to {most}, not {text!r}")
    return int(text)


def host() -> str:
    """Return the address of HOST, this machine alone without it; one that is not this machine's
    cannot be listened at.
    """
    text = os.environ.get("HOST") or "127.0.0.1"
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(text, 0, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        raise ImproperlyConfigured(f"HOST is unknown: {text!r}") from error
    try:
        with socket.socket(family, kind, protocol) as probe:
            probe.bind(address)
    except OSError as error:
        raise ImproperlyConfigured(f"HOST is not an address of this machine: {text!r}") from error
    return text


def folder(name: str, default: Path) -> Path:
    """Return the folder of the setting, made when it isn't there; one that cannot be written in is refused."""
    path = Path(os.environ.get(name) or default).absolute()
    try:
        path = path.resolve()
        path.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError) as error:  # the latter for links that lead round in a circle
        reason = (isinstance(error, OSError) and error.strerror) or "it leads nowhere"
        raise ImproperlyConfigured(f"{name} cannot be made as a folder: {str(path)!r}: {reason}") from error
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK, effective_ids=os.access in os.supports_effective_ids):
        raise ImproperlyConfigured(f"{name} is a folder that cannot be written in: {str(path)!r}")
    return path


def secret(name: str, kept_in: Path) -> str:
    """Return the secret from the environment, else from a file made at the first start and
    readable by its owner alone.
    """
    if value := os.environ.get(name):
        return _long_enough(value, name)
    if not os.path.lexists(kept_in):
        _make_secret(kept_in)
    where = f"The secret key in {str(kept_in)!r}"
    try:
        value = kept_in.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{where} cannot be read: {error.strerror}") from error
    except UnicodeError as error:
        raise ImproperlyConfigured(f"{where} is not text; restore the file, or delete it for a new key") from error
    return _long_enough(value, where)


def _make_secret(kept_in: Path) -> None:
    """Put the whole file there at once: of two processes that start together one makes it, and none leaves a part."""
    try:
        with tempfile.NamedTemporaryFile("w", dir=kept_in.parent, prefix=f".{kept_in.name}.") as file:
            file.write(get_random_secret_key())
            file.flush()
            os.fsync(file.fileno())
            os.link(file.name, kept_in)
    except FileExistsError:
        return
    except OSError as error:
        raise ImproperlyConfigured(f"The secret key {str(kept_in)!r} cannot be made: {error.strerror}") from error


def _long_enough(value: str, where: str) -> str:
    if len(value) < SHORTEST_SECRET or not value.isprintable():
        raise ImproperlyConfigured(f"{where} must be {SHORTEST_SECRET} or more letters that can be printed")
    return value


def database(url: str | None, folder: Path) -> dict[str, Any]:
    """Return Django's DATABASES["default"]: SQLite in the data folder, or the PostgreSQL of DATABASE_URL."""
    if not url:
        return sqlite_settings(folder / "birlik.sqlite3")
    try:
        parts = urlsplit(url)
        port = str(parts.port or "")
    except ValueError as error:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {error}") from error
    if parts.scheme == "sqlite":
        return sqlite_settings(Path(unquote(parts.path)))
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
            **_options(parts.query),
        },
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
    }


def _options(query: str) -> dict[str, Any]:
    """Read what stands after "?" in DATABASE_URL as a connection takes it: numbers, booleans and none are no texts."""
    from psycopg.pq import Conninfo  # slow import: SQLite needs no driver

    texts = {one.keyword.decode() for one in Conninfo.get_defaults()} - NUMBERS
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=True) if query else []
    except ValueError as error:
        raise ImproperlyConfigured(f"DATABASE_URL has an option without a value: {query!r}") from error
    return {name: _option(name, text, texts) for name, text in pairs}


def _option(name: str, text: str, texts: set[str]) -> str | int | bool | None:
    where = f"DATABASE_URL's option {name}"
    if name in texts:
        return text
    if name in SWITCHES:
        return _switch(where, text)
    if name not in NUMBERS | NUMBERS_OR_NONE:
        raise ImproperlyConfigured(f"DATABASE_URL has an unknown option: {name!r}")
    if name in NUMBERS_OR_NONE and text.lower() == "none":
        return None
    if not re.fullmatch(r"[0-9]{1,9}", text):
        kinds = "a number or none" if name in NUMBERS_OR_NONE else "a number"
        raise ImproperlyConfigured(f"{where} must be {kinds}, not {text!r}")
    return int(text)


def sqlite_settings(path: Path) -> dict[str, Any]:
    """Return the settings of SQLite with a write-ahead log; who writes waits 20 s for another, a page a moment only
    (db.connections).
    """
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

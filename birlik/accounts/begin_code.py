"""The one-time code by which the page of the beginning knows who started the server.

Its digest lies in the data folder, for the owner alone; it is gone once the union is begun.
"""

from __future__ import annotations

import os
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path

from django.conf import settings

from birlik.core.passwords import password


def make() -> str:
    """Make a code; one that was made before holds no more."""
    code = password()
    path = _path()
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(_digest(code))
    return code


def exists() -> bool:
    """Return whether a code waits to be used."""
    return _path().exists()


def matches(text: str) -> bool:
    """Return whether this is the code that waits; how long the answer takes tells nothing of it."""
    try:
        digest = _path().read_text()
    except OSError:
        return False
    return compare_digest(digest.encode(), _digest(text).encode())


def forget() -> None:
    """Let no code hold any more."""
    _path().unlink(missing_ok=True)


def _path() -> Path:
    return Path(settings.DATA_DIR) / "begin-code"


def _digest(code: str) -> str:
    """Hash the code as a person types it: neither case nor blanks and hyphens count."""
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return sha256(plain.encode(errors="replace")).hexdigest()

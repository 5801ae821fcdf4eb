"""The arithmetic of the trail: one digest per event, each over the event and the digest before it (pure)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

DIGEST_BYTES = 32
GENESIS = "0" * (DIGEST_BYTES * 2)


def plain(value: Any) -> Any:
    """The value as JSON knows it: dates, decimals and the like become text, keys become text."""
    return json.loads(json.dumps(value, default=str, ensure_ascii=False))


def canonical(row: Mapping[str, Any]) -> bytes:
    """One spelling for equal rows: keys in order, no spaces, times in UTC with microseconds."""
    spelt = {name: moment(value) if isinstance(value, datetime) else value for name, value in row.items()}
    return json.dumps(spelt, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def digest(row: Mapping[str, Any], previous: str) -> str:
    """64 hexadecimal digits: BLAKE2b over the previous digest and the canonical row."""
    return blake2b(previous.encode() + b"\n" + canonical(row), digest_size=DIGEST_BYTES).hexdigest()

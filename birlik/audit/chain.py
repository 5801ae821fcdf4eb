"""The arithmetic of the trail: one digest per event, each over the event and the digest before it (pure)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

DIGEST_BYTES = 32
GENESIS = "0" * (DIGEST_BYTES * 2)
HEAD = re.compile(r"\b([0-9]{1,18}):([0-9a-f]{64})\b")


def plain(value: Any) -> Any:
    """Return the value as JSON knows it: dates, decimals and the like become text, keys become text."""
    return json.loads(json.dumps(value, default=str, ensure_ascii=False))


def canonical(row: Mapping[str, Any]) -> bytes:
    """Return one spelling for equal rows: keys in order, no spaces, times in UTC with microseconds."""
    spelt = {name: moment(value) if isinstance(value, datetime) else value for name, value in row.items()}
    return json.dumps(spelt, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def digest(row: Mapping[str, Any], previous: str) -> str:
    """Return 64 hexadecimal digits: BLAKE2b over the previous digest and the canonical row."""
    return blake2b(previous.encode() + b"\n" + canonical(row), digest_size=DIGEST_BYTES).hexdigest()


def parse_head(text: str) -> tuple[int, str] | None:
    """Find the first "SEQUENCE:DIGEST" in a text; None where there is none."""
    match = HEAD.search(text)
    return (int(match[1]), match[2]) if match else None

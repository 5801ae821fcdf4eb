"""What became of each row, in a few bytes: one letter a row from the first to the last, "." where the file has none."""

from __future__ import annotations

import zlib

import numpy as np
import polars as pl

NONE = "."
SCHEMA = {"row": pl.Int64, "state": pl.String}


def pack(states: pl.DataFrame) -> bytes:
    """Return columns row and state (one letter) as bytes; nothing for no rows."""
    if states.is_empty():
        return b""
    rows = states["row"].to_numpy()
    first, last = int(rows.min()), int(rows.max())
    letters = np.full(last - first + 1, ord(NONE), dtype=np.uint8)
    letters[rows - first] = np.frombuffer("".join(states["state"].to_list()).encode(), dtype=np.uint8)
    return first.to_bytes(4, "big") + zlib.compress(letters.tobytes(), 1)


def unpack(content: bytes) -> pl.DataFrame:
    """Return the same columns back, row and state, by row."""
    if not content:
        return pl.DataFrame(schema=SCHEMA)
    first = int.from_bytes(content[:4], "big")
    letters = list(zlib.decompress(content[4:]).decode())
    frame = pl.DataFrame({"row": range(first, first + len(letters)), "state": letters}, schema=SCHEMA)
    return frame.filter(pl.col("state") != NONE)

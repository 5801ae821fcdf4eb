"""A sheet that was read, packed to be kept beside its file: checking and applying need not read the file again."""

from __future__ import annotations

import io
import json
from dataclasses import fields

import polars as pl

from birlik.members.reading.kinds import Kind
from birlik.members.reading.sheets import Sheet


def pack(sheet: Sheet) -> bytes:
    """One line of JSON about the sheet, then its cells as a compressed Arrow file."""
    about = {field.name: getattr(sheet, field.name) for field in fields(sheet) if field.name != "frame"}
    packed = io.BytesIO(json.dumps(about).encode() + b"\n")
    packed.seek(0, io.SEEK_END)
    sheet.frame.write_ipc_stream(packed, compression="lz4")
    return packed.getvalue()


def unpack(packed: bytes) -> Sheet:
    """The sheet of `pack`."""
    stream = io.BytesIO(packed)
    about = json.loads(stream.readline())
    about |= {"kind": Kind(about["kind"]), "names": tuple(about["names"])}
    return Sheet(frame=pl.read_ipc_stream(stream), **about)

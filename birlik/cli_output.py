"""How the command line writes what it found: JSON and CSV as text, XLSX and papers as files."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

from birlik.core.errors import Refusal
from birlik.sheets.tables import Table, comma_separated


def write(table: Table, kind: str, out: Path | None) -> None:
    """Write to `out`, or to standard output where there is none; XLSX needs a file (`output.file_needed`)."""
    if kind == "xlsx":
        if out is None:
            raise Refusal("output.file_needed", format=kind)
        save(workbook(table), out)
        return
    if kind == "json":
        text = json.dumps(table.data, ensure_ascii=False, indent=2) + "\n"
    else:
        text = comma_separated(table.header, table.rows)
    if out is None:
        sys.stdout.write(text)
    else:
        save(text.encode(), out)


def workbook(table: Table) -> bytes:
    from birlik.sheets import export  # slow import, for one format of four

    return export.workbook("Birlik", table.header, table.rows)


def save(data: bytes, out: Path) -> None:
    """Write whole or not at all: a failed run leaves the old file as it was."""
    if not out.parent.is_dir():
        raise Refusal("output.no_folder", folder=str(out.parent))
    handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(0o644)
        Path(name).replace(out)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise

"""First stage: an empty database becomes the demonstration union; seconds and memory of the load."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from django.db import connection

from benchmarks import (
    ready,  # noqa: F401  # models need the set-up
    results,
)
from benchmarks.results import Result
from birlik import server


def main(path: Path) -> None:
    started = time.perf_counter()
    server.migrate()
    migrated = time.perf_counter()
    server.demonstrate(required=False)
    filled = time.perf_counter()
    (path.parent / "version").write_text(version())
    found = [
        Result("demonstration data", filled - migrated, "s", 60, f"after {migrated - started:.1f} s of migrations"),
        Result("peak memory of that load", results.own_peak(), "MB"),
    ]
    results.write(found, path)


def version() -> str:
    """Name and version of the database, as it says itself."""
    query = "SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version"
    with connection.cursor() as cursor:
        cursor.execute(query)
        (number,) = cursor.fetchone()
    return f"{connection.display_name} {str(number).split(' ')[0]}"


if __name__ == "__main__":
    main(Path(sys.argv[1]))

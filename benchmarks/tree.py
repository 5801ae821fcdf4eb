"""The registry's first stage: the tree of the union without members, and the workbook that names them all."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from benchmarks import (
    ready,  # noqa: F401  # models need the set-up
    registry,
    results,
)
from benchmarks.filling import version
from birlik import server
from birlik.orgs.models import Organisation


def main(path: Path) -> None:
    server.migrate()
    server.demonstrate(required=False, members="none")
    (path.parent / "version").write_text(version())
    primaries = Organisation.objects.filter(kind="primary", closed__isnull=True).order_by("code")
    started = time.perf_counter()
    registry.workbook(registry.WORKBOOK, registry.rows(), list(primaries.values_list("code", flat=True)))
    print(f"workbook of {registry.rows():,} rows: {time.perf_counter() - started:.0f} s", file=sys.stderr)
    results.write([], path)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

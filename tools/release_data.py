"""python -m tools.release_data 0_2: write down the database that this release makes, for the test of later ones.

The demonstration is made in a folder of its own; `tests/upgrade/0_2.sql.xz` then holds it as statements of SQLite and
`tests/upgrade/0_2.json` what has to be the same after every upgrade: rows of each table and the published figures.
"""

from __future__ import annotations

import json
import lzma
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "tests" / "upgrade"
YEARS = ("2024", "2025")
LEFT_OUT = ("sqlite_", "django_session")


def birlik(data: Path, *arguments: str) -> str:
    """Run a `birlik` command on the embedded database of a folder: what it printed."""
    settings = os.environ | {"BIRLIK_DATA": str(data), "DATABASE_URL": ""}
    command = [sys.executable, "-m", "birlik.cli", *arguments]
    return subprocess.run(command, cwd=ROOT, env=settings, check=True, capture_output=True, text=True).stdout


def carry_over(data: Path) -> None:
    """Bring the database of a folder up to this release, as the start does."""
    settings = os.environ | {
        "BIRLIK_DATA": str(data),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "birlik.config.settings",
    }
    program = "import django; django.setup(); from birlik import server; server.migrate()"
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=settings, check=True)


def contents(data: Path) -> dict[str, Any]:
    """Count the rows of each table and read the consolidated figures of each year."""
    with closing(sqlite3.connect(data / "birlik.sqlite3")) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = {
            name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - names of our own
            for name in sorted(tables)
            if not name.startswith(LEFT_OUT)
        }
    figures = {year: json.loads(birlik(data, "consolidate", "--period", year)) for year in YEARS}
    return {"rows": rows, "figures": figures}


def main(release: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        birlik(data, "demo")
        with closing(sqlite3.connect(data / "birlik.sqlite3")) as database:
            database.execute("UPDATE accounts_user SET password = '!'")
            statements = "\n".join(database.iterdump())
        (FOLDER / f"{release}.sql.xz").write_bytes(lzma.compress(statements.encode(), preset=9))
        (FOLDER / f"{release}.json").write_text(json.dumps(contents(data), ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])

"""Tryton's own import of the same people: a party for each, with its name and one identifier, on SQLite.

python -m benchmarks.peer_tryton WORKBOOK FOLDER, with the interpreter of .bench-venv: seconds as JSON. It has the
easier task: six of ten columns have no place in a party and are left out, and the workbook is read before the clock
runs.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

NAME = "peer"


def main(workbook: Path, folder: Path) -> None:
    _create(folder)
    people = _people(workbook)
    print(json.dumps({"version": f"Tryton's party {version('trytond-party')}", "seconds": {"": _seconds(people)}}))


def _create(folder: Path) -> None:
    """A database with the module `party` in it, as an administrator makes one."""
    settings, word = folder / "trytond.conf", folder / "password"
    settings.write_text(f"[database]\nuri = sqlite://\npath = {folder}\n")
    word.write_text("only-for-this-run\n")
    os.environ |= {"TRYTOND_CONFIG": str(settings), "TRYTONPASSFILE": str(word)}
    (folder / f"{NAME}.sqlite").touch()
    door = str(Path(sys.executable).parent / "trytond-admin")
    command = [
        door,
        "-c",
        str(settings),
        "-d",
        NAME,
        "-u",
        "party",
        "--activate-dependencies",
        "--email",
        "peer@localhost",
    ]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def _people(workbook: Path) -> list[list[str]]:
    from openpyxl import load_workbook

    sheet = load_workbook(workbook, read_only=True).worksheets[0]
    rows = sheet.iter_rows(min_row=2, max_col=4, values_only=True)
    return [[" ".join(map(str, names)), str(number)] for number, *names in rows]


def _seconds(people: list[list[str]]) -> float:
    from trytond import config
    from trytond.pool import Pool
    from trytond.transaction import Transaction

    config.update_etc(os.environ["TRYTOND_CONFIG"])
    Pool.start()
    pool = Pool(NAME)
    pool.init()
    with Transaction().start(NAME, 1) as transaction:
        party = pool.get("party.party")
        started = time.perf_counter()
        count = party.import_data(["name", "identifiers/code"], people)
        transaction.commit()
        seconds = time.perf_counter() - started
    if count != len(people):
        raise RuntimeError("not every row was imported")
    return seconds


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

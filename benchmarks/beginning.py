"""python -m benchmarks.beginning: the lists that begin a union, on both databases, beside the actions one by one.

A tree of 10,000 organisations is loaded into a union that has just begun, then 9,000 accounts. Beside it a hundred
organisations are opened one after the other by the action of a page, in the same run: how many times as long that takes
for each.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.__main__ import DATABASES
from benchmarks.before import ROOT, say
from benchmarks.results import Result, ratio, table

SECONDS = 60  # for the tree, at most
WORK = """
import json, sys, time
from datetime import date
import benchmarks.ready
from django.core.management import call_command
from django.utils import timezone
from birlik.loads.actions import load_now
from birlik.orgs import actions
from birlik.orgs.actions import foundation
from birlik.orgs.models import Organisation
from birlik.orgs.values import LegalBasis, Names, NewOrganisation
call_command("migrate", verbosity=0)
count, accounts, beside = map(int, sys.argv[1:])
keeper = foundation.begin(code="union", names=Names("Одақ", "Союз"), username="keeper", full_name="Кілтші",
                          password="long enough a word", at=timezone.now())
def name(n): return f"{n}-мектептің бастауыш кәсіподақ ұйымы;Первичная организация школы № {n}"
rows = ["code;parent;kind;name_kk;name_ru;institution_type"]
rows += [f"m{m};union;member;Мүше {m};Член {m};" for m in range(20)]
rows += [f"m{m}-{d};m{m};district;Филиал {m}-{d};Отделение {m}-{d};" for m in range(20) for d in range(10)]
rows += [f"p{n};m{n % 20}-{n // 20 % 10};primary;{name(n)};school" for n in range(count - 220)]
people = ["full_name;role;organisation", *(f"Адам {n};chair_primary;p{n}" for n in range(accounts))]
def seconds(act):
    started = time.perf_counter()
    act()
    return time.perf_counter() - started
def load(kind, lines):
    _batch, outcome = load_now(kind, name="list.csv", content="\\n".join(lines).encode(), terms={}, headings={},
                               dry_run=False, by=keeper, at=timezone.now())
    assert not outcome.problems and outcome.created == len(lines) - 1, outcome
def one_by_one():
    parent, ground = Organisation.objects.get(code="m0-0"), LegalBasis("№ 1", date(2020, 1, 1), "Қаулы")
    for n in range(beside):
        new = NewOrganisation(f"one-{n}", "primary", Names(f"{n}-ұйым", f"Организация {n}"))
        actions.open_organisation(new, parent=parent, on=date(2020, 1, 1), ground=ground, by=keeper, at=timezone.now())
print(json.dumps([seconds(lambda: load("tree", rows)), seconds(lambda: load("accounts", people)), seconds(one_by_one)]))
"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.beginning")
    parser.add_argument("--organisations", type=int, default=10_000)
    parser.add_argument("--accounts", type=int, default=9_000)
    parser.add_argument("--beside", type=int, default=100, help="organisations that are opened one by one")
    options = parser.parse_args()
    counts = [options.organisations, options.accounts, options.beside]
    results = []
    for name, opened in DATABASES.items():
        with opened() as url, tempfile.TemporaryDirectory(prefix="birlik-beginning-") as folder:
            say(f"{name}: a tree of {options.organisations:,} and {options.accounts:,} accounts …")
            tree, accounts, one_by_one = measure(Path(folder), url, counts)
        each, alone = tree / options.organisations, one_by_one / options.beside
        beside = f"one by one {ratio(alone, each)} ({alone * 1000:,.1f} ms each)"
        results += [
            (name, Result(f"loading a tree of {options.organisations:,}", tree, "s", SECONDS, beside)),
            (name, Result(f"loading {options.accounts:,} accounts", accounts, "s")),
        ]
    print(table(results))
    return 0


def measure(data: Path, url: str, counts: list[int]) -> tuple[float, float, float]:
    """Run the loads in a process of its own on an empty database; seconds of each."""
    environment = {**os.environ, "BIRLIK_DATA": str(data), "DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-W", "ignore", "-c", WORK, *map(str, counts)]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    tree, accounts, one_by_one = json.loads(done.stdout.splitlines()[-1])
    return tree, accounts, one_by_one


if __name__ == "__main__":
    sys.exit(main())

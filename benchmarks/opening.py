"""python -m benchmarks.opening REV: opening a campaign at an earlier commit and now, in one run, as a ratio.

Both make their demonstration union on SQLite, then take turns: a process opens the campaign of 2026 a few times, each
time in a transaction that is rolled back. Core time is told, for the database runs in the same process.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.before import ROOT, Build, say, taken_out
from benchmarks.results import Result, table

MOST = 1.0  # of the earlier commit's core time
OPEN = """
import os, time
from datetime import date, datetime, timezone
import django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "birlik.config.settings")
django.setup()
from django.db import transaction
from birlik.accounts.models import User
from birlik.statistics.actions import campaigns
by, at = User.objects.get(username="head"), datetime.now(timezone.utc)
try:
    from birlik.statistics.queries.opening import propose_plan
except ImportError:
    due = {kind: date(2027, 1, 29) for kind in ("primary", "member", "direct")}
    def run():
        return campaigns.open_campaign(
            2026, opens=date(2027, 1, 5), closes=date(2027, 2, 12), deadlines=due, by=by, at=at
        )
else:
    def run():
        return campaigns.open_campaign(propose_plan(2026), by=by, at=at)
for number in range(4):
    with transaction.atomic():
        started = time.process_time()
        campaign = run()
        spent = time.process_time() - started
        reports = campaign.reports.count()
        transaction.set_rollback(True)
    if number:  # the first one reads what a process reads once
        print(spent * 1000, reports)
"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.opening")
    parser.add_argument("rev", help="the earlier commit")
    parser.add_argument("--rounds", type=int, default=4)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="birlik-opening-") as folder:
        earlier = taken_out(options.rev, Path(folder) / "earlier")
        builds = [
            Build(options.rev, earlier, earlier / ".venv/bin/python", Path(folder) / "a", ""),
            Build("now", ROOT, Path(sys.executable), Path(folder) / "b", ""),
        ]
        for build in builds:
            say(f"filling a database with {build.name} …")
            build.data.mkdir()
            command = build.command("demo", "--members", "none")
            subprocess.run(command, cwd=build.folder, env=build.environment, check=True, stdout=subprocess.DEVNULL)
        for number in range(options.rounds):
            for build in builds if number % 2 == 0 else reversed(builds):
                measure(build)
    before, now = (median(build.slow) for build in builds)
    beside = f"{now / before:.2f} × {options.rev} ({before:,.0f} ms)"
    print(table([("SQLite", Result("opening a campaign, core time", now, "ms", MOST * before, beside))]))
    return 0


def measure(build: Build) -> None:
    command = [str(build.python), "-W", "ignore", "-c", OPEN]
    answer = subprocess.run(
        command, cwd=build.folder, env=build.environment, check=True, capture_output=True, text=True
    )
    rows = [line.split() for line in answer.stdout.splitlines()]
    build.slow += [float(row[0]) for row in rows]
    say(f"{build.name}: {', '.join(f'{float(row[0]):,.0f}' for row in rows)} ms for {rows[0][1]} reports")


if __name__ == "__main__":
    sys.exit(main())

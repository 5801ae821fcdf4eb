"""Readers at their pages while an import runs in another process; then the imports are taken back, and one comes again.

The import is the console's, which does what the worker of the pages does. SQLite has one writer at a time: what only
reads goes on reading what was there before, what writes waits.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import polars as pl
import xlsxwriter
from django.urls import reverse

from benchmarks import (
    ready,  # noqa: F401  # models need the set-up
    registry,
    results,
)
from benchmarks.client import Count, Task
from benchmarks.finding import LIST, UNION, regions
from benchmarks.person import Person
from benchmarks.readers import answered, asking
from benchmarks.registry import Taken
from benchmarks.results import Result, quantile, ratio
from benchmarks.serving import PERIOD, Server, refusals, running, signed_in, task
from birlik.db import bulk
from birlik.members.models import Person as Member
from birlik.orgs import queries as orgs
from birlik.statistics.models import Report
from birlik.web.shared import addresses

CONNECTIONS = 8
SETTLING = 2.0  # seconds of reading before the import begins
ALONE = 4.0
LONGEST = 120.0
MANY = 400
LIMIT = 200  # ms
SHORTEST = 2.0  # seconds that a list of one region may hold up who saves
CHANGED = 30_000
HEADER = ("ИИН", "Фамилия", "Имя", "Отчество", "Первичная организация", "Телефон")
SCHEMA = dict.fromkeys(("iin", "surname", "given", "patronymic", "organisation"), pl.String)


def main(path: Path) -> None:
    number = registry.rows()
    region = largest()
    changed, size = with_new_phones(region)
    with running() as (process, port, _seconds):
        readers = Readers(Server(process, port), signed_in(port, "head"))
        found = [readers.undisturbed()]
        again = readers.importing("all again, unchanged", registry.saved_anew("again"))
        again.taken.require(unchanged=number)
        writing = readers.importing("all again, cards being opened", registry.saved_anew("cards"), cards=True)
        partly = readers.importing(f"{size:,} of a region, all changed", changed, region, saving=1)
        partly.taken.require(rows=size, changed=size)
        found += [*again.lines, *writing.lines, *partly.lines, *taken_back(path, partly.taken, size)]
        first = readers.importing("all, the registry empty, three who save", registry.saved_anew("first"), saving=3)
        first.taken.require(created=number)
        found += first.lines
    results.write(found, path)


class Meanwhile(NamedTuple):
    taken: Taken
    lines: list[Result]


class Readers:
    """Eight at boards, lists and reports, which only read; sometimes one at cards, whose every opening is written, or
    more than there are workers who save."""

    def __init__(self, server: Server, person: Person) -> None:
        self.server, self.person = server, person
        self.pages = mixed()
        self.alone = 0.0
        person.open(self.pages[0])

    def undisturbed(self) -> Result:
        """What they wait for without an import: the base of the ratios."""
        with asking(self._task(self.pages, CONNECTIONS, ALONE)) as client:
            times = answered(client).times
        self.alone = quantile(times, 0.95)
        beside = f"p50 {quantile(times, 0.5):.0f} ms, slowest {max(times):,.0f} ms of {len(times):,} pages"
        return Result(
            f"boards, lists and reports in turn: p95 at {CONNECTIONS} connections", self.alone, "ms", 100, beside
        )

    def importing(
        self, what: str, workbook: Path, organisation: str = "union", *, cards: bool = False, saving: int = 0
    ) -> Meanwhile:
        """The import, and what the readers waited for from its first moment to its last; `cards`: with one more, who
        opens cards; `saving`: with so many who save."""
        with ExitStack() as readers:
            reading = readers.enter_context(asking(self._task(self.pages, CONNECTIONS, LONGEST)))
            opening = readers.enter_context(asking(self._task(opened_cards(), 1, LONGEST))) if cards else None
            changing = readers.enter_context(asking(self._saving(saving))) if saving else None
            time.sleep(SETTLING)
            taken = registry.import_file(workbook, organisation)
            lines = [self._read(f"the same while an import runs ({what}): p95", finished(reading), taken)]
            lines += [waited("a card meanwhile, its reading written down: p95", finished(opening))] if opening else []
            lines += (
                held_up(what, finished(changing), SHORTEST if organisation != "union" else None) if changing else []
            )
        return Meanwhile(taken, lines)

    def _read(self, name: str, count: Count, taken: Taken) -> Result:
        p95 = quantile(count.times, 0.95)
        beside = f"{ratio(p95, self.alone)} without an import, p50 {quantile(count.times, 0.5):.0f} ms, slowest "
        beside += f"{max(count.times):,.0f} ms of {len(count.times):,}{refusals(count)}; import {taken.seconds:.1f} s"
        return Result(name, p95, "ms", LIMIT, beside)

    def _saving(self, connections: int) -> Task:
        """Their own language, one after the other: a small change that is recorded as any other."""
        forms = [urlencode({"language": language, "next": "/"}) for language in ("ru", "kk")]
        writer = signed_in(self.server.port, "specialist")
        writer.open("/")
        return task(
            self.server, writer, [reverse("accounts:language")] * len(forms), forms=forms,
            connections=connections, warm_up=SETTLING, seconds=LONGEST,
        )  # fmt: skip

    def _task(self, paths: list[str], connections: int, seconds: float) -> Task:
        return task(self.server, self.person, paths, connections=connections, warm_up=SETTLING, seconds=seconds)


def finished(client: subprocess.Popen[str]) -> Count:
    """The readers are told to stop, and say what they have waited for."""
    client.terminate()
    return answered(client)


def opened_cards() -> list[str]:
    return [f"/members/{pk}/" for pk in Member.objects.order_by("pk").values_list("pk", flat=True)[:MANY]]


def waited(name: str, count: Count) -> Result:
    """What those who write waited for. No limit: changes wait for their turn."""
    slowest = f"slowest {max(count.times):,.0f} ms of {len(count.times):,}{refusals(count)}"
    return Result(name, quantile(count.times, 0.95), "ms", beside=slowest)


def held_up(what: str, count: Count, limit: float | None) -> list[Result]:
    """How long a change could not be saved: whoever tries is told within 150 ms, and the page tries again."""
    answer = quantile(count.times, 0.95)
    beside = f"put off {count.refused:,} of {len(count.times):,} times, p95 of an answer {answer:.0f} ms"
    return [Result(f"longest time without a change saved ({what})", count.gap, "s", limit, beside)]


def mixed() -> list[str]:
    """Boards, lists of members and reports in turn."""
    codes = ["union", *regions()]
    reports = Report.objects.filter(campaign__year=PERIOD.year).order_by("pk")
    leaves = list(reports.values_list("organisation__code", flat=True))[:: len(codes) * 3]
    boards = [addresses.board(PERIOD.year, code) for code in codes]
    lists = [UNION if code == "union" else LIST + code for code in codes]
    pages = [addresses.report(PERIOD.year, code) for code in leaves]
    return [path for three in zip(boards, lists, pages, strict=False) for path in three]


def taken_back(path: Path, partly: Taken, size: int) -> Iterator[Result]:
    """The change of a region undone, then the first import of all."""
    yield Result(f"undoing an import that changed {size:,}", registry.undo(partly.counts["id"]), "s")
    first = registry.kept("importing", path)
    seconds = registry.undo(int(first["first"]))
    beside = f"{ratio(seconds, first['seconds'])} the import"
    yield Result(f"undoing the import of all {registry.rows():,}", seconds, "s", beside=beside)


def largest() -> str:
    """The code of the organisation below the union with the most organisations under it."""
    root, day = orgs.organisation_by_code("union"), date.fromisoformat(registry.AS_OF)
    return max(orgs.children(root, day), key=lambda one: len(orgs.subtree_ids(one, day))).code


def with_new_phones(region: str) -> tuple[Path, int]:
    """A workbook of people of the region with a telephone each that the registry doesn't know; its number of rows."""
    ids = orgs.subtree_ids(orgs.organisation_by_code(region), date.fromisoformat(registry.AS_OF))
    rows = people(sorted(ids)).rows()
    path = registry.shared("changed.xlsx")
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        for line, cells in enumerate(rows, start=1):
            for column, text in enumerate((*cells, f"+7 701 {line:07d}")):
                sheet.write_string(line, column, text)
    return path, len(rows)


def people(organisations: Sequence[int]) -> pl.DataFrame:
    among = ", ".join(map(str, organisations))
    sql = f"""
        SELECT p.iin, p.surname, p.given, p.patronymic, o.code FROM members_person p
        JOIN orgs_organisation o ON o.id = p.organisation_id
        WHERE p.organisation_id IN ({among}) LIMIT {CHANGED}"""  # noqa: S608 - numbers of our own
    return bulk.read(sql, schema=SCHEMA)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Third stage: fifty lines of each list, drawn by the shared columns: what a page takes once its rows are read."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from django.utils import timezone, translation

from benchmarks import (
    ready,  # noqa: F401  # models need the set-up
    results,
)
from benchmarks.results import Result
from birlik.accounts.models import User
from birlik.core.bilingual import Bilingual
from birlik.members.models import Application, ImportBatch, Transfer
from birlik.members.queries.duplicates import Why
from birlik.members.queries.people_list import PersonRow
from birlik.orgs.models import Organisation
from birlik.orgs.queries import listing
from birlik.registers.declare import REGISTERS
from birlik.statistics.models import Campaign
from birlik.statistics.queries import board, campaigns, digitisation, reconciliation, table
from birlik.web.members import duplicates_columns, joining_columns, rows, transfers_columns
from birlik.web.members.imports import list_columns as imports_list
from birlik.web.orgs import columns as organisations
from birlik.web.registers import columns as entries_columns
from birlik.web.shared.columns import ColumnList
from birlik.web.statistics import board_columns, digitisation_columns, reconciliation_columns, table_columns

YEAR, LINES, LIMIT = 2025, 50, 2
LANGUAGE, ROOT = "kk", "union"
List = tuple[str, ColumnList[Any], Sequence[Any]]


def main(path: Path) -> None:
    campaign = campaigns.campaign(YEAR)
    root, reader = Organisation.objects.get(code=ROOT), User.objects.earliest("pk")
    with translation.override(LANGUAGE):
        found = [drawn(*one) for one in [*of_campaign(campaign, root), *of_registry(root, reader), *of_registers()]]
    results.write(found, path)


def drawn(name: str, columns: ColumnList[Any], rows: Sequence[Any]) -> Result:
    fifty = list(islice(cycle(rows), LINES))
    cells = sum(column.pages for column in columns.columns)
    columns.body(fifty)
    value = statistics.median(core_time(lambda: columns.body(fifty)) for _turn in range(51))
    return Result(f"{LINES} lines drawn: {name}, {cells} columns", value, "ms", LIMIT)


def core_time(run: Callable[[], object]) -> float:
    """Milliseconds of this process alone, which the load of a machine moves little."""
    started = time.process_time()
    run()
    return (time.process_time() - started) * 1000


def of_campaign(campaign: Campaign, root: Organisation) -> Iterator[List]:
    today = timezone.localdate()
    consolidated = table.consolidated_table(campaign, root)
    yield "board", board_columns.columns(LANGUAGE, YEAR, ""), board.board(campaign, root, today=today).lines
    yield (
        "consolidated table",
        table_columns.columns(LANGUAGE, YEAR, consolidated.columns, "", changes=False),
        consolidated.lines,
    )
    yield (
        "digitisation",
        digitisation_columns.columns(LANGUAGE, YEAR, "", runs=True),
        digitisation.digitisation(campaign, root, today=today).lines,
    )
    yield (
        "reports and registry",
        reconciliation_columns.columns(LANGUAGE, YEAR, ""),
        reconciliation.of_node(campaign, root).children,
    )
    below = list(Organisation.objects.order_by("-pk")[:LINES])
    lines = organisations.rows(below, listing.below_of([one.pk for one in below], today), {}, frozenset(), on=today)
    yield "organisations", organisations.columns(LANGUAGE, today, closed=False), list(lines)


def of_registry(root: Organisation, reader: User) -> Iterator[List]:
    """Rows that are made up here: a list of people is drawn alike, whoever they are."""
    today, now = timezone.localdate(), timezone.now()
    application = Application(
        pk=1, organisation=root, surname="Әбдірахманова", given="Гүлнұр", category="working", channel="link",
        received_at=now,
    )  # fmt: skip
    yield "applications", joining_columns.columns(LANGUAGE, "received"), [application]
    transfer = Transfer(pk=1, on=today, state="released", asked_at=now)
    line = transfers_columns.TransferRow(
        transfer, "Әбдірахманова Гүлнұр", "А", "Ә", "/members/transfers/1/", "", False, ""
    )
    yield "transfers", transfers_columns.columns(LANGUAGE, reader, today), [line]
    person = PersonRow(
        1, "Әбдірахманова Гүлнұр", "********1234", "KZ-1", date(1980, 3, 15), "working", "active",
        Bilingual("Мектеп", "Школа"), today - timedelta(days=900), None,
    )  # fmt: skip
    yield "members", rows.columns(LANGUAGE, sorts=True), [person]
    batch = ImportBatch(
        pk=1, organisation=root, file_name="list.xlsx", as_of=today, uploaded_at=now, uploaded_by=reader, rows=900,
        created=800, changed=50, unchanged=40, rejected=10, state="applied", mapping={"0": "iin"},
    )  # fmt: skip
    yield "imports", imports_list.columns(LANGUAGE), [batch]
    pair = duplicates_columns.PairRow(person, person, Why.NO_NUMBER)
    yield "duplicates", duplicates_columns.columns(LANGUAGE, "token"), [pair]


def of_registers() -> Iterator[List]:
    """Those with entries in the demonstration."""
    for register in REGISTERS.values():
        entries = list(register.model._default_manager.select_related("organisation")[:LINES])  # noqa: SLF001 - a model that is not known here
        if entries:
            yield register.code, entries_columns.columns(register, LANGUAGE), entries


if __name__ == "__main__":
    main(Path(sys.argv[1]))

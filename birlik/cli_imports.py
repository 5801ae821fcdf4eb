"""The commands that bring member lists in: the same actions as the pages, without a user."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from datetime import date

from birlik import cli_output
from birlik.core.errors import Refusal
from birlik.sheets import child_process

MEMORY = 6 << 30  # bytes of address space of a process that does a job
OTHER_TIME = 75  # what sendmail and others say for "try again later"


def import_members(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from birlik.members.imports import batches, queries
    from birlik.orgs.queries import organisation_by_code, require_root

    now = timezone.now()
    as_of = _day(options.as_of) if options.as_of else timezone.localdate(now)
    batch = batches.take(
        organisation=organisation_by_code(options.organisation) if options.organisation else require_root(as_of),
        name=options.file.name,
        content=options.file.read_bytes(),
        as_of=as_of,
        dry_run=options.dry_run,
        at=now,
        mapping=queries.mapping_named(options.mapping) if options.mapping else None,
        sheet=options.sheet,
    )
    if not options.sheet and batch.sheets.get("lists"):
        others = ", ".join(f"“{name}”" for name in batch.sheets["lists"])
        read = batch.sheets["read"]
        print(f"birlik: the sheet “{read}” was read; --sheet reads one of the others: {others}", file=sys.stderr)
    if options.report:
        from birlik.members.imports import report  # slow import, for this one act

        cli_output.save(report.workbook(batch, language=options.lang), options.report)
    names = ("rows", "created", "changed", "unchanged", "rejected")
    print(json.dumps({"id": batch.pk, **{name: getattr(batch, name) for name in names}}))
    return 0


def undo_import(options: argparse.Namespace) -> int:
    from django.utils import timezone

    from birlik.members.imports import queries, undo

    batch = undo.undo(queries.batch_numbered(options.id), by=None, at=timezone.now())
    print(json.dumps({"id": batch.pk, "removed": batch.created, "restored": batch.changed}))
    return 0


def worker(options: argparse.Namespace) -> int:
    """Put the waiting worker in the place of this process, whose memory would be too much for waiting."""
    from birlik.jobs import queue

    if options.once:
        queue.run_waiting()
    elif options.next:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(OTHER_TIME))
        child_process.limit_memory(MEMORY)
        queue.be_patient()
        queue.run_next(options.next)
    else:
        command = [sys.executable, "-m", "birlik.worker", *([str(os.getppid())] if options.with_parent else [])]
        os.execve(sys.executable, command, os.environ | {"JOBS_ADDRESS": queue.address()})  # noqa: S606 - our own module
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refusal("import.day_unknown", day=text) from error

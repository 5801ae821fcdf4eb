"""A delivered list: kept, read and tried out, written down, taken back. What takes long is a job (registers.jobs).

Trying a list out writes it and takes it back, a few lines at a time, so it finds exactly what writing it would be
refused for, and nobody waits for longer than a moment.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from time import monotonic
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from birlik.accounts.models import User
from birlik.audit import log
from birlik.core.errors import Refusal
from birlik.core.texts import is_storable, shorten_text
from birlik.orgs.models import Organisation
from birlik.registers import actions
from birlik.registers.declare import Register, register_of
from birlik.registers.lines import Lines
from birlik.registers.list_states import cancel_list, current_list, keep_state, lock_list, tell_progress
from birlik.registers.models import NAME_LENGTH, EntryImport, EntryImportState, MarkedList
from birlik.registers.problems import Correction, Outcome, without_texts
from birlik.registers.sheets import DeliveredList, read_list
from birlik.sheets.sheet import read_sheet

MOST_LINES = 1000
KEPT_DAYS = 30  # how long a delivered file is kept
APPLIED_STATES = (EntryImportState.APPLIED, EntryImportState.UNDOING)
SLICE = 0.2  # seconds for which others wait for lines that are tried out


@transaction.atomic
def deliver(
    register: Register, organisation: Organisation, *, name: str, content: bytes, by: User, at: datetime
) -> EntryImport:
    """Keep a list that somebody must read (`try_out`). Refused without the right there."""
    actions.require(register, organisation, by=by, at=at)
    forget(at=at)
    return EntryImport.objects.create(
        register=register.code, organisation=organisation, content=content, digest=sha256(content).hexdigest(),
        file_name=shorten_text(name, NAME_LENGTH) if is_storable(name) else "", state=EntryImportState.READING,
        uploaded_at=at, uploaded_by=by,
    )  # fmt: skip


def try_out(batch: EntryImport, *, by: User, at: datetime) -> Outcome:
    """Read the list and find what writing it would come to; nothing is written but that.

    Refused where the file is no table (`import.…`), or has no headings or too many lines (`entry_import.no_headings`,
    `.too_many`).
    """
    lines = _read(batch, by=by, at=at)
    rows, count = lines.delivered.lines, 0
    while count < len(rows):
        tell_progress(batch, count=count, total=len(rows))
        with transaction.atomic():
            lines.write_again()
            end = monotonic() + SLICE
            for line in rows[count:]:
                lines.take(line)
                count += 1
                if monotonic() >= end:
                    break
            transaction.set_rollback(True)
    with transaction.atomic():
        keep_state(
            current_list(batch, EntryImportState.READING), EntryImportState.TRIED, outcome=lines.outcome().to_json()
        )
    return lines.outcome()


def apply(batch: EntryImport, *, by: User, at: datetime) -> Outcome:
    """Write every good line down; the others stay unwritten.

    Refused where no line is good (`entry_import.nothing_new`), and a list that stands already (`.applied`).
    """
    lines = _read(batch, by=by, at=at)
    tell_progress(batch, count=0, total=len(lines.delivered.lines))
    with transaction.atomic():
        batch = current_list(batch, EntryImportState.APPLYING)
        _require_unwritten(batch)
        for line in lines.delivered.lines:
            lines.take(line)
        outcome = lines.outcome()
        if not outcome.good:
            raise Refusal("entry_import.nothing_new")
        batch.applied_at, batch.applied_by = at, by
        keep_state(batch, EntryImportState.APPLIED, outcome=outcome.to_json())
        log.record("entries.imported", subject=batch, by=by, at=at, after={"entries": outcome.good})
    return outcome


def undo(batch: EntryImport, *, reason: str, by: User, at: datetime) -> int:
    """Annul what the list brought and nobody annulled since, with a reason; return how many entries that were.

    What it corrected gets its values of before back, where nobody changed it since and the list is still kept.
    """
    register = register_of(batch.register)
    actions.require(register, batch.organisation, by=by, at=at)
    entries = register.model._default_manager.filter(batch=batch.pk, annulled_at__isnull=True)  # noqa: SLF001 - a model that is not known here
    tell_progress(batch, count=0, total=max(1, entries.count()))
    with transaction.atomic():
        batch = current_list(batch, EntryImportState.UNDOING)
        rows = list(entries.order_by("pk"))
        for entry in rows:
            actions.annul(register, entry, reason=reason, by=by, at=at)
        for correction in reversed(Outcome.of(batch).corrections):
            _take_correction_back(register, correction, by=by, at=at)
        batch.undone_at, batch.undone_by = at, by
        keep_state(batch, EntryImportState.UNDONE)
        _empty(EntryImport.objects.filter(pk=batch.pk))
        log.record("entries.import_undone", subject=batch, by=by, at=at, after={"entries": len(rows)})
    return len(rows)


def _take_correction_back(register: Register, correction: Correction, *, by: User, at: datetime) -> None:
    entries = register.model._default_manager.filter(pk=correction.entry, version=correction.version)  # noqa: SLF001 - as above
    entry = entries.filter(annulled_at__isnull=True).first()
    if entry is not None and correction.before:
        values = {name: _python_value(register, name, value) for name, value in correction.before.items()}
        actions.amend(register, entry, values, by=by, at=at)


def _python_value(register: Register, name: str, value: Any) -> Any:
    """Return a value that was kept as JSON as the field holds it; of a link the row."""
    column = register.column(name)
    if value is not None and column.related_model is not None:
        return column.related_model._default_manager.filter(pk=value).first()  # noqa: SLF001 - as above
    return column.to_python(value)


@transaction.atomic
def wait(batch: EntryImport, state: EntryImportState, *, by: User, at: datetime) -> EntryImport:
    """Let the list wait to be written down (APPLYING) or to be taken back (UNDOING).

    Refused without the right; to write it: without a good line, where it was put aside, emptied or stands already.
    Refused with `entry_import.not_applied`, `entry_import.not_open`, `entry_import.nothing_new` or
    `entry_import.emptied`.
    """
    batch = lock_list(batch)
    actions.require(register_of(batch.register), batch.organisation, by=by, at=at)
    if state == EntryImportState.UNDOING and batch.state != EntryImportState.APPLIED:
        raise Refusal("entry_import.not_applied")
    if state == EntryImportState.APPLYING:
        _require_unwritten(batch)
        if batch.state != EntryImportState.TRIED:
            raise Refusal("entry_import.not_open")
        if not Outcome.of(batch).good:
            raise Refusal("entry_import.nothing_new")
        if not batch.content:
            raise Refusal("entry_import.emptied", days=KEPT_DAYS)
    keep_state(batch, state)
    return batch


@transaction.atomic
def cancel(batch: EntryImport, *, by: User, at: datetime) -> EntryImport:
    """Put the list aside, before anything of it is written; or leave in the register what only waits to be taken back.

    Refused with `entry_import.begun` once that is being done, or `entry_import.not_open`.
    """
    actions.require(register_of(batch.register), batch.organisation, by=by, at=at)
    batch = cancel_list(batch)
    if batch.state == EntryImportState.CANCELLED:
        _empty(EntryImport.objects.filter(pk=batch.pk))
    return batch


def forget(*, at: datetime) -> None:
    """Empty the lists whose term has ended."""
    _empty(EntryImport.objects.filter(uploaded_at__lt=at - timedelta(days=KEPT_DAYS)).exclude(content=b""))


def imports_of(register: Register, organisations: QuerySet[Organisation]) -> QuerySet[EntryImport]:
    """Return the lists that were delivered for these organisations, the newest first, without their content."""
    batches = EntryImport.objects.filter(register=register.code, organisation__in=organisations)
    return batches.defer("content").select_related("organisation", "uploaded_by").order_by("-pk")


def _require_unwritten(batch: EntryImport) -> None:
    applied_batches = EntryImport.objects.filter(digest=batch.digest, register=batch.register, state__in=APPLIED_STATES)
    if applied_batches.exists():
        raise Refusal("entry_import.applied")


def _read(batch: EntryImport, *, by: User, at: datetime) -> Lines:
    register = register_of(batch.register)
    actions.require(register, batch.organisation, by=by, at=at)
    return Lines(register, batch, _list(register, batch, at), by, at)


def _list(register: Register, batch: EntryImport, at: datetime) -> DeliveredList:
    rows = read_list(register, read_sheet(batch.file_name, bytes(batch.content)), timezone.localdate(at))
    if len(rows.lines) > MOST_LINES:
        raise Refusal("entry_import.too_many", most=MOST_LINES)
    return rows


def _empty(batches: QuerySet[EntryImport]) -> None:
    """Drop every text of the lists: the files, what was said of their cells, the files with marks."""
    for batch in batches.defer("content"):
        MarkedList.objects.filter(batch=batch).delete()
        EntryImport.objects.filter(pk=batch.pk).update(content=b"", outcome=without_texts(batch.outcome))

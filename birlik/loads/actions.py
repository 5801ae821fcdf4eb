"""A delivered list: kept, looked through, written down whole or not at all, taken back. What takes long is a job."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from birlik.accounts.models import User
from birlik.audit import log
from birlik.core.errors import Refusal
from birlik.core.texts import is_storable, shorten_text, text_within
from birlik.loads.columns import DeliveredRows, Headings, judge, read_rows
from birlik.loads.declare import Plan, Terms
from birlik.loads.kinds import LISTS, list_kind
from birlik.loads.models import Load
from birlik.loads.problems import Outcome, without_texts
from birlik.members.imports.parse.vocabulary import plain
from birlik.registers.list_states import cancel_list, current_list, keep_state, lock_list, tell_progress
from birlik.registers.models import NAME_LENGTH, EntryImportState
from birlik.sheets.sheet import read_sheet

KEPT_DAYS = 30  # how long a delivered file is kept
LONGEST_TERM = 300
NOTHING: Headings = MappingProxyType({})
LIST_TITLE = "Тізім / Список: {name}"  # what a change rests on that no document was named for: the list itself


@transaction.atomic
def deliver(
    kind: str, *, name: str, content: bytes, terms: Terms, by: User | None, at: datetime, headings: Headings = NOTHING
) -> Load:
    """Keep a list that is still to be looked through (`try_out`). `headings`: heading → field, where it is known.

    Refused with `load.unknown`, `load.field_unknown`, `right.missing`.
    """
    list_kind(kind).require(by, at)
    forget(at=at)
    file_name = shorten_text(name, NAME_LENGTH) if is_storable(name) else ""
    told_headings = {key: text_within(str(value), LONGEST_TERM) for key, value in terms.items()}
    return Load.objects.create(
        kind=kind, content=content, digest=sha256(content).hexdigest(), file_name=file_name, terms=told_headings,
        state=EntryImportState.READING, headings=_known_headings(kind, headings), uploaded_at=at, uploaded_by=by,
    )  # fmt: skip


def _known_headings(kind: str, headings: Headings) -> dict[str, str]:
    """Return what earlier lists of this kind and `headings` tell of headings; refused with `load.field_unknown`."""
    known_headings: dict[str, str] = {}
    for told_headings in Load.objects.filter(kind=kind).order_by("pk").values_list("headings", flat=True):
        known_headings |= told_headings
    for heading, name in headings.items():
        if name not in list_kind(kind).headings.values():
            raise Refusal("load.field_unknown", name=name, known=", ".join(one.name for one in LISTS[kind].columns))
        known_headings[plain(heading)] = name
    return known_headings


def headings_of(batch: Load) -> Headings:
    """Return plain heading → field, as this list is read."""
    return {**list_kind(batch.kind).headings, **batch.headings}


def delivered_rows(batch: Load) -> DeliveredRows:
    """Read the file; refused as files are (`import.…`), with `load.no_headings` and `load.too_many`."""
    headings = headings_of(batch)
    sheet = read_sheet(batch.file_name, bytes(batch.content), suits=judge(headings))
    return read_rows(sheet, headings, batch.fields)


def look_through(batch: Load, *, by: User | None, at: datetime) -> tuple[Plan | None, Outcome]:
    """Return what writing the list down would do; no plan where a column is missing without which nothing is read."""
    kind = list_kind(batch.kind)
    kind.require(by, at)
    delivered = delivered_rows(batch)
    missing_fields = tuple(name for name in kind.needed_fields if name not in delivered.places)
    about: dict[str, Any] = {"header": delivered.header, "rows": len(delivered.rows), "columns": delivered.places}
    if missing_fields:
        return None, Outcome(**about, missing=missing_fields, unread=delivered.unread)
    plan = kind.check(delivered, batch.terms, by, at)
    outcome = Outcome(
        **about, created=plan.created, changed=plan.changed, unchanged=plan.unchanged, problems=plan.problems,
        unread=delivered.unread,
    )  # fmt: skip
    return plan, outcome


def try_out(batch: Load, *, by: User | None, at: datetime) -> Outcome:
    """Look through the list and keep what was found; nothing of the list is written."""
    tell_progress(batch, count=0, total=1)
    _plan, outcome = look_through(batch, by=by, at=at)
    with transaction.atomic():
        keep_state(current_list(batch, EntryImportState.READING), EntryImportState.TRIED, outcome=outcome.to_json())
    return outcome


def apply(batch: Load, *, by: User | None, at: datetime) -> Outcome:
    """Write the whole list down, or nothing of it.

    Refused where a row has a problem (`load.has_problems`) or nothing would be new (`load.nothing_new`).
    """
    tell_progress(batch, count=0, total=1)
    with transaction.atomic():
        batch = current_list(batch, EntryImportState.APPLYING)
        plan, outcome = look_through(batch, by=by, at=at)
        _write_down(batch, plan, outcome, by=by, at=at)
    return outcome


def _write_down(batch: Load, plan: Plan | None, outcome: Outcome, *, by: User | None, at: datetime) -> None:
    _require_writable(outcome)
    if plan is None:
        raise Refusal("load.nothing_new")
    batch.effects = list_kind(batch.kind).write(plan, _terms_of(batch), by, at)
    batch.applied_at, batch.applied_by = at, by
    keep_state(batch, EntryImportState.APPLIED, outcome=outcome.to_json())
    facts = {"list": batch.kind, "file": batch.file_name, "digest": batch.digest}
    counts = {"created": outcome.created, "changed": outcome.changed}
    log.record("load.applied", subject=batch, by=by, at=at, after=facts | counts)


def _terms_of(batch: Load) -> Terms:
    """Return what is said of the list as a whole; what nobody said is told by the list itself."""
    title = LIST_TITLE.format(name=batch.file_name or batch.pk)
    itself = {"title": title, "number": f"№ {batch.pk}", "source": title}
    return {**itself, **{name: value for name, value in batch.terms.items() if value}}


def undo(batch: Load, *, by: User | None, at: datetime) -> None:
    """Take back what the list brought, while nothing was built on it; refused as the kind of list says."""
    kind = list_kind(batch.kind)
    kind.require(by, at)
    tell_progress(batch, count=0, total=1)
    with transaction.atomic():
        batch = current_list(batch, EntryImportState.UNDOING)
        if batch.applied_at is None:
            raise Refusal("entry_import.not_applied")
        kind.undo(batch.effects, by, batch.applied_at, at)
        batch.undone_at, batch.undone_by = at, by
        keep_state(batch, EntryImportState.UNDONE)
        log.record("load.undone", subject=batch, by=by, at=at, before={"list": batch.kind, "file": batch.file_name})
        _empty(Load.objects.filter(pk=batch.pk))


def load_now(
    kind: str,
    *,
    name: str,
    content: bytes,
    terms: Terms,
    headings: Headings,
    dry_run: bool,
    by: User | None,
    at: datetime,
) -> tuple[Load, Outcome]:
    """Look through a list and, unless it is a dry run, write it down at once; nothing is kept of a list not written.

    The list that comes back knows its content, for a workbook with marks.
    """
    with transaction.atomic():
        batch = deliver(kind, name=name, content=content, terms=terms, headings=headings, by=by, at=at)
        plan, outcome = look_through(batch, by=by, at=at)
        batch.outcome = outcome.to_json()
        if dry_run or not outcome.is_writable:
            transaction.set_rollback(True)
        else:
            _write_down(batch, plan, outcome, by=by, at=at)
        return batch, outcome


@transaction.atomic
def undo_now(pk: int, *, by: User | None, at: datetime) -> Load:
    """Take back the list of this number at once; refused with `load.unknown`, `entry_import.not_applied`."""
    batch = Load.objects.filter(pk=pk).first()
    if batch is None:
        raise Refusal("load.unknown")
    if batch.state != EntryImportState.APPLIED:
        raise Refusal("entry_import.not_applied")
    keep_state(batch, EntryImportState.UNDOING)
    undo(batch, by=by, at=at)
    return batch


@transaction.atomic
def set_fields(batch: Load, fields: Mapping[str, str], *, by: User, at: datetime) -> Load:
    """Set what each column holds (column from 1 → field, "" for none); the list is looked through anew afterwards.

    The same headings are known in the next list of this kind. Refused with `load.column_twice`.
    """
    kind = list_kind(batch.kind)
    kind.require(by, at)
    batch = lock_list(batch)
    _require_open(batch)
    chosen_fields = [name for name in fields.values() if name]
    if len(set(chosen_fields)) < len(chosen_fields):
        raise Refusal("load.column_twice")
    batch.fields = {place: name for place, name in fields.items() if not name or name in kind.headings.values()}
    columns = {str(one.place): plain(one.heading) for one in delivered_rows(batch).columns}
    told_headings = {columns[place]: name for place, name in batch.fields.items() if name and columns.get(place)}
    batch.headings |= {heading: name for heading, name in told_headings.items() if kind.headings.get(heading) != name}
    keep_state(batch, EntryImportState.READING)
    return batch


@transaction.atomic
def wait(batch: Load, state: EntryImportState, *, terms: Terms, by: User, at: datetime) -> Load:
    """Let the list wait to be written down (APPLYING), with what is said of it, or to be taken back (UNDOING)."""
    list_kind(batch.kind).require(by, at)
    batch = lock_list(batch)
    if state == EntryImportState.UNDOING and batch.state != EntryImportState.APPLIED:
        raise Refusal("entry_import.not_applied")
    if state == EntryImportState.APPLYING:
        _require_open(batch)
        _require_writable(Outcome.of(batch.outcome))
        batch.terms |= {key: text_within(str(value), LONGEST_TERM) for key, value in terms.items()}
    keep_state(batch, state)
    return batch


def _require_open(batch: Load) -> None:
    if batch.state not in {EntryImportState.TRIED, EntryImportState.FAILED}:
        raise Refusal("entry_import.not_open")
    if not batch.content:
        raise Refusal("entry_import.emptied", days=KEPT_DAYS)


def _require_writable(outcome: Outcome) -> None:
    if outcome.problems or outcome.missing:
        raise Refusal("load.has_problems", count=outcome.rejected_count)
    if not outcome.is_writable:
        raise Refusal("load.nothing_new")


@transaction.atomic
def cancel(batch: Load, *, by: User, at: datetime) -> Load:
    """Put the list aside, or leave as it is what only waits to be written down or taken back."""
    list_kind(batch.kind).require(by, at)
    batch = cancel_list(batch)
    if batch.state == EntryImportState.CANCELLED:
        _empty(Load.objects.filter(pk=batch.pk))
    return batch


def forget(*, at: datetime) -> None:
    """Empty the lists whose term has ended."""
    _empty(Load.objects.filter(uploaded_at__lt=at - timedelta(days=KEPT_DAYS)).exclude(content=b""))


def loads_of(kind: str) -> QuerySet[Load]:
    """Return the lists of a kind, the newest first, without their content."""
    return Load.objects.filter(kind=kind).defer("content").select_related("uploaded_by").order_by("-pk")


def kinds_open_to(user: User, *, at: datetime) -> list[str]:
    """Return the codes of the kinds of lists that this person may load."""
    codes = []
    for code, kind in LISTS.items():
        try:
            kind.require(user, at)
        except Refusal:
            continue
        codes.append(code)
    return codes


def _empty(loads: QuerySet[Load]) -> None:
    """Drop every text of the lists: the files, what was said of their cells, the files with marks."""
    for batch in loads.defer("content"):
        batch.marked.all().delete()
        Load.objects.filter(pk=batch.pk).update(content=b"", outcome=without_texts(batch.outcome))

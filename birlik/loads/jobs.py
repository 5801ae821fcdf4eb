"""What is done with a delivered list beside the pages: looked through, written down, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from birlik.accounts.models import User
from birlik.jobs import queue
from birlik.jobs.declare import job
from birlik.loads import actions
from birlik.loads.declare import Terms
from birlik.loads.models import Load
from birlik.registers.list_states import failure_handler, load_for_job
from birlik.registers.models import EntryImportState


@job(on_refusal=failure_handler(Load, EntryImportState.READING))
def try_load(pk: int, user_pk: int) -> None:
    """Look through a list, by the right of who delivered it."""
    batch = load_for_job(Load, pk, EntryImportState.READING)
    actions.try_out(batch, by=User.objects.get(pk=user_pk), at=timezone.now())


@job(on_refusal=failure_handler(Load, EntryImportState.APPLYING))
def apply_load(pk: int, user_pk: int) -> None:
    """Write the list down, in the name of who asked for it."""
    batch = load_for_job(Load, pk, EntryImportState.APPLYING)
    actions.apply(batch, by=User.objects.get(pk=user_pk), at=timezone.now())


@job(on_refusal=failure_handler(Load, EntryImportState.UNDOING))
def undo_load(pk: int, user_pk: int) -> None:
    """Take back what the list brought, in the name of who asked for it."""
    batch = load_for_job(Load, pk, EntryImportState.UNDOING)
    actions.undo(batch, by=User.objects.get(pk=user_pk), at=timezone.now())


WORK = (try_load, apply_load, undo_load)


@transaction.atomic
def deliver_later(kind: str, *, name: str, content: bytes, terms: Terms, by: User, at: datetime) -> Load:
    """Keep a list and let it wait to be looked through."""
    batch = actions.deliver(kind, name=name, content=content, terms=terms, by=by, at=at)
    try_load.enqueue(batch.pk, by.pk)
    return batch


@transaction.atomic
def look_again(batch: Load, fields: Mapping[str, str], *, by: User, at: datetime) -> Load:
    """Set what each column holds and let the list wait to be looked through anew."""
    batch = actions.set_fields(batch, fields, by=by, at=at)
    try_load.enqueue(batch.pk, by.pk)
    return batch


@transaction.atomic
def apply_later(batch: Load, *, terms: Terms, by: User, at: datetime) -> Load:
    """Let the list wait to be written down."""
    batch = actions.wait(batch, EntryImportState.APPLYING, terms=terms, by=by, at=at)
    apply_load.enqueue(batch.pk, by.pk)
    return batch


@transaction.atomic
def undo_later(batch: Load, *, by: User, at: datetime) -> Load:
    """Let what the list brought wait to be taken back."""
    batch = actions.wait(batch, EntryImportState.UNDOING, terms={}, by=by, at=at)
    undo_load.enqueue(batch.pk, by.pk)
    return batch


@transaction.atomic
def cancel(batch: Load, *, by: User, at: datetime) -> Load:
    """Stop what is done with the list."""
    batch = actions.cancel(batch, by=by, at=at)
    queue.cancel(WORK, batch.pk, at=at)
    return batch


def asked_at(batch: Load) -> datetime | None:
    """Return when the work on the list was asked for last; None when no queue knows of it."""
    return queue.asked_at(WORK, batch.pk)

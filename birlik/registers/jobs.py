"""What is done with a delivered list of a register beside the pages: read and tried out, written down, taken back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from birlik.accounts.models import User
from birlik.jobs import queue
from birlik.jobs.declare import job
from birlik.orgs.models import Organisation
from birlik.registers import imports
from birlik.registers.declare import Register
from birlik.registers.list_states import failure_handler, load_for_job
from birlik.registers.models import EntryImport, EntryImportState


@job(on_refusal=failure_handler(EntryImport, EntryImportState.READING))
def try_list(pk: int, user_pk: int) -> None:
    """Read a list and find what writing it would come to, by the right of who delivered it."""
    batch = load_for_job(EntryImport, pk, EntryImportState.READING)
    imports.try_out(batch, by=User.objects.get(pk=user_pk), at=timezone.now())


@job(on_refusal=failure_handler(EntryImport, EntryImportState.APPLYING))
def apply_list(pk: int, user_pk: int) -> None:
    """Write the good lines down, in the name of who asked for it."""
    batch = load_for_job(EntryImport, pk, EntryImportState.APPLYING)
    imports.apply(batch, by=User.objects.get(pk=user_pk), at=timezone.now())


@job(on_refusal=failure_handler(EntryImport, EntryImportState.UNDOING))
def undo_list(pk: int, user_pk: int, reason: str) -> None:
    """Annul what the list brought, in the name of who asked for it."""
    batch = load_for_job(EntryImport, pk, EntryImportState.UNDOING)
    imports.undo(batch, reason=reason, by=User.objects.get(pk=user_pk), at=timezone.now())


WORK = (try_list, apply_list, undo_list)


@transaction.atomic
def deliver_later(
    register: Register, organisation: Organisation, *, name: str, content: bytes, by: User, at: datetime
) -> EntryImport:
    """Keep a list and let it wait to be tried out."""
    batch = imports.deliver(register, organisation, name=name, content=content, by=by, at=at)
    try_list.enqueue(batch.pk, by.pk)
    return batch


@transaction.atomic
def apply_later(batch: EntryImport, *, by: User, at: datetime) -> EntryImport:
    """Let the good lines wait to be written down."""
    batch = imports.wait(batch, EntryImportState.APPLYING, by=by, at=at)
    apply_list.enqueue(batch.pk, by.pk)
    return batch


@transaction.atomic
def undo_later(batch: EntryImport, *, reason: str, by: User, at: datetime) -> EntryImport:
    """Let the list wait to be taken back."""
    batch = imports.wait(batch, EntryImportState.UNDOING, by=by, at=at)
    undo_list.enqueue(batch.pk, by.pk, reason)
    return batch


@transaction.atomic
def cancel(batch: EntryImport, *, by: User, at: datetime) -> EntryImport:
    """Stop what is done with the list."""
    batch = imports.cancel(batch, by=by, at=at)
    queue.cancel(WORK, batch.pk, at=at)
    return batch


def asked_at(batch: EntryImport) -> datetime | None:
    """Return when the work on the list was asked for last; None when no queue knows of it."""
    return queue.asked_at(WORK, batch.pk)

"""The life of any delivered list: what is kept of it while jobs read it, write it down and take it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from birlik.core.errors import Refusal
from birlik.jobs.declare import Cancellation
from birlik.registers.models import DeliveredFile, EntryImportState

List = TypeVar("List", bound=DeliveredFile)


def lock_list(batch: List) -> List:
    """Return the list as it is now, held until the transaction ends."""
    lists = type(batch)._default_manager.select_for_update(of=("self",))  # noqa: SLF001 - a model not known here
    present: List = lists.get(pk=batch.pk)
    return present


def current_list(batch: List, state: EntryImportState) -> List:
    """Return the same where the list is still in this state; raises Cancellation where it is not."""
    batch = lock_list(batch)
    if batch.state != state:
        raise Cancellation
    return batch


def load_for_job(model: type[List], pk: int, state: EntryImportState) -> List:
    """Return the list whose job of this state is to be done; raises Cancellation where nobody asks for it any more."""
    batch: List | None = model._default_manager.filter(pk=pk, state=state).first()  # noqa: SLF001 - as above
    if batch is None:
        raise Cancellation
    return batch


def tell_progress(batch: DeliveredFile, *, count: int, total: int) -> None:
    """Say how far the work is, for others to see at once, and stop there when somebody has cancelled it."""
    batches = type(batch)._default_manager.filter(pk=batch.pk, state=batch.state)  # noqa: SLF001 - as above
    if not batches.update(done=count, total=total):
        raise Cancellation


def keep_state(batch: DeliveredFile, state: EntryImportState, *, outcome: dict[str, Any] | None = None) -> None:
    """Keep where the list stands now; a new outcome makes the files with its problems out of date."""
    batch.state, batch.done, batch.total, batch.failure = state, 0, 0, None
    if outcome is not None:
        batch.outcome = outcome
        batch.marked.all().delete()  # type: ignore[attr-defined] # each list has its marked files under this name
    batch.save()


def cancel_list(batch: List) -> List:
    """Put the list aside before anything of it is written, or leave as it is what only waits for its job.

    Refused with `entry_import.begun` once that is being done, with `entry_import.not_open` where nothing waits.
    """
    batch = lock_list(batch)
    if batch.state in {EntryImportState.READING, EntryImportState.TRIED, EntryImportState.FAILED}:
        keep_state(batch, EntryImportState.CANCELLED)
    elif batch.state in {EntryImportState.APPLYING, EntryImportState.UNDOING} and not batch.total:
        keep_state(batch, state_before(batch.state))
    elif batch.total:
        raise Refusal("entry_import.begun")
    else:
        raise Refusal("entry_import.not_open")
    return batch


def keep_failure(model: type[DeliveredFile], pk: int, state: EntryImportState, refusal: Refusal) -> None:
    """Keep why the work of this state was not possible, unless it is done with already; the list is as before."""
    batches = model._default_manager.filter(pk=pk, state=state)  # noqa: SLF001 - as above
    batches.update(state=state_before(state), done=0, total=0, failure=refusal.to_json())


def failure_handler(model: type[DeliveredFile], state: EntryImportState) -> Callable[..., object]:
    """Return what a job of this state is given for its refusal: see `keep_failure`."""
    return lambda refusal, pk, *_more: keep_failure(model, pk, state, refusal)


def state_before(state: str) -> EntryImportState:
    """Return where a list stands whose work of this state was not possible."""
    if state == EntryImportState.READING:
        return EntryImportState.FAILED
    return EntryImportState.TRIED if state == EntryImportState.APPLYING else EntryImportState.APPLIED

"""A delivered list as its page shows it: how far the work on it is, and whether the workbook with marks is there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise

from birlik.core.errors import Refusal
from birlik.registers.models import DeliveredFile, EntryImportState, MarkedFile
from birlik.web.shared.messages import message_for

LONG_WAIT = timedelta(seconds=20)
MARKS: Mapping[str, str] = {
    EntryImportState.TRIED: "waits",
    EntryImportState.APPLIED: "growth",
    EntryImportState.UNDONE: "warning",
    EntryImportState.FAILED: "decline",
    EntryImportState.CANCELLED: "",
}


def describe_work(batch: DeliveredFile, asked_at: datetime | None, labels: Mapping[str, Promise]) -> dict[str, Any]:
    """Return what shared/list_progress.html shows of work that waits or goes on, asked for at this moment."""
    is_begun = bool(batch.total)
    return {
        "work": labels[batch.state],
        "is_stoppable": batch.state == EntryImportState.READING or not is_begun,
        "is_waiting_long": not is_begun and asked_at is not None and timezone.now() - asked_at > LONG_WAIT,
        "is_counted": batch.total > 1 and batch.state == EntryImportState.READING,
    }


def describe_workbook(book: MarkedFile | None) -> dict[str, Any]:
    """Return what shared/list_workbook.html shows: the workbook is there, being made, or why it could not be."""
    failure = book.failure if book else None
    return {
        "workbook": "none" if book is None or failure else "ready" if book.content else "made",
        "workbook_failure": message_for(Refusal.from_json(failure)) if failure else "",
    }

"""Delivered files are emptied when their term ends; of somebody who is forgotten, by ImportFile.forget_people."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from birlik.db.locks import wait_for_turn
from birlik.members.actions.common import MEMBERS_LOCK
from birlik.members.enums import ENDED_STATES
from birlik.members.imports import file_storage
from birlik.members.models import ImportBatch, ImportFile

FILE_DAYS = 30  # how long a delivered file is kept after its batch came to an end


@transaction.atomic
def forget_files(*, at: datetime) -> int:
    """Empty the delivered files, and the cells quoted from them, of batches that ended 30 days ago or earlier.

    Returns how many batches.
    """
    wait_for_turn(MEMBERS_LOCK)
    latest_end = at - timedelta(days=FILE_DAYS)
    batches = ImportBatch.objects.filter(state__in=ENDED_STATES, uploaded_at__lte=latest_end).filter(
        Q(applied_at__isnull=True) | Q(applied_at__lte=latest_end),
        Q(undone_at__isnull=True) | Q(undone_at__lte=latest_end),
    )
    file_storage.drop_unused(at=at)
    full = list(batches.filter(file__size__gt=0).values_list("pk", flat=True))
    ImportFile.empty(full)
    return len(full)

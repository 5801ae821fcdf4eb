"""Delivered files are emptied when their term ends, and where somebody whom they name is forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from birlik.db.locks import wait_for_turn
from birlik.members.actions.common import MEMBERS_LOCK
from birlik.members.enums import BatchState
from birlik.members.imports import file_storage
from birlik.members.models import (
    Employment,
    FileContent,
    ImportBatch,
    ImportChange,
    ImportFile,
    ImportProblem,
    MarkedWorkbook,
    Membership,
    Person,
    UnlistedMember,
)
from birlik.members.values import PLAIN_FIELDS

FILE_DAYS = 30  # how long a delivered file is kept after its batch came to an end
ENDED = (BatchState.APPLIED, BatchState.CANCELLED, BatchState.FAILED, BatchState.UNDONE)


@transaction.atomic
def forget_files(*, at: datetime) -> int:
    """Empty the delivered files, and the cells quoted from them, of batches that ended 30 days ago or earlier."""
    wait_for_turn(MEMBERS_LOCK)
    before = at - timedelta(days=FILE_DAYS)
    ended = ImportBatch.objects.filter(state__in=ENDED, uploaded_at__lte=before).filter(
        Q(applied_at__isnull=True) | Q(applied_at__lte=before), Q(undone_at__isnull=True) | Q(undone_at__lte=before)
    )
    file_storage.drop_unused(at=at)
    full = list(ended.filter(file__size__gt=0).values_list("pk", flat=True))
    _empty_files(full)
    return len(full)


def forget_people(who: Sequence[int]) -> None:
    """Empty the files that named these people, as far as the rows tell, as a whole: one row can't be cut out of them.
    Within the turn."""
    batches = set(Person.objects.filter(pk__in=who, batch__isnull=False).values_list("batch", flat=True))
    for model in (Membership, Employment, ImportChange, UnlistedMember):
        rows = model._default_manager.filter(person__in=who, batch__isnull=False)  # noqa: SLF001 - one of four models
        batches.update(rows.values_list("batch", flat=True))
    digests = ImportFile.objects.filter(batch__in=batches).values("digest")
    same = ImportFile.objects.filter(size__gt=0, digest__in=digests)  # delivered once more, so no row changed anything
    batches.update(same.values_list("batch", flat=True))
    _empty_files(list(ImportBatch.objects.filter(pk__in=batches, state__in=ENDED).values_list("pk", flat=True)))
    ImportChange.objects.filter(person__in=who).delete()
    UnlistedMember.objects.filter(person__in=who).delete()
    said: set[str] = set()
    for person in Person.objects.filter(pk__in=who):
        said |= {person.iin, person.phone, person.email, person.card, person.full_name}
        said |= {getattr(person, one.name) for one in PLAIN_FIELDS if not one.choices}
    ImportProblem.objects.filter(value__in=said - {""}).update(value="")


def _empty_files(batches: Sequence[int]) -> None:
    """Within the turn. What another batch was delivered with, too, stays for it."""
    files, books = ImportFile.objects.filter(batch__in=batches), MarkedWorkbook.objects.filter(batch__in=batches)
    theirs = FileContent.objects.filter(Q(files__in=files) | Q(sheets__in=files) | Q(workbooks__in=books))
    held = FileContent.objects.filter(pk__in=list(theirs.values_list("pk", flat=True)))
    list(held.select_for_update().values_list("pk"))  # whoever delivers the same bytes now comes before or after
    books.delete()
    files.update(content=None, sheet=None, columns=[], size=0)
    file_storage.unused(held).delete()
    ImportProblem.objects.filter(batch__in=batches).exclude(value="").update(value="")

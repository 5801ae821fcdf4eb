"""Taking an import back: the registry stands as it did before, row by row, or the undoing is refused."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import polars as pl
from django.db import connection, models, transaction
from django.db.models import Q, QuerySet

from birlik.accounts.models import User
from birlik.audit import log
from birlik.core.databases import wait_for_turn
from birlik.core.errors import Refusal
from birlik.members.actions import imports_write
from birlik.members.actions.common import TURN, keys
from birlik.members.actions.imports import counts, require_right
from birlik.members.enums import BatchState
from birlik.members.models import (
    Application,
    CardReading,
    Consent,
    DuesAgreement,
    ImportBatch,
    ImportChange,
    Mandate,
    MemberAccount,
    Merge,
    MissingMember,
    Person,
    PersonChange,
    PersonPair,
    Transfer,
)

# What other people's acts hang on a person: where one of these is, the import that made the person stays.
BUILT: tuple[tuple[models.Manager[Any], tuple[str, ...]], ...] = (
    (Application.objects, ("person",)),
    (Consent.objects, ("person",)),
    (DuesAgreement.objects, ("person",)),
    (Mandate.objects, ("person",)),
    (MemberAccount.objects, ("person",)),
    (Merge.objects, ("survivor", "merged")),
    (PersonChange.objects, ("person",)),
    (Transfer.objects, ("source__person",)),
    (Person.objects, ("merged_into",)),
)
# And what merely speaks of the person, and goes with it.
SPOKEN: tuple[tuple[models.Manager[Any], tuple[str, ...]], ...] = (
    (CardReading.objects, ("person",)),
    (ImportChange.objects, ("person",)),  # of later imports that were taken back themselves
    (PersonPair.objects, ("first", "second")),
    (MissingMember.objects, ("person",)),
)
DATES = {"born", "since", "until"}
NUMBERS = {"id", "organisation_id"}


@transaction.atomic
def undo(batch: ImportBatch, *, by: User | None, at: datetime) -> ImportBatch:
    """Remove what it created and put back what it changed.

    Refused: no right; not applied (`import.not_applied`); somebody changed the same people since (`import.built_upon`).
    """
    require_right(batch.organisation, by, at)
    wait_for_turn(TURN)
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != BatchState.APPLIED:
        raise Refusal("import.not_applied", state=batch.state)
    if count := built_upon(batch):
        raise Refusal("import.built_upon", count=count)
    made = Person.objects.filter(batch=batch)
    _remove(imports_write.SPANS, batch)
    _remove(imports_write.WORK, batch)
    for rows, names in SPOKEN:
        rows.filter(_any(names, made)).delete()
    _remove(imports_write.PEOPLE, batch)
    _put_back(batch)
    MissingMember.objects.filter(batch=batch, decision="").delete()
    batch.state, batch.undone_at, batch.undone_by = BatchState.UNDONE, at, by
    batch.save(update_fields=["state", "undone_at", "undone_by"])
    log.record(
        "import.undone",
        by=by,
        at=at,
        subject_type="import",
        subject_id=batch.pk,
        subject_label=f"import {batch.pk}",
        organisation_code=batch.organisation.code,
        after=counts(batch),
    )
    return batch


def built_upon(batch: ImportBatch) -> int:
    """How many people of the batch somebody changed after it: by a later import or by any other act."""
    return len(people_built_upon(batch))


def people_built_upon(batch: ImportBatch) -> set[int]:
    """The ids of these people."""
    made = Person.objects.filter(batch=batch)
    touched = Person.objects.filter(pk__in=ImportChange.objects.filter(batch=batch).values("person"))
    later = ImportChange.objects.filter(batch__state=BatchState.APPLIED, batch__applied_at__gte=batch.applied_at)
    later = later.exclude(batch=batch).filter(Q(person__batch=batch) | Q(person__in=touched))
    people = set(later.values_list("person_id", flat=True))
    for rows, names in BUILT:
        for name in names:
            people |= set(rows.filter(**{f"{name}__in": made}).values_list(name, flat=True))
    changed = PersonChange.objects.filter(at__gt=batch.applied_at, person__in=touched)
    people |= set(changed.values_list("person_id", flat=True))
    spans = Transfer.objects.filter(source__batch=batch)
    return people | set(spans.values_list("source__person_id", flat=True))


def _remove(table: str, batch: ImportBatch) -> None:
    """All rows the batch made, without reading them: nothing else points to them any more."""
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{table}" WHERE batch_id = %s', [batch.pk])  # noqa: S608 - own names


def _any(names: Iterable[str], made: QuerySet[Person]) -> Q:
    found = Q(pk__in=[])
    for name in names:
        found |= Q(**{f"{name}__in": made})
    return found


def _put_back(batch: ImportBatch) -> None:
    people: list[dict[str, Any]] = []
    spans: list[dict[str, Any]] = []
    employments: list[dict[str, Any]] = []
    rows = ImportChange.objects.filter(batch=batch).values_list("person_id", "before")
    for person, before in rows.iterator(chunk_size=10_000):
        old = before["person"]
        people.append({"id": person, **old, **keys(old["surname"], old["given"], old["patronymic"])})
        spans += [before["span"]] if before.get("span") else []
        employments += [before["work"]] if before.get("work") else []
    imports_write.update(imports_write.PEOPLE, _frame(people))
    if people:
        copies = [{"person_id": one["id"], "sex": one["sex"], "born": one["born"]} for one in people]
        imports_write.update(imports_write.SPANS, _frame(copies), key="person_id")
    imports_write.update(imports_write.SPANS, _frame(spans))
    imports_write.update(imports_write.WORK, _frame(employments))


def _frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """The stored rows with their types; all of one batch have the same columns."""
    if not rows:
        return pl.DataFrame()
    columns = list(rows[0])
    schema = {name: pl.Int64 if name in NUMBERS | {"person_id"} else pl.String for name in columns}
    frame = pl.DataFrame(rows, schema=schema)
    return frame.with_columns(pl.col(name).str.to_date("%Y-%m-%d") for name in columns if name in DATES)

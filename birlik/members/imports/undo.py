"""Taking an import back: the registry stands as it did before, row by row, or the undoing is refused."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import polars as pl
from django.db import connection, transaction
from django.db.models import Q

from birlik.accounts.models import User
from birlik.audit import log
from birlik.core.errors import Refusal
from birlik.core.personal_data import UndoRule
from birlik.db import bulk
from birlik.db.first_load import remove_most
from birlik.db.locks import wait_for_turn
from birlik.jobs.declare import Cancellation
from birlik.members.actions.common import MEMBERS_LOCK, keys, require_import
from birlik.members.enums import APPLIED_STATES, BatchState
from birlik.members.imports import write
from birlik.members.imports.batches import QUEUED, counts
from birlik.members.models import (
    ImportBatch,
    ImportChange,
    Person,
    PersonChange,
    Transfer,
    UnlistedMember,
)
from birlik.members.queries.person_links import person_links

PHASES = ("looking", "removing")
SHARE = 4  # of the registry: one in so many people goes, and it is quicker to build the indexes anew
NAMES = ("surname", "given", "patronymic")
PLACE = ("organisation_id", "category")  # together: neither stands alone
PERSON_COPIES = ("sex", "born")  # what a membership repeats of the person
DATES = {"born", "since", "until"}
NUMBERS = {"id", "organisation_id"}


def undo(batch: ImportBatch, *, by: User | None, at: datetime) -> ImportBatch:
    """Remove what it created and put back what it changed, all of it in one transaction.

    An applied batch is taken back at once; of one that waits for it (UNDOING) each phase can be seen, and it cannot be
    stopped once the first has begun. Refused: no right; neither of the two (`import.not_applied`); somebody changed the
    same people since (`import.built_upon`).
    """
    require_import(batch.organisation, by, at)
    if batch.state == BatchState.UNDOING:
        _begin(batch, "looking")
        _refuse_built_upon(batch)  # before others have to wait
        _begin(batch, "removing")
    with transaction.atomic():
        wait_for_turn(MEMBERS_LOCK)
        current = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if current.state not in APPLIED_STATES or current.state != batch.state:
            raise Refusal("import.not_applied", state=current.state)
        _refuse_built_upon(current)
        _take_back(current)
        _end(current, by, at)
    return current


def _begin(batch: ImportBatch, phase: str) -> None:
    """Tell the others, unless it does not wait any more: whoever asked for it may have left it."""
    waits = ImportBatch.objects.filter(pk=batch.pk, state=BatchState.UNDOING)
    if not waits.update(phase=phase, done=PHASES.index(phase), total=len(PHASES)):
        raise Cancellation


def _refuse_built_upon(batch: ImportBatch) -> None:
    if count := built_upon(batch):
        raise Refusal("import.built_upon", count=count)


def _take_back(batch: ImportBatch) -> None:
    people = Person.objects.filter(batch=batch)
    for link in person_links():
        if link.data.undo is UndoRule.DELETE:
            link.rows_of(people).delete()
    if batch.created >= write.LARGE and SHARE * batch.created >= Person.objects.count():
        remove_most(write.BULK_TABLES, "batch_id", batch.pk)
    else:
        for table in (write.SPANS, write.WORK, write.PEOPLE):
            _remove(table, batch)
    _put_back(batch)
    UnlistedMember.objects.filter(batch=batch, decision="").delete()


def _end(batch: ImportBatch, by: User | None, at: datetime) -> None:
    batch.state, batch.undone_at, batch.undone_by = BatchState.UNDONE, at, by
    batch.phase, batch.done, batch.total, batch.failure = QUEUED, 0, 0, None
    batch.missing_elsewhere, batch.elsewhere = 0, b""
    batch.save()
    log.record("import.undone", subject=batch, by=by, at=at, after=counts(batch))


def built_upon(batch: ImportBatch) -> int:
    """Return how many people of the batch somebody changed after it: by a later import or by any other act."""
    return len(people_built_upon(batch))


def people_built_upon(batch: ImportBatch) -> set[int]:
    """Return the ids of these people. By joins: a list of all whom the batch made would be built for every table
    anew.
    """
    changed_people = Person.objects.filter(pk__in=ImportChange.objects.filter(batch=batch).values("person"))
    later = ImportChange.objects.filter(batch__state__in=APPLIED_STATES, batch__applied_at__gte=batch.applied_at)
    later = later.exclude(batch=batch).filter(Q(person__batch=batch) | Q(person__in=changed_people))
    people = set(later.values_list("person_id", flat=True))
    for link in person_links():
        if link.data.undo is UndoRule.BLOCK:
            rows = link.rows.filter(**{f"{link.lookup}__batch": batch})
            people |= set(rows.values_list(link.lookup, flat=True))
    later_changes = PersonChange.objects.filter(at__gt=batch.applied_at, person__in=changed_people)
    people |= set(later_changes.values_list("person_id", flat=True))
    spans = Transfer.objects.filter(source__batch=batch)
    return people | set(spans.values_list("source__person_id", flat=True))


def _remove(table: str, batch: ImportBatch) -> None:
    """Delete all rows the batch made, without reading them: nothing else points to them any more."""
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{table}" WHERE batch_id = %s', [batch.pk])  # noqa: S608 - own names


def _put_back(batch: ImportBatch) -> None:
    people: list[dict[str, Any]] = []
    spans: list[dict[str, Any]] = []
    employments: list[dict[str, Any]] = []
    rows = ImportChange.objects.filter(batch=batch).values_list("person_id", "before")
    for person, before in rows.iterator(chunk_size=10_000):
        people.append({"id": person, **before["person"]})
        spans += [before["span"]] if before.get("span") else []
        employments += [before["work"]] if before.get("work") else []
    if people:
        _put_back_people(batch, _frame(people))
    write.update(write.SPANS, _frame(spans))
    write.update(write.WORK, _frame(employments))


def _put_back_people(batch: ImportBatch, old: pl.DataFrame) -> None:
    """Write column after column, only where it is otherwise now: one that is written, unchanged even, costs the upkeep
    of every index it stands in."""
    people_sql = f"SELECT person_id FROM {ImportChange._meta.db_table} WHERE batch_id = %s"  # noqa: S608, SLF001 - own names
    sql = f"SELECT {', '.join(old.columns)} FROM {write.PEOPLE} WHERE id IN ({people_sql})"  # noqa: S608 - own names
    now = bulk.read(sql, [batch.pk], schema=old.schema)
    both = old.join(now, on="id", suffix="_now")
    alone = [(name,) for name in old.columns if name not in {"id", *NAMES, *PLACE}]
    for names in (PLACE, *alone):
        write.update(write.PEOPLE, _otherwise(both, names).select("id", *names))
    write.update(write.PEOPLE, _frame(_with_keys(_otherwise(both, NAMES).select("id", *NAMES))))
    copies = _otherwise(both, PERSON_COPIES).select("id", *PERSON_COPIES).rename({"id": "person_id"})
    write.update(write.SPANS, copies, key="person_id")


def _otherwise(both: pl.DataFrame, names: Iterable[str]) -> pl.DataFrame:
    """Return the people of whom one of these columns is not as it was."""
    return both.filter(pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_now")) for name in names))


def _with_keys(rows: pl.DataFrame) -> list[dict[str, Any]]:
    """Return the same with the keys under which their names are found."""
    return [{**one, **keys(one["surname"], one["given"], one["patronymic"])} for one in rows.iter_rows(named=True)]


def _frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Return the stored rows with their types; all of one batch have the same columns."""
    if not rows:
        return pl.DataFrame()
    columns = list(rows[0])
    schema = {name: pl.Int64 if name in NUMBERS | {"person_id"} else pl.String for name in columns}
    frame = pl.DataFrame(rows, schema=schema)
    return frame.with_columns(pl.col(name).str.to_date("%Y-%m-%d") for name in columns if name in DATES)

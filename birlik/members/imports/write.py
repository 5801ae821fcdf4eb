"""Writing an import: whole columns at once, under the same constraints as every other change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl
from django.db import connection, models

from birlik.db import bulk
from birlik.db.first_load import first_load
from birlik.members.enums import PersonState
from birlik.members.imports.match import keys, spans, work
from birlik.members.imports.match.compare import KEYS, PERSON, Outcome
from birlik.members.models import (
    Employment,
    ImportBatch,
    ImportChange,
    ImportProblem,
    Membership,
    Person,
)

PEOPLE, SPANS, WORK = "members_person", "members_membership", "members_employment"
BULK_TABLES = (Person, Membership, Employment)
LARGE = 5_000  # a first load from which building the indexes afterwards is quicker
MOST_KEPT = 200_000  # problems of one batch that are kept, errors before warnings and notes
VALUE_LENGTH = 200
CONTROLS = r"[\x00-\x1f\x7f]+"
TEMPORARY = "import_changes"


def write(batch: ImportBatch, outcome: Outcome) -> None:
    """Write people, memberships, work and what was there before. Within the transaction of the caller, in turn."""
    if outcome.created.height:
        if outcome.created.height >= LARGE and not any(
            rows.exists() for rows in (Person.objects, Membership.objects, Employment.objects)
        ):
            with first_load(BULK_TABLES) as tables:
                _create(batch, outcome.created, tables)
        else:
            _create(batch, outcome.created, {name: name for name in (PEOPLE, SPANS, WORK)})
    if outcome.changed.height:
        _keep_changes(batch, outcome.changed)
        _change(batch, outcome.changed)


def _create(batch: ImportBatch, rows: pl.DataFrame, tables: Mapping[str, str]) -> None:
    people = bulk.reserve_ids(Person, rows.height)
    rows = rows.with_columns(
        person=pl.int_range(people.start, people.stop, dtype=pl.Int64), batch_id=pl.lit(batch.pk, pl.Int64)
    )
    stays = pl.col("until_new").is_null()
    person = rows.select(
        pl.col("person").alias("id"),
        *PERSON,
        *KEYS,
        "batch_id",
        pl.when(stays).then("organisation_id").alias("organisation_id"),
        pl.when(stays).then("category").otherwise(pl.lit("")).alias("category"),
        pl.lit(PersonState.ACTIVE.value).alias("state"),
    )
    bulk.append(tables[PEOPLE], person)
    del person
    new_spans = rows.select(
        "person", "organisation_id", "category", "sex", "born", "batch_id", since="since_new", until="until_new",
        entry="entry_new", exit="exit_new",
    )  # fmt: skip
    _begin(new_spans, tables[SPANS])
    _employ(rows, tables[WORK])


def _begin(rows: pl.DataFrame, table: str) -> None:
    ids = bulk.reserve_ids(Membership, rows.height)
    bulk.append(
        table,
        rows.rename({"person": "person_id"}).with_columns(
            pl.int_range(ids.start, ids.stop, dtype=pl.Int64).alias("id"),
            ground_in=pl.lit(""),
            ground_out=pl.lit(""),
        ),
    )


def _employ(rows: pl.DataFrame, table: str) -> None:
    work_rows = work.rows_with_work(rows)
    if work_rows.is_empty():
        return
    ids = bulk.reserve_ids(Employment, work_rows.height)
    number = pl.int_range(ids.start, ids.stop, dtype=pl.Int64).alias("id")
    bulk.append(table, work_rows.select(number, "batch_id", *work.FIELDS, person_id="person"))


def _change(batch: ImportBatch, rows: pl.DataFrame) -> None:
    read = [name for name in PERSON if f"{name}_old" in rows.columns]
    rows = keys.final(rows.with_columns(batch_id=pl.lit(batch.pk, pl.Int64))).with_columns(
        _final(rows, name) for name in read
    )
    act = pl.col("span_act")
    begins, ends = act.is_in([spans.BEGIN, spans.MOVE, spans.CORRECT]), act == spans.END
    update(
        PEOPLE,
        rows.select(
            pl.col("person").alias("id"),
            *read,
            *KEYS,
            organisation_id=pl.when(begins).then("organisation_new").when(~ends).then("organisation_id_old"),
            category=pl.when(begins).then("category_new").when(ends).then(pl.lit("")).otherwise("category_old"),
        ),
    )
    copies = [name for name in ("sex", "born") if name in read]
    other = rows.filter(pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_old")) for name in copies))
    update(SPANS, other.select("person", *copies).rename({"person": "person_id"}), key="person_id")
    _change_spans(rows, batch.as_of)
    if "work" in rows.columns and rows["work_act"].ne("").any():
        _change_work(rows)


def _change_spans(rows: pl.DataFrame, as_of: date) -> None:
    act = pl.col("span_act")
    corrections, ends, moves = act == spans.CORRECT, act == spans.END, act == spans.MOVE
    span_rows = rows.filter(corrections | ends | moves)
    update(
        SPANS,
        span_rows.select(
            id="span",
            organisation_id=pl.when(corrections).then("organisation_new").otherwise("span_organisation"),
            category=pl.when(corrections).then("category_new").otherwise("span_category"),
            since=pl.when(corrections).then("since_new").otherwise("since"),
            entry=pl.when(corrections).then("entry_new").otherwise("entry"),
            until=pl.when(ends).then("left").when(moves).then(pl.lit(as_of)).otherwise("until"),
            exit=pl.when(ends | moves).then("exit_new").otherwise("exit"),
        ),
    )
    new_spans = rows.filter(act.is_in([spans.BEGIN, spans.MOVE]))
    if new_spans.is_empty():
        return
    _begin(
        new_spans.select(
            "person", "sex", "born", "batch_id",
            organisation_id="organisation_new", category="category_new", since="since_new", entry="entry_new",
            exit=pl.lit(""),
        ),
        SPANS,
    )  # fmt: skip


def _change_work(rows: pl.DataFrame) -> None:
    _employ(rows.filter(pl.col("work_act") == work.BEGIN), WORK)
    read = [name for name in work.FIELDS if f"{name}_old" in rows.columns]
    corrections = rows.filter(pl.col("work_act") == work.CORRECT)
    update(WORK, corrections.select(pl.col("work").alias("id"), *(_final(corrections, name) for name in read)))


def _final(rows: pl.DataFrame, name: str) -> pl.Expr:
    """Return what will stand there: the cell where it says something, else what stood there."""
    is_filled = pl.col(name).is_not_null() if rows.schema[name] == pl.Date else pl.col(name) != ""
    return pl.when(is_filled).then(name).otherwise(f"{name}_old").alias(name)


def update(table: str, rows: pl.DataFrame, *, key: str = "id") -> None:
    """Set the other columns of the frame in the rows of the table that `key` names."""
    if rows.is_empty():
        return
    columns = ", ".join(f'"{name}"' for name in rows.columns)
    sets = ", ".join(f'"{name}" = c."{name}"' for name in rows.columns if name != key)
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE TEMP TABLE {TEMPORARY} AS SELECT {columns} FROM "{table}" WHERE 1 = 0')  # noqa: S608
        bulk.append(TEMPORARY, rows)
        cursor.execute(f'UPDATE "{table}" SET {sets} FROM {TEMPORARY} c WHERE "{table}"."{key}" = c."{key}"')  # noqa: S608
        cursor.execute(f"DROP TABLE {TEMPORARY}")


def _keep_changes(batch: ImportBatch, rows: pl.DataFrame) -> None:
    """Keep the changes: `before` and `after` for people to read; the rows as they were stand in `before`, too."""
    read = [name for name in PERSON if f"{name}_old" in rows.columns]
    work_fields = [name for name in work.FIELDS if f"{name}_old" in rows.columns]
    differences = [pl.when(_final(rows, name).ne_missing(pl.col(f"{name}_old"))) for name in (*read, *work_fields)]
    old = [case.then(f"{name}_old").alias(name) for case, name in zip(differences, (*read, *work_fields), strict=True)]
    new = [
        case.then(_final(rows, name)).alias(name) for case, name in zip(differences, (*read, *work_fields), strict=True)
    ]
    span_old, span_new = _span_fields()
    bulk.append(
        _table(ImportChange),
        rows.select(
            pl.lit(batch.pk, pl.Int64).alias("batch_id"),
            pl.col("person").alias("person_id"),
            "row",
            pl.struct(
                pl.struct(*old, *span_old).alias("fields"),
                pl.struct(
                    *(pl.col(f"{name}_old").alias(name) for name in (*read, "organisation_id", "category"))
                ).alias("person"),
                _span_before().alias("span"),
                _work_before(work_fields).alias("work"),
            )
            .struct.json_encode()
            .alias("before"),
            pl.struct(pl.struct(*new, *span_new).alias("fields")).struct.json_encode().alias("after"),
        ),
    )


def _span_fields() -> tuple[list[pl.Expr], list[pl.Expr]]:
    """Return what of the membership changes, as a person reads it."""
    act = pl.col("span_act")
    is_here = act.is_in([spans.BEGIN, spans.MOVE, spans.CORRECT])
    organisation = is_here & pl.col("organisation_new").ne_missing(pl.col("organisation_id_old"))
    category = is_here & pl.col("category_new").ne_missing(pl.col("category_old"))
    since = is_here & (act.ne(spans.CORRECT) | pl.col("since_new").ne_missing(pl.col("since")))
    ends = act == spans.END
    old = [
        pl.when(organisation).then("organisation_id_old").alias("organisation"),
        pl.when(category).then("category_old").alias("category"),
        pl.when(since & act.ne(spans.BEGIN)).then("since").alias("joined"),
    ]
    new = [
        pl.when(organisation).then("organisation_new").alias("organisation"),
        pl.when(category).then("category_new").alias("category"),
        pl.when(since).then("since_new").alias("joined"),
        pl.when(ends).then("left").alias("left"),
        pl.when(ends).then("exit_new").alias("reason"),
    ]
    return old, new


def _span_before() -> pl.Expr:
    is_changed = pl.col("span_act").is_in([spans.CORRECT, spans.END, spans.MOVE])
    return pl.when(is_changed).then(
        pl.struct(
            id="span", organisation_id="span_organisation", category="span_category", since="since", until="until",
            entry="entry", exit="exit",
        )
    )  # fmt: skip


def _work_before(work_fields: Sequence[str]) -> pl.Expr:
    if not work_fields:
        return pl.lit(None)
    fields = (pl.col(f"{name}_old").alias(name) for name in work_fields)
    return pl.when(pl.col("work_act") == work.CORRECT).then(pl.struct(pl.col("work").alias("id"), *fields))


def keep_problems(batch: ImportBatch, problems: pl.DataFrame, columns: Mapping[str, int]) -> int:
    """Replace what the last check found by what this one did; returns the number of rows with a warning."""
    ImportProblem.objects.filter(batch=batch).delete()
    errors, others = problems.filter(pl.col("severity") == "error"), problems.filter(pl.col("severity") != "error")
    places = {**columns, "surname": columns.get("surname", columns.get("full_name", 0))}
    first = errors.sort("row", maintain_order=True).head(MOST_KEPT)
    rest = others.sort("severity", descending=True, maintain_order=True).head(MOST_KEPT - first.height)
    first_problems = pl.concat([first, rest])
    if first_problems.height:
        bulk.append(
            _table(ImportProblem),
            first_problems.sort("row", maintain_order=True).select(
                "row",
                "field",
                "code",
                "severity",
                pl.lit(batch.pk, pl.Int64).alias("batch_id"),
                pl.col("field").replace_strict(places, default=0, return_dtype=pl.Int64).alias("column"),
                pl.col("value").str.replace_all(CONTROLS, " ").str.head(VALUE_LENGTH),
            ),
        )
    return others.filter(pl.col("severity") == "warning")["row"].n_unique()


def _table(model: type[models.Model]) -> str:
    return str(model._meta.db_table)  # noqa: SLF001 - Django's documented way to a model's table

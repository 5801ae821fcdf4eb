"""Frames into tables and back, and a first load: the same rows, the same indexes and constraints as before."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from django.db import IntegrityError, connection, transaction

from birlik.db import bulk
from birlik.db.first_load import first_load, spans_overlap
from birlik.db.locks import wait_for_turn
from birlik.members.models import Consent, ConsentText, Employment, Membership, Person, Transfer
from tests.factories import OPENED, UnionTree, make_union_tree

pytestmark = pytest.mark.django_db
SCHEMA = {"id": pl.Int64, "surname": pl.String, "given": pl.String, "born": pl.Date, "batch_id": pl.Int64}
NAMES = [
    ("Әбдірахманов", "", date(1990, 2, 28), None),
    ('д"Артаньян', "Line\nend", None, 5),
    ("\\N", "'; DROP TABLE", date(1801, 1, 1), 6),
]


@pytest.fixture
def tree() -> UnionTree:
    return make_union_tree()


def people(school: int, rows: list[tuple[Any, ...]] = NAMES) -> pl.DataFrame:
    ids = bulk.reserve_ids(Person, len(rows))
    frame = pl.DataFrame(rows, schema=["surname", "given", "born", "batch_id"], orient="row")
    empty = dict.fromkeys(("iin", "patronymic", "sex", "phone", "email", "card", "given_key", "sort_key"), pl.lit(""))
    return frame.select(
        pl.Series("id", ids, dtype=pl.Int64),
        *frame.columns,
        *(value.alias(name) for name, value in empty.items()),
        fold_key=pl.col("surname"),
        state=pl.lit("active"),
        organisation_id=pl.lit(school),
        category=pl.lit("working"),
        merged_into_id=pl.lit(None, dtype=pl.Int64),
    )


def spans(of: pl.DataFrame, since: date = OPENED) -> pl.DataFrame:
    ids = bulk.reserve_ids(Membership, of.height)
    texts = {"entry": "registered", "exit": "", "ground_in": "", "ground_out": "", "sex": ""}
    return of.select(
        pl.Series("id", ids, dtype=pl.Int64),
        "organisation_id",
        "category",
        person_id="id",
        since=pl.lit(since),
        until=pl.lit(None, dtype=pl.Date),
        **{name: pl.lit(text) for name, text in texts.items()},
    )


def kept() -> pl.DataFrame:
    return bulk.read("SELECT id, surname, given, born, batch_id FROM members_person ORDER BY id", schema=SCHEMA)


def definitions() -> list[tuple[Any, ...]]:
    """Every index, constraint and trigger of the registry's big tables, in words of the database."""
    if connection.vendor == "sqlite":
        sql = "SELECT type, name, sql FROM sqlite_master WHERE tbl_name IN (%s, %s, %s) ORDER BY 1, 2"
    else:
        sql = """
            SELECT 'index', indexname, indexdef FROM pg_indexes WHERE tablename = ANY(ARRAY[%s, %s, %s])
            UNION ALL SELECT 'constraint', conname, conrelid::regclass || pg_get_constraintdef(oid) FROM pg_constraint
                WHERE (conrelid::regclass::text LIKE 'members%%' OR confrelid::regclass::text LIKE 'members%%')
            UNION ALL SELECT 'trigger', tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
            UNION ALL SELECT 'sequence', sequencename, '' FROM pg_sequences ORDER BY 1, 2, 3"""
    with connection.cursor() as cursor:
        cursor.execute(sql, ["members_person", "members_membership", "members_employment"])
        return list(cursor.fetchall())


def test_rows_come_back_as_they_went_in(tree: UnionTree) -> None:
    frame = people(tree["school-1"].pk)
    assert bulk.append("members_person", frame) == len(NAMES)
    got = kept()
    assert got.rows() == [(key, *row) for key, row in zip(frame["id"], NAMES, strict=True)]
    assert Person.objects.get(pk=frame["id"][1]).given == "Line\nend"


def test_nothing_selected_is_an_empty_frame_of_the_same_types() -> None:
    got = bulk.read("SELECT id, surname, given, born, batch_id FROM members_person WHERE id < %s", [0], schema=SCHEMA)
    assert (got.height, got.schema) == (0, pl.Schema(SCHEMA))


def test_reserved_ids_are_nobody_elses(tree: UnionTree) -> None:
    first = Person.objects.create(surname="А", given="Б")
    reserved = bulk.reserve_ids(Person, 3)
    then = Person.objects.create(surname="А", given="Б")
    assert list(reserved) == [first.pk + 1, first.pk + 2, first.pk + 3]
    assert then.pk == first.pk + 4


def load(tree: UnionTree, *, times: int = 1) -> pl.DataFrame:
    with transaction.atomic():
        wait_for_turn("members")
        with first_load([Person, Membership, Employment, Transfer]) as tables:
            frame = people(tree["school-1"].pk)
            for _ in range(times):
                bulk.append(tables["members_person"], frame)
            bulk.append(tables["members_membership"], spans(frame))
    return frame


def test_after_a_first_load_everything_is_as_it_was(tree: UnionTree) -> None:
    before = definitions()
    frame = load(tree)
    assert definitions() == before
    assert [row[0] for row in kept().rows()] == frame["id"].to_list()
    assert Membership.objects.count() == len(NAMES)
    assert Person.objects.create(surname="А", given="Б").pk > frame["id"].max()  # type: ignore[operator]  # never empty


def test_constraints_hold_after_a_first_load(tree: UnionTree) -> None:
    frame = load(tree)
    person = Person.objects.get(pk=frame["id"][0])
    with (
        pytest.raises(
            IntegrityError,
            match=r"membership_no_overlap|membership_one_open|UNIQUE constraint failed: members_membership.person_id",
        ),
        transaction.atomic(),
    ):
        bulk.append("members_membership", spans(frame.head(1), date(2021, 1, 1)))
    Consent.objects.create(
        person=person,
        text=ConsentText.objects.create(version="1", text_kk="а", text_ru="а", digest="0", since=OPENED),
        given=OPENED,
        channel="paper",
    )
    with pytest.raises(IntegrityError):
        _belong_to_nobody(tree)


def _belong_to_nobody(tree: UnionTree) -> None:
    with transaction.atomic():
        Membership.objects.create(
            person_id=10**9, organisation=tree["school-1"], category="working", since=OPENED, entry="accepted"
        )
        connection.check_constraints()


def test_a_failed_first_load_leaves_nothing(tree: UnionTree) -> None:
    before = definitions()
    with pytest.raises(IntegrityError), transaction.atomic():
        load(tree, times=2)
    assert (definitions(), Person.objects.count()) == (before, 0)


class TakenBackError(Exception):
    pass


def test_overlaps_are_found(tree: UnionTree) -> None:
    def load_and_take_back() -> None:
        with transaction.atomic(), first_load([Person, Membership]) as tables:
            table, frame = tables["members_membership"], people(tree["school-1"].pk)
            bulk.append(tables["members_person"], frame)
            bulk.append(table, spans(frame).with_columns(until=pl.lit(date(2022, 1, 1)), exit=pl.lit("other")))
            found.append(spans_overlap(table, "person_id"))
            bulk.append(table, spans(frame.head(1), date(2022, 1, 1)))
            found.append(spans_overlap(table, "person_id"))
            bulk.append(table, spans(frame.tail(1), date(2021, 12, 31)))
            found.append(spans_overlap(table, "person_id"))
            raise TakenBackError

    found: list[bool] = []
    with pytest.raises(TakenBackError):
        load_and_take_back()
    assert found == [False, False, True]

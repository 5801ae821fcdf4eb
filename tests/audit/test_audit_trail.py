"""The trail is appended only, and shows where it was touched."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction

from birlik.audit import chain, log, queries
from birlik.audit.models import Event
from birlik.audit.subjects import Subject
from birlik.core.errors import Refusal

AT = datetime(2026, 2, 1, 6, 0, 0, 123456, tzinfo=UTC)


def note(action: str = "thing.changed", subject_id: object = 7, organisation: str = "", **details: object) -> Event:
    fields: dict[str, object] = {"by": None, "at": AT, "subject": Subject("thing", subject_id, "Нәрсе", organisation)}
    return log.record(action, **{**fields, **details})  # type: ignore[arg-type] # test data


def rewrite(sequence: int, **columns: object) -> None:
    """What somebody with the database in his hands could do: past the model, straight in the table."""
    with connection.cursor() as cursor:
        for column, value in columns.items():
            statement = f'UPDATE audit_event SET "{column}" = %s WHERE sequence = %s'  # noqa: S608 - column names here
            cursor.execute(statement, [value, sequence])


@pytest.mark.django_db
def test_events_are_numbered_and_chained_from_one() -> None:
    first, second = note("a"), note("b", by=None, after={"on": date(2026, 1, 1), "share": Decimal("0.5"), "nil": None})

    assert (first.sequence, first.previous) == (1, chain.GENESIS)
    assert (second.sequence, second.previous) == (2, first.digest)
    assert Event.objects.get(sequence=2).after == {"on": "2026-01-01", "share": "0.5", "nil": None}
    assert log.head() == (2, second.digest)
    assert log.verify() is None


@pytest.mark.django_db
def test_empty_trail_is_whole() -> None:
    assert log.verify() is None
    assert log.head() == (0, chain.GENESIS)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "columns",
    [
        {"action": "other"},
        {"subject_label": "Басқа"},
        {"by_label": "Somebody"},
        {"before": '{"x": 1}'},
        {"at": "2026-02-01 06:00:01"},
        {"digest": "f" * 64},
        {"previous": "e" * 64},
    ],
)
def test_a_rewritten_line_is_found(columns: dict[str, object]) -> None:
    for action in "abcd":
        note(action, before={"x": 0})
    rewrite(3, **columns)

    assert log.verify() == 3


@pytest.mark.django_db
def test_a_line_taken_out_is_found() -> None:
    for action in "abcd":
        note(action)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_event WHERE sequence = 2")

    assert log.verify() == 2


@pytest.mark.django_db
def test_a_trail_cut_short_is_found_by_its_known_head() -> None:
    for action in "abc":
        note(action)
    head = log.head()
    assert log.verify(known_head=head) is None
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_event WHERE sequence = 3")

    assert log.verify() is None
    assert log.verify(known_head=head) == 3
    note("another third")
    assert log.verify(known_head=head) == 3


@pytest.mark.django_db
def test_nothing_is_changed_or_deleted_through_the_model() -> None:
    event = note()
    event.action = "other"

    for attempt in (
        event.save,
        event.delete,
        Event.objects.all().delete,
        lambda: Event.objects.update(action="other"),
        lambda: Event.objects.bulk_update([event], ["action"]),
    ):
        with pytest.raises(Refusal, match=r"audit\.append_only"):
            attempt()
    assert Event.objects.get().action == "thing.changed"


@pytest.mark.django_db
def test_the_database_refuses_a_fork_and_a_second_number() -> None:
    first, second = note("a"), note("b")
    for fields in (
        {"sequence": 3, "previous": first.digest},
        {"sequence": 2, "previous": second.digest},
        {"sequence": 0, "previous": "9" * 64},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Event.objects.create(at=AT, action="c", subject_type="t", subject_id="1", digest="1" * 64, **fields)


@pytest.mark.django_db
def test_an_undone_change_leaves_no_line() -> None:
    note("a")
    with transaction.atomic():
        note("b")
        transaction.set_rollback(True)
    note("c")

    assert list(Event.objects.order_by("sequence").values_list("sequence", "action")) == [(1, "a"), (2, "c")]
    assert log.verify() is None


@pytest.mark.django_db
def test_events_are_found_by_subject_and_by_organisation() -> None:
    note("a", subject_id=1, organisation="north")
    note("b", subject_id=2, organisation="south")
    note("c", subject_id=1, organisation="south")

    assert [event.action for event in queries.events_about("thing", 1)] == ["c", "a"]
    assert [event.action for event in queries.events_of_organisations(["south"])] == ["c", "b"]
    assert list(queries.events_of_organisations([])) == []


@contextmanager
def shared_database(folder: Path) -> Iterator[dict[str, Any]]:
    """Settings of a database that several threads can write to: the tests' own PostgreSQL, or a file copy of the
    tests' SQLite, which is in memory and knows no waiting."""
    settings, original = connections["default"].settings_dict, connections["default"]
    if original.vendor != "sqlite":
        yield settings
        return
    file = {**settings, "NAME": str(folder / "copy.sqlite3")}
    original.ensure_connection()
    with closing(sqlite3.connect(file["NAME"])) as copy:
        original.connection.backup(copy)
    use(file)
    try:
        yield file
    finally:
        connections["default"].close()
        connections["default"] = original


def use(settings: dict[str, Any]) -> None:
    fresh = connections.create_connection("default")
    fresh.settings_dict = settings
    fresh.inc_thread_sharing()
    connections["default"] = fresh


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_make_one_chain(tmp_path: Path) -> None:
    faults: list[BaseException] = []

    def write(name: str, settings: dict[str, Any]) -> None:
        use(settings)
        try:
            for turn in range(10):
                with transaction.atomic():
                    note(f"{name}-{turn}")
        except Exception as fault:  # noqa: BLE001 - shown by the assertion below
            faults.append(fault)
        finally:
            connections["default"].close()

    with shared_database(tmp_path) as settings:
        threads = [Thread(target=write, args=(name, settings)) for name in "abcd"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert faults == []
        assert list(Event.objects.order_by("sequence").values_list("sequence", flat=True)) == list(range(1, 41))
        assert log.verify() is None

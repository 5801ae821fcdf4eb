"""The rows that hang on people, as JSON keeps them, and putting them back: what makes a merge reversible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Model

from birlik.audit import chain
from birlik.core.personal_data import MergeRule
from birlik.members.models import Person
from birlik.members.queries.person_links import PersonLink, person_links
from birlik.members.values import PLAIN_FIELDS

Row = Mapping[str, Any]
Rows = Mapping[str, Sequence[Row]]

PEOPLE = "members.Person"
# they follow from the names, in whichever way they are written at the time
KEYS = frozenset({"fold_key", "given_key", "sort_key"})
NEW_FIELDS = {one.name: "" for one in PLAIN_FIELDS}


def links_in_snapshots() -> list[PersonLink]:
    """Return the ways to a person from tables whose rows are written down, nearer ones first."""
    return [link for link in person_links() if link.data.merge is MergeRule.SNAPSHOT]


def take(people: Iterable[int]) -> dict[str, list[dict[str, Any]]]:
    """Return table → its rows of these people, each a mapping of columns to plain values, in the order of ids."""
    numbers = list(people)
    rows: dict[str, list[Any]] = {PEOPLE: _without_keys(Person.objects.filter(pk__in=numbers).order_by("pk").values())}
    for link in links_in_snapshots():
        rows[link.label] = list(link.rows_of(numbers).order_by("pk").values())
    plain: dict[str, list[dict[str, Any]]] = chain.plain(rows)
    return plain


def are_as(people: Iterable[int], then: Rows) -> bool:
    """Return whether the rows of these people are what `take` found then, before a field that was declared since."""
    people_then = [{**NEW_FIELDS, **row} for row in _without_keys(then[PEOPLE])]
    return take(people) == {**then, PEOPLE: people_then}


def put_back(before: Rows, after: Rows, *, merged: int, survivor: int) -> None:
    """Make the tables hold `before` again, where they hold `after`; the keys of names are for the caller to write.

    Rows go back to the merged person first: its own timeline is empty, and the survivor's can only be shorter than it
    was, so no step breaks a constraint.
    """
    Person.objects.filter(pk__in=[survivor, merged]).update(iin="", card="")
    for person in _without_keys(before[PEOPLE]):
        _put(Person, person)
    for link in links_in_snapshots():
        ids_before = {row["id"] for row in before[link.label]}
        new = [row["id"] for row in after[link.label] if row["id"] not in ids_before]
        link.rows.filter(pk__in=new).delete()
        for row in sorted(before[link.label], key=lambda one: one.get("person_id") != merged):
            _put(link.model, row)


def _without_keys(rows: Iterable[Row]) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name not in KEYS} for row in rows]


def _put(model: type[Model], row: Row) -> None:
    fields = {field.attname: field for field in model._meta.concrete_fields}  # noqa: SLF001 - Django's documented way
    values = {name: fields[name].to_python(value) for name, value in row.items()}
    rows = model._default_manager.filter(pk=row["id"])  # noqa: SLF001 - the manager of any model
    if not rows.update(**values):
        model(**values).save(force_insert=True)

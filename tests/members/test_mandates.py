"""Offices: to members of the organisation or of one below it, one chair at a time, with dates."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from birlik.core.errors import Refusal
from birlik.members.enums import Body
from birlik.members.models import Person
from birlik.members.queries import headcount
from tests.factories import NOW, TODAY, UnionTree, make_holder, make_union_tree
from tests.members.people import end_office, give_office, make_person

pytestmark = pytest.mark.django_db
ELECTED, LATER = date(2024, 3, 1), date(2025, 3, 1)


def refused(code: str) -> Any:
    return pytest.raises(Refusal, match=f"^{code.replace('.', '[.]')}")


@pytest.fixture
def tree() -> UnionTree:
    return make_union_tree()


@pytest.fixture
def who(tree: UnionTree) -> dict[str, Any]:
    return {"by": make_holder("specialist", tree["north"]), "at": NOW}


@pytest.fixture
def person(tree: UnionTree) -> Person:
    return make_person(tree["school-1"])


def test_one_chair_at_a_time(tree: UnionTree, person: Person, who: dict[str, Any]) -> None:
    place = tree["school-1"]
    first = give_office(person, organisation=place, body=Body.CHAIR, paid=True, on=ELECTED, ground="№ 1", **who)
    other = make_person(place, surname="Басқа")
    with refused("office.chair_taken"):
        give_office(other, organisation=place, body=Body.CHAIR, on=LATER, **who)
    with refused("office.held"):
        give_office(person, organisation=place, body=Body.CHAIR, on=LATER, **who)
    with refused("office.ends_early"):
        end_office(first, on=ELECTED, **who)
    end_office(first, on=LATER, **who)
    give_office(other, organisation=place, body=Body.CHAIR, on=LATER, **who)
    before, after = (headcount.counts(day, [place.pk]).row(0, named=True) for day in (ELECTED, TODAY))
    assert (before["chairs"], before["chairs_paid"]) == (1, 1)
    assert (after["chairs"], after["chairs_paid"]) == (1, 0)


def test_offices_above_are_not_those_of_primaries(tree: UnionTree, person: Person, who: dict[str, Any]) -> None:
    give_office(person, organisation=tree["north"], body=Body.COMMITTEE, on=ELECTED, **who)
    give_office(person, organisation=tree["school-1"], body=Body.COMMITTEE, on=ELECTED, **who)
    nodes = headcount.at_nodes(TODAY)
    found = dict(nodes.select("organisation", "committee_members").iter_rows())
    assert {code: found[tree[code].pk] for code in ("union", "north", "school-1")} == {
        "union": 1, "north": 1, "school-1": 1,
    }  # fmt: skip


def test_to_members_only(tree: UnionTree, person: Person, who: dict[str, Any]) -> None:
    with refused("office.elsewhere"):
        give_office(person, organisation=tree["school-2"], body=Body.COMMITTEE, on=ELECTED, **who)
    with refused("office.paid_chair_only"):
        give_office(person, organisation=tree["school-1"], body=Body.COMMITTEE, paid=True, on=ELECTED, **who)
    with refused("entry.day_ahead"):
        give_office(person, organisation=tree["school-1"], body=Body.COMMITTEE, on=date(2026, 3, 1), **who)
    with refused("right.missing"):
        give_office(person, organisation=tree["union"], body=Body.COMMITTEE, on=ELECTED, **who)

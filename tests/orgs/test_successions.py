"""Merges and splits, and yesterday's figures on today's borders."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from birlik.audit.models import Event
from birlik.core.errors import Refusal
from birlik.orgs import actions, queries
from birlik.orgs.actions import Part
from birlik.orgs.models import Assignment, Organisation, Succession, Workplace
from birlik.orgs.queries.successions import compose
from birlik.orgs.values import Names
from tests.factories import GROUND, NOW, OPENED, UnionTree, make_holder, make_union_tree, new

YEAR_END = date(2024, 12, 31)
SPRING, AUTUMN = date(2025, 3, 1), date(2025, 9, 1)
DAY = timedelta(days=1)


@pytest.fixture
def tree(db: None) -> UnionTree:
    return make_union_tree()


def order(tree: UnionTree, on: date = SPRING) -> dict[str, Any]:
    return {"on": on, "ground": GROUND, "by": tree.administrator, "at": NOW}


def weights(tree: UnionTree, since: date = YEAR_END, until: date | None = None) -> dict[str, dict[str, str]]:
    names = {row.pk: row.code for row in Organisation.objects.all()}
    found = queries.successions_since(since, until=until)
    return {code: {names[pk]: str(weight.normalize()) for pk, weight in parts} for code, parts in found.items()}


def below(tree: UnionTree, code: str, on: date) -> set[str]:
    return {row.code for row in queries.subtree(queries.organisation_by_code(code), on)}


def refused(code: str, attempt: Any) -> dict[str, object]:
    with pytest.raises(Refusal) as refusal:
        attempt()
    assert refusal.value.code == code
    return refusal.value.params


def test_merge_into_one_that_goes_on(tree: UnionTree) -> None:
    chair = make_holder("chair_primary", tree["school-1"])
    place = actions.open_workplace(tree["school-1"], names=Names("Мектеп", "Школа"), **order(tree, OPENED))
    successor = actions.merge([tree["school-1"], tree["school-3"]], into=tree["school-2"], **order(tree))

    assert successor == tree["school-2"]
    assert below(tree, "north", SPRING) == {"north", "north-east", "north-west", "school-2"}
    assert weights(tree) == {"school-2": {"school-1": "1", "school-2": "1", "school-3": "1"}}
    assert Assignment.objects.get(user=chair).until == SPRING
    assert [(row.organisation.code, row.since, row.until) for row in Workplace.objects.order_by("id")] == [
        ("school-1", OPENED, SPRING),
        ("school-2", SPRING, None),
    ]
    assert place.name_kk == Workplace.objects.get(until=None).name_kk
    merged = Event.objects.filter(action="organisation.merged").values_list("organisation_code", flat=True)
    assert set(merged) == {"school-1", "school-2", "school-3"}


def test_merge_of_districts_into_a_new_one_takes_their_schools_along(tree: UnionTree) -> None:
    districts = [tree["north-east"], tree["north-west"]]
    actions.merge(districts, into=new("north-all", "district"), **order(tree))

    assert below(tree, "north-all", SPRING) == {"north-all", "school-1", "school-2", "school-3"}
    assert below(tree, "north-all", SPRING - DAY) == set()
    assert below(tree, "north-east", SPRING - DAY) == {"north-east", "school-1", "school-2"}
    assert below(tree, "north-east", SPRING) == set()
    assert weights(tree) == {"north-all": {"north-east": "1", "north-west": "1"}}
    assert set(Succession.objects.values_list("share", flat=True)) == {Decimal(1)}


def test_what_may_not_be_merged(tree: UnionTree) -> None:
    schools = [tree["school-1"], tree["school-2"]]
    refused("orgs.no_predecessors", lambda: actions.merge([], into=tree["school-1"], **order(tree)))
    refused("orgs.predecessor_twice", lambda: actions.merge(schools[:1] * 2, into=tree["school-3"], **order(tree)))
    refused("orgs.successor_among_predecessors", lambda: actions.merge(schools, into=tree["school-1"], **order(tree)))
    refused(
        "orgs.nested_predecessors",
        lambda: actions.merge([tree["north-east"], tree["school-1"]], into=tree["north-west"], **order(tree)),
    )
    refused("orgs.under_itself", lambda: actions.merge([tree["north"]], into=tree["north-west"], **order(tree)))
    refused("orgs.kind_not_allowed", lambda: actions.merge([tree["north"]], into=tree["campus"], **order(tree)))
    refused("orgs.before_opening", lambda: actions.merge(schools, into=tree["school-3"], **order(tree, OPENED)))
    specialist = make_holder("specialist", tree["north"])
    foreign = {**order(tree), "by": specialist}
    refused("right.missing", lambda: actions.merge(schools, into=tree["school-4"], **foreign))
    refused("right.missing", lambda: actions.merge([tree["school-4"]], into=tree["school-1"], **foreign))
    assert not Succession.objects.exists()
    assert not Organisation.objects.exclude(closed=None).exists()


def test_split_into_two_new_ones(tree: UnionTree) -> None:
    parts = [
        Part(new("east-1", "district"), Decimal("0.625"), children=(tree["school-1"],)),
        Part(new("east-2", "district"), Decimal("0.375"), children=(tree["school-2"],)),
    ]
    successors = actions.split(tree["north-east"], parts, **order(tree))

    assert [each.code for each in successors] == ["east-1", "east-2"]
    assert below(tree, "north", SPRING) >= {"east-1", "east-2", "school-1", "school-2"}
    assert below(tree, "east-2", SPRING) == {"east-2", "school-2"}
    assert not queries.organisation_by_code("north-east").is_open_on(SPRING)
    assert weights(tree) == {"east-1": {"north-east": "0.625"}, "east-2": {"north-east": "0.375"}}


def test_split_off_a_part_while_the_rest_goes_on(tree: UnionTree) -> None:
    """As Abai, Zhetysu and Ulytau left regions that stayed."""
    place = actions.open_workplace(tree["school-4"], names=Names("Корпус", "Корпус"), **order(tree, OPENED))
    parts = [
        Part(tree["school-4"], Decimal("0.8")),
        Part(new("school-5", "primary"), Decimal("0.2"), workplaces=(place,)),
    ]
    assert [each.code for each in actions.split(tree["school-4"], parts, **order(tree))] == ["school-4", "school-5"]

    assert below(tree, "south", SPRING) == {"south", "school-4", "school-5", "college-1"}
    assert weights(tree) == {"school-4": {"school-4": "0.8"}, "school-5": {"school-4": "0.2"}}
    assert Workplace.objects.get(until=None).organisation.code == "school-5"


def test_what_may_not_be_split(tree: UnionTree) -> None:
    half, old = Decimal("0.5"), tree["north-east"]
    schools = (tree["school-1"], tree["school-2"])
    one, two = new("east-1", "district"), new("east-2", "district")

    def attempt(*parts: Part, on: date = SPRING) -> Any:
        return lambda: actions.split(old, parts, **order(tree, on))

    refused("orgs.too_few_parts", attempt(Part(one, Decimal(1), schools)))
    params = refused("orgs.shares_not_one", attempt(Part(one, half, schools), Part(two, Decimal("0.4"))))
    assert params == {"total": Decimal("0.9")}
    refused("orgs.shares_not_one", attempt(Part(one, Decimal("1.5"), schools), Part(two, Decimal("-0.5"))))
    refused("orgs.part_twice", attempt(Part(one, half, schools), Part(one, half)))
    assert refused("orgs.child_left", attempt(Part(one, half, schools[:1]), Part(two, half)))["count"] == 1
    refused("orgs.child_taken_twice", attempt(Part(one, half, schools), Part(two, half, schools[:1])))
    refused("orgs.child_not_of_this", attempt(Part(one, half, schools), Part(two, half, (tree["school-3"],))))
    refused("orgs.kind_not_allowed", attempt(Part(one, half, schools), Part(new("x", "member"), half)))
    refused("orgs.overlaps", attempt(Part(one, half, schools), Part(two, half), on=OPENED))
    actions.open_workplace(old, names=Names("Кеңсе", "Офис"), **order(tree, OPENED))
    refused("orgs.workplace_left", attempt(Part(one, half, schools), Part(two, half)))
    assert not Organisation.objects.filter(code__startswith="east").exists()
    assert not Succession.objects.exists()


def test_chains_of_reorganisations_multiply(tree: UnionTree) -> None:
    actions.merge([tree["school-1"]], into=tree["school-2"], **order(tree))
    quarter = [Part(tree["school-2"], Decimal("0.75")), Part(new("school-6", "primary"), Decimal("0.25"))]
    actions.split(tree["school-2"], quarter, **order(tree, AUTUMN))
    actions.merge([queries.organisation_by_code("school-6")], into=tree["school-3"], **order(tree, AUTUMN + DAY))

    assert weights(tree) == {
        "school-2": {"school-1": "0.75", "school-2": "0.75"},
        "school-3": {"school-1": "0.25", "school-2": "0.25", "school-3": "1"},
    }
    assert weights(tree, until=SPRING) == {"school-2": {"school-1": "1", "school-2": "1"}}
    assert weights(tree, since=SPRING) == {
        "school-2": {"school-2": "0.75"},
        "school-3": {"school-2": "0.25", "school-3": "1"},
    }
    assert weights(tree, since=AUTUMN + DAY) == {}


def test_a_successor_of_newcomers_has_no_past(tree: UnionTree) -> None:
    tree.open("school-7", "primary", "south", on=SPRING)
    actions.merge([tree["school-7"]], into=new("school-8", "primary"), **order(tree, AUTUMN))

    assert weights(tree) == {"school-8": {}}
    assert weights(tree, since=SPRING) == {"school-8": {"school-7": "1"}}


def test_one_that_closed_without_a_successor_is_not_in_todays_borders(tree: UnionTree) -> None:
    actions.merge([tree["school-1"]], into=tree["school-2"], **order(tree))
    actions.close(tree["school-2"], **order(tree, AUTUMN))

    assert weights(tree) == {}
    assert weights(tree, until=AUTUMN - DAY) == {"school-2": {"school-1": "1", "school-2": "1"}}


@given(
    st.lists(st.tuples(st.integers(0, 5), st.lists(st.integers(0, 9), min_size=2, max_size=4, unique=True)), max_size=8)
)
def test_nothing_is_lost_or_gained_on_new_borders(history: list[tuple[int, list[int]]]) -> None:
    """Splits in halves and quarters, merges in between: each past organisation is shared out whole."""
    steps = []
    for kind, members in history:
        if kind % 2:
            steps.append(
                [(old, members[0], Decimal(1)) for old in members[1:]] + [(members[0], members[0], Decimal(1))]
            )
        else:
            share = [Decimal("0.5"), Decimal("0.25"), Decimal("0.25")] if len(members) > 3 else [Decimal("0.5")] * 2
            targets = members[1:4] if len(members) > 3 else [members[0], members[1]]
            steps.append([(members[0], target, part) for target, part in zip(targets, share, strict=True)])
    found = compose(steps, {pk: {pk: Decimal(1)} for pk in range(10)})

    totals: dict[int, Decimal] = {}
    for parts in found.values():
        for past, weight in parts.items():
            totals[past] = totals.get(past, Decimal(0)) + weight
    assert totals == {pk: Decimal(1) for pk in range(10)}

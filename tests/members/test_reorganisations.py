"""Members follow their organisation, as of the day of the document, whatever was written down since."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from birlik.audit.models import Event
from birlik.core.errors import Refusal
from birlik.members.actions import membership, reorganisations, spans
from birlik.members.enums import Body, Exit
from birlik.members.models import Mandate, Person
from birlik.members.queries import flows, headcount
from birlik.orgs import actions as orgs
from birlik.orgs.models import Organisation
from birlik.statistics.actions import tree as trees
from tests.factories import GROUND, NOW, OPENED, TODAY, UnionTree, make_holder, make_union_tree, new
from tests.members.people import give_office, make_person

pytestmark = pytest.mark.django_db
DAY, LATER = date(2025, 6, 1), date(2025, 9, 1)
GOES = Decimal("0.4")


def refused(code: str) -> Any:
    return pytest.raises(Refusal, match=f"^{code.replace('.', '[.]')}")


@pytest.fixture
def tree() -> UnionTree:
    return make_union_tree()


@pytest.fixture
def who(tree: UnionTree) -> dict[str, Any]:
    return {"by": make_holder("head_of_department", tree["union"]), "at": NOW}


def merge(tree: UnionTree, *codes: str, into: str) -> Organisation:
    olds = [tree[code] for code in codes]
    administrator = tree.administrator
    return trees.change(
        lambda at: orgs.merge(olds, into=tree[into], on=DAY, ground=GROUND, by=administrator, at=at),
        on=DAY, by=administrator, at=NOW,
    )  # fmt: skip


def close(tree: UnionTree, code: str) -> Organisation:
    administrator = tree.administrator
    return trees.change(
        lambda at: orgs.close(tree[code], on=DAY, ground=GROUND, by=administrator, at=at),
        on=DAY, by=administrator, at=NOW,
    )  # fmt: skip


def lives(person: Person) -> list[tuple[str, date, date | None, str, str]]:
    rows = person.memberships.order_by("since").values_list("organisation__code", "since", "until", "entry", "exit")
    return list(rows)


def test_members_go_on_in_the_successor(tree: UnionTree, who: dict[str, Any]) -> None:
    stays, goes = make_person(tree["school-2"]), make_person(tree["school-1"])
    give_office(goes, organisation=tree["school-1"], body=Body.CHAIR, on=date(2022, 1, 1), **who)
    merge(tree, "school-1", into="school-2")
    assert lives(stays) == [("school-2", OPENED, None, "registered", "")]
    assert lives(goes) == [
        ("school-1", OPENED, DAY, "registered", "departed"),
        ("school-2", DAY, None, "arrived", ""),
    ]
    goes.refresh_from_db()
    assert goes.organisation == tree["school-2"]
    assert goes.memberships.latest("since").ground_in == "№ 1 п. 1, 20.12.2019"
    assert Mandate.objects.get().until == DAY
    event = Event.objects.get(action="members.followed")
    assert (event.after or {})["count"] == 1


def test_what_was_written_down_after_the_day_follows_too(tree: UnionTree, who: dict[str, Any]) -> None:
    left, came, moved = (make_person(tree["school-1"], surname=name, since=since) for name, since in (
        ("Кеткен", OPENED), ("Келген", LATER), ("Ауысқан", OPENED),
    ))  # fmt: skip
    membership.leave(left, on=LATER, reason=Exit.RETIREMENT, **who)
    spans.move(moved, organisation=tree["school-3"], category="working", on=LATER)
    merge(tree, "school-1", into="school-2")
    assert lives(left) == [
        ("school-1", OPENED, DAY, "registered", "departed"),
        ("school-2", DAY, LATER, "arrived", "retirement"),
    ]
    assert lives(came) == [("school-2", LATER, None, "registered", "")]
    assert lives(moved) == [
        ("school-1", OPENED, DAY, "registered", "departed"),
        ("school-2", DAY, LATER, "arrived", "departed"),
        ("school-3", LATER, None, "arrived", ""),
    ]
    people = Person.objects.in_bulk()
    assert [people[one.pk].organisation for one in (left, came, moved)] == [None, tree["school-2"], tree["school-3"]]


def test_nothing_is_lost_above(tree: UnionTree, who: dict[str, Any]) -> None:
    for code in ("school-1", "school-1", "school-3"):
        make_person(tree[code])
    leaver = make_person(tree["school-1"], surname="Кеткен")
    membership.leave(leaver, on=date(2025, 3, 1), reason=Exit.OWN_WILL, **who)
    merge(tree, "school-1", into="school-3")
    frame = flows.at_nodes(date(2025, 1, 1), TODAY)
    found = {row["organisation"]: row for row in frame.iter_rows(named=True)}
    names = ("opening", "arrived", "departed", "left_own_will", "closing", "border_change")
    told = {code: tuple(found[tree[code].pk][name] for name in names) for code in ("union", "north-east", "north-west")}
    assert told == {
        "union": (4, 2, 2, 1, 3, 0),
        "north-east": (3, 0, 2, 1, 0, 0),
        "north-west": (1, 2, 0, 0, 3, 0),
    }


def test_a_moved_district_changes_borders(tree: UnionTree) -> None:
    make_person(tree["school-1"])
    administrator = tree.administrator
    orgs.move(tree["north-east"], parent=tree["south"], on=DAY, ground=GROUND, by=administrator, at=NOW)
    frame = flows.at_nodes(date(2025, 1, 1), TODAY)
    change = dict(frame.select("organisation", "border_change").iter_rows())
    assert {code: change[tree[code].pk] for code in ("union", "north", "south", "north-east")} == {
        "union": 0, "north": -1, "south": 1, "north-east": 0,
    }  # fmt: skip
    assert flows.balance(frame).to_list() == [0] * frame.height
    before = dict(headcount.at_nodes(TODAY, date(2025, 1, 1)).select("organisation", "members_total").iter_rows())
    assert (before[tree["north"].pk], before.get(tree["south"].pk)) == (1, None)


def test_nobody_is_closed_in(tree: UnionTree, who: dict[str, Any]) -> None:
    person = make_person(tree["school-1"])
    with pytest.raises(Refusal) as refusal:
        close(tree, "school-1")
    assert (refusal.value.code, refusal.value.params) == (
        "member.organisation_has_members", {"organisation": "school-1", "count": 1},
    )  # fmt: skip
    assert Organisation.objects.get(code="school-1").closed is None
    membership.leave(person, on=DAY, reason=Exit.OTHER, **who)
    assert close(tree, "school-1").closed == DAY


def test_a_split_needs_names(tree: UnionTree, who: dict[str, Any]) -> None:
    one, two, three = (make_person(tree["school-1"], surname=name) for name in ("А", "Ә", "Б"))
    administrator = tree.administrator
    parts = [orgs.Part(tree["school-1"], 1 - GOES), orgs.Part(new("school-1b", "primary"), GOES)]
    trees.change(
        lambda at: orgs.split(tree["school-1"], parts, on=DAY, ground=GROUND, by=administrator, at=at),
        on=DAY, by=administrator, at=NOW,
    )  # fmt: skip
    part = Organisation.objects.get(code="school-1b")
    assert reorganisations.split_members(
        tree["school-1"], {one.pk: part, two.pk: part}, on=DAY, ground="№ 2", **who
    ) == 2  # fmt: skip
    assert lives(one)[1:] == [("school-1b", DAY, None, "arrived", "")]
    assert lives(three) == [("school-1", OPENED, None, "registered", "")]
    with refused("member.not_in_organisation"):
        reorganisations.split_members(tree["school-1"], {one.pk: part}, on=LATER, ground="№ 2", **who)
    with refused("member.organisation_closed"):
        reorganisations.split_members(tree["school-1"], {three.pk: part}, on=OPENED, ground="№ 2", **who)
    with refused("member.same_place"):
        reorganisations.split_members(tree["school-1"], {three.pk: tree["school-1"]}, on=LATER, ground="", **who)
    with refused("right.missing"):
        reorganisations.split_members(tree["school-1"], {three.pk: part}, on=LATER, ground="", by=administrator, at=NOW)

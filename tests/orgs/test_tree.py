"""Opening, moving and closing, and the tree as of a day before and after."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from birlik.audit.models import Event
from birlik.core.errors import Refusal
from birlik.orgs import actions, queries
from birlik.orgs.models import Assignment, Lineage, Organisation, Placement, Reorganisation
from birlik.orgs.values import LegalBasis, Names, NewOrganisation
from tests.factories import (
    GROUND,
    NOW,
    OPENED,
    TODAY,
    UnionTree,
    give_role,
    make_holder,
    make_union_tree,
    make_user,
    new,
)

MOVED = date(2025, 9, 1)
DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


def codes(rows: object) -> list[str]:
    return [row.code for row in rows]  # type: ignore[attr-defined] # any rows of organisations


def below(tree: UnionTree, code: str, on: date = TODAY) -> set[str]:
    return set(codes(queries.subtree(tree[code], on)))


def order(tree: UnionTree) -> dict[str, object]:
    return {"ground": GROUND, "by": tree.administrator, "at": NOW}


def test_the_tree_is_read_up_and_down() -> None:
    tree = make_union_tree()

    assert codes(queries.ancestors(tree["school-1"], TODAY)) == ["union", "north", "north-east", "school-1"]
    assert below(tree, "north") == {"north", "north-east", "north-west", "school-1", "school-2", "school-3"}
    assert queries.subtree_ids(tree["union"], TODAY) == {each.pk for each in tree.organisations.values()}
    assert codes(queries.children(tree["union"], TODAY)) == ["campus", "north", "south"]
    assert queries.parent_of(tree["school-1"], TODAY) == tree["north-east"]
    assert queries.parent_of(tree["union"], TODAY) is None
    assert queries.root(TODAY) == tree["union"]
    assert queries.parents(TODAY)[tree["school-4"].pk] == tree["south"].pk
    assert queries.organisation_by_code("campus") == tree["campus"]


def test_before_the_opening_there_is_nothing() -> None:
    tree = make_union_tree()

    assert below(tree, "union", OPENED - DAY) == set()
    assert below(tree, "union", OPENED) == set(tree.organisations)
    assert list(queries.ancestors(tree["school-1"], OPENED - DAY)) == []
    assert queries.root(OPENED - DAY) is None


def test_a_move_takes_everybody_below_along_from_its_day() -> None:
    tree = make_union_tree()
    actions.move(tree["north-east"], parent=tree["south"], on=MOVED, **order(tree))

    assert {"north-east", "school-1", "school-2"} <= below(tree, "north", MOVED - DAY)
    assert below(tree, "north", MOVED) == {"north", "north-west", "school-3"}
    assert {"north-east", "school-1", "school-2"} <= below(tree, "south", MOVED)
    assert codes(queries.ancestors(tree["school-1"], MOVED)) == ["union", "south", "north-east", "school-1"]
    assert codes(queries.ancestors(tree["school-1"], MOVED - DAY)) == ["union", "north", "north-east", "school-1"]
    moved = Reorganisation.objects.get(kind="move")
    assert (moved.organisation, moved.on, moved.document_number) == (tree["north-east"], MOVED, GROUND.number)
    event = Event.objects.order_by("-sequence")[0]
    assert (event.action, event.organisation_code, event.before) == (
        "organisation.moved",
        "north-east",
        {"parent": "north"},
    )
    assert event.after is not None
    assert (event.after["parent"], event.after["on"]) == ("south", "2025-09-01")


def test_closing_ends_place_workplaces_and_roles() -> None:
    tree = make_union_tree()
    holder = make_holder("chair_primary", tree["school-1"])
    place = actions.open_workplace(tree["school-1"], names=Names("Мектеп", "Школа"), on=OPENED, **order(tree))
    closed = actions.close(tree["school-1"], on=MOVED, **order(tree))

    assert closed.closed == MOVED
    assert "school-1" in below(tree, "north", MOVED - DAY)
    assert "school-1" not in below(tree, "north", MOVED)
    assert Placement.objects.get(organisation=closed).until == MOVED
    assert Assignment.objects.get(user=holder).until == MOVED
    place.refresh_from_db()
    assert place.until == MOVED
    assert list(queries.assignments_of(holder, on=MOVED)) == []
    assert [each.role for each in queries.assignments_at(closed, on=MOVED - DAY)] == ["chair_primary"]


def test_the_first_organisation_is_opened_by_a_keeper_of_accounts_and_only_once() -> None:
    first = new("union", "union")
    with pytest.raises(Refusal, match=r"right\.missing"):
        actions.open_organisation(first, parent=None, on=OPENED, ground=GROUND, by=make_user(), at=NOW)
    keeper = make_user(staff=True)
    with pytest.raises(Refusal, match=r"orgs\.parent_required"):
        actions.open_organisation(new("north", "member"), parent=None, on=OPENED, ground=GROUND, by=keeper, at=NOW)
    actions.open_organisation(first, parent=None, on=OPENED, ground=GROUND, by=keeper, at=NOW)
    with pytest.raises(Refusal, match=r"orgs\.parent_required"):
        actions.open_organisation(new("other", "union"), parent=None, on=OPENED, ground=GROUND, by=keeper, at=NOW)


@pytest.mark.parametrize(
    ("newcomer", "parent", "on", "code"),
    [
        (new("Bad Code", "primary"), "south", TODAY, "orgs.code_invalid"),
        (new("north", "primary"), "south", TODAY, "orgs.code_taken"),
        (new("x", "province"), "south", TODAY, "kind.unknown"),
        (new("x", "member"), "south", TODAY, "orgs.kind_not_allowed"),
        (new("x", "primary"), "union", TODAY, "orgs.kind_not_allowed"),
        (new("x", "primary"), "south", OPENED - DAY, "orgs.before_opening"),
        (new("x", "primary", institution_type="castle"), "south", TODAY, "orgs.institution_type_unknown"),
        (NewOrganisation("x", "primary", Names(" ", "Икс")), "south", TODAY, "orgs.name_empty"),
        (NewOrganisation("x", "primary", Names("Икс", "Икс"), bin="123"), "south", TODAY, "orgs.bin_invalid"),
        (NewOrganisation("x", "primary", Names("Икс", "Икс"), bin="991240000004"), "south", TODAY, "orgs.bin_invalid"),
        (NewOrganisation("x", "primary", Names("Икс", "Икс"), region="1"), "south", TODAY, "orgs.region_invalid"),
    ],
)
def test_what_may_not_be_opened(newcomer: NewOrganisation, parent: str, on: date, code: str) -> None:
    tree = make_union_tree()
    with pytest.raises(Refusal) as refusal:
        actions.open_organisation(newcomer, parent=tree[parent], on=on, **order(tree))
    assert refusal.value.code == code
    assert Organisation.objects.count() == len(tree)


def test_a_change_needs_a_document() -> None:
    tree = make_union_tree()
    with pytest.raises(Refusal, match=r"orgs\.ground_empty"):
        actions.close(
            tree["school-1"], on=TODAY, ground=LegalBasis(" ", TODAY, "Бұйрық"), by=tree.administrator, at=NOW
        )


@pytest.mark.parametrize(
    ("child", "parent", "on", "code"),
    [
        ("school-1", "north-east", MOVED, "orgs.same_parent"),
        ("school-1", "school-2", MOVED, "orgs.kind_not_allowed"),
        ("north", "north-east", MOVED, "orgs.kind_not_allowed"),
        ("school-1", "south", OPENED, "orgs.overlaps"),
        ("school-1", "south", OPENED - DAY, "orgs.before_opening"),
        ("union", "north", MOVED, "orgs.kind_not_allowed"),
    ],
)
def test_what_may_not_be_moved(child: str, parent: str, on: date, code: str) -> None:
    tree = make_union_tree()
    before = set(Lineage.objects.values_list("ancestor_id", "descendant_id", "since", "until"))
    with pytest.raises(Refusal) as refusal:
        actions.move(tree[child], parent=tree[parent], on=on, **order(tree))
    assert refusal.value.code == code
    assert set(Lineage.objects.values_list("ancestor_id", "descendant_id", "since", "until")) == before


def test_nobody_moves_under_his_own_descendant(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kinds of the rulebook have levels and so forbid it already; the action does not lean on that."""
    monkeypatch.setattr("birlik.orgs.kinds.may_stand_under", lambda *_kinds: True)
    tree = make_union_tree()
    with pytest.raises(Refusal, match=r"orgs\.under_itself"):
        actions.move(tree["north"], parent=tree["school-1"], on=MOVED, **order(tree))


def test_history_is_not_rewritten_behind_a_later_change() -> None:
    tree = make_union_tree()
    actions.move(tree["school-1"], parent=tree["south"], on=MOVED, **order(tree))
    for on in (MOVED, MOVED - DAY):
        with pytest.raises(Refusal, match=r"orgs\.overlaps"):
            actions.move(tree["school-1"], parent=tree["north-west"], on=on, **order(tree))
        with pytest.raises(Refusal, match=r"orgs\.overlaps"):
            actions.close(tree["school-1"], on=on, **order(tree))


def test_closed_is_closed() -> None:
    tree = make_union_tree()
    with pytest.raises(Refusal) as refusal:
        actions.close(tree["north-east"], on=MOVED, **order(tree))
    assert (refusal.value.code, refusal.value.params["count"]) == ("orgs.has_open_children", 2)
    actions.close(tree["school-3"], on=MOVED, **order(tree))
    actions.close(tree["north-west"], on=MOVED, **order(tree))

    for attempt in (
        lambda: actions.close(tree["north-west"], on=TODAY, **order(tree)),
        lambda: actions.move(tree["school-1"], parent=tree["north-west"], on=TODAY, **order(tree)),
        lambda: actions.open_organisation(new("x", "primary"), parent=tree["north-west"], on=TODAY, **order(tree)),
        lambda: actions.rename(tree["school-3"], Names("Жаңа", "Новая"), on=TODAY, **order(tree)),
        lambda: actions.open_workplace(tree["school-3"], names=Names("М", "Ш"), on=TODAY, **order(tree)),
    ):
        with pytest.raises(Refusal) as refusal:
            attempt()
        assert refusal.value.code in {"orgs.closed", "right.missing"}


def test_closing_on_the_opening_day_is_refused() -> None:
    tree = make_union_tree()
    with pytest.raises(Refusal, match=r"orgs\.before_opening"):
        actions.close(tree["school-1"], on=OPENED, **order(tree))


def test_the_right_is_asked_over_the_parent_then_and_now() -> None:
    tree = make_union_tree()
    north = make_holder("specialist", tree["north"])
    reader = make_holder("audit_commission", tree["union"])
    mine = {"ground": GROUND, "by": north, "at": NOW}

    actions.move(tree["school-1"], parent=tree["north-west"], on=MOVED, **mine)
    for attempt in (
        lambda: actions.move(tree["school-1"], parent=tree["south"], on=TODAY, **mine),
        lambda: actions.move(tree["school-4"], parent=tree["north-west"], on=MOVED, **mine),
        lambda: actions.close(tree["north"], on=TODAY, **mine),
        lambda: actions.rename(tree["north"], Names("Солтүстік", "Север"), on=TODAY, **mine),
        lambda: actions.close(tree["school-2"], on=TODAY, ground=GROUND, by=reader, at=NOW),
    ):
        with pytest.raises(Refusal, match=r"right\.missing"):
            attempt()
    actions.move(tree["north-east"], parent=tree["south"], on=MOVED, **order(tree))
    with pytest.raises(Refusal, match=r"right\.missing"):  # it was mine on that day, but it is not mine today
        actions.close(tree["school-2"], on=MOVED - DAY, **mine)


def test_a_role_given_yesterday_is_enough_to_record_last_year() -> None:
    tree = make_union_tree()
    person = make_user()
    give_role(person, "specialist", tree["south"], since=TODAY - DAY)

    actions.close(tree["school-4"], on=MOVED, ground=GROUND, by=person, at=NOW)
    assert "school-4" not in below(tree, "south")


def test_workplaces_open_and_close() -> None:
    tree = make_union_tree()
    school = tree["school-1"]
    place = actions.open_workplace(
        school, names=Names("Мектеп", "Школа"), bin="991240000003", institution_type="school", on=MOVED, **order(tree)
    )
    assert (place.since, place.until, place.bin) == (MOVED, None, "991240000003")
    with pytest.raises(Refusal, match=r"orgs\.span_empty"):
        actions.close_workplace(place, on=MOVED, **order(tree))
    assert actions.close_workplace(place, on=TODAY, **order(tree)).until == TODAY
    with pytest.raises(Refusal, match=r"orgs\.workplace_closed"):
        actions.close_workplace(place, on=TODAY, **order(tree))
    with pytest.raises(Refusal, match=r"orgs\.bin_invalid"):
        actions.open_workplace(school, names=Names("М", "Ш"), bin="991240000004", on=MOVED, **order(tree))
    assert [event.action for event in Event.objects.order_by("-sequence")[:2]] == [
        "workplace.closed",
        "workplace.opened",
    ]


def test_unknown_code_is_refused() -> None:
    with pytest.raises(Refusal, match=r"orgs\.unknown"):
        queries.organisation_by_code("atlantis")


def test_bulk_loads_get_the_same_lineage_and_words() -> None:
    tree = make_union_tree()
    actions.move(tree["north-east"], parent=tree["south"], on=MOVED, **order(tree))
    before = set(Lineage.objects.values_list("ancestor_id", "descendant_id", "depth", "since", "until"))
    found = codes(queries.search(tree.administrator, "school", TODAY))

    assert actions.rebuild_lineage() == len(before)
    assert set(Lineage.objects.values_list("ancestor_id", "descendant_id", "depth", "since", "until")) == before
    assert actions.rebuild_search() > 0
    assert (
        codes(queries.search(tree.administrator, "school", TODAY))
        == found
        == ["school-1", "school-2", "school-3", "school-4"]
    )


def test_what_begins_later_is_not_cut_off_unseen() -> None:
    tree = make_union_tree()
    actions.open_workplace(tree["school-1"], names=Names("Мектеп", "Школа"), on=TODAY, **order(tree))
    give_role(make_user(), "chair_primary", tree["school-2"], since=TODAY)
    for code in ("school-1", "school-2"):
        with pytest.raises(Refusal, match=r"orgs\.overlaps"):
            actions.close(tree[code], on=MOVED, **order(tree))
    with pytest.raises(Refusal, match=r"orgs\.overlaps"):
        actions.merge([tree["school-1"]], into=tree["school-2"], on=TODAY, **order(tree))
    assert queries.organisation_by_code("school-1").closed is None


def test_a_union_may_close_when_nobody_is_left() -> None:
    tree = make_union_tree(())
    other = make_user()
    actions.assign_role(
        other, role_code="administrator", organisation=tree["union"], since=OPENED, by=tree.administrator, at=NOW
    )
    actions.close(tree["union"], on=TODAY, **order(tree))

    assert queries.root(TODAY) is None
    assert below(tree, "union", TODAY - DAY) == {"union"}
    other.refresh_from_db()
    assert not other.is_staff
    assert str(tree["union"]) == "union"

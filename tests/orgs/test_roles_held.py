"""Who gives and takes roles, where, and what a role reaches."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.audit.models import Event
from birlik.core.errors import Refusal
from birlik.orgs import actions, queries, rules
from birlik.orgs.models import Assignment
from tests.factories import GROUND, NOW, OPENED, TODAY, UnionTree, give_role, make_holder, make_union_tree, make_user

DAY = timedelta(days=1)


@pytest.fixture
def tree(db: None) -> UnionTree:
    return make_union_tree()


def visible(user: User, permission: Permission = Permission.ORG_VIEW, **days: date) -> set[str]:
    return {row.code for row in queries.organisations_visible_to(user, on=TODAY, permission=permission, **days)}


def give(tree: UnionTree, user: User, role: str, code: str, **details: Any) -> Assignment:
    fields = {"since": TODAY, "by": tree.administrator, "at": NOW, **details}
    return actions.assign_role(user, role_code=role, organisation=tree[code], **fields)


def refused(code: str, attempt: Any) -> None:
    with pytest.raises(Refusal) as refusal:
        attempt()
    assert refusal.value.code == code


def test_reach_here_here_and_below_and_below(tree: UnionTree) -> None:
    specialist = make_holder("specialist", tree["north"])
    chair = make_holder("chair_primary", tree["school-1"])
    north = {"north", "north-east", "north-west", "school-1", "school-2", "school-3"}

    assert visible(specialist) == north
    assert visible(specialist, Permission.REPORT_ACCEPT) == north - {"north"}
    assert visible(specialist, Permission.USER_MANAGE) == north - {"north"}
    assert visible(chair, Permission.REPORT_SEND) == {"school-1"}
    assert visible(chair, Permission.PAPER_VIEW) == set()
    assert visible(make_user()) == set()
    assert rules.can(specialist, Permission.REPORT_ACCEPT, tree["north"], on=TODAY) is False
    assert rules.can(specialist, Permission.REPORT_ACCEPT, tree["school-3"], on=TODAY) is True
    with pytest.raises(Refusal) as refusal:
        rules.require(chair, Permission.ORG_EDIT, tree["school-1"], on=TODAY)
    assert refusal.value.params == {"permission": "org.edit", "organisation": "school-1"}


def test_roles_of_one_person_add_up(tree: UnionTree) -> None:
    person = make_holder("chair_primary", tree["school-1"])
    give_role(person, "specialist", tree["south"])

    assert visible(person) == {"school-1", "south", "school-4", "college-1"}


def test_the_role_is_of_today_and_the_tree_of_the_year_reported(tree: UnionTree) -> None:
    actions.close(tree["school-4"], on=TODAY - DAY, ground=GROUND, by=tree.administrator, at=NOW)
    elected = make_user()
    give_role(elected, "specialist", tree["south"], since=TODAY)

    assert visible(elected) == {"south", "college-1"}
    assert visible(elected, tree=date(2025, 12, 31)) == {"south", "school-4", "college-1"}
    assert not rules.can(elected, Permission.ORG_VIEW, tree["south"], on=TODAY - DAY, tree=TODAY)


def test_which_of_a_few_are_visible(tree: UnionTree) -> None:
    path = {row.pk for row in queries.ancestors(tree["school-1"], TODAY)}
    specialist = make_holder("specialist", tree["north"])

    among = queries.visible_among(specialist, path, Permission.FIGURE_VIEW, on=TODAY, tree=TODAY)
    assert among == {tree[code].pk for code in ("north", "north-east", "school-1")}
    assert queries.visible_among(specialist, path, Permission.TRAIL_VIEW, on=TODAY, tree=TODAY) == set()


def test_inactive_and_anonymous_people_have_no_rights(tree: UnionTree) -> None:
    person = make_holder("specialist", tree["north"])
    person.is_active = False
    person.save()

    assert visible(person) == set()
    assert not rules.can(person, Permission.ORG_VIEW, tree["north"], on=TODAY)
    assert queries.scope_ids(AnonymousUser(), Permission.ORG_VIEW, on=TODAY) == set()


def test_a_role_is_given_and_recorded(tree: UnionTree) -> None:
    person = make_user(full_name="Айгүл")
    give(tree, person, "chair_primary", "school-1", until=TODAY + 365 * DAY)

    assert visible(person) == {"school-1"}
    event = Event.objects.order_by("-sequence")[0]
    assert (event.action, event.subject_label, event.organisation_code) == ("role.assigned", "Айгүл", "school-1")
    assert event.after == {"role": "chair_primary", "since": "2026-02-01", "until": "2027-02-01"}


def test_what_may_not_be_given(tree: UnionTree) -> None:
    person, gone = make_user(), make_user()
    gone.is_active = False
    gone.save()
    give(tree, person, "specialist", "north", until=TODAY + 10 * DAY)
    for code, attempt in {
        "role.unknown": lambda: give(tree, person, "king", "north"),
        "orgs.role_not_here": lambda: give(tree, person, "chair_primary", "north"),
        "orgs.user_inactive": lambda: give(tree, gone, "specialist", "north"),
        "orgs.span_empty": lambda: give(tree, person, "specialist", "south", until=TODAY),
        "orgs.before_opening": lambda: give(tree, person, "specialist", "south", since=OPENED - DAY),
        "orgs.role_held": lambda: give(tree, person, "specialist", "north", since=TODAY + DAY),
        "orgs.role_without_end": lambda: give(tree, person, "administrator", "union", until=TODAY + DAY),
        "orgs.own_role": lambda: give(tree, tree.administrator, "specialist", "north"),
        "right.missing": lambda: give(tree, person, "specialist", "south", by=person),
    }.items():
        refused(code, attempt)
    give(tree, person, "specialist", "north", since=TODAY + 10 * DAY)
    assert Assignment.objects.filter(user=person).count() == 2


def test_the_first_administrator_appoints_himself_once(tree: UnionTree) -> None:
    Assignment.objects.all().delete()
    refused("right.missing", lambda: give(tree, tree.administrator, "union_chair", "union"))
    give(tree, tree.administrator, "administrator", "union")
    refused("orgs.own_role", lambda: give(tree, tree.administrator, "administrator", "union"))


def test_keeping_accounts_comes_and_goes_with_the_role(tree: UnionTree) -> None:
    person = make_user()
    given = give(tree, person, "administrator", "union")
    assert User.objects.get(pk=person.pk).is_staff

    beside = give_role(make_user(staff=True), "administrator", tree["union"])
    actions.revoke_role(given, on=TODAY + DAY, by=beside.user, at=NOW)
    assert User.objects.get(pk=beside.user.pk).is_staff
    assert not User.objects.get(pk=person.pk).is_staff


def test_a_role_is_taken_from_a_day_or_altogether(tree: UnionTree) -> None:
    person = make_user()
    given = give(tree, person, "specialist", "north", since=OPENED)
    actions.revoke_role(given, on=TODAY, by=tree.administrator, at=NOW)
    assert visible(person) == set()
    assert Assignment.objects.get(user=person).until == TODAY
    refused("orgs.role_ended", lambda: actions.revoke_role(given, on=TODAY + DAY, by=tree.administrator, at=NOW))

    mistake = give(tree, person, "specialist", "south")
    actions.revoke_role(mistake, on=TODAY, by=tree.administrator, at=NOW)
    assert list(Assignment.objects.filter(user=person).values_list("organisation__code", flat=True)) == ["north"]
    refused("right.missing", lambda: actions.revoke_role(given, on=TODAY, by=person, at=NOW))


def test_nobody_takes_his_own_keeping_of_accounts_away(tree: UnionTree) -> None:
    own = Assignment.objects.get(user=tree.administrator)
    refused("orgs.own_role", lambda: actions.revoke_role(own, on=TODAY, by=tree.administrator, at=NOW))


def test_a_question_of_right_is_one_query(tree: UnionTree, django_assert_num_queries: Any) -> None:
    specialist = make_holder("specialist", tree["north"])
    with django_assert_num_queries(1):
        rules.can(specialist, Permission.ORG_VIEW, tree["school-1"], on=TODAY)
    with django_assert_num_queries(1):
        assert len(queries.organisations_visible_to(specialist, on=TODAY)) == 6

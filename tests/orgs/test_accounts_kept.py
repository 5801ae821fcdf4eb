"""Whose accounts somebody keeps: opened, invited, blocked, given a way to a new password; and what the trail says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory

from birlik.accounts import actions as accounts
from birlik.accounts import links, tokens
from birlik.accounts.models import AccountLink, User
from birlik.audit.models import Event
from birlik.core.errors import Refusal
from birlik.orgs import actions, queries, rules
from birlik.orgs.models import Assignment
from tests.factories import NOW, PASSWORD, TODAY, UnionTree, give_role, make_holder, make_union_tree, make_user

DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def tree(db: None) -> UnionTree:
    return make_union_tree()


@pytest.fixture
def north(tree: UnionTree) -> User:
    return make_holder("specialist", tree["north"])


def open_account(tree: UnionTree, by: User, role: str, code: str, **details: Any) -> User:
    fields = {"username": "asel", "full_name": "Әсел", "since": TODAY, "by": by, "at": NOW, **details}
    return actions.open_account(role_code=role, organisation=tree[code], **fields)


def refused(code: str, attempt: Callable[[], object]) -> None:
    with pytest.raises(Refusal) as refusal:
        attempt()
    assert refusal.value.code == code


def last_acts(count: int) -> list[tuple[str, str, str]]:
    events = Event.objects.order_by("-sequence")[:count]
    return [(one.action, one.by_name, one.subject_label) for one in events][::-1]


def test_which_roles_a_specialist_gives_where(tree: UnionTree, north: User) -> None:
    """Written out, so that a change of the policy is seen."""
    given = {code: rules.grantable_roles(north, tree[code], on=TODAY) for code in tree.organisations}
    assert {code: sorted(roles) for code, roles in given.items() if roles} == {
        "north-east": ["specialist"],
        "north-west": ["specialist"],
        "school-1": ["chair_primary"],
        "school-2": ["chair_primary"],
        "school-3": ["chair_primary"],
    }
    east = make_holder("specialist", tree["north-east"])
    assert {one.code for one in queries.organisations_to_give(east, "chair_primary", on=TODAY)} == {
        "school-1",
        "school-2",
    }
    assert sorted(rules.grantable_roles(tree.administrator, tree["union"], on=TODAY)) == [
        "administrator", "audit_commission", "controller", "head_of_department", "union_chair",
    ]  # fmt: skip
    assert rules.grantable_roles(make_holder("head_of_department", tree["union"]), tree["school-1"], on=TODAY) == set()


def test_whose_accounts_a_specialist_keeps(tree: UnionTree, north: User) -> None:
    chair, both = make_holder("chair_primary", tree["school-1"]), make_holder("chair_primary", tree["school-2"])
    give_role(both, "chair_primary", tree["school-4"], since=TODAY + 30 * DAY)
    east, elsewhere = make_holder("specialist", tree["north-east"]), make_holder("chair_primary", tree["school-4"])
    auditor, gone = make_holder("audit_commission", tree["north"]), make_user()
    give_role(gone, "chair_primary", tree["school-1"], until=TODAY)
    assert set(queries.accounts_of_keeper(north, on=TODAY)) == {chair, east}
    assert set(queries.accounts_of_keeper(east, on=TODAY)) == {chair}
    assert set(queries.accounts_of_keeper(chair, on=TODAY)) == set()
    everybody = {tree.administrator, north, chair, both, east, elsewhere, auditor, gone}
    assert set(queries.accounts_of_keeper(tree.administrator, on=TODAY)) == everybody


def test_a_specialist_opens_an_account_below_and_not_beside(tree: UnionTree, north: User) -> None:
    user = open_account(tree, north, "chair_primary", "school-1", password=PASSWORD, until=TODAY + 365 * DAY)
    role = Assignment.objects.get(user=user)
    assert (role.role, role.organisation, role.since, role.until) == (
        "chair_primary", tree["school-1"], TODAY, TODAY + 365 * DAY,
    )  # fmt: skip
    assert last_acts(2) == [("user.created", north.username, "Әсел"), ("role.assigned", north.username, "Әсел")]
    before = User.objects.count()
    for code, role_code, place in (
        ("right.missing", "chair_primary", "school-4"),
        ("right.missing", "specialist", "north"),
        ("right.missing", "administrator", "union"),
        ("orgs.role_not_here", "administrator", "school-1"),
        ("role.unknown", "king", "school-1"),
    ):
        refused(code, lambda role=role_code, at=place: open_account(tree, north, role, at, username="bolat"))  # type: ignore[misc]  # bound at once
    refused("user.username_taken", lambda: open_account(tree, north, "chair_primary", "school-1"))
    refused(
        "orgs.span_empty", lambda: open_account(tree, north, "chair_primary", "school-1", username="b1", until=TODAY)
    )
    assert User.objects.count() == before


def test_nobody_takes_an_account_over_by_giving_it_a_role(tree: UnionTree, north: User) -> None:
    """Whose account is kept elsewhere, or by nobody but the administrator, gets no role that would change this."""
    elsewhere, reader = make_holder("chair_primary", tree["school-4"]), make_user()
    fields: dict[str, Any] = {"role_code": "chair_primary", "organisation": tree["school-1"], "since": TODAY, "at": NOW}
    for user in (elsewhere, reader):
        refused("right.missing", lambda one=user: actions.assign_role(one, by=north, **fields))  # type: ignore[misc]  # bound at once
        actions.assign_role(user, by=tree.administrator, **fields)
    assert set(queries.accounts_of_keeper(north, on=TODAY)) == {reader}


def test_an_invited_person_sets_the_password_once(tree: UnionTree, north: User) -> None:
    user, key = actions.invite(
        username="asel", full_name="Әсел", role_code="chair_primary", organisation=tree["school-1"], since=TODAY,
        by=north, at=NOW,
    )  # fmt: skip
    assert (user.has_usable_password(), links.holder(key, at=NOW)) == (False, user)
    assert key not in "".join(AccountLink.objects.values_list("digest", flat=True))
    refused("password.weak", lambda: links.use(key, password="short", at=NOW))
    assert links.use(key, password=PASSWORD, at=NOW) == user
    user.refresh_from_db()
    assert (user.check_password(PASSWORD), user.must_change_password) == (True, False)
    refused("link.unknown", lambda: links.use(key, password=PASSWORD, at=NOW))
    assert last_acts(2) == [("user.link_made", north.username, "Әсел"), ("user.password_set", "asel", "Әсел")]


def test_a_link_ends_by_itself_by_another_and_by_its_keeper(tree: UnionTree, north: User) -> None:
    chair = make_holder("chair_primary", tree["school-1"], password=PASSWORD)
    word = tokens.make(chair, name="есеп", at=NOW, today=TODAY)[1]
    first = actions.make_link(chair, by=north, at=NOW)
    assert links.holder(first, at=NOW + links.LIFETIME) is None
    second = actions.make_link(chair, by=tree.administrator, at=NOW)
    assert [links.holder(key, at=NOW) for key in (first, second)] == [None, chair]
    actions.revoke_link(chair, by=north, at=NOW)
    assert links.holder(second, at=NOW) is None
    refused("link.none", lambda: actions.revoke_link(chair, by=north, at=NOW))
    assert tokens.holder(word, today=TODAY) == chair  # until another password is set
    links.use(actions.make_link(chair, by=north, at=NOW), password="толқын-7-samal-dala", at=NOW)
    assert tokens.holder(word, today=TODAY) is None


def test_a_blocked_account_can_do_nothing(tree: UnionTree, north: User) -> None:
    chair = make_holder("chair_primary", tree["school-1"], password=PASSWORD)
    key, word = actions.make_link(chair, by=north, at=NOW), tokens.make(chair, name="есеп", at=NOW, today=TODAY)[1]
    actions.block(chair, by=north, at=NOW)
    chair.refresh_from_db()

    def sign_in() -> User | None:
        return authenticate(RequestFactory().post("/"), username=chair.username, password=PASSWORD)

    assert (sign_in(), links.holder(key, at=NOW), tokens.holder(word, today=TODAY)) == (None, None, None)
    assert not queries.organisations_visible_to(chair, on=TODAY).exists()
    refused("right.missing", lambda: accounts.set_password(chair, password=PASSWORD, by=chair, at=NOW))
    refused("user.blocked", lambda: actions.block(chair, by=north, at=NOW))
    refused("user.blocked", lambda: actions.make_link(chair, by=north, at=NOW))
    actions.unblock(chair, by=north, at=NOW)
    refused("user.not_blocked", lambda: actions.unblock(chair, by=north, at=NOW))
    assert sign_in() == chair
    assert [links.holder(key, at=NOW), tokens.holder(word, today=TODAY)] == [None, None]  # they do not come back
    assert [act for act, _by, _about in last_acts(2)] == ["user.deactivated", "user.activated"]


def test_what_is_done_by_nobody_but_the_keeper_and_never_to_oneself(tree: UnionTree, north: User) -> None:
    chair, other = make_holder("chair_primary", tree["school-1"]), make_holder("specialist", tree["south"])
    blocked = make_user()
    blocked.is_active = False
    for act in (actions.block, actions.unblock, actions.make_link, actions.revoke_link, actions.end_sessions):
        for by in (other, chair, make_user(staff=True), make_holder("head_of_department", tree["union"])):
            refused("right.missing", lambda act=act, by=by: act(chair, by=by, at=NOW))  # type: ignore[misc]  # bound at once
        refused("right.missing", lambda act=act: act(north, by=north, at=NOW))  # type: ignore[misc]  # bound at once
        refused("user.own_account", lambda act=act: act(tree.administrator, by=tree.administrator, at=NOW))  # type: ignore[misc]  # bound at once
    assert User.objects.get(pk=chair.pk).is_active

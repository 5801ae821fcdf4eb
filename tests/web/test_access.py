"""Who was shut out is out at the very next request, whoever did it and however: by a page, a command or plain SQL."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client
from django.utils import timezone

from birlik.accounts import actions as accounts
from birlik.accounts import links
from birlik.accounts.models import User
from birlik.audit.models import Event
from birlik.orgs import actions as orgs
from birlik.orgs.models import Assignment
from tests.factories import UnionTree, make_holder, make_union_tree

pytestmark = pytest.mark.django_db
SIGN_IN = (302, "/account/sign-in/?next=/members/")
PASSWORD = "a-new-long-password-2026"


@pytest.fixture
def tree() -> UnionTree:
    return make_union_tree()


@pytest.fixture
def keeper(tree: UnionTree) -> User:
    return make_holder("administrator", tree["union"])


@pytest.fixture
def head(tree: UnionTree) -> User:
    return make_holder("head_of_department", tree["union"])


@pytest.fixture
def page(client: Client, head: User) -> Client:
    client.force_login(head)
    assert answer(client) == (200, "")
    return client


def answer(client: Client) -> tuple[int, str]:
    response = client.get("/members/")
    return response.status_code, response.headers.get("Location", "")


def run(sql: str, *values: object) -> None:
    """As a console of the database would: no action, no line of the trail."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_an_account_blocked_by_sql_is_out(page: Client, head: User) -> None:
    run("UPDATE accounts_user SET is_active = %s WHERE id = %s", False, head.pk)
    assert answer(page) == SIGN_IN


def test_a_password_changed_by_sql_ends_the_session(page: Client, head: User) -> None:
    run("UPDATE accounts_user SET password = %s WHERE id = %s", make_password(PASSWORD), head.pk)
    assert answer(page) == SIGN_IN


def test_a_role_ended_by_sql_is_gone(page: Client, head: User) -> None:
    run("UPDATE orgs_assignment SET until = %s WHERE user_id = %s", timezone.localdate(), head.pk)
    assert answer(page) == (404, "")


def test_a_role_removed_by_sql_is_gone(page: Client, head: User) -> None:
    run("DELETE FROM orgs_assignment WHERE user_id = %s", head.pk)
    assert answer(page) == (404, "")


def test_a_session_removed_by_sql_is_over(page: Client) -> None:
    run("DELETE FROM django_session")
    assert answer(page) == SIGN_IN


def test_a_role_taken_away_is_gone(page: Client, head: User, keeper: User) -> None:
    role = Assignment.objects.get(user=head)
    orgs.revoke_role(role, on=timezone.localdate(), by=keeper, at=timezone.now())
    assert answer(page) == (404, "")


def test_a_closed_account_is_out(page: Client, head: User, keeper: User) -> None:
    orgs.block(head, by=keeper, at=timezone.now())
    assert answer(page) == SIGN_IN


def test_sessions_that_the_keeper_ends_are_over(client: Client, head: User, keeper: User) -> None:
    User.objects.filter(pk=head.pk).update(password=make_password(PASSWORD))
    client.post("/account/sign-in/", {"username": head.username, "password": PASSWORD})
    assert answer(client) == (200, "")
    orgs.end_sessions(head, by=keeper, at=timezone.now())
    assert answer(client) == SIGN_IN


def test_a_password_set_by_a_link_ends_the_session(page: Client, head: User, keeper: User) -> None:
    key = orgs.make_link(head, by=keeper, at=timezone.now())
    assert answer(page) == (200, "")
    links.use(key, password=PASSWORD, at=timezone.now())
    assert answer(page) == SIGN_IN


def test_another_password_ends_the_session(page: Client, head: User) -> None:
    accounts.set_password(head, password=PASSWORD, by=head, at=timezone.now())
    assert answer(page) == SIGN_IN


def test_signing_out_is_felt_at_once(page: Client) -> None:
    page.post("/account/sign-out/")
    assert answer(page) == SIGN_IN


def test_signing_in_is_recorded(client: Client, head: User) -> None:
    head.set_password(PASSWORD)
    head.save()
    client.post("/account/sign-in/", {"username": head.username, "password": PASSWORD})
    assert list(Event.objects.filter(action="user.signed_in").values_list("by_name", "subject_id")) == [
        (head.username, str(head.pk))
    ]

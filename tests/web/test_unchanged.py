"""What a page keeps of accounts, roles and the tree holds until something is recorded, and not a request longer."""

from __future__ import annotations

import itertools

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils import timezone

from birlik.accounts import actions as accounts
from birlik.accounts.models import User
from birlik.audit import log
from birlik.audit.models import Event
from birlik.orgs import actions as orgs
from birlik.orgs.models import Assignment
from birlik.web.shared.unchanged import UnchangedMiddleware, unchanged
from tests.factories import UnionTree, make_holder, make_union_tree

pytestmark = pytest.mark.django_db


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
    assert client.get("/members/").status_code == 200
    return client


def test_requests_are_told_the_same_until_something_is_recorded() -> None:
    source, told = itertools.count(), []

    def answer(_request: HttpRequest) -> HttpResponse:
        told.append(unchanged("a-name", lambda: next(source)))
        return HttpResponse()

    for _ in range(3):
        UnchangedMiddleware(answer)(HttpRequest())
        UnchangedMiddleware(answer)(HttpRequest())
        log.record("test.done", by=None, at=timezone.now(), subject_type="test", subject_id=1, subject_label="")
    assert told == [0, 0, 1, 1, 2, 2]


def test_outside_a_request_nothing_is_kept() -> None:
    source = itertools.count()
    assert [unchanged("a-name", lambda: next(source)) for _ in range(3)] == [0, 1, 2]


def test_a_role_taken_away_is_gone_at_the_next_page(page: Client, head: User, keeper: User) -> None:
    role = Assignment.objects.get(user=head)
    orgs.revoke_role(role, on=timezone.localdate(), by=keeper, at=timezone.now())
    assert page.get("/members/").status_code == 404


def test_a_closed_account_is_out_at_the_next_page(page: Client, head: User, keeper: User) -> None:
    accounts.deactivate(head, by=keeper, at=timezone.now())
    assert page.get("/members/").headers["Location"].startswith("/account/sign-in/")


def test_another_password_ends_the_session(page: Client, head: User) -> None:
    accounts.set_password(head, password="a-new-long-password-2026", by=head, at=timezone.now())
    assert page.get("/members/").headers["Location"].startswith("/account/sign-in/")


def test_signing_out_is_felt_at_once(page: Client) -> None:
    page.post("/account/sign-out/")
    assert page.get("/members/").headers["Location"].startswith("/account/sign-in/")


def test_signing_in_is_recorded(client: Client, head: User) -> None:
    head.set_password("a-new-long-password-2026")
    head.save()
    client.post("/account/sign-in/", {"username": head.username, "password": "a-new-long-password-2026"})
    assert list(Event.objects.filter(action="user.signed_in").values_list("by_name", "subject_id")) == [
        (head.username, str(head.pk))
    ]

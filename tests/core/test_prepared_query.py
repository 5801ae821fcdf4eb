"""A query that is composed once answers as its queryset does, whatever it is asked, and each time anew."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.db.models import BigIntegerField, CharField, DateField, Model, Q, QuerySet
from django.test.utils import CaptureQueriesContext

from birlik.accounts.models import User
from birlik.audit.models import Event
from birlik.core.prepared_query import Parameter, PreparedObjects, PreparedQuery, Row
from birlik.orgs.models import Assignment, Organisation
from tests.factories import make_holder, make_union_tree

pytestmark = pytest.mark.django_db
DAY = date(2025, 1, 1)


def opened(kind: object, day: object) -> QuerySet[Organisation, Row]:
    found = Organisation.objects.filter(Q(closed__isnull=True) | Q(closed__gt=day), kind=kind, opened__lte=day)
    return found.order_by("pk").values_list("code", "short_kk", "opened", "closed")


PREPARED = PreparedQuery(lambda: opened(Parameter("kind", CharField()), Parameter("day", DateField())))


@pytest.mark.parametrize("kind", ["union", "primary", "district", "100% '\"%s"])
@pytest.mark.parametrize("day", [DAY, date(1900, 1, 1), date(2100, 1, 1)])
def test_it_answers_as_its_queryset(kind: str, day: date) -> None:
    make_union_tree()
    assert PREPARED.rows(kind=kind, day=day) == list(opened(kind, day))


def test_it_asks_each_time_in_one_statement() -> None:
    tree = make_union_tree()
    before = PREPARED.rows(kind="union", day=DAY)
    Organisation.objects.filter(pk=tree["union"].pk).update(short_kk="Басқа")
    with CaptureQueriesContext(connection) as queries:
        after = PREPARED.rows(kind="union", day=DAY)
    assert len(queries) == 1
    assert before != after
    assert "Басқа" in after[0]


def fields_of(one: Model) -> dict[str, object]:
    return {field.attname: getattr(one, field.attname) for field in one._meta.concrete_fields}


def test_objects_come_with_those_they_refer_to() -> None:
    specialist = make_holder("specialist", make_union_tree()["union"])
    prepared = PreparedObjects(
        lambda: Assignment.objects.filter(user_id=Parameter("user", BigIntegerField())), "user", "organisation"
    )
    expected = Assignment.objects.select_related("user", "organisation").get(user=specialist)
    with CaptureQueriesContext(connection) as queries:
        (found,) = prepared.objects(user=specialist.pk)
        parts = [fields_of(one) for one in (found, found.user, found.organisation)]
    assert len(queries) == 1
    assert parts == [fields_of(one) for one in (expected, expected.user, expected.organisation)]
    assert not found._state.adding


def test_what_nothing_refers_to_is_known_to_be_missing() -> None:
    name = make_holder("specialist", make_union_tree()["union"]).username
    kept = PreparedObjects(lambda: User.objects.filter(username=Parameter("name", CharField())), "member")
    with CaptureQueriesContext(connection) as queries:
        (found,) = kept.objects(name=name)
        assert getattr(found, "member", None) is None
    assert len(queries) == 1


def test_moments_and_documents_come_as_the_fields_give_them() -> None:
    make_holder("specialist", make_union_tree()["union"])
    events = Event.objects.order_by("pk").values_list("at", "after")
    prepared = PreparedQuery(lambda: Event.objects.order_by("pk").values_list("at", "after"))
    assert prepared.rows() == list(events) != []


def test_a_number_that_no_column_holds_is_nobodys() -> None:
    make_union_tree()
    prepared = PreparedObjects(lambda: Organisation.objects.filter(pk=Parameter("pk", BigIntegerField())))
    assert prepared.objects(pk=10**30) == list(Organisation.objects.filter(pk=10**30)) == []

"""A query that is composed once answers as its queryset does, whatever it is asked, and each time anew."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.db.models import CharField, DateField, Q, QuerySet
from django.test.utils import CaptureQueriesContext

from birlik.audit.models import Event
from birlik.core.prepared_query import Parameter, PreparedQuery, Row, columns, instance
from birlik.orgs.models import Organisation
from tests.factories import make_holder, make_union_tree

pytestmark = pytest.mark.django_db
DAY = date(2025, 1, 1)


def opened(kind: object, day: object) -> QuerySet[Organisation, Row]:
    found = Organisation.objects.filter(Q(closed__isnull=True) | Q(closed__gt=day), kind=kind, opened__lte=day)
    return found.order_by("pk").values_list(*columns(Organisation))


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


def test_rows_become_the_objects_that_the_queryset_makes() -> None:
    make_union_tree()
    made = [instance(Organisation, row) for row in PREPARED.rows(kind="primary", day=DAY)]
    expected = list(Organisation.objects.filter(kind="primary").order_by("pk"))
    fields = [field.attname for field in Organisation._meta.concrete_fields]
    assert made
    assert [[getattr(one, name) for name in fields] for one in made] == [
        [getattr(one, name) for name in fields] for one in expected
    ]
    assert not any(one._state.adding for one in made)


def test_moments_and_documents_come_as_the_fields_give_them() -> None:
    make_holder("specialist", make_union_tree()["union"])
    events = Event.objects.order_by("pk").values_list("at", "after")
    prepared = PreparedQuery(lambda: Event.objects.order_by("pk").values_list("at", "after"))
    assert prepared.rows() == list(events) != []

"""Laws of imports, tried on random lists over random registries: twice is once, back is as before, rows add up."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from birlik.members.enums import PersonState
from birlik.members.imports import batches, undo
from birlik.members.models import Employment, ImportBatch, Membership, Person
from tests.factories import UnionTree, make_union_tree

QUIET = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
AT = datetime(2026, 2, 1, 6, 0, tzinfo=UTC)
AS_OF = date(2026, 1, 1)
HEADER = "ИИН;Фамилия;Имя;Дата рождения;Категория;Первичная организация;Должность;Дата вступления;Дата выбытия;Билет"
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["", "", "010101100018", "010101200014", "010101100903", "010101100019"]),
        st.sampled_from(["Ахметов", "Әхметов", "Ким", "Сериков"]),
        st.sampled_from(["Арман", "Ольга"]),
        st.sampled_from(["", "03.05.1961", "07.08.1990"]),
        st.sampled_from(["", "работающий", "студент"]),
        st.sampled_from(["", "school-1", "school-4", "nowhere"]),
        st.sampled_from(["", "учитель", "повар"]),
        st.sampled_from(["", "01.09.2010", "15.01.2026"]),
        st.sampled_from(["", "", "", "01.06.2025"]),
        st.sampled_from(["", "", "К1", "К2"]),
    ),
    max_size=7,
)


def take(union: UnionTree, rows: list[tuple[str, ...]], hour: int, code: str = "union") -> ImportBatch | None:
    if not rows:
        return None
    content = "\n".join([HEADER, *(";".join(row) for row in rows)]).encode()
    at = AT + timedelta(hours=hour)
    return batches.take(organisation=union[code], name="list.csv", content=content, as_of=AS_OF, dry_run=False, at=at)


def registry() -> list[list[tuple[Any, ...]]]:
    return [sorted(model.objects.values_list(), key=str) for model in (Person, Membership, Employment)]


class ImportLaws(TestCase):
    @QUIET
    @given(ROWS, ROWS, st.sampled_from(["union", "south"]))
    def test_twice_is_once_and_back_is_as_before(
        self, first: list[tuple[str, ...]], second: list[tuple[str, ...]], code: str
    ) -> None:
        union = make_union_tree()
        take(union, first, 1)
        before = registry()
        batch = take(union, second, 2, code)
        if batch is None:
            return
        assert batch.rows == batch.created + batch.changed + batch.unchanged + batch.rejected
        after = registry()
        again = take(union, second, 3, code)
        assert again is not None
        assert (again.created, again.changed, again.rejected) == (0, 0, batch.rejected)
        assert registry() == after
        self.require_copies()
        undo.undo(again, by=None, at=AT + timedelta(hours=4))
        undo.undo(batch, by=None, at=AT + timedelta(hours=5))
        assert registry() == before

    def require_copies(self) -> None:
        """What a person and the open membership repeat of each other is the same."""
        spans = Membership.objects.filter(until=None).values_list("person_id", "organisation_id", "category")
        people = Person.objects.exclude(state=PersonState.MERGED).values_list("pk", "organisation_id", "category")
        assert sorted(spans) == sorted(row for row in people if row[1] is not None)
        for one in Person.objects.all():
            kept = set(one.memberships.values_list("sex", "born"))
            assert kept <= {(one.sex, one.born)}

"""An import from the file to the registry: what becomes of each row, twice over, and back again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from birlik.core.errors import Refusal
from birlik.members.actions import spans
from birlik.members.enums import BatchState, Entry, Exit, PersonState
from birlik.members.imports import batches, mapping, queries, undo, unlisted
from birlik.members.imports import upload as import_upload
from birlik.members.models import (
    CardReading,
    Employment,
    ImportBatch,
    ImportChange,
    ImportMapping,
    ImportProblem,
    Membership,
    Person,
    PersonPair,
    UnlistedMember,
)
from tests.factories import UnionTree, make_holder, make_union_tree

AS_OF = date(2026, 1, 1)
AT = datetime(2026, 2, 1, 6, 0, tzinfo=UTC)
HEADER = (
    "ИИН;Фамилия;Имя;Отчество;Дата рождения;Пол;Категория;Первичная организация;Должность;Дата вступления;"
    "Дата выбытия;Причина выбытия;Телефон;Членский билет"
)
# Numbers of people born in the 1800s, so of nobody living.
FIRST = "010101100018;Ахметов;Арман;Болатұлы;03.05.1961;м;работающий;school-1;учитель;01.09.2010;;;;"
SECOND = "010101200014;Иванова;Ольга;Петровна;07.08.1990;ж;студент;college-1;;05.09.2024;;;;"
NAMELESS = ";Сейітов;Нұрлан;;02.03.1950;м;пенсионер;school-4;;;;;;"

pytestmark = pytest.mark.django_db


@pytest.fixture
def union() -> UnionTree:
    return make_union_tree()


def upload(union: UnionTree, *rows: str, code: str = "union", header: str = HEADER, after: int = 0) -> ImportBatch:
    content = "\n".join([header, *rows]).encode()
    at = AT + timedelta(hours=after)
    return import_upload.upload(organisation=union[code], name="list.csv", content=content, as_of=AS_OF, by=None, at=at)


def load(union: UnionTree, *rows: str, code: str = "union", header: str = HEADER, after: int = 0) -> ImportBatch:
    batch = batches.check(upload(union, *rows, code=code, header=header, after=after))
    assert batch.state == BatchState.READY
    return batches.apply(batch, by=None, at=AT + timedelta(hours=after))


def registry() -> list[list[tuple[Any, ...]]]:
    """Every row of the three tables."""
    return [sorted(model.objects.values_list(), key=str) for model in (Person, Membership, Employment)]


def counts(batch: ImportBatch) -> tuple[int, ...]:
    assert batch.rows == batch.created + batch.changed + batch.unchanged + batch.rejected
    return batch.created, batch.changed, batch.unchanged, batch.rejected


def said(batch: ImportBatch, severity: str = "error") -> list[tuple[int, str]]:
    return list(
        ImportProblem.objects.filter(batch=batch, severity=severity).order_by("row", "code").values_list("row", "code")
    )


def missing(batch: ImportBatch) -> list[str]:
    """The numbers of those whom somebody is to decide on."""
    return sorted(UnlistedMember.objects.filter(batch=batch).values_list("person__iin", flat=True))


def reach(batch: ImportBatch) -> tuple[int, ...]:
    """Members not in the list, of the organisations it names and of the others; organisations it names, and all."""
    return batch.missing, batch.missing_elsewhere, batch.organisations_named, batch.organisations_below


def person(iin: str = "010101100018") -> Person:
    return Person.objects.select_related("organisation").get(iin=iin)


def overlapping(one: Person) -> dict[str, Any]:
    """A membership over the last one, ended so that the index of open ones says nothing."""
    last = one.memberships.get()
    ends = {"since": last.since, "until": last.since + timedelta(days=1), "exit": Exit.OTHER}
    return {"person": one, "organisation": last.organisation, "category": last.category, "entry": last.entry, **ends}


def history(iin: str = "010101100018") -> list[tuple[Any, ...]]:
    rows = Membership.objects.filter(person__iin=iin).order_by("since")
    return list(rows.values_list("organisation__code", "category", "since", "until", "entry", "exit"))


class TestCreating:
    def test_people_members_and_work_are_made(self, union: UnionTree) -> None:
        batch = load(union, FIRST, SECOND)
        assert (batch.state, batch.rows, counts(batch)) == (BatchState.APPLIED, 2, (2, 0, 0, 0))
        assert list(
            Person.objects.order_by("iin").values_list(
                "iin", "surname", "sex", "born", "organisation__code", "category"
            )
        ) == [
            ("010101100018", "Ахметов", "m", date(1961, 5, 3), "school-1", "working"),
            ("010101200014", "Иванова", "f", date(1990, 8, 7), "college-1", "student"),
        ]
        assert history() == [("school-1", "working", date(2010, 9, 1), None, "accepted", "")]
        assert list(Membership.objects.values_list("sex", "born").distinct().order_by("sex")) == [
            ("f", date(1990, 8, 7)),
            ("m", date(1961, 5, 3)),
        ]
        assert list(Employment.objects.values_list("person__iin", "position")) == [("010101100018", "учитель")]

    def test_nobody_knows_since_when(self, union: UnionTree) -> None:
        load(union, FIRST.replace("01.09.2010", ""))
        assert history() == [("school-1", "working", AS_OF, None, "registered", "")]

    def test_without_a_number_by_name_and_birth_date(self, union: UnionTree) -> None:
        assert counts(load(union, NAMELESS)) == (1, 0, 0, 0)
        assert counts(load(union, NAMELESS, after=1)) == (0, 0, 1, 0)

    def test_who_left_is_kept_as_one_who_was_a_member(self, union: UnionTree) -> None:
        row = FIRST.replace("01.09.2010;;", "01.09.2010;01.06.2025;выход на пенсию")
        load(union, row)
        assert history() == [
            ("school-1", "working", date(2010, 9, 1), date(2025, 6, 1), "accepted", "retirement"),
        ]
        assert person().organisation is None
        assert counts(load(union, row, after=1)) == (0, 0, 1, 0)

    def test_a_dry_run_writes_nothing(self, union: UnionTree) -> None:
        before = registry()
        batch = batches.check(upload(union, FIRST, SECOND))
        assert (batch.state, counts(batch), registry()) == (BatchState.READY, (2, 0, 0, 0), before)

    def test_a_first_load_of_many_is_the_same(self, union: UnionTree, monkeypatch: pytest.MonkeyPatch) -> None:
        load(union, FIRST, SECOND, NAMELESS)
        plain = [[row[1:] for row in rows] for rows in (Person.objects.order_by("iin").values_list("id", "fold_key"),)]
        undo.undo(ImportBatch.objects.get(), by=None, at=AT)
        connection.check_constraints()  # in life the first load begins its transaction
        monkeypatch.setattr("birlik.members.imports.write.LARGE", 1)
        assert counts(load(union, FIRST, SECOND, NAMELESS, after=1)) == (3, 0, 0, 0)
        assert [[row[1:] for row in Person.objects.order_by("iin").values_list("id", "fold_key")]] == plain
        assert counts(load(union, FIRST, SECOND, NAMELESS, after=2)) == (0, 0, 3, 0)
        Person.objects.create(surname="Кейін", given="Қосылған")  # the table goes on counting

    def test_a_primary_needs_no_column_for_itself(self, union: UnionTree) -> None:
        load(union, "010101100018;Ахметов;Арман", code="school-2", header="ИИН;Фамилия;Имя")
        assert history() == [("school-2", "working", AS_OF, None, "registered", "")]


class TestChanging:
    @pytest.mark.parametrize(
        ("old", "new", "field", "value"),
        [
            ("Ахметов", "Әхметов", "surname", "Әхметов"),
            ("03.05.1961", "04.05.1961", "born", date(1961, 5, 4)),
            (";;;;", ";;;+7 701 123 45 67;", "phone", "+77011234567"),
            (";;;;", ";;;;А-17", "card", "А-17"),
        ],
    )
    def test_a_cell_that_says_otherwise(self, union: UnionTree, old: str, new: str, field: str, value: object) -> None:
        load(union, FIRST)
        row = FIRST.removesuffix(old) + new if old == ";;;;" else FIRST.replace(old, new)
        batch = load(union, row, after=1)
        assert (counts(batch), getattr(person(), field)) == ((0, 1, 0, 0), value)
        (change,) = ImportChange.objects.filter(batch=batch)
        assert [name for name, _old, _new in queries.fields_of(change)] == [field]
        assert counts(load(union, row, after=2)) == (0, 0, 1, 0)

    def test_copies_and_keys_follow(self, union: UnionTree) -> None:
        load(union, FIRST)
        load(union, FIRST.replace("Ахметов", "Ғаниев").replace("03.05.1961;м", "05.01.1962;ж"), after=1)
        changed = person()
        assert (changed.fold_key, changed.given_key) == ("ганиев арман болатулы", "арман ганиев")
        assert Membership.objects.values_list("sex", "born").get() == ("f", date(1962, 1, 5))

    def test_an_empty_cell_erases_nothing(self, union: UnionTree) -> None:
        load(union, FIRST)
        before = registry()
        batch = load(union, "010101100018;Ахметов;Арман;;;;;;;;;;;", after=1)
        assert (counts(batch), registry()) == ((0, 0, 1, 0), before)

    def test_a_surname_alone_keeps_the_patronymic_in_the_keys(self, union: UnionTree) -> None:
        load(union, FIRST)
        load(union, "010101100018;Ғаниев;Арман;;;;;;;;;;;", after=1)
        assert (person().patronymic, person().fold_key) == ("Болатұлы", "ганиев арман болатулы")

    def test_another_organisation_is_out_of_one_into_the_other(self, union: UnionTree) -> None:
        load(union, FIRST)
        row = FIRST.replace("school-1", "school-4")
        assert counts(load(union, row, after=1)) == (0, 1, 0, 0)
        assert history() == [
            ("school-1", "working", date(2010, 9, 1), AS_OF, "accepted", "departed"),
            ("school-4", "working", AS_OF, None, "arrived", ""),
        ]
        assert person().organisation == union["school-4"]
        assert counts(load(union, row, after=2)) == (0, 0, 1, 0)

    def test_a_span_of_the_same_day_is_set_right(self, union: UnionTree) -> None:
        load(union, FIRST.replace("01.09.2010", ""))
        load(union, FIRST.replace("01.09.2010", "").replace("работающий", "пенсионер"), after=1)
        assert history() == [("school-1", "pensioner", AS_OF, None, "registered", "")]

    def test_the_day_of_joining_may_come_later(self, union: UnionTree) -> None:
        load(union, FIRST.replace("01.09.2010", ""))
        assert counts(load(union, FIRST, after=1)) == (0, 1, 0, 0)
        assert history() == [("school-1", "working", date(2010, 9, 1), None, "accepted", "")]
        assert counts(load(union, FIRST, after=2)) == (0, 0, 1, 0)

    def test_leaving_and_coming_back(self, union: UnionTree) -> None:
        load(union, FIRST)
        gone = FIRST.replace("01.09.2010;;", "01.09.2010;01.06.2025;по собственному желанию")
        assert counts(load(union, gone, after=1)) == (0, 1, 0, 0)
        assert history()[0][3:] == (date(2025, 6, 1), "accepted", "own_will")
        assert counts(load(union, gone, after=2)) == (0, 0, 1, 0)
        batch = load(union, FIRST, after=3)
        assert (counts(batch), said(batch, "warning")) == ((0, 1, 0, 0), [(2, "iin.birth_date"), (2, "person.returns")])
        assert history()[1] == ("school-1", "working", AS_OF, None, "registered", "")

    def test_work(self, union: UnionTree) -> None:
        load(union, FIRST, SECOND)
        batch = load(
            union, FIRST.replace("учитель", "директор"), SECOND.replace("college-1;", "college-1;повар"), after=1
        )
        assert counts(batch) == (0, 2, 0, 0)
        assert sorted(Employment.objects.values_list("position", flat=True)) == ["директор", "повар"]

    def test_somebody_gets_a_number(self, union: UnionTree) -> None:
        load(union, FIRST.replace("010101100018", ""))
        batch = load(union, FIRST, after=1)
        assert (counts(batch), person().surname) == ((0, 1, 0, 0), "Ахметов")


class TestRejecting:
    def one(self, union: UnionTree, *rows: str, **more: Any) -> list[tuple[int, str]]:
        before = registry()
        batch = load(union, *rows, after=1, **more)
        assert batch.rejected
        if batch.rejected == batch.rows:
            assert registry() == before
        return said(batch)

    def test_a_wrong_number(self, union: UnionTree) -> None:
        assert self.one(union, FIRST.replace("010101100018", "010101100019")) == [(2, "iin.control")]

    def test_organisations(self, union: UnionTree) -> None:
        rows = [FIRST.replace("school-1", name) for name in ("north", "nowhere", "")]
        assert self.one(union, *rows) == [
            (2, "organisation.outside"),
            (3, "organisation.unknown"),
            (4, "organisation.missing"),
        ]
        assert self.one(union, FIRST, code="south") == [(2, "organisation.outside")]

    def test_a_member_of_somebody_else(self, union: UnionTree) -> None:
        load(union, FIRST)
        assert self.one(union, FIRST.replace("school-1", "school-4"), code="south") == [(2, "person.member_elsewhere")]

    def test_a_number_of_somebody_else(self, union: UnionTree) -> None:
        load(union, FIRST)
        row = FIRST.replace("Ахметов;Арман;Болатұлы;03.05.1961", "Ким;Павел;;03.04.1985")
        assert self.one(union, row) == [(2, "person.other_name")]
        value = ImportProblem.objects.get(code="person.other_name").value
        assert "Ахметов" not in value

    def test_several_namesakes(self, union: UnionTree) -> None:
        load(union, FIRST, FIRST.replace("010101100018", "010101100903"))
        assert self.one(union, FIRST.replace("010101100018", "")) == [(2, "person.ambiguous")]

    def test_two_rows_for_one_person(self, union: UnionTree) -> None:
        assert self.one(union, FIRST, FIRST) == [(3, "row.repeated")]
        assert Person.objects.count() == 1

    def test_two_ways_to_one_person(self, union: UnionTree) -> None:
        load(union, FIRST)
        rows = [FIRST.replace("Ахметов", "Жаңа"), FIRST.replace("010101100018", "")]
        assert self.one(union, *rows) == [(2, "row.same_person"), (3, "row.same_person")]

    def test_cards(self, union: UnionTree) -> None:
        load(union, FIRST + "К1", SECOND + "К2")
        assert self.one(union, FIRST + "К2", SECOND + "К3") == [(2, "card.taken"), (3, "card.taken")]
        assert self.one(union, FIRST + "К7", SECOND + "К7") == [(2, "card.repeated"), (3, "card.repeated")]

    def test_blocked(self, union: UnionTree) -> None:
        load(union, FIRST)
        Person.objects.update(state=PersonState.BLOCKED)
        assert self.one(union, FIRST) == [(2, "person.blocked")]

    @pytest.mark.parametrize(
        ("days", "code"),
        [
            (";01.06.2025;", "left.not_member"),
        ],
    )
    def test_days(self, union: UnionTree, days: str, code: str) -> None:
        assert self.one(union, FIRST.replace("01.09.2010;;", days)) == [(2, code)]

    def test_nobody_leaves_before_joining(self, union: UnionTree) -> None:
        load(union, FIRST)
        assert self.one(union, FIRST.replace("01.09.2010;;", ";01.09.2010;")) == [(2, "left.before_joined")]
        assert ImportProblem.objects.get(code="left.before_joined").value == "01.09.2010"

    def test_a_merged_duplicate_means_the_one_who_goes_on(self, union: UnionTree) -> None:
        load(union, FIRST, SECOND)
        merged, survivor = person("010101200014"), person()
        spans.leave(merged, on=AS_OF, reason=Exit.CORRECTED)
        Person.objects.filter(pk=merged.pk).update(state=PersonState.MERGED, merged_into=survivor)
        batch = load(union, "010101200014;Ахметов;Арман;;;;;;;;;;;", after=1)
        assert (counts(batch), person().iin) == ((0, 0, 1, 0), "010101100018")


class TestOrganisationNames:
    @pytest.mark.parametrize("name", ["«school-1» ұйымы", "Организация «school-1»", "ОРГАНИЗАЦИЯ school 1", "SCHOOL-1"])
    def test_any_of_its_names(self, union: UnionTree, name: str) -> None:
        load(union, FIRST.replace("school-1", name))
        assert person().organisation == union["school-1"]

    def test_what_is_similar_is_proposed_and_decided_once(self, union: UnionTree) -> None:
        row = FIRST.replace("school-1", "Организацыя school-1")
        batch = batches.check(upload(union, row))
        (undecided,) = queries.undecided_texts(batch)
        assert (undecided.text, undecided.code, undecided.rows) == ("Организацыя school-1", "school-1", 1)
        columns = {int(index): field for index, field in batch.mapping.items()}
        decided = {undecided.text: undecided.code}
        mapping.set_mapping(
            batch, columns=columns, header=batch.header, organisations=decided, remember_as="Солтүстік", by=None, at=AT
        )
        assert counts(batches.check(batch)) == (1, 0, 0, 0)
        again = upload(union, row)
        assert (again.mapping, again.organisations) == (batch.mapping, ImportMapping.objects.get().organisations)
        assert counts(batches.check(again)) == (1, 0, 0, 0)


class TestMissing:
    NEIGHBOUR = SECOND.replace("college-1", "school-1")

    def test_whom_the_list_does_not_name_waits_for_a_decision(self, union: UnionTree) -> None:
        load(union, FIRST, self.NEIGHBOUR)
        batch = load(union, FIRST, after=1)
        assert batch.missing == 1
        assert missing(batch) == ["010101200014"]
        assert person("010101200014").organisation == union["school-1"]

    def test_of_an_organisation_that_is_not_named_nobody_is_asked_about(self, union: UnionTree) -> None:
        load(union, FIRST, SECOND, NAMELESS)
        checked = batches.check(upload(union, FIRST, after=1))
        assert reach(checked) == (0, 2, 1, 6)
        batch = batches.apply(checked, by=None, at=AT + timedelta(hours=1))
        assert (reach(batch), missing(batch)) == ((0, 2, 1, 6), [])

    def test_a_rejected_row_names_its_person_but_no_organisation(self, union: UnionTree) -> None:
        load(union, FIRST, SECOND, NAMELESS)
        broken = SECOND.replace("010101200014", "010101200013")
        assert reach(load(union, FIRST, broken, after=1)) == (0, 1, 1, 6)

    def test_the_list_of_one_organisation_names_it(self, union: UnionTree) -> None:
        load(union, FIRST, self.NEIGHBOUR)
        batch = load(union, "010101100018;Ахметов;Арман", code="school-1", header="ИИН;Фамилия;Имя", after=1)
        assert (reach(batch), missing(batch)) == ((1, 0, 1, 1), ["010101200014"])

    def test_a_list_of_everybody_asks_about_everybody_else(self, union: UnionTree) -> None:
        specialist = make_holder("specialist", union["union"])
        load(union, FIRST, SECOND, NAMELESS, self.NEIGHBOUR.replace("010101200014", "010101200024"))
        batch = load(union, FIRST, after=1)
        assert (reach(batch), missing(batch)) == ((1, 2, 1, 6), ["010101200024"])
        everybody = unlisted.ask_about_everybody(batch, by=specialist, at=AT)
        assert (reach(everybody), missing(batch)) == ((3, 0, 1, 6), ["", "010101200014", "010101200024"])
        unlisted.ask_about_everybody(batch, by=specialist, at=AT)  # said twice
        assert missing(batch) == ["", "010101200014", "010101200024"]
        undo.undo(everybody, by=None, at=AT + timedelta(hours=2))
        assert missing(batch) == []

    def test_everybody_is_who_is_in_the_registry_still_and_not_in_a_rejected_row(self, union: UnionTree) -> None:
        specialist = make_holder("specialist", union["union"])
        load(union, FIRST, SECOND, NAMELESS)
        blocked = SECOND.replace("05.09.2024;;", "05.09.2024;01.09.2024;")
        batch = load(union, FIRST, blocked, after=1)
        assert (batch.rejected, reach(batch)) == (1, (0, 1, 1, 6))
        spans.leave(Person.objects.get(iin=""), on=date(2026, 1, 2), reason=Exit.RETIREMENT)
        assert reach(unlisted.ask_about_everybody(batch, by=specialist, at=AT)) == (0, 0, 1, 6)
        assert missing(batch) == []

    def test_so_many_are_asked_about_as_one_can_decide_on(
        self, union: UnionTree, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        specialist = make_holder("specialist", union["union"])
        monkeypatch.setattr(unlisted, "MOST_MISSING", 1)
        load(union, FIRST, SECOND, NAMELESS)
        batch = load(union, FIRST, after=1)
        with pytest.raises(Refusal, match=r"import\.too_many_missing"):
            unlisted.ask_about_everybody(batch, by=specialist, at=AT)
        batch = load(union, FIRST.replace("010101100018", "010101100903").replace("Ахметов", "Ким"), after=2)
        assert (reach(batch), missing(batch)) == ((1, 2, 1, 6), ["010101100018"])

    def test_who_may_not_import_here_asks_about_nobody(self, union: UnionTree) -> None:
        load(union, FIRST, SECOND)
        batch = load(union, FIRST, after=1)
        with pytest.raises(Refusal, match=r"right\.missing"):
            unlisted.ask_about_everybody(batch, by=make_holder("specialist", union["north"]), at=AT)
        assert missing(batch) == []
        undo.undo(batch, by=None, at=AT)
        with pytest.raises(Refusal, match=r"import\.not_open"):
            unlisted.ask_about_everybody(batch, by=make_holder("specialist", union["union"]), at=AT)

    def test_the_neighbours_are_not_missing(self, union: UnionTree) -> None:
        load(union, FIRST, SECOND)
        assert reach(load(union, FIRST, code="north", after=1))[:2] == (0, 0)


class TestUndoing:
    def test_leaves_what_was_there(self, union: UnionTree) -> None:
        load(union, FIRST, SECOND, NAMELESS)
        before = registry()
        batch = load(
            union,
            FIRST.replace("учитель", "директор").replace("school-1", "school-2").replace("Ахметов", "Ғаниев"),
            SECOND.replace("05.09.2024;;", "05.09.2024;01.12.2025;окончание учебы").replace("ж;", "м;"),
            NAMELESS.replace("пенсионер", "работающий") + "К9",
            FIRST.replace("010101100018", "010101100903").replace("03.05.1961", "07.01.1962"),
            after=1,
        )
        assert counts(batch) == (1, 3, 0, 0)
        assert registry() != before
        undone = undo.undo(batch, by=None, at=AT + timedelta(hours=2))
        assert (undone.state, registry()) == (BatchState.UNDONE, before)

    def test_not_twice(self, union: UnionTree) -> None:
        batch = load(union, FIRST)
        undo.undo(batch, by=None, at=AT)
        with pytest.raises(Refusal, match=r"import\.not_applied"):
            undo.undo(batch, by=None, at=AT)

    def test_a_great_part_of_the_registry(self, union: UnionTree, monkeypatch: pytest.MonkeyPatch) -> None:
        load(union, NAMELESS)
        before = registry()
        batch = load(union, FIRST, SECOND, NAMELESS.replace("пенсионер", "работающий"), after=1)
        assert counts(batch) == (2, 1, 0, 0)
        latest, reader = Person.objects.latest("pk").pk, make_holder("specialist", union["union"])
        CardReading.objects.bulk_create(CardReading(person=one, at=AT, by=reader) for one in Person.objects.all())
        PersonPair.objects.create(first=person(), second=person("010101200014"), at=AT, by=reader)
        connection.check_constraints()  # in life the taking back begins its transaction
        monkeypatch.setattr("birlik.members.imports.write.LARGE", 1)
        undo.undo(batch, by=None, at=AT)
        assert registry() == before
        assert (CardReading.objects.count(), PersonPair.objects.count()) == (1, 0)
        again = Person.objects.create(surname="Кейін", given="Қосылған")
        assert again.pk > latest  # no number comes twice
        with pytest.raises(IntegrityError, match=r"person_iin_once|\.iin"), transaction.atomic():
            Person.objects.bulk_create([Person(iin="010101100018", surname="Ким", given="Анна") for _twice in range(2)])
        spans.enter(again, organisation=union["school-1"], category="working", on=AS_OF, entry=Entry.ACCEPTED)
        with pytest.raises(IntegrityError, match="membership_"), transaction.atomic():
            Membership.objects.bulk_create([Membership(**overlapping(again))])

    def test_not_while_a_later_list_stands_on_it(self, union: UnionTree) -> None:
        first = load(union, FIRST)
        second = load(union, FIRST.replace("учитель", "директор"), after=1)
        with pytest.raises(Refusal, match=r"import\.built_upon \(count=1\)"):
            undo.undo(first, by=None, at=AT)
        undo.undo(second, by=None, at=AT)
        undo.undo(first, by=None, at=AT)
        assert registry() == [[], [], []]


class TestRights:
    def test_who_may_not_import_here(self, union: UnionTree) -> None:
        chair = make_holder("chair_primary", union["school-1"])
        with pytest.raises(Refusal, match=r"right\.missing"):
            import_upload.upload(organisation=union["school-2"], name="l", content=b"", as_of=AS_OF, by=chair, at=AT)
        content = f"{HEADER}\n{FIRST}".encode()
        batch = import_upload.upload(
            organisation=union["school-1"], name="l", content=content, as_of=AS_OF, by=chair, at=AT
        )
        assert list(queries.batches(chair, on=AT.date())) == [batch]
        other = make_holder("chair_primary", union["school-2"])
        assert not queries.batches(other, on=AT.date()).exists()
        with pytest.raises(Refusal, match=r"right\.missing"):
            batches.apply(batches.check(batch), by=other, at=AT)

    def test_entries_are_known(self) -> None:
        assert {Entry.ACCEPTED, Entry.REGISTERED, Entry.ARRIVED} <= set(Entry)

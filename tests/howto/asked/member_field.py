"""Of the copy that followed docs/howto/new-member-field.md: what becomes of the education of members."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from birlik.accounts.actions import change_language
from birlik.accounts.models import User
from birlik.core.errors import Refusal
from birlik.members import consents
from birlik.members.actions import anonymising, fields, membership, merging, privacy
from birlik.members.actions.merging import Choices
from birlik.members.imports import batches, problem_sentences, undo, upload
from birlik.members.models import ImportBatch, ImportProblem, Person
from birlik.members.queries import extract
from tests.factories import NOW, PASSWORD, UnionTree, make_holder, make_union_tree
from tests.members.people import make_person

HEADER = "ЖСН;Тегі;Аты;Туған күні;Жынысы;Санаты;Бастауыш ұйым;{}"
ROWS = (
    "010101100018;Ахметов;Арман;03.05.1961;м;жұмыс істейтін;school-1;Жоғары білім",
    "010101200014;Иванова;Ольга;07.08.1990;ж;работающий;school-1;среднее специальное (колледж)",
    "010101200024;Сейітова;Әлия;07.08.1991;ж;работающий;school-1;{}",
)


@pytest.fixture
def tree(db: None) -> UnionTree:
    return make_union_tree()


@pytest.fixture
def specialist(tree: UnionTree) -> User:
    return make_holder("specialist", tree["north"], password=PASSWORD)


@pytest.fixture
def person(tree: UnionTree) -> Person:
    return make_person(tree["school-1"])


def door(user: User, language: str) -> Client:
    change_language(user, language=language, by=user, at=timezone.now())
    client = Client()
    client.force_login(user, backend="birlik.web.accounts.backend.AssignmentBackend")
    return client


def words(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def educate(person: Person, value: str, by: User) -> None:
    told = replace(fields.fields_of(person), education=value)
    membership.change_person(person, told, reason="Диплом", by=by, at=NOW)


def load(tree: UnionTree, *rows: str, heading: str = "Білім деңгейі") -> ImportBatch:
    content = "\n".join([HEADER.format(heading), *rows]).encode()
    batch = upload.upload(
        organisation=tree["north"], name="a.csv", content=content, as_of=date(2026, 1, 1), by=None, at=NOW
    )
    return batches.apply(batches.check(batch), by=None, at=NOW)


def stored() -> list[str]:
    return list(Person.objects.order_by("iin").values_list("education", flat=True))


@pytest.mark.parametrize("heading", ["Образование", "Білімі", ""])
def test_a_list_is_read_by_its_heading_or_by_what_stands_there(tree: UnionTree, heading: str) -> None:
    rows = [row.format("орта") for row in ROWS]
    if not heading:
        rows[1] = rows[1].replace(" (колледж)", "")

    batch = load(tree, *rows, heading=heading)

    assert stored() == ["higher", "vocational", "secondary"]
    assert (batch.created, load(tree, *rows, heading=heading).unchanged) == (3, 3)


def test_what_is_no_education_is_told_and_left_out(tree: UnionTree) -> None:
    batch = load(tree, *ROWS[:2], ROWS[2].format("сиқыр"))

    problem = ImportProblem.objects.get(batch=batch, field="education")
    assert stored() == ["higher", "vocational", ""]
    assert (problem.code, problem.severity, problem.value) == ("education.unknown", "warning", "сиқыр")
    assert (
        problem_sentences.text(problem.code, "ru", problem.value) == "Значение не распознано: сиқыр. Проверьте ячейку."
    )


def test_another_list_changes_it_and_is_taken_back(tree: UnionTree, specialist: User) -> None:
    load(tree, ROWS[0])
    later = load(tree, ROWS[0].replace("Жоғары білім", "орта"))
    said = words(door(specialist, "kk"), f"/members/imports/{later.pk}/changes/")
    undone = [stored(), undo.undo(later, by=None, at=NOW) and stored()]

    assert undone == [["secondary"], ["higher"]]
    assert "Білімі" in said
    assert "орта" in said


def test_list_and_file_have_its_column(tree: UnionTree, person: Person, specialist: User) -> None:
    educate(person, "vocational", specialist)
    client = door(specialist, "kk")

    page = words(client, "/members/?under=school-1&sort=education")
    answer = client.post("/members/export/north/", {"purpose": "Төсбелгі тапсыру рәсімі", "password": PASSWORD})
    lines = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)

    assert "Білімі" in page
    assert "техникалық және кәсіптік" in page
    assert "техникалық және кәсіптік" in lines[1][lines[0].index("Білімі")]


def test_the_list_is_narrowed_by_it(tree: UnionTree, person: Person, specialist: User) -> None:
    educate(person, "vocational", specialist)
    make_person(tree["school-1"], surname="Сейітова")
    client = door(specialist, "ru")

    page = client.get("/members/?under=school-1&education=vocational").content.decode()
    answer = client.post(
        "/members/export/school-1/?education=vocational", {"purpose": "Вручение значков", "password": PASSWORD}
    )

    assert re.findall(r'href="/members/(\d+)/"', page) == [str(person.pk)]
    assert '<option value="vocational" selected>техническое и профессиональное</option>' in page
    assert len(list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)) == 2
    assert words(client, "/members/?under=school-1&education=magic").count("Сейітова") == 1


def test_those_who_join_later_agree_to_it() -> None:
    before, since = consents.wording_on(date(2026, 12, 31)).text, consents.wording_on(date(2027, 1, 1)).text

    assert ("образование" in before.ru, "образование" in since.ru, "білімі" in since.kk) == (False, True, True)


def test_the_card_shows_it_and_its_form_changes_it(tree: UnionTree, person: Person, specialist: User) -> None:
    client = door(specialist, "ru")
    assert "Образование —" in words(client, f"/members/{person.pk}/")
    told = {"surname": "А", "given": "Б", "iin": person.iin, "reason": "Диплом", "education": "higher"}

    assert client.post(f"/members/{person.pk}/edit/", told).status_code == 302
    card = words(client, f"/members/{person.pk}/")

    assert "Образование высшее" in card
    assert "Образование:" in card  # in the history
    with pytest.raises(Refusal, match=r"member\.value_unknown"):
        educate(Person.objects.get(pk=person.pk), "magic", specialist)


def test_a_merge_from_before_the_field_is_taken_back(tree: UnionTree, person: Person, specialist: User) -> None:
    twin = make_person(tree["school-1"])
    done = merging.merge(person, twin, Choices(), by=specialist, at=NOW)
    for part in ("rows", "after"):
        for row in done.before[part]["members.Person"]:
            del row["education"]
    done.save()

    merging.undo(done, by=specialist, at=NOW)

    assert Person.objects.get(pk=twin.pk).surname == twin.surname


def test_it_is_merged_told_in_the_extract_and_forgotten(tree: UnionTree, person: Person, specialist: User) -> None:
    twin = make_person(tree["school-1"])
    educate(twin, "higher", specialist)
    merged = merging.merge(
        person, Person.objects.get(pk=twin.pk), Choices({"education": "merged"}), by=specialist, at=NOW
    ).survivor
    assert merged.education == "higher"
    assert extract.extract_of(merged).parts["person"][0]["education"] == "higher"

    privacy.withdraw(merged, by=specialist, at=NOW)
    anonymising.anonymise(Person.objects.get(pk=merged.pk), by=specialist, at=NOW)

    assert set(Person.objects.values_list("education", flat=True)) == {""}

"""The page of the columns offers the other lists of a workbook; without scripts, in both languages."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from birlik.accounts.models import User
from birlik.members.models import ImportBatch, Person
from tests.factories import make_holder, make_union_tree
from tests.members.imports.two_lists import COVER, ONE, TWO, ods, only, xlsx

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def specialist() -> User:
    return make_holder("specialist", make_union_tree()["north"])


@pytest.fixture(autouse=True)
def _done_at_once(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def reads(client: Client, user: User, language: str) -> Client:
    User.objects.filter(pk=user.pk).update(language=language)
    client.force_login(user)
    return client


def upload(client: Client, content: bytes) -> str:
    """Address of the columns of what was delivered, and is read at once."""
    file = SimpleUploadedFile("тізім", content)
    sent = {"organisation": "north", "as_of": date(2026, 1, 1).isoformat(), "file": file}
    return str(client.post("/members/imports/new/", sent).headers["Location"]) + "columns/"


def newest() -> ImportBatch:
    return ImportBatch.objects.latest("pk")


@pytest.mark.parametrize("content", [xlsx(), ods()], ids=["xlsx", "ods"])
@pytest.mark.parametrize(
    ("language", "said", "after", "button"),
    [
        (
            "kk",
            f"«{ONE}» парағы – 2 парақтың бірі",
            f"«{TWO}» парағы – 2 парақтың бірі",
            "Осы парақты оқу",
        ),
        ("ru", f"Лист «{ONE}», один из 2", f"Лист «{TWO}», один из 2", "Прочитать этот лист"),
    ],
)
def test_another_list_of_the_workbook_is_chosen(
    client: Client, specialist: User, content: bytes, language: str, said: str, after: str, button: str
) -> None:
    reads(client, specialist, language)
    address = upload(client, content)
    shown = client.get(address).content.decode()
    assert [words in shown for words in (said, button, "Ахметов", "Петрова")] == [True, True, True, False]
    assert f'<option selected value="{ONE}">{ONE}</option><option value="{TWO}">{TWO}</option>' in shown
    answer = client.post(address.replace("columns", "sheet"), {"sheet": TWO})
    assert (answer.status_code, answer.headers["Location"]) == (302, address.removesuffix("columns/"))
    shown = client.get(address).content.decode()
    assert [words in shown for words in (after, "Ахметов", "Петрова")] == [True, False, True]
    client.post(address, {f"column-{index}": field for index, field in newest().mapping.items()})
    batch = newest()
    assert (batch.rows, batch.created, batch.rejected) == (2, 1, 1)
    assert after in client.get(f"/members/imports/{batch.pk}/").content.decode()
    client.post(f"/members/imports/{batch.pk}/apply/", {"seen": "1-0-1"})
    assert list(Person.objects.values_list("iin", "organisation__code")) == [("010101200024", "school-2")]


def test_a_sheet_that_is_not_there_is_said_and_nothing_changed(client: Client, specialist: User) -> None:
    reads(client, specialist, "ru")
    address = upload(client, xlsx(extra=True))
    before = ImportBatch.objects.values().get()
    for name in ("Мектеп № 3", ""):
        answer = client.post(address.replace("columns", "sheet"), {"sheet": name}, follow=True)
        words = f"В файле нет листа «{name}». Листы файла: {COVER}, {ONE}, {TWO}."
        assert [str(message) for message in answer.context["messages"]] == [words]
        assert ImportBatch.objects.values().get() == before


@pytest.mark.parametrize("content", [only(ONE), "ЖСН;Тегі;Аты;Туған күні\n;Ким;Ян;01.01.1801".encode()])
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("kk", "Файлда бір ғана тізім бар, таңдайтын басқа парақ жоқ."),
        ("ru", "В файле только один список, других листов для выбора нет."),
    ],
)
def test_a_file_with_one_list_offers_nothing(
    client: Client, specialist: User, content: bytes, language: str, said: str
) -> None:
    reads(client, specialist, language)
    address = upload(client, content)
    assert 'name="sheet"' not in client.get(address).content.decode()
    answer = client.post(address.replace("columns", "sheet"), {"sheet": ONE}, follow=True)
    assert [str(message) for message in answer.context["messages"]] == [said]

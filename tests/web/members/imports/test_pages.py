"""The pages of an import: from the file to the registry and back, as a specialist walks, and every way it may fail."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from birlik.accounts.models import User
from birlik.jobs import queue
from birlik.members.enums import BatchState, PersonState
from birlik.members.imports import batches, jobs
from birlik.members.models import (
    ImportBatch,
    ImportFile,
    ImportMapping,
    MarkedWorkbook,
    Membership,
    Person,
    UnlistedMember,
)
from tests.factories import UnionTree, make_holder, make_union_tree
from tests.members.imports.dirty_workbook import PHONE, Dirty, School, Somebody, corrected, dirty
from tests.members.imports.queue import is_waiting
from tests.members.people import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.once]

AS_OF = date(2026, 1, 1)
HEADER = "ЖСН;Тегі;Аты;Туған күні;Бастауыш ұйым"
ROW = "010101200014;Иванова;Ольга;01.01.1801;school-1"
OTHER = "010101200024;Петрова;Анна;01.01.1801;school-2"
LONG = re.compile(r"\d{12}")


@pytest.fixture
def union() -> UnionTree:
    return make_union_tree()


@pytest.fixture
def specialist(union: UnionTree, client: Client) -> Client:
    return reads_english(client, make_holder("specialist", union["north"]))


def reads_english(client: Client, user: User) -> Client:
    User.objects.filter(pk=user.pk).update(language="en")
    client.force_login(user)
    return client


@pytest.fixture(autouse=True)
def _done_at_once(request: pytest.FixtureRequest, settings: Any) -> None:
    if "queued" not in request.fixturenames:
        settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def queued() -> None:
    """Nobody does what waits."""


def upload(client: Client, content: bytes | str, *, place: str = "north", name: str = "list.csv", **more: str) -> Any:
    data = content if isinstance(content, bytes) else content.encode()
    sent = {"organisation": place, "as_of": AS_OF.isoformat(), "file": SimpleUploadedFile(name, data), **more}
    return client.post("/members/imports/new/", sent)


def newest() -> ImportBatch:
    return ImportBatch.objects.latest("pk")


def page(client: Client, part: str = "", **query: str) -> str:
    answer = client.get(f"/members/imports/{newest().pk}/{part}", query)
    assert answer.status_code == 200, answer.headers
    return answer.content.decode()


def act(client: Client, part: str, **sent: Any) -> Any:
    return client.post(f"/members/imports/{newest().pk}/{part}/", sent, follow=True)


def marked(client: Client) -> Any:
    """The answer that brings the workbook with marks, which was asked for and made before."""
    act(client, "workbook")
    return client.get(f"/members/imports/{newest().pk}/workbook/")


def check(client: Client, **more: str) -> str:
    """The columns as the page proposes them, sent."""
    shown = page(client, "columns/")
    remembered = re.search(r'name="remember" value="([^"]*)"', shown)
    assert remembered is not None
    sent = {"remember": remembered[1]} | {f"column-{index}": field for index, field in newest().mapping.items()}
    for number, text in re.findall(r'name="text-(\d+)" value="([^"]*)"', shown):
        proposed = re.search(rf'name="place-{number}" value="([^"]*)"', shown)
        sent |= {f"text-{number}": text, f"place-{number}": proposed[1] if proposed else ""}
    return str(act(client, "columns", **{**sent, **more}).content.decode())


def apply(client: Client) -> str:
    seen = re.search(r'name="seen" value="([^"]*)"', page(client))
    assert seen is not None
    return str(act(client, "apply", seen=seen[1]).content.decode())


def counts() -> tuple[int, ...]:
    batch = newest()
    assert batch.rows == batch.created + batch.changed + batch.unchanged + batch.rejected
    return batch.created, batch.changed, batch.unchanged, batch.rejected


def listed(client: Client) -> list[str]:
    """What the list of imports says of the newest one: its state, then its counts."""
    row = client.get("/members/imports/").content.decode().partition("<tbody>")[2].partition("</tr>")[0]
    return re.findall(r'<span class="mark[^>]*>([^<]*)<', row) + re.findall(r'<td class="num"[^>]*>([^<]*)<', row)


def messages(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def registry() -> list[Any]:
    people = Person.objects.order_by("pk").values_list("iin", "surname", "phone", "organisation", "category")
    return [*people, *Membership.objects.order_by("pk").values_list("person", "organisation", "since", "until")]


def known(person: Person) -> Somebody:
    assert person.born is not None
    return Somebody(person.iin, person.surname, person.given, person.patronymic, person.born)


@pytest.fixture
def dirty_list(union: UnionTree) -> Dirty:
    members = [make_person(union["school-1"], surname=name) for name in ("Әлиева", "Бекова", "Васильева", "Ғалиева")]
    blocked = make_person(union["school-1"], surname="Дулатова")
    Person.objects.filter(pk=blocked.pk).update(state=PersonState.BLOCKED)
    elsewhere = make_person(union["school-4"], surname="Ермекова")
    schools = [
        School("school-1", union["school-1"].name_kk, union["school-1"].name_ru, near="Организация schol-1"),
        School("school-2", union["school-2"].name_kk, union["school-2"].name_ru, near="Организация school-2-ПО"),
    ]
    people = [known(person) for person in members]
    return dirty(schools, same=people[:2], changed=people[2:], elsewhere=known(elsewhere), blocked=known(blocked))


class TestWalk:
    def test_a_dirty_list_is_corrected_and_taken_back(self, specialist: Client, dirty_list: Dirty) -> None:
        before = registry()
        upload(specialist, dirty_list.content, name="тізім.xlsx")
        check(specialist, remember="Бухгалтерия")
        assert counts() == tuple(dirty_list.counts().values()) == (32, 2, 2, 20)
        shown = page(specialist, show="all")
        assert LONG.findall(shown) == []
        assert registry() == before

        check(specialist)
        assert counts() == (36, 2, 2, 16)
        apply(specialist)
        assert (newest().state, counts()) == (BatchState.APPLIED, (36, 2, 2, 16))
        assert Person.objects.filter(phone=PHONE).count() == 2
        assert PHONE in page(specialist, "changes/")
        first = newest().pk

        book = marked(specialist)
        assert book.headers["Content-Disposition"] == f'attachment; filename="birlik-import-{first}.xlsx"'
        upload(specialist, corrected(book.getvalue(), dirty_list), name="тізім.xlsx")
        check(specialist)
        assert counts() == (12, 0, 40, 0)
        apply(specialist)
        assert (newest().rows, counts()) == (52, (12, 0, 40, 0))
        assert Person.objects.count() == 6 + 48

        act(specialist, "undo")
        assert specialist.post(f"/members/imports/{first}/undo/").status_code == 302
        assert registry() == before
        assert set(ImportBatch.objects.values_list("state", flat=True)) == {BatchState.UNDONE}

    def test_marks_of_an_earlier_answer_are_gone_from_the_next(self, specialist: Client, dirty_list: Dirty) -> None:
        upload(specialist, dirty_list.content)
        check(specialist)
        first = marked(specialist).getvalue()
        upload(specialist, corrected(first, dirty_list))
        assert set(newest().mapping) == {str(index) for index in range(11)}
        check(specialist)
        second = openpyxl.load_workbook(io.BytesIO(marked(specialist).getvalue())).worksheets[0]
        width = openpyxl.load_workbook(io.BytesIO(first)).worksheets[0].max_column
        assert second.max_column == width
        red = [cell.coordinate for row in second.iter_rows() for cell in row if cell.fill.fgColor.rgb == "00FFC7CE"]
        assert len(red) == newest().rejected

    def test_a_name_of_an_organisation_is_decided_once(self, specialist: Client, union: UnionTree) -> None:
        content = f"{HEADER}\n{ROW.replace('school-1', 'Бірінші мектеп')}"
        upload(specialist, content)
        assert "Бірінші мектеп" in check(specialist)
        page_ = page(specialist, "columns/")
        assert 'name="text-1" value="Бірінші мектеп"' in page_
        sent = {f"column-{index}": field for index, field in newest().mapping.items()}
        place = f"{union['school-1'].name_kk} · school-1"
        act(specialist, "columns", **sent, **{"text-1": "Бірінші мектеп", "place-1": place}, remember="Мектептер")
        assert counts() == (1, 0, 0, 0)
        upload(specialist, content)
        check(specialist)
        assert counts() == (1, 0, 0, 0)
        assert ImportMapping.objects.get().name == "Мектептер"

    def test_who_is_not_in_the_file_is_decided_about(self, specialist: Client, union: UnionTree) -> None:
        stays, gone, later = (make_person(union["school-1"], surname=name) for name in ("Аманова", "Бекова", "Ғалиева"))
        upload(specialist, f"{HEADER}\n{ROW}")
        check(specialist)
        assert newest().missing == 3
        apply(specialist)
        assert all(one.surname in page(specialist, "missing/") for one in (stays, gone, later))
        rows = {one.person_id: one.pk for one in UnlistedMember.objects.all()}
        act(specialist, "missing", who=[rows[stays.pk]], decision="stays", on="2026-01-01")
        act(specialist, "missing", who=[rows[gone.pk]], decision="retirement", on="2025-12-31")
        assert [one.surname in page(specialist, "missing/") for one in (stays, gone, later)] == [False, False, True]
        gone.refresh_from_db()
        stays.refresh_from_db()
        assert (gone.organisation, stays.organisation) == (None, union["school-1"])
        assert gone.memberships.get().exit == "retirement"
        nobody = act(specialist, "missing", decision="stays", on="2026-01-01")
        assert messages(nobody) == ["Nobody is ticked. Tick the people the decision is about."]

    def test_a_list_of_two_schools_asks_about_them_and_about_everybody_when_told(
        self, specialist: Client, union: UnionTree
    ) -> None:
        for code, surname in (("school-1", "Аманова"), ("school-2", "Бекова"), ("school-3", "Ғалиева")):
            make_person(union[code], surname=surname)
        upload(specialist, f"{HEADER}\n{ROW}\n{OTHER}")
        check(specialist)
        said = "The list names 2 of 3 organisations; members of the others are not asked about."
        assert said in page(specialist)
        apply(specialist)
        assert said in page(specialist)
        shown = page(specialist, "missing/")
        assert [name in shown for name in ("Аманова", "Бекова", "Ғалиева", said)] == [True, True, False, True]
        assert "ask about 1 more person" in shown
        after = act(specialist, "everybody").content.decode()
        assert [name in after for name in ("Аманова", "Бекова", "Ғалиева", said)] == [True, True, True, False]

    def test_a_list_that_leaves_nobody_out_still_leads_to_the_others(
        self, specialist: Client, union: UnionTree
    ) -> None:
        make_person(union["school-3"], surname="Ғалиева")
        upload(specialist, f"{HEADER}\n{ROW}")
        check(specialist)
        apply(specialist)
        assert "Was it a list of everybody?" in page(specialist)
        assert "Ғалиева" not in page(specialist, "missing/")
        act(specialist, "everybody")
        assert "Was it a list of everybody?" not in page(specialist)
        assert "Ғалиева" in page(specialist, "missing/")

    def test_too_many_others_are_not_offered(
        self, specialist: Client, union: UnionTree, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("birlik.members.imports.unlisted.MOST_MISSING", 0)
        make_person(union["school-3"], surname="Ғалиева")
        upload(specialist, f"{HEADER}\n{ROW}")
        check(specialist)
        apply(specialist)
        assert "It was a list of everybody" not in page(specialist, "missing/")
        assert "Too many are not in the file" in page(specialist, "missing/")
        assert len(messages(act(specialist, "everybody"))) == 1
        assert not UnlistedMember.objects.exists()

    def test_what_was_built_upon_is_said(self, specialist: Client, union: UnionTree) -> None:
        upload(specialist, f"{HEADER}\n{ROW}")
        check(specialist)
        apply(specialist)
        first = newest().pk
        upload(specialist, f"{HEADER};Телефон\n{ROW};87010000000")
        check(specialist)
        apply(specialist)
        assert counts() == (0, 1, 0, 0)
        shown = specialist.get(f"/members/imports/{first}/").content.decode()
        assert 'data-opens="undo"' not in shown
        assert "Иванова Ольга" in shown
        answer = specialist.post(f"/members/imports/{first}/undo/", follow=True)
        assert Person.objects.count() == 1
        assert ImportBatch.objects.get(pk=first).state == BatchState.APPLIED
        assert "1 person of it was changed since" in answer.content.decode()
        assert "could not be taken back" not in answer.content.decode()
        act(specialist, "undo")
        assert "could not be taken back" not in specialist.get(f"/members/imports/{first}/").content.decode()


class TestColumns:
    def test_what_is_lacking_is_named_and_nothing_is_checked(self, specialist: Client) -> None:
        upload(specialist, "Телефон;Лауазымы\n87010000000;мұғалім\n87010000001;мұғалім")
        assert page(specialist, "columns/").count("Which column") == 3
        assert newest().state == BatchState.UPLOADED
        act(specialist, "columns", **{"column-0": "phone"})
        assert newest().state == BatchState.FAILED
        assert "No column holds the names" in page(specialist, "columns/")

    def test_two_columns_of_one_kind_are_refused_and_kept_as_chosen(self, specialist: Client) -> None:
        upload(specialist, f"{HEADER}\n{ROW}")
        answer = specialist.post(
            f"/members/imports/{newest().pk}/columns/", {"column-1": "given", "column-2": "given", "column-9": "iin"}
        )
        assert answer.status_code == 422
        assert answer.content.decode().count('value="given" selected') == 2

    def test_the_headings_can_stand_in_another_row(self, specialist: Client) -> None:
        upload(specialist, f"Бірдеңе;;;;\n{HEADER}\n{ROW}")
        assert newest().header == 2
        act(specialist, "header", header="0")
        assert newest().header == 0
        act(specialist, "header", header="2")
        assert (newest().header, newest().mapping["0"]) == (2, "iin")
        act(specialist, "header", header="9" * 5000)
        assert newest().header == 2

    def test_places_are_searched_among_those_one_may_import_into(self, specialist: Client) -> None:
        upload(specialist, f"{HEADER}\n{ROW}")
        address = "/members/imports/places/"
        assert "· school-4" not in specialist.get(address, {"organisation": "школа Организация"}).content.decode()
        found = specialist.get(address, {"organisation": "Организация"}).content.decode()
        assert "· school-1" in found
        assert "· south" not in found
        inside = specialist.get(address, {"place-1": "Организация", "batch": str(newest().pk)}).content.decode()
        assert "· school-1" in inside
        assert "· north-east" not in inside


class TestUpload:
    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"%PDF-1.4 nothing", "no table"),
            (b"PK\x03\x04 broken", "damaged"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
            (b"<html><body>x</body></html>", "no table"),
            (f"{HEADER}\n{ROW};{'а' * 40_000}".encode(), "The cell F2 holds 40"),
        ],
    )
    def test_what_is_no_list_is_said_and_another_file_can_be_chosen(
        self, specialist: Client, content: bytes, words: str
    ) -> None:
        upload(specialist, content, name="x.xlsx")
        shown = page(specialist, "columns/")
        assert (newest().state, words in shown, "x.xlsx" in shown) == (BatchState.FAILED, True, True)
        assert f"/members/imports/new/?organisation=north&amp;as_of={AS_OF}" in shown
        act(specialist, "columns", **{"column-0": "full_name"})
        assert newest().state == BatchState.FAILED
        assert listed(specialist) == ["the file was not read", *"……………"]
        act(specialist, "cancel")
        assert newest().state == BatchState.CANCELLED
        assert listed(specialist) == ["upload stopped", *"……………"]
        assert ("The upload was stopped" in page(specialist), "import-sum" in page(specialist)) == (True, False)

    def test_an_empty_file_is_said_at_the_field(self, specialist: Client) -> None:
        answer = upload(specialist, b"", name="x.xlsx")
        assert answer.status_code == 422
        assert answer.context["form"].errors["file"] == ["The file is empty."]
        assert 'value="north"' in answer.content.decode()
        assert not ImportBatch.objects.exists()

    @pytest.mark.usefixtures("queued")
    def test_the_page_leads_on_when_the_file_is_read(self, specialist: Client) -> None:
        upload(specialist, f"{HEADER}\n{ROW}")
        assert ("The file is being read" in page(specialist), newest().state) == (True, BatchState.READING)
        assert "Waiting for its turn" in page(specialist, "progress/")
        assert specialist.get(f"/members/imports/{newest().pk}/columns/").status_code == 302
        queue.run_waiting()
        assert specialist.get(f"/members/imports/{newest().pk}/progress/").headers["HX-Refresh"] == "true"
        answer = specialist.get(f"/members/imports/{newest().pk}/")
        assert answer.headers["Location"] == f"/members/imports/{newest().pk}/columns/"
        assert newest().mapping["0"] == "iin"
        upload(specialist, f"{HEADER}\n{ROW}")  # read before, so nobody waits
        assert (newest().state, newest().mapping["0"], is_waiting()) == (BatchState.UPLOADED, "iin", False)

    def test_each_field_says_what_is_wrong(self, specialist: Client) -> None:
        answer = upload(specialist, ROW, place="south", as_of=(timezone.localdate().replace(year=2999)).isoformat())
        assert set(answer.context["form"].errors) == {"organisation", "as_of"}
        closed = upload(specialist, ROW, as_of="1999-01-01")
        assert set(closed.context["form"].errors) == {"as_of"}

    def test_too_large_a_file_is_not_read(self, specialist: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("birlik.web.members.imports.listing.LARGEST_FILE", 10)
        assert set(upload(specialist, ROW).context["form"].errors) == {"file"}

    def test_the_own_place_stands_in_the_form(self, union: UnionTree, client: Client) -> None:
        client.force_login(make_holder("chair_primary", union["school-1"]))
        assert f"{union['school-1'].short.kk} · school-1" in client.get("/members/imports/new/").content.decode()
        upload(client, "Тегі;Аты;Туған күні\nИванова;Ольга;01.01.1980", place="school-1")
        check(client)
        assert counts() == (1, 0, 0, 0)


class TestWork:
    @pytest.mark.usefixtures("queued")
    def test_taking_back_waits_says_so_and_can_be_left(self, specialist: Client) -> None:
        upload(specialist, f"{HEADER}\n{ROW}")
        queue.run_waiting()
        batches.apply(batches.check(newest()), by=None, at=timezone.now())
        act(specialist, "undo")
        shown = page(specialist)
        assert newest().state == BatchState.UNDOING
        assert ("hx-trigger" in shown, "The import is being taken back" in shown) == (True, True)
        assert "it cannot be stopped" in shown
        assert f"/members/imports/{newest().pk}/cancel/" in shown
        assert "Waiting for its turn" in page(specialist, "progress/")
        assert "being taken back" in specialist.get("/members/imports/").content.decode()
        assert messages(act(specialist, "cancel")) == ["The import stays in the registry."]
        assert (newest().state, Person.objects.count()) == (BatchState.APPLIED, 1)

    @pytest.mark.usefixtures("queued")
    def test_taking_back_that_has_begun_shows_its_steps_and_offers_no_stop(self, specialist: Client) -> None:
        upload(specialist, f"{HEADER}\n{ROW}")
        queue.run_waiting()
        batches.apply(batches.check(newest()), by=None, at=timezone.now())
        act(specialist, "undo")
        assert 'id="stop"' not in page(specialist, "progress/")
        ImportBatch.objects.update(phase="looking")
        polled = page(specialist, "progress/")
        assert "Looking whether anything was built upon it" in polled
        assert '<div id="stop" hx-swap-oob="true"></div>' in polled  # a page that was opened earlier loses its button
        ImportBatch.objects.update(phase="removing")
        shown = page(specialist)
        assert ("Taking it out of the registry" in shown, "step 2 of 2" in shown) == (True, True)
        assert f"/members/imports/{newest().pk}/cancel/" not in shown
        assert messages(act(specialist, "cancel")) == [
            "The import is being taken back already; that can no longer be stopped."
        ]
        jobs.undo_batch.call(newest().pk, User.objects.get(pk=specialist.session["_auth_user_id"]).pk)
        assert specialist.get(f"/members/imports/{newest().pk}/progress/").headers["HX-Refresh"] == "true"
        assert "The registry stands as it did before." in page(specialist)

    def test_why_it_could_not_be_taken_back_is_said(self, specialist: Client) -> None:
        upload(specialist, f"{HEADER}\n{ROW}")
        check(specialist)
        apply(specialist)
        ImportBatch.objects.update(failure={"code": "job.busy", "params": {}})
        shown = page(specialist)
        assert ("The import could not be taken back" in shown, "did not answer in time" in shown) == (True, True)
        act(specialist, "undo")
        assert newest().state == BatchState.UNDONE
        assert "could not be taken back" not in page(specialist)

    @pytest.mark.usefixtures("queued")
    def test_the_marked_workbook_is_asked_for_made_and_kept_until_the_next_check(self, specialist: Client) -> None:
        upload(specialist, f"{HEADER}\n{ROW}")
        queue.run_waiting()
        batches.check(newest())
        address = f"/members/imports/{newest().pk}/workbook/"
        assert "Make your workbook with marks" in page(specialist)
        assert specialist.get(address).headers["Location"] == f"/members/imports/{newest().pk}/"
        for _twice in range(2):
            assert "being marked" in act(specialist, "workbook").content.decode()
        assert ("hx-get" in page(specialist, "workbook/progress/"), is_waiting()) == (True, True)
        queue.run_waiting()
        shown = page(specialist, "workbook/progress/")
        assert (f'href="{address}"' in shown, "hx-get" in shown, "Download" in page(specialist)) == (True, False, True)
        assert specialist.get(address).getvalue().startswith(b"PK")
        batches.check(newest())
        assert (MarkedWorkbook.objects.exists(), specialist.get(address).status_code) == (False, 302)

    @pytest.mark.usefixtures("queued")
    def test_why_a_workbook_could_not_be_made_is_said(self, specialist: Client) -> None:
        upload(specialist, f"{HEADER}\n{ROW}")
        queue.run_waiting()
        batches.check(newest())
        act(specialist, "workbook")
        ImportFile.objects.update(content=None, sheet=None, size=0)
        queue.run_waiting()
        assert "emptied after its term" in page(specialist, "workbook/progress/")
        assert "being marked" in act(specialist, "workbook").content.decode()

    @pytest.mark.usefixtures("queued")
    def test_it_waits_says_so_and_can_be_stopped(self, specialist: Client) -> None:
        upload(specialist, f"{HEADER}\n{ROW}")
        queue.run_waiting()
        shown = check(specialist)
        assert newest().state == BatchState.CHECKING
        assert "hx-trigger" in shown
        assert "Waiting for its turn" in page(specialist, "progress/")
        assert "Waiting for its turn" in page(specialist)
        act(specialist, "cancel")
        assert newest().state == BatchState.CANCELLED
        assert specialist.get(f"/members/imports/{newest().pk}/progress/").headers["HX-Refresh"] == "true"
        assert f"/members/imports/new/?organisation=north&amp;as_of={AS_OF}" in page(specialist)

    def test_what_was_not_seen_is_not_applied(self, specialist: Client) -> None:
        upload(specialist, f"{HEADER}\n{ROW}\n{OTHER}")
        check(specialist)
        act(specialist, "apply", seen="1-0-0")
        assert (newest().state, Person.objects.count()) == (BatchState.READY, 0)

    def test_a_list_that_brings_nothing_new_still_tells_who_is_not_in_it(
        self, specialist: Client, union: UnionTree
    ) -> None:
        make_person(union["school-1"], surname="Аманова")
        for _time in range(2):
            upload(specialist, f"{HEADER}\n{ROW}")
            check(specialist)
            apply(specialist)
        assert (newest().state, counts()) == (BatchState.APPLIED, (0, 0, 1, 0))
        assert "Аманова" in page(specialist, "missing/")

    def test_a_discarded_list_changes_nothing(self, specialist: Client) -> None:
        upload(specialist, f"{HEADER}\n{ROW}")
        check(specialist)
        act(specialist, "cancel")
        assert (newest().state, Person.objects.count()) == (BatchState.CANCELLED, 0)
        assert "list.csv" in specialist.get("/members/imports/").content.decode()

    def test_long_lists_of_problems_are_paged_by_whole_rows(self, specialist: Client) -> None:
        rows = "\n".join(f"{number:012d};Иванова;Ольга;31.02.1980;school-1" for number in range(60))
        upload(specialist, f"{HEADER}\n{rows}")
        check(specialist)
        seen: list[int] = []
        query: dict[str, str] = {"show": "all"}
        while True:
            answer = specialist.get(f"/members/imports/{newest().pk}/", query)
            seen += sorted({cell.row for cell in answer.context["cells"]})
            follows = re.search(r"after=(\d+)", answer.context["next_url"])
            if follows is None:
                break
            query["after"] = follows[1]
        assert seen == sorted(set(seen))
        assert len(seen) == newest().rows == 60


def test_another_subtree_sees_nothing_of_it(specialist: Client, union: UnionTree) -> None:
    upload(specialist, f"{HEADER}\n{ROW}")
    stranger = Client()
    stranger.force_login(make_holder("specialist", union["south"]))
    for part in ("", "columns/", "progress/", "workbook/", "workbook/progress/", "changes/", "missing/"):
        assert stranger.get(f"/members/imports/{newest().pk}/{part}").status_code == 404
    for part in ("cancel", "check", "apply", "undo", "workbook", "sheet", "header", "columns", "missing", "everybody"):
        assert stranger.post(f"/members/imports/{newest().pk}/{part}/").status_code == 404
    assert "list.csv" not in stranger.get("/members/imports/").content.decode()
    assert newest().state == BatchState.UPLOADED


@pytest.mark.parametrize("role", ["audit_commission", "union_chair", "administrator", "controller"])
def test_who_may_not_import_has_no_such_pages(union: UnionTree, client: Client, role: str) -> None:
    client.force_login(make_holder(role, union["union"]))
    assert [client.get(f"/members/imports/{part}").status_code for part in ("", "new/", "places/")] == [404] * 3

"""What a list tells of people outside the reader's right: a count; somebody only to who writes the name as well."""

from __future__ import annotations

import html
import io
import re
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from birlik.accounts.models import User
from birlik.members.actions import joining, meetings
from birlik.members.enums import Exit, PersonState
from birlik.members.imports.row_states import unpack
from birlik.members.models import CardReading, ImportBatch, ImportProblem, MemberAccount, Membership, Person
from tests.factories import UnionTree, make_holder, make_union_tree, make_user
from tests.members.people import make_iin, make_person
from tests.web.members.imports.test_pages import act, apply, check, counts, marked, newest, page, reads_english, upload

pytestmark = pytest.mark.django_db

HEADER = "ЖСН;Тегі;Аты"
NOBODY = [make_iin(number) for number in range(3001, 3151)]
HELD = "cannot be entered from here"
PARTS = ("", "changes/", "missing/")


@pytest.fixture
def union() -> UnionTree:
    return make_union_tree()


@pytest.fixture(autouse=True)
def _done_at_once(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def holder(union: UnionTree) -> User:
    return make_holder("chair_primary", union["school-1"])


@pytest.fixture
def chair(holder: User, client: Client) -> Client:
    return reads_english(client, holder)


def listed(*numbers: str, named: str = "Ойдан;Шығарылған") -> str:
    return "\n".join([HEADER, *(f"{number};{named}" for number in numbers)])


def checked(client: Client, content: str, place: str = "school-1") -> ImportBatch:
    upload(client, content, place=place)
    check(client)
    return newest()


def named(person: Person) -> str:
    return f"{HEADER}\n{person.iin};{person.surname};{person.given}"


def said() -> list[tuple[int, str]]:
    found = ImportProblem.objects.filter(batch=newest(), severity="error")
    return list(found.order_by("row", "code").values_list("row", "code"))


def readings(person: Person) -> list[tuple[str, str]]:
    return list(CardReading.objects.filter(person=person).values_list("act", "by__username"))


def everything(client: Client) -> list[Any]:
    """All that the reader gets of the newest batch, without what differs from one page to the next."""
    pk = newest().pk
    shown = [client.get(f"/members/imports/{pk}/{part}", query) for part in PARTS for query in ({}, {"show": "all"})]
    shown += [client.get(f"/members/imports/{pk}/", {"show": "error", "kind": "row.waits"})]
    shown += [client.get("/members/?organisation=school-1")]
    passing = re.compile(rf"\b[a-zA-Z0-9]{{64}}\b|imports/{pk}/|No {pk}\b|batch={pk}\b|\d\d:\d\d")
    pages = [(answer.status_code, passing.sub("", answer.content.decode())) for answer in shown]
    book = openpyxl.load_workbook(io.BytesIO(marked(client).getvalue()))
    cells = [(cell.value, cell.fill.fgColor.rgb, cell.comment) for row in book.active.iter_rows() for cell in row]
    return [pages, cells, counts(), said(), unpack(bytes(newest().states)).rows()]


class TestNumbersWithoutNames:
    def test_a_chair_with_150_numbers_learns_a_count(self, union: UnionTree, chair: Client) -> None:
        elsewhere = [make_person(union["school-2"], surname="Жасырын") for _ in range(75)]
        numbers = [number for pair in zip((one.iin for one in elsewhere), NOBODY, strict=False) for number in pair]
        batch = checked(chair, listed(*numbers))
        assert (batch.held, batch.waiting, counts()) == (75, 150, (0, 0, 0, 150))
        assert said() == [(row, "row.waits") for row in range(2, 152)]
        assert "75 rows of this list cannot be entered from here" in page(chair)
        assert set(unpack(bytes(batch.states))["state"]) == {"r"}
        apply(chair)
        assert (newest().state, counts()) == ("applied", (0, 0, 0, 150))
        assert Person.objects.filter(organisation=union["school-1"]).count() == 0

    def test_which_numbers_are_members_changes_nothing_that_is_shown(self, union: UnionTree, chair: Client) -> None:
        own, numbers = make_person(union["school-1"]), NOBODY[:9]
        hidden = [make_person(union["school-2"], surname="Жасырын") for _ in range(3)]
        content = "\n".join([listed(*numbers), f"{own.iin};{own.surname};{own.given}"])
        seen: list[Any] = []
        for place in (0, 6):
            for one, number in zip(hidden, numbers[place : place + 3], strict=True):
                Person.objects.filter(pk=one.pk).update(iin=number)
            checked(chair, content)
            found = everything(chair)
            assert found[2] == (0, 0, 1, 9)
            apply(chair)
            seen.append([*found, *everything(chair)])
        assert seen[0] == seen[1]

    def test_former_and_blocked_people_are_met_in_the_same_way(self, union: UnionTree, chair: Client) -> None:
        former, blocked = make_person(union["school-2"]), make_person(union["school-2"], given="Бұғатталған")
        today = timezone.localdate()
        Membership.objects.filter(person=former).update(until=today, exit=Exit.OTHER)
        Person.objects.filter(pk=former.pk).update(organisation=None, category="")
        Person.objects.filter(pk=blocked.pk).update(state=PersonState.BLOCKED)
        checked(chair, listed(former.iin, NOBODY[0]))
        assert said() == [(2, "row.waits"), (3, "row.waits")]
        checked(chair, "\n".join([named(blocked), f"{NOBODY[0]};Басқа;Біреу"]))  # with the name, too
        assert said() == [(2, "row.waits"), (3, "row.waits")]

    def test_a_namesake_elsewhere_is_not_told_of(self, union: UnionTree, chair: Client) -> None:
        person = make_person(union["school-2"], patronymic="")
        row = f"ЖСН;Тегі;Аты;Туған күні\n{NOBODY[0]};{person.surname};{person.given};15.03.1980"
        checked(chair, row)
        assert counts() == (1, 0, 0, 0)
        assert not ImportProblem.objects.filter(batch=newest(), code="person.namesake").exists()

    def test_new_people_of_other_organisations_do_not_wait(self, union: UnionTree, client: Client) -> None:
        specialist = reads_english(client, make_holder("specialist", union["north"]))
        hidden = make_person(union["college-1"])
        rows = [(hidden.iin, "school-1"), (NOBODY[0], "school-1"), (NOBODY[1], "school-2")]
        content = "\n".join(["ЖСН;Тегі;Аты;Бастауыш ұйым", *(f"{iin};Жаңа;Адам;{place}" for iin, place in rows)])
        batch = checked(specialist, content, place="north")
        assert (batch.held, batch.waiting, counts()) == (1, 2, (1, 0, 0, 2))
        assert said() == [(2, "row.waits"), (3, "row.waits")]

    def test_an_organisation_for_each_number_tells_no_more(
        self, union: UnionTree, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(meetings, "MOST_A_DAY", 1)
        specialist = reads_english(client, make_holder("specialist", union["north"]))
        hidden = [make_person(union["college-1"]) for _ in range(2)]
        rows = zip((*(one.iin for one in hidden), NOBODY[0]), ("school-1", "school-2", "school-3"), strict=True)
        content = "\n".join(["ЖСН;Тегі;Аты;Бастауыш ұйым", *(f"{iin};Жаңа;Адам;{place}" for iin, place in rows)])
        assert (checked(specialist, content, place="north").held, counts()) == (2, (0, 0, 0, 3))

    def test_what_was_met_too_often_closes_the_day(
        self, union: UnionTree, chair: Client, holder: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(meetings, "MOST_A_DAY", 3)
        hidden = [make_person(union["school-2"]) for _ in range(3)]
        for one in hidden:
            assert checked(chair, listed(one.iin)).held == 1
        assert [readings(one) for one in hidden] == [[("number", holder.username)]] * 3
        for number in (hidden[0].iin, NOBODY[0]):  # one question more is answered in the same way, whoever it is
            batch = checked(chair, listed(number))
            assert (batch.held, batch.waiting, said()) == (0, 1, [(2, "row.waits")])
            assert "New people wait until tomorrow" in page(chair)
        CardReading.objects.update(at=timezone.now() - timedelta(hours=25))
        assert (checked(chair, listed(NOBODY[0])).waiting, counts()) == (0, (1, 0, 0, 0))


class TestNumbersWithNames:
    def test_who_is_named_is_told_of_and_reads_who_asked(self, union: UnionTree, chair: Client, holder: User) -> None:
        person = make_person(union["school-2"])
        account = make_user("member")
        MemberAccount.objects.create(user=account, person=person)
        content = f"{HEADER}\n{person.iin};{person.surname.upper()};{person.given}\n{NOBODY[0]};Жаңа;Адам"
        batch = checked(chair, content)
        assert (batch.held, counts(), said()) == (0, (1, 0, 0, 1), [(2, "person.member_elsewhere")])
        shown = page(chair)
        assert union["school-2"].name_kk not in shown
        apply(chair)
        assert readings(person) == [("import", holder.username)]  # once a day
        member = reads_english(Client(), account)
        assert "had a list with the name and the IIN" in member.get(reverse("members:my")).content.decode()

    def test_more_than_a_day_allows_are_only_counted(
        self, union: UnionTree, chair: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(meetings, "MOST_A_DAY", 2)
        people = [make_person(union["school-2"], surname=f"Тегі{letter}") for letter in "абвг"]
        content = "\n".join([HEADER, *(f"{one.iin};{one.surname};{one.given}" for one in people)])
        batch = checked(chair, content)
        assert (batch.held, counts()) == (2, (0, 0, 0, 4))
        assert said() == [
            (2, "person.member_elsewhere"), (3, "person.member_elsewhere"), (4, "row.waits"), (5, "row.waits"),
        ]  # fmt: skip

    def test_the_rows_are_shown_to_nobody_else(self, union: UnionTree, chair: Client, holder: User) -> None:
        checked(chair, named(make_person(union["school-2"])))
        other = reads_english(Client(), make_holder("chair_primary", union["school-1"]))
        shown = html.unescape(page(other))
        assert "member of another organisation" in page(chair)
        assert "member of another organisation" not in shown
        assert holder.full_name in shown
        assert other.get(f"/members/imports/{newest().pk}/workbook/").status_code == 404
        act(other, "cancel")
        assert "member of another organisation" not in page(other)

    def test_who_stands_above_checks_in_the_own_name_and_the_other_again(
        self, union: UnionTree, chair: Client, holder: User
    ) -> None:
        above = reads_english(Client(), make_holder("specialist", union["north"]))
        person = make_person(union["school-2"])
        content = "\n".join([listed(person.iin), f"{NOBODY[0]};Жаңа;Адам"])
        again, path = "Check in my own name", f"/members/imports/{checked(chair, content).pk}/check/"
        assert (path in page(chair), HELD in page(chair)) == (False, True)
        shown = html.unescape(page(above))
        assert (again in shown, holder.full_name in shown, HELD in shown) == (True, True, False)
        act(above, "check")
        assert (newest().held, counts()) == (0, (1, 0, 0, 1))
        assert (again in page(above), "member of another organisation" in page(above)) == (False, True)
        shown = page(chair)
        assert (again in shown, "?show=" in shown, "workbook with marks" in shown) == (True, False, False)
        act(chair, "check")
        assert (newest().held, counts()) == (1, (0, 0, 0, 2))
        assert (again in page(chair), HELD in page(chair), "workbook with marks" in page(chair)) == (False, True, True)

    def test_who_sees_both_organisations_is_told_as_ever(self, union: UnionTree, client: Client) -> None:
        head = reads_english(client, make_holder("head_of_department", union["union"]))
        person = make_person(union["college-1"])
        batch = checked(head, listed(person.iin), place="school-1")
        assert (batch.held, said()) == (0, [(2, "person.member_elsewhere"), (2, "person.other_name")])
        assert readings(person) == []

    def test_a_region_finds_its_own_people_in_a_list_of_one_school(self, union: UnionTree, client: Client) -> None:
        specialist = reads_english(client, make_holder("specialist", union["north"]))
        person = make_person(union["school-2"])
        batch = checked(specialist, named(person))
        assert (batch.held, said(), readings(person)) == (0, [(2, "person.member_elsewhere")], [])
        chair = reads_english(Client(), make_holder("chair_primary", union["school-1"]))
        assert "member of another organisation" not in page(chair)


def test_where_a_missing_member_went_is_not_told(union: UnionTree, chair: Client) -> None:
    gone, stays = make_person(union["school-1"]), make_person(union["school-1"], surname="Қалған")
    checked(chair, listed(NOBODY[0]))
    apply(chair)
    shown = page(chair, "missing/")
    assert (gone.surname in shown, stays.surname in shown) == (True, True)
    Person.objects.filter(pk=gone.pk).update(organisation=union["school-2"])
    for asked in ({}, {"of": "school-2"}):
        shown = page(chair, "missing/", **asked)
        assert union["school-2"].short.in_("en") not in shown
        assert (gone.surname in shown, stays.surname in shown) == (True, True)  # the same whatever is asked for


def test_an_applicant_is_answered_alike_whoever_has_the_number(union: UnionTree, holder: User) -> None:
    until = timezone.localdate() + timedelta(days=10)
    secret = joining.make_link(union["school-1"], until=until, by=holder, at=timezone.now())[1]
    address = reverse("members:apply", args=[secret])
    sent = {
        "surname": "Ким", "given": "Анна", "born": "1990-03-15", "sex": "f", "phone": "+7 701 000 00 01",
        "category": "working", "consent": "on",
    }  # fmt: skip
    answers = []
    for number in (NOBODY[0], make_person(union["school-2"]).iin, make_person(union["school-1"]).iin):
        visitor = Client()
        visitor.get(address)
        answer = visitor.post(address, sent | {"iin": number})
        answers.append((answer.status_code, answer.headers.get("Location"), answer.content))
    assert answers == [(302, reverse("members:apply-received", args=[secret]), b"")] * 3

"""The pages of the registry: list, search, card, changes, the file; and that no name stands in an address."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from birlik.accounts.models import User
from birlik.audit.models import Event
from birlik.members.models import CardReading, ListExport, Membership, Person, PersonChange
from birlik.orgs.models import Assignment
from tests.factories import PASSWORD, UnionTree, give_role, make_holder, make_union_tree
from tests.members.people import make_person

pytestmark = pytest.mark.django_db
LIST = "/members/"
PURPOSE = "Төсбелгі тапсыру рәсімі"


@pytest.fixture
def tree() -> UnionTree:
    return make_union_tree()


@pytest.fixture
def specialist(tree: UnionTree) -> User:
    return make_holder("specialist", tree["north"], password=PASSWORD)


@pytest.fixture
def client(specialist: User) -> Client:
    return signed_in(specialist)


@pytest.fixture
def person(tree: UnionTree) -> Person:
    return make_person(tree["school-1"])


@pytest.fixture
def stranger(tree: UnionTree) -> Person:
    return make_person(tree["school-4"], surname="Бөтенбаев", given="Мұрат", patronymic="")


def signed_in(user: User) -> Client:
    one = Client()
    one.force_login(user)
    return one


def url(name: str, *args: object) -> str:
    return reverse(f"members:{name}", args=args)


def offered_places(client: Client) -> set[str]:
    _before, _choice, places = text(client.get(f"{LIST}?under=north")).partition('name="under"')
    return set(re.findall(r'<option value="([^"]+)"', places.partition("</select>")[0]))


def text(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.status_code
    return str(answer.content.decode())


def test_the_list_masks_numbers_and_leads_to_the_card(client: Client, person: Person, stranger: Person) -> None:
    page = text(client.get(LIST))
    assert f'href="/members/{person.pk}/"' in page
    assert f"********{person.iin[-4:]}" in page
    assert person.iin not in page
    assert person.phone not in page
    assert stranger.surname not in page


def test_the_list_of_elsewhere_does_not_exist(client: Client, stranger: Person) -> None:
    for code in ("south", "school-4", "union", "nowhere"):
        assert client.get(f"{LIST}?under={code}").status_code == 404


def test_another_role_opens_other_places_at_once(client: Client, specialist: User, tree: UnionTree) -> None:
    give_role(specialist, "chair_primary", tree["school-4"])
    offered = [offered_places(client)]
    Assignment.objects.filter(user=specialist, role="chair_primary").update(
        organisation=tree["college-1"]
    )  # no more, no fewer
    offered.append(offered_places(client))
    assert [("school-4" in places, "college-1" in places) for places in offered] == [(True, False), (False, True)]


@pytest.mark.parametrize(
    "query", ["state=x&sex=q&category=w", "since=2026-02-30", "after=x", "batch=-1", "after=9" * 30]
)
def test_nonsense_narrows_nothing(client: Client, person: Person, query: str) -> None:
    assert person.surname in text(client.get(f"{LIST}?{query}"))


def test_search_by_post_with_what_is_searched_in_no_address(client: Client, person: Person, stranger: Person) -> None:
    for asked in (person.surname, "сейилханова актоты", person.iin, person.card, f"{person.surname} {person.iin[-4:]}"):
        page = text(client.post(LIST, {"q": asked}))
        assert f'href="/members/{person.pk}/"' in page, asked
        assert f"q={asked}" not in page
        _head, _table, rows = page.partition("<tbody>")  # above it stands what was asked
        assert person.iin not in rows
    assert person.surname in text(client.get(f"{LIST}?q=нет"))  # in the address it is no search
    assert client.post(LIST, {"q": stranger.surname}).context["page"].rows == ()


def test_a_misspelt_name_is_asked_back(client: Client, person: Person) -> None:
    page = text(client.post(LIST, {"q": "Сейілхонова"}))
    assert f'<button class="chip" name="q" value="{person.surname}">' in page


def test_search_refuses_a_forged_form(specialist: User, person: Person) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(specialist)
    assert strict.post(LIST, {"q": person.surname}).status_code == 403


def test_the_card_shows_everything_and_writes_down_who_read(
    client: Client, specialist: User, person: Person, stranger: Person
) -> None:
    page = text(client.get(url("card", person.pk)))
    for value in (person.full_name, person.iin, person.phone, person.email, person.card):
        assert value in page
    assert person.full_name not in page.partition("<title>")[2].partition("</title>")[0]
    read = CardReading.objects.get()
    assert (read.person_id, read.by_id, read.act) == (person.pk, specialist.pk, "card")
    assert client.get(url("card", stranger.pk)).status_code == 404
    assert client.get(url("card", 999_999)).status_code == 404
    assert CardReading.objects.count() == 1


def test_a_reader_without_the_right_to_edit(tree: UnionTree, person: Person) -> None:
    auditor = signed_in(make_holder("audit_commission", tree["north"]))
    PersonChange.objects.create(
        person=person, at=timezone.now(), by_label="X", action="member.changed", before={"phone": "+7 000"}
    )
    page = text(auditor.get(url("card", person.pk)))
    assert "+7 000" not in page
    assert url("edit", person.pk) not in page
    span = Membership.objects.get(person=person)
    for name, args in (("edit", ()), ("leave", ()), ("category", ()), ("correct", (span.pk,))):
        assert auditor.get(url(name, person.pk, *args)).status_code == 404
    assert text(auditor.get(LIST)).count(url("export", "north")) == 0
    assert auditor.get(url("export", "north")).status_code == 403
    assert auditor.get(url("duplicates", "north")).status_code == 403


def test_personal_data_are_corrected(client: Client, person: Person) -> None:
    address = url("edit", person.pk)
    form = client.get(address).context["form"]
    given = {name: value or "" for name, value in form.initial.items()} | {"born": "1980-03-15"}
    assert client.post(address, given).status_code == 200  # a reason is asked for
    bad = client.post(address, {**given, "iin": "123456789012", "reason": "Қате"})
    assert bad.context["form"].errors["iin"]
    answer = client.post(address, {**given, "surname": "Жаңаева", "reason": "Некеге тұру туралы куәлік"})
    assert answer.headers["Location"] == url("card", person.pk)
    person.refresh_from_db()
    assert (person.surname, person.fold_key.split(" ")[0]) == ("Жаңаева", "жанаева")
    assert "Некеге тұру туралы куәлік" in text(client.get(url("card", person.pk)))


def test_a_member_leaves_and_changes_category(client: Client, person: Person) -> None:
    today = timezone.localdate()
    answer = client.post(url("category", person.pk), {"on": today - timedelta(days=1), "category": "pensioner"})
    assert answer.headers["Location"] == url("card", person.pk)
    assert client.post(url("leave", person.pk), {"on": today}).status_code == 200  # without a reason
    answer = client.post(url("leave", person.pk), {"on": today, "reason": "own_will", "ground": "№ 3"})
    assert answer.headers["Location"] == url("card", person.pk)
    spans = Membership.objects.filter(person=person).order_by("since").values_list("category", "exit")
    assert list(spans) == [("working", "retirement"), ("pensioner", "own_will")]
    page = client.post(url("leave", person.pk), {"on": today, "reason": "own_will"})
    assert page.context["form"].non_field_errors()


def test_a_membership_is_corrected_annulled_and_restored(client: Client, person: Person, stranger: Person) -> None:
    span = Membership.objects.get(person=person)
    address = url("correct", person.pk, span.pk)
    given = {"since": "2021-05-04", "category": "working", "reason": "Хаттама бойынша"}
    assert client.post(address, given).status_code == 302
    assert client.post(address, given).context["form"].non_field_errors()  # nothing was changed
    assert client.post(address, {**given, "do": "annul"}).status_code == 302
    span.refresh_from_db()
    assert (span.since, span.exit) == (date(2021, 5, 4), "corrected")
    assert client.post(address, {**given, "do": "restore"}).status_code == 302
    span.refresh_from_db()
    assert (span.until, span.exit) == (None, "")
    other = Membership.objects.get(person=stranger)
    assert client.get(url("correct", person.pk, other.pk)).status_code == 404


def test_the_file_needs_a_purpose_and_the_password(client: Client, specialist: User, person: Person) -> None:
    address = url("export", "north") + "?sex=f"
    assert person.surname not in text(client.get(address))
    wrong = client.post(address, {"purpose": PURPOSE, "password": "wrong"})
    assert (wrong.headers["Content-Type"].partition(";")[0], ListExport.objects.count()) == ("text/html", 0)
    assert client.post(address, {"purpose": "x", "password": PASSWORD}).context["form"].errors["purpose"]
    answer = client.post(address, {"purpose": PURPOSE, "password": PASSWORD})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    assert person.full_name in cells
    assert f"********{person.iin[-4:]}" in cells
    assert person.iin not in cells
    taken = ListExport.objects.get()
    assert (taken.by, taken.rows, taken.purpose, taken.filter) == (specialist, 1, PURPOSE, {"sex": "f"})
    event = Event.objects.get(action="member.list_exported")
    assert person.surname not in str(event.after)
    assert "no-store" in answer.headers["Cache-Control"]
    assert client.get(url("card", person.pk)).status_code == 200  # still signed in


def test_the_file_is_in_the_order_that_the_list_was_asked_for(client: Client, person: Person) -> None:
    elder = make_person(person.organisation, surname="Ясинова", born=date(1950, 1, 1))
    page = text(client.get(url("list") + "?under=north&sort=born"))
    assert page.index("Ясинова") < page.index(person.surname)
    assert f"{url('export', 'north')}?sort=born" in page
    answer = client.post(url("export", "north") + "?sort=born", {"purpose": PURPOSE, "password": PASSWORD})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    names = [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert names == [elder.full_name, person.full_name]


def test_a_long_list_has_the_order_of_names_alone_and_says_so(
    client: Client, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_person(person.organisation, surname="Ясинова", born=date(1950, 1, 1))
    monkeypatch.setattr("birlik.web.members.listing.MOST_SORTED", 1)
    page = text(client.get(url("list") + "?under=north&sort=born"))
    assert page.index(person.surname) < page.index("Ясинова")
    assert "table__sort" not in page
    assert "шағынырақ ұйымды таңдаңыз" in page


def test_duplicates_are_shown_within_the_scope(client: Client, person: Person, tree: UnionTree) -> None:
    assert "/different/" not in text(client.get(url("duplicates", "north")))
    twin, elsewhere = make_person(tree["school-2"]), make_person(tree["school-4"])
    Person.objects.filter(pk__in=[twin.pk, elsewhere.pk]).update(iin="")
    page = text(client.post(url("duplicates", "north")))
    assert url("merge", person.pk, twin.pk) in page
    assert str(url("card", elsewhere.pk)) not in page
    assert text(client.get(url("duplicates", "north") + "?why=no_number&from=0")).count("/different/") == 1
    assert client.get(url("duplicates", "south")).status_code == 404


@pytest.mark.parametrize("people", [1, 3])
def test_pages_keep_their_budget(client: Client, tree: UnionTree, person: Person, people: int) -> None:
    for number in range(1, people):
        make_person(tree["school-1"], surname=f"Сейілханова{number}")
    client.get("/")  # whatever a process reads once
    found = {}
    asks: dict[str, Callable[[], Any]] = {
        "list": lambda: client.get(LIST),
        "narrowed": lambda: client.get(f"{LIST}?under=school-1&category=working&since=2020-01-01"),
        "search": lambda: client.post(LIST, {"q": "Сейілханова"}),
        "card": lambda: client.get(url("card", person.pk)),
    }
    for name, ask in asks.items():
        for state in ("cold", "warm"):
            if state == "cold":
                cache.clear()
            with CaptureQueriesContext(connection) as queries:
                assert ask().status_code == 200
            found[f"{name} {state}"] = len(queries)
    assert found == BUDGETS


BUDGETS = {
    "list cold": 9,
    "list warm": 7,
    "narrowed cold": 8,
    "narrowed warm": 7,
    "search cold": 12,
    "search warm": 10,
    "card cold": 10,
    "card warm": 8,
}

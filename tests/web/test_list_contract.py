"""What is asked of every list: it sorts by each column, its file holds what it shows, its filter is kept on the way
down, its state stands in the address, and an order costs no query more. A list that is declared without a case here
fails."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

import birlik.web
from birlik.accounts.models import User
from birlik.audit.models import Event
from birlik.grammar.letters import sort_key
from birlik.members.actions import joining, transfers
from birlik.members.enums import ApplicationState, Category
from birlik.members.models import Application, ImportBatch, ListExport, Person
from birlik.members.queries.people_list import LIST_FIELDS
from birlik.members.values import PersonFields
from birlik.orgs.models import Organisation
from birlik.registers.declare import REGISTERS, Register
from birlik.statistics.actions import reports
from birlik.statistics.models import Campaign
from birlik.statistics.queries.board import ORDER
from birlik.statistics.queries.table import columns_of
from birlik.statistics.spec import default_form
from birlik.web.accounts import columns as account_columns
from birlik.web.audit import columns as trail_columns
from birlik.web.members import duplicates_columns, joining_columns, rows, transfers_columns
from birlik.web.members.imports import list_columns as imports_list
from birlik.web.orgs import columns as organisations
from birlik.web.registers import columns as entries
from birlik.web.shared import marks
from birlik.web.shared.columns import Column, ColumnList
from birlik.web.statistics import (
    board_columns,
    digitisation_columns,
    reconciliation_columns,
    table_columns,
    unaccepted_columns,
)
from tests.factories import NOW, PASSWORD, UnionTree, give_role, make_holder, make_union_tree, make_user
from tests.members.people import IINS, make_person
from tests.registers.samples import ON, SAMPLES, of, record
from tests.statistics_factories import (
    Office,
    accept_report,
    make_campaign,
    make_office,
    moment,
    send_report,
)

pytestmark = pytest.mark.django_db
WEB = Path(birlik.web.__file__).parent
TODAY = date(2026, 3, 1)
LINE = re.compile(r'<tr[^>]*><th scope="row"[^>]*>(.*?)</th>')
HEADING = re.compile(r'class="table__sort" href="([^"]*)"')


READER = "reader"
NOT_FILED = ""
CHOSEN = ("members_total", "women_share", "chairs")


@dataclass(frozen=True)
class ListCase:
    """A list. `identity`: the column of its file that a link of the line holds; `narrowed`: a filter of the address;
    `below`: the address one level down; `keys`: how the texts of a column compare where not as numbers, days, names;
    `like`: columns that stand in no file, with one of the file that is in the same order; NOT_FILED: names, which are
    read on the page. `held`: a pattern of the identity in the first cell; `least`: columns whose values differ here;
    `budget`: queries."""

    columns: Callable[[], ColumnList[Any]]
    url: str
    budget: int
    narrowed: str = ""
    below: str = ""
    identity: str = "code"
    has_total: bool = False
    held: str = r'href="[^"?]*/{}/'
    least: int = 3
    keys: dict[str, Callable[[str], Any]] = field(default_factory=dict)
    like: dict[str, str] = field(default_factory=dict)

    @property
    def kept(self) -> list[str]:
        """The parts of the address that a link keeps: all but the organisation, which a link down changes."""
        parts = f"{self.url.partition('?')[2]}&{self.narrowed}".split("&")
        return [part for part in parts if part and not part.startswith("under=")]


def table(*, changes: bool) -> ColumnList[Any]:
    indicators = columns_of(Campaign.objects.get(year=2025), CHOSEN)
    return table_columns.columns("ru", 2025, indicators, "", changes=changes)


def place_of_status(text: str) -> int:
    return [str(marks.STATUS_NAMES[status.value]) for status in ORDER].index(text)


def narrowed(register: Register) -> str:
    """The first filter whose value a good entry holds."""
    good = SAMPLES[register.code].good
    return next(
        (f"{name}={good[name]}" for name in register.filters if name in good and name != register.day), "state=all"
    )


LISTS = {
    "orgs/columns.py": ListCase(
        lambda: organisations.columns("ru", TODAY, closed=True), "/organisations/?under=union&kind=all&state=all",
        budget=14, narrowed="region=10", below="/organisations/?under=north", like={"name": "name_ru"},
    ),
    # of the queries of a board four ask for the terms: its days, exceptions, and who was added or left out; one for
    # what those stand under whose report is not accepted
    "statistics/board_columns.py": ListCase(
        lambda: board_columns.columns("ru", 2025, ""), "/campaign/2025/union/", budget=18, narrowed="show=incomplete",
        below="/campaign/2025/north/", has_total=True, keys={"own": place_of_status}, like={"reports": "coverage"},
    ),
    "statistics/unaccepted_columns.py": ListCase(
        lambda: unaccepted_columns.columns("ru", 2025), "/campaign/2025/union/unaccepted/", budget=8,
        least=1, keys={"status": lambda text: sort_key(text, "ru")},
    ),
    "statistics/table_columns.py": ListCase(
        lambda: table(changes=False), "/figures/2025/union/?c=members_total&c=women_share&c=chairs", budget=8,
        below="/figures/2025/north/", has_total=True, like={"name": "organisation"},
    ),
    "statistics/table_columns.py: changes": ListCase(
        lambda: table(changes=True), "/figures/2025/union/?c=members_total&c=women_share&c=chairs&view=changes",
        budget=8, below="/figures/2025/north/", has_total=True,
        like={"name": "organisation", **{code: f"{code}-change" for code in CHOSEN}},
    ),
    "statistics/digitisation_columns.py": ListCase(
        lambda: digitisation_columns.columns("ru", 2025, "", runs=False), "/digitisation/2025/union/", budget=12,
        narrowed="show=late", below="/digitisation/2025/south/",
    ),
    "statistics/reconciliation_columns.py": ListCase(
        lambda: reconciliation_columns.columns("ru", 2025, default_form(2025), ""),
        "/reports/2025/union/registry/", budget=16, below="/reports/2025/north/registry/", has_total=True,
    ),
    "members/joining_columns.py": ListCase(
        lambda: joining_columns.columns("ru", "received"), "/members/joining/", budget=7, identity="number",
        like={"name": NOT_FILED}, keys={"dues": lambda text: text == translation.gettext("dues agreed")},
    ),
    "members/joining_columns.py: decided": ListCase(
        lambda: joining_columns.columns("ru", "refused"), "/members/joining/?state=refused", budget=7,
        identity="number", like={"name": NOT_FILED},
    ),
    "members/transfers_columns.py": ListCase(
        lambda: transfers_columns.columns("ru", User.objects.get(username=READER), TODAY), "/members/transfers/",
        budget=9, narrowed="state=waiting", identity="number", like={"name": NOT_FILED},
    ),
    "members/duplicates_columns.py": ListCase(
        lambda: duplicates_columns.columns("ru", ""), "/members/duplicates/union/", budget=10, narrowed="why=no_number",
        identity="first-number", like={"first": NOT_FILED, "second": NOT_FILED}, least=1,
        keys={"why": lambda text: [str(one) for one in duplicates_columns.REASONS.values()].index(text)},
    ),
    "members/imports/list_columns.py": ListCase(
        lambda: imports_list.columns("ru"), "/members/imports/", budget=6, narrowed="state=out", identity="number",
    ),
    "members/rows.py": ListCase(
        lambda: rows.columns("ru", sorts=True), "/members/?under=union", budget=8, narrowed="category=working",
        identity="",
        like=dict.fromkeys(("name", "organisation", "category", "born", "since", "card", *LIST_FIELDS), NOT_FILED),
    ),
    "accounts/columns.py": ListCase(
        lambda: account_columns.columns("ru"), "/accounts/?under=union", budget=16, narrowed="state=never",
        identity="number", like={"full_name": NOT_FILED}, least=1,
        keys={"signed_in": lambda text: datetime.strptime(text, "%d.%m.%Y %H:%M")},  # noqa: DTZ007 - of one zone
    ),
    "audit/columns.py": ListCase(
        lambda: trail_columns.columns("ru"), "/trail/?group=transfers", budget=14, narrowed="since=2026-02-01",
        identity="when", held=">{}<", least=1,
        keys={"when": lambda text: datetime.strptime(text, "%d.%m.%Y %H:%M:%S")},  # noqa: DTZ007 - of one zone
    ),
}  # fmt: skip
# one of the queries asks whether the reader holds the whole tree: then nothing is asked of each row
LISTS |= {
    f"registers/columns.py: {code}": ListCase(
        partial(entries.columns, register, "ru"), f"/registers/{code}/", budget=7 if register.timers else 6,
        narrowed=narrowed(register),
        identity="number",
    )
    for code, register in REGISTERS.items()
}  # fmt: skip
WITH_FILES = {name: case for name, case in LISTS.items() if case.identity}  # of members: asked with a purpose, below


@pytest.fixture
def reader(client: Client, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """Somebody who sees every list, in a union where hardly two lines are alike and some values are missing."""
    noon = datetime(2026, 3, 1, 12, tzinfo=timezone.get_current_timezone())
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon)
    cache.clear()
    tree = make_union_tree()
    office = make_office(tree)
    fill_statistics(tree, office)
    fill_members(tree)
    fill_registers(tree)
    user = make_user(username=READER)
    give_role(user, "head_of_department", tree["union"], since=date(2020, 1, 1))
    give_role(user, "specialist", tree["union"], since=date(2020, 1, 1))
    give_role(user, "audit_commission", tree["union"], since=date(2020, 1, 1))
    give_role(user, "administrator", tree["union"], since=date(2020, 1, 1))
    user.language = "ru"
    user.save()
    client.force_login(user)
    with translation.override("ru"):
        yield client


def fill_statistics(tree: UnionTree, office: Office) -> None:
    last = make_campaign(2024, office)
    accept_report(last, "school-1", office)
    accept_report(last, "school-4", office, members_working=41)
    campaign = make_campaign(2025, office)
    accept_report(campaign, "school-1", office, members_working=61)
    send_report(campaign, "school-2", office)
    accept_report(campaign, "school-4", office, members_working=45)
    sent = send_report(campaign, "college-1", office)
    reports.return_(sent, remark="Түзету керек", by=office.judge, at=moment(2025, day=17))
    accept_report(campaign, "university-1", office, members_working=80)
    for code, region in (("north", "71"), ("south", "10"), ("school-1", "10"), ("school-4", "79")):
        tree[code].region = region
        tree[code].save()
    for code, people in (("school-1", 3), ("school-4", 1), ("university-1", 2)):
        for _person in range(people):
            make_person(tree[code])


def fill_members(tree: UnionTree) -> None:
    """Applications that wait and one accepted, transfers from the reader's members and back, a pair twice entered."""
    old, new = make_holder("chair_primary", tree["school-1"]), make_holder("chair_primary", tree["college-1"])
    for number, surname in enumerate(("Әлі", "Ғали", "Зәки", "Қали", "Ілияс")):
        person = PersonFields(surname=surname, given="Асан", iin=IINS[number], born=date(1990, 3, 15), sex="m")
        category = (Category.WORKING, Category.STUDENT, Category.PENSIONER)[number % 3]
        place, chair = ((tree["school-1"], old), (tree["college-1"], new))[number % 2]
        asked = joining.Request(person, category, "", dues_agreed=number < 2)
        made = joining.apply_on_paper(place, asked, by=chair, at=NOW + timedelta(days=number))
        if number > 2:
            refused = ApplicationState.REFUSED
            day = TODAY - timedelta(days=number)
            Application.objects.filter(pk=made.pk).update(state=refused, decided_on=day, decision="№ 3")
    people = [
        make_person(tree["school-1"], surname=surname, category=category, born=date(year, 3, 15))
        for surname, category, year in (
            ("Ұзақ", "student", 2004),
            ("Өмір", "pensioner", 1955),
            ("Бек", "working", 1980),
        )
    ]
    for number, person in enumerate(people):
        made = transfers.send(
            person, target=tree["college-1"], on=TODAY - timedelta(days=30 + number), category="", ground="",
            by=old, at=NOW + timedelta(days=20, minutes=number),
        )  # fmt: skip
        if number == 1:
            transfers.confirm(made, by=new, at=NOW + timedelta(days=20, minutes=9))
    for number, (code, state) in enumerate((("north", "applied"), ("school-4", "ready"), ("union", "cancelled"))):
        ImportBatch.objects.create(
            organisation=tree[code], file_name=f"{'вба'[number]}.xlsx", as_of=TODAY - timedelta(days=number),
            uploaded_at=NOW + timedelta(hours=number), state=state, rows=number * 5, created=number, changed=2 * number,
            unchanged=number, rejected=number, mapping={"0": "iin"},
        )  # fmt: skip
    twin = make_person(tree["school-2"], surname="Бек", born=date(1980, 3, 15))
    Person.objects.filter(pk=twin.pk).update(iin="")


def fill_registers(tree: UnionTree) -> None:
    """Entries of several schools and days, which differ as those that the indicators of the register count."""
    writer = make_holder("head_of_department", tree["union"])
    for code, register in REGISTERS.items():
        good = of(register, tree).good
        for number, given in enumerate([*SAMPLES[code].entries, {}]):
            place, on = SAMPLES[code].places[number % 3], ON - timedelta(days=number)
            record(register, tree, writer, good, given, {register.day: on.isoformat()}, place=place)


def with_query(url: str, query: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{query}"


def filed(client: Client, case: ListCase, query: str = "") -> list[dict[str, str]]:
    """The lines of the CSV by the codes of their columns, without the total."""
    answer = client.get(with_query(case.url, f"format=csv&{query}"))
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    codes = [column.code for column in case.columns().columns if column.files]
    found = [dict(zip(codes, line, strict=True)) for line in lines[1:]]
    return found[:-1] if case.has_total else found


def shown(client: Client, case: ListCase, query: str = "") -> list[str]:
    """The first cell of each line of the page."""
    page = client.get(with_query(case.url, query)).content.decode()
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return LINE.findall(body)


def comparable(text: str) -> Any:
    """A number, a day or the place of a name in the alphabet."""
    plain = text.replace(",", ".")
    if re.fullmatch(r"-?\d+(\.\d+)?", plain):
        return Decimal(plain)
    if found := re.fullmatch(r"(\d\d)\.(\d\d)\.(\d{4})", text):
        return found[3], found[2], found[1]
    return sort_key(text, "ru")


def sortable(case: ListCase) -> list[Column[Any]]:
    return [column for column in case.columns().columns if column.sort and column.pages]


def test_no_list_is_declared_without_a_case_here() -> None:
    declared = {
        str(path.relative_to(WEB)) for path in WEB.rglob("*.py") if "ColumnList(" in path.read_text(encoding="utf-8")
    }
    assert declared - {"shared/columns.py"} == {name.partition(":")[0] for name in LISTS}


def test_it_is_sorted_by_each_column_and_what_has_no_value_comes_last(reader: Client) -> None:
    for name, case in LISTS.items():
        columns = sortable(case)
        compared = [sorts(reader, name, case, column) for column in columns]
        assert compared.count(True) >= case.least, name  # else nothing was asked


def sorts(client: Client, name: str, case: ListCase, column: Column[Any]) -> bool:
    """The order of the file upwards and downwards; whether there was something to sort."""
    code, key = case.like.get(column.code, column.code), case.keys.get(column.code, comparable)
    upwards, downwards = (texts(client, case, column, code, f"sort={sign}{column.code}") for sign in ("", "-"))
    known = [key(text) for text in upwards if text]
    assert known == sorted(known), (name, column.code)
    assert [key(text) for text in downwards if text] == sorted(known, reverse=True), (name, column.code)
    assert not any(upwards[len(known) :] + downwards[len(known) :]), (name, column.code)
    return len(set(map(str, known))) > 1


def texts(client: Client, case: ListCase, column: Column[Any], code: str, query: str) -> list[str]:
    """A column of the file; of names, which no file holds, the column of the page."""
    if code != NOT_FILED:
        return [line[code] for line in filed(client, case, query)]
    page = client.get(with_query(case.url, query)).content.decode()
    body = page.partition("<thead>")[2].partition("<tbody>")[2].partition("</tbody>")[0]
    place = [one.code for one in case.columns().columns if one.pages].index(column.code)
    cells = [
        re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line)[place].partition("</a>")[0] for line in body.split("</tr>")[:-1]
    ]
    found = [unescape(re.sub("<[^>]+>", "", cell)) for cell in cells]
    return [
        "" if column.code == "name" and re.search(r"\d", text) else text for text in found
    ]  # "Transfer 5": not told


def test_its_file_holds_what_it_shows_in_its_order(reader: Client) -> None:
    for name, case in WITH_FILES.items():
        orders = [f"sort=-{column.code}" for column in sortable(case)[:3]]
        for query in ["", case.narrowed, *orders, f"{case.narrowed}&{orders[-1]}"]:
            lines, identities = shown(reader, case, query), [line[case.identity] for line in filed(reader, case, query)]
            assert lines, (name, query)
            for line, one in zip(lines, identities, strict=True):
                assert re.search(case.held.format(re.escape(one)), line), (name, query, one)


def test_both_kinds_of_file_hold_the_same(reader: Client) -> None:
    for name, case in WITH_FILES.items():
        answer = reader.get(with_query(case.url, "format=xlsx"))
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        lines = [["" if value is None else str(value) for value in row] for row in sheet.iter_rows(values_only=True)]
        comma = [[comparable(text) for text in line.values()] for line in filed(reader, case)]
        assert [[comparable(text) for text in line] for line in lines[1 : len(comma) + 1]] == comma, name


def test_the_members_are_taken_as_either_kind_of_file_by_one_right_for_one_purpose(reader: Client) -> None:
    user = User.objects.get(username=READER)
    user.set_password(PASSWORD)
    user.save()
    reader.force_login(user)
    purpose, url = "Төсбелгі тапсыру рәсімі", "/members/export/union/?category=working&sort=-name"

    def take(kind: str) -> HttpResponse:
        return reader.post(url, {"purpose": purpose, "password": PASSWORD, "format": kind})

    text, workbook = take("csv"), take("xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(workbook.content)).active
    lines = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert lines == list(csv.reader(io.StringIO(text.content.decode("utf-8-sig")), delimiter=";"))
    names = [line[0] for line in lines[1:]]
    assert names == sorted(names, key=lambda name: sort_key(name, "kk"), reverse=True)
    assert len(names) > 3
    for kind, answer in (("csv", text), ("xlsx", workbook), ("xlsx", take("exe"))):
        assert answer.headers["Content-Disposition"].endswith(f'2026-03-01.{kind}"')
        assert "no-store" in answer.headers["Cache-Control"]
    kept = ListExport.objects.values_list("by", "rows", "purpose", "filter")
    assert [*kept] == [(user.pk, len(names), purpose, {"category": "working"})] * 3
    assert Event.objects.filter(action="member.list_exported", by_name=READER).count() == 3
    without = make_holder("audit_commission", Organisation.objects.get(code="union"), password=PASSWORD)
    reader.force_login(without)
    assert take("csv").status_code == 403
    assert ListExport.objects.count() == 3


def test_a_heading_sorts_keeps_the_filter_and_turns_round(reader: Client) -> None:
    for name, case in LISTS.items():
        page = unescape(reader.get(with_query(case.url, f"{case.narrowed}&page=1")).content.decode())
        headings = [set(url.removeprefix("?").split("&")) for url in HEADING.findall(page)]
        assert len(headings) == len(sortable(case)), name
        for column, parts in zip(sortable(case), headings, strict=True):
            upwards, downwards = f"sort={column.code}", f"sort=-{column.code}"
            asked = downwards if column.is_number else upwards
            turned = upwards if column.is_number else downwards
            assert parts >= {turned if asked == f"sort={case.columns().default}" else asked} | set(case.kept), (
                name,
                column.code,
            )
            assert not any(part.startswith("page=") for part in parts), name
            answer = reader.get(with_query(case.url, asked)).content.decode()
            assert f'aria-sort="{"descending" if column.is_number else "ascending"}"' in answer, (name, column.code)
            assert turned in answer, (name, column.code)


def test_an_order_that_does_not_exist_is_the_usual_one(reader: Client) -> None:
    for case in LISTS.values():
        assert shown(reader, case, "sort=salary") == shown(reader, case, "sort=-") == shown(reader, case)


def test_the_way_down_keeps_what_the_list_is_narrowed_to_and_sorted_by(reader: Client) -> None:
    for name, case in LISTS.items():
        if not case.below:
            continue
        order = f"sort=-{sortable(case)[1].code}"
        page = unescape(reader.get(with_query(case.url, f"{case.narrowed}&{order}&page=1")).content.decode())
        links = [url for url in re.findall(r'href="([^"]*)"', page) if url.startswith(case.below)]
        assert any({*case.kept, order} <= set(re.split("[?&]", url)) for url in links), name


def test_another_year_keeps_what_the_list_is_narrowed_to_and_sorted_by(reader: Client) -> None:
    of_years = {name: case for name, case in LISTS.items() if "/2025/" in case.url}
    assert len(of_years) == 6
    for name, case in of_years.items():
        order = f"sort=-{sortable(case)[1].code}"
        page = unescape(reader.get(with_query(case.url, f"{case.narrowed}&{order}")).content.decode())
        switch = page.partition(f"{translation.gettext('Reporting year')}: </span>")[2].partition("</details>")[0]
        links = re.findall(r'href="([^"?]*)\?([^"]*)"', switch)
        assert [path for path, _query in links] == [
            case.url.partition("?")[0].replace("2025", year) for year in ("2025", "2024")
        ], name
        assert all({*case.kept, order} == set(query.split("&")) for _path, query in links), (name, links)


def test_what_else_an_address_says_is_drawn_into_no_page(reader: Client) -> None:
    for name, case in LISTS.items():
        for query in ("note=zhylqy", f"sort={'zhylqy' * 100}", f"{case.narrowed.partition('=')[0]}={'zhylqy' * 100}"):
            asked = reader.get(with_query(case.url, query))
            page = re.sub(r'<input type="hidden" name="next"[^>]*>', "", asked.content.decode())  # its own address
            page = re.sub(r"<p>[“«][a-z]{59}…[”»] [^<]*</p>", "", page)  # that it was not read
            assert (asked.status_code, "zhylqy" in page) == (200, False), (name, query[:20])
            assert "zhylqy" not in reader.get(case.url).content.decode(), name  # nor into the page that is kept


def test_any_order_costs_as_many_queries_as_the_usual_one(reader: Client) -> None:
    def count(url: str) -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            assert reader.get(url).status_code == 200
        return len(queries)

    for case in LISTS.values():
        count(case.url)  # whatever a process reads once
    counts = {
        name: {count(with_query(case.url, query)) for query in ["", *(f"sort={one.code}" for one in sortable(case))]}
        for name, case in LISTS.items()
    }
    assert counts == {name: {case.budget} for name, case in LISTS.items()}

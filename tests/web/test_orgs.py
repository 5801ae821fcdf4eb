"""The organisation pages: what each reader finds there, and that every form makes exactly one change."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.accounts.roles import ROLES
from birlik.activity import deliveries
from birlik.orgs import actions, queries, rules
from birlik.orgs.enums import NameKind
from birlik.orgs.models import FormerName, NameForm, Organisation, Placement, Succession, Workplace
from birlik.orgs.queries import profile
from birlik.orgs.values import Names
from tests.factories import (
    GROUND,
    NOW,
    OPENED,
    TODAY,
    UnionTree,
    give_role,
    make_holder,
    make_union_tree,
    make_user,
    new,
)
from tests.statistics_factories import accept_report, make_campaign, make_office

pytestmark = pytest.mark.django_db

ON = date(2026, 1, 15)
DOCUMENT = {"document_number": "№ 9 п. 1", "document_date": "2026-01-10", "document_title": "О структуре"}
CHANGE = {"on": ON.isoformat(), **DOCUMENT}


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def tree() -> UnionTree:
    return make_union_tree()


def signed_in(client: Client, user: User) -> Client:
    user.language = "en"
    user.save()
    client.force_login(user)
    return client


@pytest.fixture
def head(client: Client, tree: UnionTree) -> Client:
    return signed_in(client, make_holder("head_of_department", tree["union"]))


def text_of(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def queries_of(client: Client, path: str) -> int:
    client.get(path)  # what is read once a process is read
    with CaptureQueriesContext(
        connection,
    ) as made:
        assert client.get(path).status_code == 200
    return len(made)


# --- the list


def test_the_list_begins_at_the_readers_own_place(client: Client, tree: UnionTree) -> None:
    signed_in(client, make_holder("specialist", tree["north"]))
    page = text_of(client, "/organisations/")
    assert "«north» ұйымы" in page or "Организация «north»" in page
    assert "/organisations/north-east/" in page
    assert "/organisations/north-west/" in page
    assert "south" not in page


def test_a_chair_is_led_to_the_page_of_the_own_organisation(client: Client, tree: UnionTree) -> None:
    signed_in(client, make_holder("chair_primary", tree["school-1"]))
    assert client.get("/organisations/").headers["Location"] == "/organisations/school-1/"


def test_who_holds_two_primaries_chooses(client: Client, tree: UnionTree) -> None:
    chair = make_holder("chair_primary", tree["school-1"])
    give_role(chair, "chair_primary", tree["school-4"])
    page = text_of(signed_in(client, chair), "/organisations/")
    assert 'href="/organisations/school-1/"' in page
    assert 'href="/organisations/school-4/"' in page


def test_without_a_role_the_list_says_why_it_is_empty(client: Client, tree: UnionTree) -> None:
    assert "There is no organisation to see yet" in text_of(signed_in(client, make_user()), "/organisations/")


@pytest.mark.parametrize(
    ("query", "found", "missing"),
    [
        ("under=union", ["north", "south", "campus"], ["school-1", "north-east"]),
        ("under=union&kind=primary", ["school-1", "university-1"], ["north-east"]),
        ("under=north&kind=all", ["north-east", "school-3"], ["school-4"]),
        ("under=union&q=college", ["college-1"], ["school-1"]),
        ("under=union&q=college&kind=district", [], ["college-1"]),
        ("under=union&region=71", [], ["school-1"]),
        ("under=union&state=closed", [], ["school-1"]),
    ],
)
def test_the_list_is_narrowed(head: Client, query: str, found: list[str], missing: list[str]) -> None:
    page = text_of(head, f"/organisations/?{query}")
    rows = page[page.index("filters") :]
    assert [code for code in found if f'href="/organisations/{code}/"' not in rows] == []
    assert [code for code in missing if f'href="/organisations/{code}/"' in rows] == []


def test_a_wish_that_does_not_exist_narrows_nothing(head: Client) -> None:
    page = text_of(head, "/organisations/?under=union&kind=none&region=99&state=odd&on=2025-02-30&page=x")
    assert "/organisations/school-1/" in page


def test_closed_ones_are_found_where_they_stood(head: Client, tree: UnionTree) -> None:
    actions.close(tree["school-2"], on=ON, ground=GROUND, by=tree.administrator, at=NOW)
    closed = text_of(head, "/organisations/?under=north&state=closed")
    assert 'href="/organisations/school-2/"' in closed
    assert "15.01.2026" in closed
    assert 'href="/organisations/school-2/"' not in text_of(head, "/organisations/?under=north&kind=primary")
    both = text_of(head, "/organisations/?under=north&state=all")
    assert 'href="/organisations/school-1/"' in both
    assert 'href="/organisations/school-2/"' in both


def test_the_list_of_an_earlier_day_is_the_tree_of_that_day(client: Client, tree: UnionTree) -> None:
    """The reader of the north sees the school there as it was, but its page is no longer the north's to read."""
    actions.move(tree["school-2"], parent=tree["south"], on=ON, ground=GROUND, by=tree.administrator, at=NOW)
    signed_in(client, make_holder("specialist", tree["north"]))
    assert "school-2" not in text_of(client, "/organisations/?under=north-east")
    page = text_of(client, "/organisations/?under=north-east&on=2025-12-31")
    assert "school-2" in page
    assert 'href="/organisations/school-2/"' not in page
    text_of(client, "/organisations/school-2/", 404)


def test_a_day_before_the_opening_is_said_in_words(head: Client) -> None:
    assert "It was not open on that day" in text_of(head, "/organisations/?under=north&on=2010-01-01")


def test_the_list_counts_what_is_below(head: Client, tree: UnionTree) -> None:
    for code in ("school-1", "school-3"):
        add_workplace(tree, code)
    page = text_of(head, "/organisations/")
    assert "<strong>6</strong> primary organisations, <strong>2</strong> workplaces" in page


def add_workplace(tree: UnionTree, code: str, name: str = "Мектеп / Школа") -> Workplace:
    names = Names(name, name)
    return actions.open_workplace(tree[code], names=names, on=OPENED, ground=GROUND, by=tree.administrator, at=NOW)


def test_the_tree_opens_level_by_level(head: Client) -> None:
    level = text_of(head, "/organisations/north/below/")
    assert "?under=north-east" in level
    assert "school" not in level
    text_of(head, "/organisations/nowhere/below/", 404)


def test_the_export_holds_every_line_of_the_narrowed_list(head: Client) -> None:
    answer = head.get("/organisations/?under=union&kind=primary&format=xlsx")
    assert "birlik-union-2026-02-01.xlsx" in answer.headers["Content-Disposition"]
    strings = ZipFile(io.BytesIO(answer.content)).read("xl/worksheets/sheet1.xml").decode()
    assert "school-1" in strings
    assert "university-1" in strings
    assert "north-east" in strings  # what they stand under
    assert "xl/worksheets/sheet1.xml" in ZipFile(io.BytesIO(answer.content)).namelist()


# --- the picker


def test_the_picker_finds_only_what_the_reader_may_see(client: Client, tree: UnionTree) -> None:
    signed_in(client, make_holder("specialist", tree["north"]))
    page = text_of(client, "/organisations/search/?q=school")
    assert "/organisations/school-1/" in page
    assert "school-4" not in page
    assert "Type two letters" in text_of(client, "/organisations/search/?q=")
    assert "Nothing found" in text_of(client, "/organisations/search/?q=zzz")


@pytest.mark.parametrize(
    ("to", "address"),
    [
        ("board", "/campaign/2025/school-1/"),
        ("table", "/figures/2025/school-1/"),
        ("dynamics", "/dynamics/2025/school-1/"),
        ("report", "/reports/2025/school-1/"),
        ("organisation", "/organisations/school-1/"),
        ("elsewhere", "/organisations/school-1/"),
    ],
)
def test_a_result_leads_where_it_was_asked_for(head: Client, to: str, address: str) -> None:
    assert f'href="{address}"' in text_of(head, f"/organisations/search/?q=school-1&to={to}&period=2025")


def test_without_a_campaign_the_picker_leads_to_the_organisation(head: Client) -> None:
    assert 'href="/organisations/school-1/"' in text_of(head, "/organisations/search/?q=school-1&to=board&period=x")


def test_without_a_year_the_newest_campaign_is_meant(head: Client, tree: UnionTree) -> None:
    office = make_office(tree)
    for year in (2024, 2025):
        make_campaign(year, office)
    assert 'href="/campaign/2025/school-1/"' in text_of(head, "/organisations/search/?q=school-1&to=board")


def test_an_administrator_finds_no_reports(client: Client, tree: UnionTree) -> None:
    signed_in(client, tree.administrator)
    assert "school-1" not in text_of(client, "/organisations/search/?q=school-1&to=report&period=2025")
    assert "school-1" in text_of(client, "/organisations/search/?q=school-1")


# --- the page


def test_what_may_not_be_seen_does_not_exist(client: Client, tree: UnionTree) -> None:
    signed_in(client, make_holder("chair_primary", tree["school-1"]))
    text_of(client, "/organisations/school-1/")
    for code in ("school-2", "north", "nowhere"):
        for path in ("", "rename/", "split/", "name-forms/", "workplaces/1/close/"):
            text_of(client, f"/organisations/{code}/{path}", 404)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_right_over_an_organisation_agrees_with_the_rule(tree: UnionTree, role: str) -> None:
    place = tree["school-1" if role == "chair_primary" else "north" if role == "specialist" else "union"]
    user = make_holder(role, place)
    give_role(user, "chair_primary", tree["school-4"], until=ON)
    everybody = list(Organisation.objects.all())
    held = queries.permissions_over(user, everybody, on=TODAY)
    for one in everybody:
        expected = {each for each in Permission if rules.can(user, each, one, on=TODAY)}
        assert held[one.pk] == expected, one.code
    known = queries.known_among(user, [one.pk for one in everybody], on=TODAY)
    assert known == {pk for pk, permissions in held.items() if Permission.ORG_VIEW in permissions}


def test_the_page_tells_the_whole_story(head: Client, tree: UnionTree) -> None:
    by: dict[str, Any] = {"ground": GROUND, "by": tree.administrator, "at": NOW}
    add_workplace(tree, "school-2", "Бастауыш мектеп")
    actions.rename(tree["school-2"], Names("Жаңа мектеп", "Новая школа"), on=date(2023, 1, 1), **by)
    actions.add_alias(tree["school-2"], ru="Школа на горе", by=tree.administrator, at=NOW)
    actions.move(tree["school-2"], parent=tree["north-west"], on=date(2024, 1, 1), **by)
    actions.merge([tree["school-3"]], into=tree["school-2"], on=date(2025, 1, 1), **by)
    chair = make_holder("chair_primary", tree["school-2"])
    page = text_of(head, "/organisations/school-2/")
    for words in (
        "Новая школа", "Организация «school-2»", "Школа на горе", "Бастауыш мектеп", "01.01.2023", "01.01.2024",
        'href="/organisations/school-3/"', 'href="/organisations/north-east/"', "100.0", GROUND.title, GROUND.number,
        chair.full_name, "Chair of a primary organisation", "Жаңа мектептің", "Trail of changes",
    ):  # fmt: skip
        assert words in page, words
    closed = text_of(head, "/organisations/school-3/")
    assert "open from 01.01.2020 to 01.01.2025" in closed
    assert "/organisations/school-3/rename/" not in closed


def test_figures_are_for_those_who_may_read_them(client: Client, tree: UnionTree) -> None:
    make_campaign(2025, make_office(tree))
    page = text_of(signed_in(client, make_holder("specialist", tree["north"])), "/organisations/north/")
    assert "The numbers as of 01.01.2026" in page
    for address in ("/reports/2025/north/", "/campaign/2025/north/", "/figures/2025/north/", "/dynamics/2025/north/"):
        assert f'href="{address}"' in page
    page = text_of(signed_in(client, make_holder("chair_primary", tree["school-1"])), "/organisations/school-1/")
    assert "/reports/2025/school-1/" in page
    assert "/campaign/2025/school-1/" not in page  # nothing stands below
    assert "/2025/" not in text_of(signed_in(client, tree.administrator), "/organisations/north/")


def test_the_trail_is_for_those_who_may_read_it(client: Client, tree: UnionTree) -> None:
    actions.add_alias(tree["school-1"], ru="Школа на горе", by=tree.administrator, at=NOW)
    specialist = signed_in(client, make_holder("specialist", tree["north"]))
    assert "Trail of changes" not in text_of(specialist, "/organisations/school-1/")
    auditor = signed_in(client, make_holder("audit_commission", tree["north"]))
    page = text_of(auditor, "/organisations/school-1/")
    assert "Trail of changes" in page
    assert "Alias added" in page
    assert "name in Russian" in page


def test_the_trail_tells_of_reports_to_those_who_may_read_them(client: Client, tree: UnionTree) -> None:
    campaign = make_campaign(2025, office := make_office(tree))
    accept_report(campaign, "school-1", office)
    page = text_of(signed_in(client, make_holder("audit_commission", tree["union"])), "/organisations/school-1/")
    assert "Report sent" in page
    assert "Report accepted" in page
    assert 'href="/reports/2025/school-1/"' in page
    assert "Campaign opened" in text_of(client, "/organisations/union/")
    assert "#trail" in text_of(client, "/reports/2025/school-1/")
    assert "Report sent" not in text_of(signed_in(client, tree.administrator), "/organisations/school-1/")


def test_the_trail_tells_of_entries_to_those_who_may_see_their_register(client: Client, tree: UnionTree) -> None:
    head = make_holder("head_of_department", tree["union"])
    made = deliveries.agree(tree["north"], due=date(2026, 1, 31), ground="№ 9 п. 7", by=head, at=NOW)
    page = text_of(signed_in(client, make_holder("audit_commission", tree["union"])), "/organisations/north/")
    told = ("the entry was written down", f'href="/registers/deliveries/{made.pk}/"', "To be delivered by", "№ 9 п. 7")
    assert [text for text in told if text not in page] == []
    assert "the entry was written down" not in text_of(signed_in(client, tree.administrator), "/organisations/north/")


@pytest.mark.parametrize(
    ("role", "place", "code", "may"),
    [
        ("head_of_department", "union", "north", True),
        ("administrator", "union", "school-1", True),
        ("specialist", "north", "school-1", True),
        ("specialist", "north", "north", False),
        ("union_chair", "union", "north", False),
        ("chair_primary", "school-1", "school-1", False),
    ],
)
def test_forms_are_for_editors_from_above(
    client: Client, tree: UnionTree, role: str, place: str, code: str, may: bool
) -> None:
    signed_in(client, make_holder(role, tree[place]))
    assert (f"/organisations/{code}/rename/" in text_of(client, f"/organisations/{code}/")) == may
    for path in ("rename", "alias", "move", "close", "merge", "split", "name-forms", "workplaces/open"):
        text_of(client, f"/organisations/{code}/{path}/", 200 if may else 403)
        if not may:
            assert client.post(f"/organisations/{code}/{path}/", CHANGE).status_code == 403


def test_a_closed_organisation_is_not_changed(head: Client, tree: UnionTree) -> None:
    actions.close(tree["school-2"], on=ON, ground=GROUND, by=tree.administrator, at=NOW)
    page = text_of(head, "/organisations/school-2/rename/", 400)
    assert "The organisation was closed on 15.01.2026" in page


# --- the changes


def send(client: Client, path: str, given: dict[str, Any]) -> str:
    """Send the form; the page that comes next, whether it was taken or not."""
    answer = client.post(f"/organisations/{path}/", given, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_renaming(head: Client, tree: UnionTree) -> None:
    page = send(head, "school-1/rename", {**CHANGE, "kk": "Жаңа", "ru": "Новая", "short_kk": "", "short_ru": "Нов."})
    assert "The organisation is renamed." in page
    renamed = Organisation.objects.get(code="school-1")
    assert (renamed.name_ru, renamed.short_ru) == ("Новая", "Нов.")
    assert FormerName.objects.get(organisation=renamed, kind=NameKind.FORMER).until == ON


def test_a_form_that_is_not_filled_in_says_what_is_missing_and_loses_nothing(head: Client) -> None:
    page = send(head, "school-1/rename", {"kk": "Жаңа атау", "ru": "", "on": "2026-02-30"})
    for words in (
        "Write the name in Russian.",
        "There is no such day.",
        "Write the title of the document.",
        "Жаңа атау",
    ):
        assert words in page
    assert Organisation.objects.get(code="school-1").name_kk != "Жаңа атау"


def test_a_refusal_stands_above_the_form_and_loses_nothing(head: Client, tree: UnionTree) -> None:
    same = {"kk": tree["school-1"].name_kk, "ru": tree["school-1"].name_ru, "short_kk": "", "short_ru": ""}
    page = send(head, "school-1/rename", {**CHANGE, **same})
    assert "The new name is the one the organisation has already." in page
    assert 'value="О структуре"' in page
    early = send(head, "school-1/close", {**CHANGE, "on": "2019-01-01"})
    assert "choose a day after it" in early or "does not include" in early


def test_an_alias(head: Client, tree: UnionTree) -> None:
    assert "in one of the two languages" in send(head, "school-1/alias", {"since": "2021-01-01"})
    wrong = {"ru": "Горная", "since": "2021-01-01", "until": "2020-06-01"}
    assert "The end has to come after the beginning." in send(head, "school-1/alias", wrong)
    assert "The alias is added." in send(head, "school-1/alias", {"ru": "Горная", "since": "2021-01-01"})
    alias = FormerName.objects.get(kind=NameKind.ALIAS)
    assert (alias.name_ru, alias.since, alias.until) == ("Горная", date(2021, 1, 1), None)


def test_moving(client: Client, tree: UnionTree) -> None:
    signed_in(client, make_holder("specialist", tree["north"]))
    page = text_of(client, "/organisations/school-1/move/")
    assert 'value="north-west"' in page
    assert 'value="north"' in page
    assert 'value="north-east"' not in page  # it stands there
    assert 'value="south"' not in page  # not within the right
    assert "Choose one from the list." in send(client, "school-1/move", {**CHANGE, "parent": "south"})
    assert "The organisation is moved." in send(client, "school-1/move", {**CHANGE, "parent": "north-west"})
    assert Placement.objects.get(organisation=tree["school-1"], until=None).parent == tree["north-west"]


def test_closing(head: Client, tree: UnionTree) -> None:
    assert "2 organisations still stand under this one" in send(head, "north-east/close", CHANGE)
    page = send(head, "school-1/close", CHANGE)
    assert "The organisation is closed." in page
    assert Organisation.objects.get(code="school-1").closed == ON


def test_opening_a_new_one(head: Client, tree: UnionTree) -> None:
    form = text_of(head, "/organisations/north-east/open/")
    assert 'value="north-east-1"' not in form  # those below bear codes of their own: none is proposed
    given = {"kind": "primary", "code": "school-9", "kk": "Мектеп", "ru": "Школа", "bin": "123", "region": "71"}
    page = send(head, "north-east/open", {**CHANGE, **given})
    assert "“123” is not a BIN" in page
    assert 'value="school-9"' in page
    page = send(head, "north-east/open", {**CHANGE, **given, "bin": "", "institution_type": "school"})
    assert "The organisation is opened." in page
    opened = Organisation.objects.get(code="school-9")
    assert (opened.kind, opened.region, opened.institution_type, opened.opened) == ("primary", "71", "school", ON)
    assert "is taken" in send(head, "north-east/open", {**CHANGE, **given, "bin": ""})
    text_of(head, "/organisations/school-9/open/", 403)  # nothing stands under a primary


def test_the_next_code_goes_on_with_the_numbers(tree: UnionTree) -> None:
    assert profile.next_code(tree["school-1"]) == "school-1-1"
    assert profile.next_code(tree["north"]) == ""
    tree.open("south-008", "primary", "south")
    assert profile.next_code(tree["south"]) == "south-009"


def test_merging(head: Client, tree: UnionTree) -> None:
    page = text_of(head, "/organisations/school-1/merge/")
    assert 'value="school-2"' in page
    assert 'value="school-3"' not in page  # under another parent
    assert "Mark at least one organisation." in send(head, "school-1/merge", CHANGE)
    assert "The organisations are merged." in send(head, "school-1/merge", {**CHANGE, "predecessors": ["school-2"]})
    assert Organisation.objects.get(code="school-2").closed == ON


def parts_of(**changes: str) -> dict[str, str]:
    part = {"code_1": "east-2", "kk_1": "Шығыс", "ru_1": "Восток", "short_kk_1": "", "short_ru_1": "", "share_1": "40"}
    return {**CHANGE, "parts": "1", "goes_on": "on", "share_0": "60", **part, **changes}


def test_splitting(head: Client, tree: UnionTree) -> None:
    child = f"child_{tree['school-2'].pk}"
    assert "The shares make 90" in send(head, "north-east/split", parts_of(share_1="30"))
    page = send(head, "north-east/split", parts_of(**{child: "1"}))
    assert "The organisation is split." in page
    assert sorted(Succession.objects.values_list("share", flat=True)) == [Decimal("0.4"), Decimal("0.6")]
    assert Placement.objects.get(organisation=tree["school-2"], until=None).parent.code == "east-2"
    assert Placement.objects.get(organisation=tree["school-1"], until=None).parent.code == "north-east"


def test_splitting_an_organisation_that_closes(head: Client, tree: UnionTree) -> None:
    second = {f"{name}_2": value for name, value in (("code", "east-3"), ("kk", "Үш"), ("ru", "Три"), ("share", "60"))}
    given = parts_of(parts="2", share_0="", **second)
    del given["goes_on"]
    assert "Choose a part: the organisation itself closes." in send(head, "north-east/split", given)
    takers = {f"child_{tree[code].pk}": part for code, part in (("school-1", "1"), ("school-2", "2"))}
    send(head, "north-east/split", {**given, **takers})
    assert Organisation.objects.get(code="north-east").closed == ON
    assert {one.code for one in queries.children(tree["north"], ON)} == {"east-2", "east-3", "north-west"}


def test_one_more_part_keeps_what_is_typed(head: Client) -> None:
    page = send(head, "north-east/split", parts_of(more="1"))
    assert 'value="Восток"' in page
    assert 'name="code_2"' in page
    assert "field__error" not in page
    fewer = send(head, "north-east/split", parts_of(parts="2", fewer="1"))
    assert 'name="code_2"' not in fewer
    assert not Succession.objects.exists()


def test_workplaces_open_and_close(head: Client, tree: UnionTree) -> None:
    given = {**CHANGE, "kk": "Мектеп", "ru": "Школа", "institution_type": "school"}
    assert "is not a BIN" in send(head, "school-1/workplaces/open", {**given, "bin": "123456789012"})
    assert "The workplace is added." in send(head, "school-1/workplaces/open", given)
    workplace = Workplace.objects.get()
    path = f"school-1/workplaces/{workplace.pk}/close"
    later = (ON + timedelta(days=7)).isoformat()
    assert "The workplace is closed." in send(head, path, {**CHANGE, "on": later})
    assert Workplace.objects.get().until == ON + timedelta(days=7)
    assert "was closed on" in send(head, path, CHANGE)
    text_of(head, f"/organisations/school-2/workplaces/{workplace.pk}/close/", 404)


def test_a_case_form_is_reviewed(head: Client, tree: UnionTree) -> None:
    assert "derived" in text_of(head, "/organisations/school-1/name-forms/")
    given = {"language": "kk", "case": "dative", "text": "Бірінші мектепке"}
    assert "The form is reviewed." in send(head, "school-1/name-forms", given)
    assert NameForm.objects.get().text == "Бірінші мектепке"
    assert "Бірінші мектепке" in text_of(head, "/organisations/school-1/")
    assert "no grammatical case" in send(head, "school-1/name-forms", {**given, "case": "vocative"})


# --- how much is asked of the database


def three_more(tree: UnionTree) -> None:
    """Two more of everything that a page lists, below and beside school-1."""
    by: dict[str, Any] = {"ground": GROUND, "by": tree.administrator, "at": NOW}
    for number in (7, 8):
        tree.open(f"north-{number}", "district", "north")
        tree.open(f"school-1{number}", "primary", "north-east")
        actions.merge([tree[f"school-1{number}"]], into=tree["school-1"], on=date(2021, number, 1), **by)
        actions.add_alias(tree["school-1"], ru=f"Имя {number}", by=tree.administrator, at=NOW)
        add_workplace(tree, "school-1", f"Мектеп {number}")
        make_holder("chair_primary", tree["school-1"])
        actions.open_organisation(new(f"school-2{number}", "primary"), parent=tree["north-east"], on=OPENED, **by)


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/organisations/?under=north", 15),
        ("/organisations/?under=north&kind=primary", 16),
        ("/organisations/?under=union&q=school&state=all", 16),
        ("/organisations/north/below/", 7),
        ("/organisations/school-1/", 20),
        ("/organisations/north/", 22),
        ("/organisations/school-1/merge/", 8),
        ("/organisations/school-1/move/", 9),
        ("/organisations/north-east/split/", 11),
        ("/organisations/search/?q=school&to=board", 8),
    ],
)
def test_the_number_of_queries_does_not_grow_with_the_rows(head: Client, tree: UnionTree, path: str, most: int) -> None:
    actions.add_alias(tree["school-1"], ru="Имя", by=tree.administrator, at=NOW)
    add_workplace(tree, "school-1")
    make_holder("chair_primary", tree["school-1"])
    tree.open("school-16", "primary", "north-east")
    by: dict[str, Any] = {"ground": GROUND, "by": tree.administrator, "at": NOW}
    actions.merge([tree["school-16"]], into=tree["school-1"], on=date(2021, 6, 1), **by)
    few = queries_of(head, path)
    three_more(tree)
    many = queries_of(head, path)
    assert many <= few
    assert many <= most

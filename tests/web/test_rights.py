"""Every address with every role. A new address fails here until it says who may see it and who may act there.

What is expected is computed from the rights: who may not see a place is told that there is none (404); who sees it
and may not act there is refused (403), or sent back with words and nothing changed (302).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from django.utils.html import strip_tags

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.audit.models import Event
from birlik.documents.models import PaperVersion
from birlik.orgs import actions as orgs
from birlik.orgs import queries as org_queries
from birlik.orgs import rules
from birlik.orgs.models import Organisation
from birlik.orgs.values import Names
from birlik.statistics.models import Campaign, Report
from birlik.statistics.papers import actions as papers
from tests.factories import GROUND, NOW, OPENED, PASSWORD, make_holder, make_union_tree, make_user
from tests.statistics_factories import accept_all, make_campaign, make_office, moment, report_of, send_report
from tests.web.page_rights import (
    GET,
    HEAD,
    POST,
    YEAR,
    Page,
    account_page,
    entries_page,
    entry_page,
    import_page,
    load_page,
    member_page,
    org_change,
    paper,
    report_verb,
)
from tests.web.page_rows import members

pytestmark = pytest.mark.django_db

OPEN = {
    "begin", "accounts:link", "accounts:invitation", "accounts:sign-in", "accounts:language", "members:apply",
    "members:apply-received",
}  # fmt: skip


PAGES: dict[str, Page] = {
    "dashboard:home": Page(),
    "begin": Page(methods=(GET, POST), for_members=True),  # only in an empty database
    "accounts:sign-in": Page(),
    "accounts:sign-out": Page(methods=(POST,)),
    "accounts:language": Page(methods=(POST,), data={"language": "ru"}),
    "accounts:password": Page(methods=(GET, POST)),
    "accounts:link": Page(methods=(GET, POST), for_members=True),  # only with the key of one that holds
    "accounts:invitation": Page(methods=(GET, POST)),
    "accounts:sessions": Page(methods=(GET, POST)),
    "users:list": Page((), Permission.USER_MANAGE, tree=None, somewhere=True, methods=(GET, POST)),
    "users:invite": Page((), Permission.USER_MANAGE, tree=None, somewhere=True, methods=(GET, POST)),
    "users:card": account_page(),
    "users:role": account_page(),
    "users:role-end": account_page("role"),
    "accounts:tokens": Page(methods=(GET, POST)),
    "accounts:token-revoke": Page((1,), methods=(POST,), for_members=True),
    "orgs:list": Page(leads_on=True),
    "orgs:search": Page(),
    "orgs:page": Page(("school-1",), Permission.ORG_VIEW, "school-1", tree=None),
    "orgs:below": Page(("north",), Permission.ORG_VIEW, "north", tree=None),
    "orgs:rename": org_change(),
    "orgs:alias": org_change(),
    "orgs:move": org_change(),
    "orgs:close": org_change(),
    "orgs:open": org_change("north-east", "north-east"),
    "orgs:merge": org_change(),
    "orgs:split": org_change(),
    "orgs:name-forms": org_change(),
    "orgs:workplace-open": org_change(),
    "orgs:workplace-close": org_change("school-1", "north-east", "workplace"),
    "loads:checklist": Page((), Permission.ORG_EDIT, "union", tree=None),
    "loads:invitations": Page((), Permission.USER_MANAGE, tree=None, somewhere=True),
    "loads:sheets": Page(("no-group",), methods=(POST,), for_members=True),  # where somebody is to be invited
    "loads:new": Page(("tree",), Permission.ORG_EDIT, "union", methods=(GET, POST), tree=None),
    **{f"loads:{act}": load_page((POST,)) for act in ("apply", "cancel", "undo")},
    **{f"loads:{at}": load_page(html=at == "list") for at in ("list", "progress", "workbook-progress")},
    "loads:columns": load_page((GET, POST)),
    "loads:workbook": load_page((GET, POST), html=False),
    "audit:trail": Page((), Permission.TRAIL_VIEW, tree=None, own=True, methods=(GET, POST)),
    "documents:list": Page((), Permission.PAPER_VIEW, tree=None, own=True),
    "documents:list-year": Page((YEAR,), Permission.PAPER_VIEW, tree=None, own=True),
    "documents:list-below": Page((YEAR, "union"), Permission.PAPER_VIEW),
    "documents:paper": paper(),
    "documents:figures": paper(),
    "documents:versions": paper(),
    "documents:download": Page((f"note/{YEAR}/kk",), Permission.PAPER_VIEW, data={"format": "html"}, html=False),
    "documents:generate": paper(does=Permission.PAPER_EDIT, methods=(POST,)),
    "documents:adopt": paper(does=Permission.PAPER_EDIT, methods=(POST,)),
    "documents:details": paper(does=Permission.PAPER_EDIT, methods=(GET, POST), refused=404),
    "documents:add": paper(does=Permission.PAPER_EDIT, methods=(POST,), refused=403),
    "documents:edit": paper("block", does=Permission.PAPER_EDIT, methods=(POST,), refused=403),
    "documents:remove": paper("block", does=Permission.PAPER_EDIT, methods=(POST,)),
    "documents:restore": paper("block", does=Permission.PAPER_EDIT, methods=(POST,)),
    "documents:confirm": paper("block", does=Permission.PAPER_EDIT, methods=(POST,)),
    "statistics:board-newest": Page((), Permission.REPORT_VIEW, own=True),
    "statistics:board-year": Page((YEAR,), Permission.REPORT_VIEW, own=True),
    "statistics:freeze": Page((YEAR,), None, "union", Permission.CAMPAIGN_RUN, methods=(POST,), refused=302),
    "statistics:open": Page((), Permission.CAMPAIGN_RUN, "union", methods=(GET, POST), tree=None),
    "statistics:close": Page((YEAR,), Permission.CAMPAIGN_RUN, "union", methods=(GET, POST)),
    "statistics:exception": Page((YEAR, "north-east"), Permission.CAMPAIGN_RUN, "north-east", methods=(GET, POST)),
    "statistics:expected": Page((YEAR, "north-east"), Permission.CAMPAIGN_RUN, "north-east", methods=(GET, POST)),
    "statistics:board": Page((YEAR, "north-east"), Permission.REPORT_VIEW, "north-east"),
    "statistics:unaccepted": Page((YEAR, "north-east"), Permission.REPORT_VIEW, "north-east"),
    "statistics:table-newest": Page((), Permission.FIGURE_VIEW, own=True),
    "statistics:table-year": Page((YEAR,), Permission.FIGURE_VIEW, own=True),
    "statistics:table": Page((YEAR, "north-east"), Permission.FIGURE_VIEW, "north-east"),
    "statistics:dynamics-newest": Page((), Permission.FIGURE_VIEW, own=True),
    "statistics:dynamics-year": Page((YEAR,), Permission.FIGURE_VIEW, own=True),
    "statistics:dynamics": Page((YEAR, "north-east"), Permission.FIGURE_VIEW, "north-east"),
    "statistics:figure": Page((YEAR, "school-1", "members_total"), Permission.FIGURE_VIEW, "school-1"),
    "statistics:report": Page((YEAR, "school-1"), Permission.REPORT_VIEW, "school-1"),
    "statistics:report-save": Page(
        (YEAR, "school-1"),
        Permission.REPORT_VIEW,
        "school-1",
        Permission.REPORT_EDIT,
        methods=(POST,),
        refused=409,
        html=False,
    ),
    "statistics:report-send": report_verb(Permission.REPORT_SEND),
    "statistics:report-accept": report_verb(Permission.REPORT_ACCEPT),
    "statistics:report-return": report_verb(Permission.REPORT_ACCEPT),
    "statistics:report-reopen": report_verb(Permission.CAMPAIGN_RUN),
    "statistics:reconciliation": Page((YEAR, "school-1"), Permission.REPORT_VIEW, "school-1"),
    "statistics:report-fill": report_verb(Permission.REPORT_EDIT),
    "statistics:report-confirm": report_verb(Permission.REPORT_EDIT),
    "statistics:digitisation-newest": Page((), Permission.FIGURE_VIEW, own=True),
    "statistics:digitisation-year": Page((YEAR,), Permission.FIGURE_VIEW, own=True),
    "statistics:digitisation": Page((YEAR, "north-east"), Permission.FIGURE_VIEW, "north-east"),
    "statistics:delivery": Page(
        (YEAR, "north"), Permission.FIGURE_VIEW, "north", Permission.CAMPAIGN_RUN, methods=(GET, POST)
    ),
    "registers:index": Page((), Permission.SAFETY_VIEW, tree=None, own=True),
    "registers:list": Page(("injuries",), Permission.SAFETY_VIEW, tree=None, own=True),
    "registers:new": Page(("injuries",), Permission.SAFETY_EDIT, tree=None, own=True, methods=(GET, POST)),
    "registers:card": Page(("injuries", "entry"), Permission.SAFETY_VIEW, "school-1", tree=None),
    "registers:amend": entry_page(),
    "registers:annul": entry_page(),
    "registers:import-new": Page(("injuries",), Permission.SAFETY_EDIT, tree=None, own=True, methods=(GET, POST)),
    **{f"registers:import{act}": entries_page((POST,)) for act in ("-apply", "-cancel", "-undo")},
    **{f"registers:import{at}": entries_page((GET,), html=not at) for at in ("", "-progress", "-workbook-progress")},
    "registers:import-workbook": entries_page((GET, POST), html=False),
    "registers:file-add": entry_page(methods=(POST,)),
    "registers:file": Page(("injuries", "entry", "file"), Permission.MEMBER_VIEW, "school-1", tree=None, html=False),
    "registers:file-remove": entry_page("file", methods=(POST,)),
    "members:list": Page((), Permission.MEMBER_VIEW, tree=None, own=True, methods=(GET, POST)),
    "members:imports": Page((), Permission.MEMBER_IMPORT, tree=None, own=True),
    "members:imports-new": Page((), Permission.MEMBER_IMPORT, tree=None, own=True, methods=(GET, POST)),
    "members:imports-places": Page((), Permission.MEMBER_IMPORT, tree=None, own=True),
    "members:import": import_page(),
    "members:import-columns": import_page((GET, POST)),
    "members:import-sheet": import_page((POST,)),
    "members:import-header": import_page((POST,)),
    "members:import-progress": import_page(),
    "members:import-cancel": import_page((POST,)),
    "members:import-check": import_page((POST,)),
    "members:import-apply": import_page((POST,)),
    "members:import-undo": import_page((POST,)),
    "members:import-workbook": import_page((GET, POST), html=False),
    "members:import-workbook-progress": import_page(),
    "members:import-changes": import_page(),
    "members:import-missing": import_page((GET, POST)),
    "members:import-everybody": import_page((POST,)),
    "members:export": Page(
        ("school-1",), Permission.MEMBER_VIEW, "school-1", Permission.MEMBER_EXPORT, methods=(GET, POST), tree=None
    ),
    "members:duplicates": Page(
        ("school-1",), Permission.MEMBER_VIEW, "school-1", Permission.MEMBER_EDIT, methods=(GET, POST), tree=None
    ),
    "members:card": Page(("person",), Permission.MEMBER_VIEW, "school-1", tree=None),
    "members:edit": member_page(),
    "members:leave": member_page(),
    "members:category": member_page(),
    "members:correct": member_page("person", "span"),
    "members:joining": Page((), Permission.MEMBER_EDIT, tree=None, own=True),
    "members:joining-paper": Page((), Permission.MEMBER_EDIT, tree=None, own=True, methods=(GET, POST)),
    "members:joining-links": Page((), Permission.MEMBER_EDIT, tree=None, own=True, methods=(GET, POST)),
    "members:joining-link-close": member_page("link", methods=(POST,)),
    "members:application": member_page("application"),
    "members:apply": Page(("secret",), methods=(GET, POST)),
    "members:apply-received": Page(("secret",)),
    "members:transfers": Page((), Permission.MEMBER_EDIT, tree=None, own=True),
    "members:transfer-call": Page((), Permission.MEMBER_EDIT, tree=None, own=True, methods=(GET, POST)),
    "members:transfer": member_page("transfer"),
    "members:transfer-send": member_page(),
    "members:mandates": member_page(),
    "members:offices": Page(("school-1",), Permission.MEMBER_VIEW, "school-1", tree=None),
    "members:my": Page(),
    "members:my-withdraw": Page(methods=(POST,), for_members=True),
    "members:my-extract": Page(methods=(POST,), for_members=True),
    "members:withdrawals": Page((), Permission.MEMBER_EDIT, tree=None, own=True),
    "members:withdraw": member_page(),
    "members:extract": member_page(),
    "members:account": member_page(),
    "members:merges": member_page(methods=(GET,)),
    "members:merge": member_page("person", "twin"),
    "members:merge-different": member_page("person", "twin", methods=(POST,)),
    "members:merge-undo": member_page("merge", methods=(POST,)),
}

ELSEWHERE = {
    "school-1",
    "north-east",
    "north",
    "person",
    "batch",
    "application",
    "transfer",
    "link",
    "entry",
    "entries",
    "account",
    "load",
}
HOLDERS = (
    ("chair_primary", "school-1"),
    ("chair_primary", "school-4"),
    ("specialist", "north-east"),
    ("specialist", "north"),
    ("specialist", "south"),
    ("specialist", "campus"),
    ("head_of_department", "union"),
    ("controller", "union"),
    ("union_chair", "union"),
    ("audit_commission", "union"),
    ("audit_commission", "north"),
    ("administrator", "union"),
)


@dataclass
class World:
    """A union with 2024 frozen and 2025 under way (school-1 sent, the rest accepted), a note, and a person per role."""

    people: dict[str, User]
    clients: dict[str, Client]
    places: dict[str, Organisation]
    block: str
    workplace: int
    rows: dict[str, int | str]  # of the registry of members

    def url(self, name: str) -> str:
        real = {"block": self.block, "workplace": self.workplace, **self.rows}
        return reverse(name, args=[real.get(arg, arg) for arg in PAGES[name].args])

    def may(self, who: str, permission: Permission | None, place: str, tree: date | None) -> bool:
        if permission is None:
            return True
        today = timezone.localdate()
        return rules.can(self.people[who], permission, self.places[place], on=today, tree=tree or today)

    def sees(self, who: str, page: Page) -> bool:
        if page.for_members:
            return False
        if page.somewhere:
            return any(self.may(who, page.sees, place, page.tree) for place in self.places)
        if not page.own:
            return self.may(who, page.sees, page.at, page.tree)
        held = org_queries.assignments_of(self.people[who], on=timezone.localdate())
        return any(self.may(who, page.sees, one.organisation.code, page.tree) for one in held)


def people(tree: Any) -> dict[str, User]:
    found = {f"{role} {place}": make_holder(role, tree[place]) for role, place in HOLDERS}
    return found | {"nobody": make_user("nobody")}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        tree = make_union_tree()
        office = make_office(tree)
        by = {"ground": GROUND, "by": tree.administrator, "at": NOW}
        place = orgs.open_workplace(tree["school-1"], names=Names("Мектеп", "Школа"), on=OPENED, **by)
        accept_all(make_campaign(2024, office), office)
        campaign = make_campaign(YEAR, office)
        accept_all(campaign, office, but=["school-1"])
        send_report(campaign, "school-1", office)
        version = papers.generate("note", campaign, "kk", by=office.writer, at=moment(YEAR, month=3))
        persons = people(tree)
        clients = {who: signed_in(user) for who, user in persons.items()} | {"anonymous": Client()}
        yield World(persons, clients, tree.organisations, version.blocks[0].key, place.pk, members(tree))
        transaction.set_rollback(True)


def all_names(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from all_names(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)
        else:
            yield f"{space}{pattern.name}"


def state() -> tuple[object, ...]:
    """Enough of the database to see that something was changed."""
    return (
        Event.objects.count(),
        PaperVersion.objects.count(),
        list(Report.objects.order_by("pk").values_list("saved", "status")),
        list(Campaign.objects.order_by("pk").values_list("status", "edition")),
        Organisation.objects.count(),
    )


def ask(world: World, who: str, name: str, method: str) -> Any:
    """The answer, with whatever it changed taken back."""
    page, client = PAGES[name], world.clients[who]
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        if method == GET:
            answer = client.get(world.url(name), page.data)
        elif method == HEAD:
            answer = client.head(world.url(name), page.data)
        elif name == "statistics:report-save":
            answer = client.post(world.url(name), {"cells": {"chairs": ["1", ""]}}, content_type="application/json")
        else:
            answer = client.post(world.url(name), page.data)
        answer.after = state()
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


def test_every_address_is_in_the_table() -> None:
    assert set(all_names(get_resolver().url_patterns)) == set(PAGES)  # of the API: tests/web/test_api.py


@pytest.mark.once
@pytest.mark.parametrize("name", sorted(set(PAGES) - OPEN))
def test_a_stranger_is_led_to_sign_in(world: World, name: str) -> None:
    for method in PAGES[name].methods:
        answer = ask(world, "anonymous", name, method)
        assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, reverse("accounts:sign-in"))


@pytest.mark.parametrize("name", sorted(name for name in set(PAGES) - OPEN if PAGES[name].methods[0] == GET))
def test_pages_open_to_whom_the_rights_say(world: World, name: str) -> None:
    page, expected, found = PAGES[name], {}, {}
    for who in world.people:
        sees, does = world.sees(who, page), world.may(who, page.does, page.acts_at or page.at, page.tree)
        shown = 302 if page.leads_on and who.startswith("chair_primary") else 200
        expected[who] = 404 if not sees else shown if does else page.refused
        found[who] = ask(world, who, name, GET).status_code
    assert found == expected


@pytest.mark.once
@pytest.mark.parametrize("name", sorted(name for name, page in PAGES.items() if page.methods[0] == GET))
def test_the_head_of_a_page_is_answered_as_the_page_is(world: World, name: str) -> None:
    page, head = (ask(world, "head_of_department union", name, method) for method in (GET, HEAD))
    assert (head.status_code, head.headers.get("Location")) == (page.status_code, page.headers.get("Location"))


@pytest.mark.parametrize("name", sorted(name for name, page in PAGES.items() if POST in page.methods))
def test_actions_are_done_by_whom_the_rights_say(world: World, name: str) -> None:
    page, before = PAGES[name], state()
    for who in world.people:
        sees, does = world.sees(who, page), world.may(who, page.does, page.acts_at or page.at, page.tree)
        answer = ask(world, who, name, POST)
        if not sees:
            assert (who, answer.status_code, answer.after) == (who, 404, before)
        elif not does:
            assert (who, answer.status_code, answer.after) == (who, page.refused, before)
        else:
            assert answer.status_code in (200, 302, 400, 409, 422), (who, answer.status_code)


@pytest.mark.parametrize("name", sorted(name for name, page in PAGES.items() if page.methods == (POST,)))
def test_what_changes_something_is_never_asked_by_get(world: World, name: str) -> None:
    assert ask(world, "head_of_department union", name, GET).status_code == 405


@pytest.mark.parametrize("who", ["specialist south", "specialist campus", "chair_primary school-4", "nobody"])
def test_another_subtree_does_not_exist(world: World, who: str) -> None:
    """Said outright and not computed: the table above must not agree with itself alone."""
    elsewhere = {name: page for name, page in PAGES.items() if ELSEWHERE & set(page.args)}
    assert len(elsewhere) > 15
    found = {
        (name, method): ask(world, who, name, method).status_code
        for name, page in elsewhere.items()
        for method in page.methods
    }
    assert set(found.values()) == {404}, {key: status for key, status in found.items() if status != 404}


def test_what_each_role_does_with_a_sent_report(world: World) -> None:
    """Written out, so that a change of the policy is seen: who may accept, who may only look, who sees nothing."""
    sees, accepts = set(), set()
    for who in world.people:
        if ask(world, who, "statistics:report", GET).status_code == 200:
            sees.add(who)
        if all(status == "accepted" for _, status in ask(world, who, "statistics:report-accept", POST).after[2][-9:]):
            accepts.add(who)
    assert accepts == {
        "specialist north-east",
        "specialist north",
        "head_of_department union",
        "controller union",
    }
    assert sees - accepts == {
        "chair_primary school-1",
        "union_chair union",
        "audit_commission union",
        "audit_commission north",
    }


HTML_PAGES = sorted(name for name, page in PAGES.items() if GET in page.methods and page.html and name not in OPEN)
PROMISES = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.mark.once
@pytest.mark.parametrize("name", HTML_PAGES)
def test_every_page_keeps_itself_to_itself(world: World, name: str) -> None:
    answer = ask(world, "head_of_department union", name, GET)
    assert {header: answer.headers.get(header) for header in PROMISES} == PROMISES
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    for cookie in answer.cookies.values():
        assert cookie["httponly"], cookie.key
        assert cookie["samesite"], cookie.key


@pytest.mark.once
@pytest.mark.parametrize("name", sorted(PAGES))
def test_no_answer_is_kept_by_browsers_and_proxies(world: World, name: str) -> None:
    """Whoever asks, however, and whatever becomes of it: a page, a download, a fragment, a way on, a refusal."""
    for who in ("head_of_department union", "specialist north", "nobody", "anonymous"):
        for method in (GET, POST):
            answer = ask(world, who, name, method)
            assert "no-store" in answer.headers["Cache-Control"], (who, method, answer.status_code)


@pytest.mark.once
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("name", HTML_PAGES)
def test_every_page_speaks_every_language(world: World, name: str, language: str) -> None:
    readers = {
        Permission.TRAIL_VIEW: "audit_commission union",
        Permission.USER_MANAGE: "administrator union",
    }
    who = readers.get(PAGES[name].sees, "head_of_department union")
    with transaction.atomic():
        User.objects.filter(pk=world.people[who].pk).update(language=language)
        answer = ask(world, who, name, GET)
        transaction.set_rollback(True)
    text = answer.content.decode()
    assert (answer.status_code, answer.headers["Content-Language"]) == (200, language)
    if "<html" in text:
        assert f'<html lang="{language}"' in text
    leftovers = re.findall(r"\{\{|\{%|\bNone\b|%\(\w+\)s|Traceback|object at 0x", strip_tags(text))
    assert leftovers == []


def test_the_language_switch_keeps_the_page(world: World) -> None:
    client, page = world.clients["specialist north"], reverse("statistics:board", args=[YEAR, "north"])
    with transaction.atomic():
        answer = client.post(reverse("accounts:language"), {"language": "ru", "next": f"{page}?status=sent"})
        assert (answer.status_code, answer.headers["Location"]) == (302, f"{page}?status=sent")
        assert client.get(page).headers["Content-Language"] == "ru"
        away = client.post(reverse("accounts:language"), {"language": "kk", "next": "https://example.org/"})
        assert away.headers["Location"] == "/"
        transaction.set_rollback(True)


def test_the_session_is_hidden_from_scripts(world: World) -> None:
    with transaction.atomic():
        make_user("asel", password=PASSWORD)
        answer = Client().post(reverse("accounts:sign-in"), {"username": "asel", "password": PASSWORD})
        transaction.set_rollback(True)
    session = answer.cookies["sessionid"]
    assert (answer.status_code, session["httponly"], session["samesite"]) == (302, True, "Lax")


def test_a_person_without_a_role_any_more_sees_nothing(world: World) -> None:
    with transaction.atomic():
        user = world.people["specialist north"]
        user.assignments.update(until=timezone.localdate())
        assert world.clients["specialist north"].get(world.url("statistics:report")).status_code == 404
        transaction.set_rollback(True)


def test_a_closed_account_is_signed_out(world: World) -> None:
    with transaction.atomic():
        User.objects.filter(pk=world.people["controller union"].pk).update(is_active=False)
        assert world.clients["controller union"].get(world.url("statistics:report")).status_code == 302
        transaction.set_rollback(True)


def test_accepting_by_address_alone_needs_the_right(world: World) -> None:
    """The whole way through the page: the judge's button works, the reader's forged one doesn't."""
    with transaction.atomic():
        campaign = Campaign.objects.get(year=YEAR)
        world.clients["union_chair union"].post(world.url("statistics:report-accept"))
        assert report_of(campaign, "school-1").status == "sent"
        world.clients["specialist north-east"].post(world.url("statistics:report-accept"))
        assert report_of(campaign, "school-1").status == "accepted"
        transaction.set_rollback(True)

"""The trail of the union as its readers see it: within their right, narrowed, turned over, and as a file."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime, timedelta
from html import unescape
from itertools import chain
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from birlik.accounts import tokens
from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.accounts.roles import ROLES
from birlik.audit import log
from birlik.audit.models import Event
from birlik.audit.subjects import Subject
from birlik.members.actions import trail as files
from birlik.members.actions.privacy import read_card
from birlik.members.enums import PersonState
from birlik.members.models import CardReading, Person
from birlik.members.queries import trail
from birlik.members.queries.trail import TrailFilters, TrailLine
from birlik.orgs.models import Organisation
from birlik.registers import actions as registers
from birlik.registers.declare import REGISTERS, Register
from birlik.registers.models import EntryImport
from birlik.web.audit import page
from tests.factories import NOW, OPENED, UnionTree, make_holder, make_union_tree, make_user
from tests.members.people import make_person
from tests.registers.samples import ON, of
from tests.registers.samples import record as record_entry
from tests.registers.samples import values as entry_values

pytestmark = pytest.mark.django_db
LINE = re.compile(r'<tr><th scope="row"[^>]*>(.*?)</th>(.*?)</tr>')
TAG = re.compile(r"<[^>]+>")
DAY = timedelta(days=1)
Place = str | None


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + DAY)


@pytest.fixture
def tree() -> UnionTree:
    return make_union_tree()


@pytest.fixture
def somebody() -> User:
    return make_user("s.omarova", full_name="Омарова Салтанат")


def note(action: str, code: str = "", *, by: User | None = None, at: datetime = NOW, **details: Any) -> Event:
    told: dict[str, Any] = {"subject_type": "user", "subject_id": 1, "subject_label": "Кім"} | details
    kind, pk, label = (told.pop(f"subject_{name}") for name in ("type", "id", "label"))
    return log.record(action, subject=Subject(kind, pk, label, code), by=by, at=at, **told)


def signed_in(user: User, language: str = "en") -> Client:
    user.language = language
    user.save()
    client = Client()
    client.force_login(user)
    return client


def texts(client: Client, query: str = "") -> list[list[str]]:
    """The visible text of the cells, line by line."""
    answer = client.get(f"/trail/?{query}")
    assert answer.status_code == 200
    found = LINE.findall(answer.content.decode())
    return [
        [unescape(TAG.sub(" ", cell)).strip() for cell in (first, *re.findall(r"<td[^>]*>(.*?)</td>", others))]
        for first, others in found
    ]


def acts(client: Client, query: str = "") -> list[str]:
    return [line[2] for line in texts(client, query)]


def filed(client: Client, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/trail/?format=csv&{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


class TestScope:
    @pytest.fixture
    def lines(self, tree: UnionTree, somebody: User) -> None:
        """One line at each place, two that belong to none, and a reading at school-1 and school-4."""
        for code in ("union", "north", "school-1", "south", "school-4"):
            note("role.assigned", code, by=somebody)
        note("user.signed_in", by=somebody)
        note("demo.filled")
        for code in ("school-1", "school-4"):
            read_card(make_person(tree[code]), by=somebody, at=NOW)

    def places(self, client: Client) -> list[str]:
        return sorted(line[3] for line in texts(client) if "Role given" in line[2] or "Read the card" in line[2])

    def test_the_whole_trail_is_read_by_who_holds_the_right_at_the_root(self, tree: UnionTree, lines: None) -> None:
        names = [tree[code].short.ru for code in ("union", "north", "school-1", "school-1", "south", *["school-4"] * 2)]
        for role in ("audit_commission", "administrator"):
            client = signed_in(make_holder(role, tree["union"]), "ru")
            found = texts(client)
            assert sorted(line[3] for line in found if "Роль" in line[2] or "карт" in line[2].lower()) == sorted(names)
            assert any("Вход" in line[2] for line in found)

    def test_below_the_root_nothing_is_read_that_belongs_elsewhere_or_nowhere(
        self, tree: UnionTree, lines: None
    ) -> None:
        client = signed_in(make_holder("audit_commission", tree["north"]))
        assert self.places(client) == sorted(tree[code].short.ru for code in ("north", "school-1", "school-1"))
        assert {line[2].split("  ")[0] for line in texts(client)} <= {
            "Role given", "Read the card", "Opened", "Workplace added",
        }  # fmt: skip
        assert {line["Code"] for line in filed(client)} == {
            "north", "north-east", "north-west", "school-1", "school-2", "school-3",
        }  # fmt: skip

    def test_an_organisation_outside_does_not_exist(self, tree: UnionTree, lines: None) -> None:
        client = signed_in(make_holder("audit_commission", tree["north"]))
        for query in ("under=south", "under=union", "under=school-4", "under=nowhere", "by=999999", "by=x"):
            for more in ("", "&format=csv"):
                assert client.get(f"/trail/?{query}{more}").status_code == 404, query
        assert client.get("/trail/?under=school-1").status_code == 200

    def test_what_was_closed_is_read_where_it_ended(self, tree: UnionTree, lines: None) -> None:
        north = signed_in(make_holder("audit_commission", tree["north"]))
        Organisation.objects.filter(code="school-1").update(closed=OPENED + 400 * DAY)
        lineage = tree["school-1"].lineage_up.all()
        lineage.update(until=OPENED + 400 * DAY)
        assert tree["school-1"].short.ru in self.places(north)
        assert self.places(signed_in(make_holder("audit_commission", tree["south"]))) == sorted(
            tree[code].short.ru for code in ("south", "school-4", "school-4")
        )

    def test_who_reads_no_trail_finds_none(self, tree: UnionTree) -> None:
        readers = {code for code, one in ROLES.items() if Permission.TRAIL_VIEW in one.grants}
        assert readers == {"audit_commission", "administrator"}
        for code in ROLES:
            place = {"chair_primary": "school-1", "specialist": "north"}.get(code, "union")
            client = signed_in(make_holder(code, tree[place]))
            for query in ("", "?format=csv"):
                assert (client.get(f"/trail/{query}").status_code == 200) is (code in readers), (code, query)
            link = "/trail/?under=school-1" in client.get("/organisations/school-1/").content.decode()
            assert link is (code in readers), code


class TestWhatIsTold:
    def test_a_line_says_who_what_when_where_and_on_what_ground(self, tree: UnionTree, somebody: User) -> None:
        document = {"number": "№ 7", "date": "2026-01-15", "title": "Қаулы"}
        event = note("organisation.renamed", "school-1", by=somebody, subject_type="organisation",
                     before={"kk": "Бір"}, after={"kk": "Екі", "on": "2026-02-01", "document": document})  # fmt: skip
        client = signed_in(make_holder("audit_commission", tree["union"]))
        when, who, what, where, ground = texts(client, "group=organisations&since=2026-02-01")[0]
        when = re.sub(r"\s+", " ", when)
        assert (when, who, where) == (
            f"01.02.2026 11:00:00 № {event.sequence}",
            "Омарова Салтанат",
            tree["school-1"].short.ru,
        )
        assert re.sub(r"\s+", " ", what) == "Renamed name in Kazakh: was: Бір now: Екі from: 01.02.2026"
        assert ground == "№ 7, 15.01.2026, «Қаулы»"
        line = filed(client, "group=organisations&since=2026-02-01")[0]
        assert (line["When"], line["Who"], line["Sign-in name"], line["Code"]) == (
            "01.02.2026 11:00:00", "Омарова Салтанат", "s.omarova", "school-1",
        )  # fmt: skip
        assert line["What changed"] == "name in Kazakh: Бір → Екі; from: 01.02.2026"

    def test_a_person_is_named_to_who_may_see_the_person(self, tree: UnionTree, somebody: User) -> None:
        person = make_person(tree["school-1"])
        read_card(person, by=somebody, at=NOW)
        note("member.changed", "school-1", subject_type="person", subject_id=person.pk, after={"fields": ["phone"]})
        for role, named in (("audit_commission", True), ("administrator", False)):
            client = signed_in(make_holder(role, tree["union"]))
            both = texts(client, "group=members")[0], texts(client, "group=readings")[0]
            assert "Telephone" in both[0][2]
            for line in both:
                assert (person.full_name in line[2], f"№ {person.pk}" in line[2]) == (named, not named)
            content = client.get("/trail/").content.decode()
            assert (f'href="/members/{person.pk}/"' in content) is named
            assert [line["About"] for line in filed(client, "group=readings")] == [f"№ {person.pk}"]
        Person.objects.filter(pk=person.pk).update(state=PersonState.BLOCKED)
        client = signed_in(make_holder("audit_commission", tree["union"]))
        assert person.full_name not in client.get("/trail/").content.decode()

    def test_what_a_report_a_paper_or_a_list_says_is_for_who_may_read_it(self, tree: UnionTree, somebody: User) -> None:
        report = {"subject_type": "report", "subject_label": "school-1 2025"}
        note("report.returned", "school-1", by=somebody, **report, after={"remark": "Ұлы құпия", "errors": 3})
        paper = {"subject_type": "paper", "subject_label": "note 2025/union kk"}
        note("paper.block_edited", by=somebody, **paper, before={"p-1": "Бұрынғы"}, after={"version": 4, "p-1": "Жаңа"})
        note(
            "member.list_exported", "school-1", by=somebody, subject_type="list_export", after={"purpose": "Ұлы құпия"}
        )
        audit = signed_in(make_holder("audit_commission", tree["union"])).get("/trail/").content.decode()
        assert audit.count("Ұлы құпия") == 2
        for told in ('href="/reports/2025/school-1/"', 'href="/papers/note/2025/kk/"', "version:", "errors:"):
            assert told in audit, told
        assert "Жаңа" not in audit
        keeper = signed_in(make_holder("administrator", tree["union"])).get("/trail/").content.decode()
        for act in ("Report returned", "A paragraph was rewritten by hand", "A list of members was taken as a file"):
            assert act in keeper, act
        for hidden in ("Ұлы құпия", 'href="/reports', 'href="/papers', "version:", "errors:", "Жаңа"):
            assert hidden not in keeper, hidden

    @pytest.mark.parametrize("register", REGISTERS.values(), ids=REGISTERS)
    def test_an_entry_is_told_as_its_register_declares_it_to_who_may_read_it(
        self, tree: UnionTree, register: Register
    ) -> None:
        sample, head = of(register, tree), make_holder("head_of_department", tree["union"])
        entry, (name, text) = record_entry(register, tree, head, sample.good), sample.change
        changed = entry_values(register, tree, head, sample.good, sample.personal, {name: text})
        registers.amend(register, entry, changed, by=head, at=NOW)
        listed = EntryImport(register=register.code, organisation=tree["school-1"], pk=7)
        log.record("entries.imported", subject=listed, by=head, at=NOW, after={"entries": 7})
        with override("en"):
            about = [f"{register.name} № {pk}" for pk in (7, entry.pk, entry.pk)]
            label, *personal = (str(register.column(field).verbose_name) for field in (name, *sample.personal))
            day = register.column(register.day).verbose_name.capitalize()
            left = [str(register.column(field).verbose_name) for field in {*register.fields} - {*register.columns}]
        link = f'href="/registers/{register.code}/{entry.pk}/"'

        reader = signed_in(make_holder("audit_commission", tree["union"]))
        found = [re.sub(r"\s+", " ", line[2]) for line in texts(reader, "group=registers")]
        assert found[0] == f"A list of entries was written down {about[0]} entries: 7"
        assert found[1].startswith(f"The entry was changed {about[1]} ")
        assert not [
            text for text in (f" {label}: ", *(f" {one}: filled in" for one in personal)) if text not in found[1]
        ]
        assert found[2].startswith(f"The entry was written down {about[2]} {day}: {ON:%d.%m.%Y}")
        assert not [text for text in left if f" {text}: " in found[2]]
        content = unescape(reader.get("/trail/?group=registers").content.decode())
        assert content.count(link) == 2
        assert not [value for value in sample.personal.values() if value in content]

        keeper = signed_in(make_holder("administrator", tree["union"]))
        lines = filed(keeper, "group=registers")
        assert ([line["About"] for line in lines], {line["What changed"] for line in lines}) == (about, {""})
        assert link not in keeper.get("/trail/?group=registers").content.decode()

    def test_a_token_is_told_by_its_number(self, tree: UnionTree, somebody: User) -> None:
        token, secret = tokens.make(somebody, name="Ұлы құпия", at=NOW, today=NOW.date())
        tokens.revoke(somebody, token.pk, at=NOW)
        client = signed_in(make_holder("administrator", tree["union"]))
        told = [line for line in filed(client, "group=accounts") if "token" in line["What"]]
        assert [(line["What"], line["About"], line["Sign-in name"]) for line in told] == [
            ("The token of a program was revoked", f"№ {token.pk}", "s.omarova"),
            ("A token for a program was made", f"№ {token.pk}", "s.omarova"),
        ]
        assert {line["What changed"] for line in told} == {f"until: {token.until:%d.%m.%Y}"}
        assert not [text for text in (secret, token.name) if text in str(told)]

    def test_a_name_is_never_read_as_html(self, tree: UnionTree) -> None:
        note("role.assigned", "school-1", by=make_user("x", full_name="<script>{}"), after={"reason": "<b>{0}"})
        content = signed_in(make_holder("audit_commission", tree["union"])).get("/trail/").content.decode()
        assert "&lt;script&gt;{}" in content
        assert "&lt;b&gt;{0}" in content


class TestNarrowing:
    @pytest.fixture
    def client(self, tree: UnionTree) -> Client:
        return signed_in(make_holder("audit_commission", tree["union"]))

    @pytest.fixture
    def lines(self, tree: UnionTree, somebody: User) -> Person:
        other = make_user("n.other", full_name="Омаров Нұрлан")
        note("user.signed_in", by=somebody, at=NOW - 2 * DAY)
        note("user.signed_in", by=other, at=NOW - DAY)
        note("member.merged", "school-1", by=somebody, at=NOW - DAY, subject_type="person")
        note("transfer.sent", "school-4", by=other, at=NOW, subject_type="person")
        note("import.applied", "north", by=somebody, at=NOW, subject_type="import", after={"rows": 7})
        person = make_person(tree["school-1"])
        read_card(person, by=somebody, at=NOW - DAY)
        read_card(person, by=other, at=NOW, act="export")  # the file itself is one line of the chain
        return person

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("group=sign-ins", ["Signed in", "Signed in"]),
            ("group=readings", ["Read the card"]),
            ("group=merges", ["Two entries became one"]),
            ("group=transfers", ["A member was sent to another organisation"]),
            ("group=imports", ["An import was applied"]),
            ("group=papers", []),
            ("by=s.omarova", ["An import was applied", "Two entries became one", "Read the card", "Signed in"]),
            ("by=s.omarova&group=sign-ins", ["Signed in"]),
            ("by=s.omarova&under=north&until=2026-01-31", ["Two entries became one", "Read the card"]),
            ("by=n.other&group=readings", []),
            ("under=school-4&group=transfers", ["A member was sent to another organisation"]),
            ("under=north&group=imports", ["An import was applied"]),
            ("since=2026-01-31&until=2026-01-31", ["Two entries became one", "Signed in", "Read the card"]),
            ("until=2026-01-30&since=2026-01-30&sort=when", ["Signed in"]),
            ("since=1800-01-01&until=1800-01-01", []),
            ("since=2199-12-31&until=2199-12-31", []),
            ("since=2026-02-30&group=merges&by=&under=", ["Two entries became one"]),
        ],
    )
    def test_the_list_holds_what_the_address_asks_for(
        self, client: Client, lines: Person, query: str, found: list[str]
    ) -> None:
        for user in User.objects.filter(username__in=["s.omarova", "n.other"]):
            query = query.replace(f"by={user.username}", f"by={user.pk}")
        shown = [text.partition("  ")[0] for text in acts(client, query)]
        assert shown == found
        assert [line["What"] for line in filed(client, query)] == found

    def test_an_account_is_found_by_its_name_and_no_address_holds_it(self, client: Client, lines: Person) -> None:
        one, other = (User.objects.get(username=name) for name in ("s.omarova", "n.other"))
        address = f"/trail/?under=north&by={other.pk}&after=x"
        answer = client.post(address, {"who": "сәлтанат", "group": "merges", "since": ""})
        assert (answer.status_code, answer.headers["Location"]) == (
            302,
            f"/trail/?under=north&group=merges&by={one.pk}",
        )
        several = client.post("/trail/", {"who": "омаров"}).content.decode()
        for user in (one, other):
            assert f'href="?by={user.pk}"' in several
        assert "No account has this name" in client.post("/trail/", {"who": "Ешкім"}).content.decode()
        plain = client.post(f"/trail/?by={one.pk}", {"who": " ", "until": "2026-01-31"})
        assert plain.headers["Location"] == f"/trail/?by={one.pk}&until=2026-01-31"

    def test_accounts_elsewhere_are_not_found_below_the_root(self, tree: UnionTree, lines: Person) -> None:
        holder = make_holder("specialist", tree["south"])
        chair = make_holder("chair_primary", tree["school-1"])
        north = signed_in(make_holder("audit_commission", tree["north"]))
        assert "No account has this name" in north.post("/trail/", {"who": holder.username}).content.decode()
        assert north.post("/trail/", {"who": chair.username}).headers["Location"] == f"/trail/?by={chair.pk}"

    def test_the_name_in_a_line_leads_to_all_that_the_account_did(self, client: Client, lines: Person) -> None:
        one = User.objects.get(username="s.omarova")
        content = unescape(client.get("/trail/?group=imports&sort=when").content.decode())
        assert f'href="?group=imports&sort=when&by={one.pk}"' in content


class TestPages:
    @pytest.fixture
    def lines(self, tree: UnionTree, somebody: User) -> None:
        """A hundred and twenty lines and ninety readings, many of one moment, over four schools."""
        codes = ["school-1", "school-2", "school-4", "college-1"]
        people = {code: make_person(tree[code]) for code in codes}
        for number in range(120):
            note("role.assigned" if number % 3 else "role.revoked", codes[number % 4], by=somebody,
                 at=NOW - timedelta(minutes=number // 7), subject_label=f"{number}")  # fmt: skip
        CardReading.objects.bulk_create(
            CardReading(
                person=people[code], by=somebody, by_label="", act="merge" if number % 5 else "card",
                at=NOW - timedelta(minutes=number // 6), organisation=tree[code],
            )
            for number in range(90) for code in [codes[number % 4]]
        )  # fmt: skip

    @pytest.mark.parametrize("code", [None, "north", "school-1"])
    @pytest.mark.parametrize("oldest_first", [False, True])
    @pytest.mark.parametrize("narrowed", ["", "actions", "by", "actions by"])
    def test_the_pages_together_are_the_whole_list_once(
        self, tree: UnionTree, lines: None, somebody: User, code: Place, oldest_first: bool, narrowed: str
    ) -> None:
        auditor = make_holder("audit_commission", tree["union"])
        within = trail.scope(auditor, tree[code] if code else None, on=NOW.date())
        filters = TrailFilters(
            actions=("role.revoked", "role.assigned") if "actions" in narrowed else None,
            by=somebody if "by" in narrowed else None,
        )
        whole = trail.lines(within, filters, most=5000, oldest_first=oldest_first)
        assert len(whole) >= {None: 210, "north": 105, "school-1": 52}[code]
        assert [one.position for one in whole] == sorted({one.position for one in whole}, reverse=not oldest_first)

        turned: list[TrailLine] = []
        while part := trail.lines(
            within, filters, most=20, after=turned[-1].position if turned else None, oldest_first=oldest_first
        ):
            turned += part
        assert turned == whole

    def test_one_turns_on_and_back(self, tree: UnionTree, lines: None) -> None:
        client = signed_in(make_holder("audit_commission", tree["union"]))
        query = "since=2026-02-01&group=accounts"
        whole = [line["About"] for line in filed(client, query)]
        address, seen = f"/trail/?{query}", []
        while address:
            content = unescape(client.get(address).content.decode())
            seen.append(re.findall(r"</strong><br>(\d+)", content))
            following = re.search(r'href="(\?[^"]*)" rel="next"', content)
            last, address = address, f"/trail/{following[1]}" if following else ""
        assert [len(part) for part in seen] == [50, 50, 20]
        assert list(chain(*seen)) == whole
        back = re.search(r'href="(\?[^"]*)" rel="prev"', unescape(client.get(last).content.decode()))
        assert back
        content = unescape(client.get(f"/trail/{back[1]}").content.decode())
        assert re.findall(r"</strong><br>(\d+)", content) == seen[1]

    def test_a_position_that_is_none_is_the_beginning(self, tree: UnionTree, lines: None) -> None:
        client = signed_in(make_holder("audit_commission", tree["union"]))
        first = texts(client)
        for nonsense in ("x", "1.2", "99999999999999999.1.1", "1.7.1", "-1.1.1"):
            assert texts(client, f"after={nonsense}") == first

    @pytest.mark.parametrize("query", ["", "under=north", "group=accounts", "group=readings&under=north"])
    def test_how_often_the_database_is_asked_does_not_grow(
        self, tree: UnionTree, somebody: User, query: str, lines: None
    ) -> None:
        client = signed_in(make_holder("audit_commission", tree["union"]))
        client.get("/trail/")
        with CaptureQueriesContext(connection) as queries:
            assert len(texts(client, query)) == page.A_PAGE if "readings" not in query else True
        assert len(queries) <= 24


class TestFiles:
    def test_a_file_is_a_line_of_the_trail_itself(self, tree: UnionTree, somebody: User) -> None:
        note("user.signed_in", by=somebody)
        auditor = make_holder("audit_commission", tree["union"])
        client = signed_in(auditor)
        answer = client.get("/trail/?format=xlsx&group=sign-ins")
        assert answer.headers["Content-Disposition"] == 'attachment; filename="birlik-trail-union-2026-02-02.xlsx"'
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        assert [row[3] for row in sheet.iter_rows(values_only=True)] == ["What", "Signed in"]

        last = Event.objects.order_by("-sequence")[0]
        assert (last.action, last.by_name, last.organisation_code) == ("trail.exported", auditor.username, "union")
        assert last.after == {"rows": 1, "format": "xlsx", "filter": {"group": "sign-ins"}}
        assert log.verify() is None
        assert acts(client, "group=files")[0].startswith("The trail was taken as a file")

    def test_a_list_too_long_for_a_file_is_refused_in_words(
        self, tree: UnionTree, somebody: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for module in (files, page):
            monkeypatch.setattr(module, "MOST_ROWS", 3)
        for _number in range(4):
            note("user.signed_in", by=somebody)
        client = signed_in(make_holder("audit_commission", tree["union"]))
        before = Event.objects.count()
        answer = client.get("/trail/?format=csv&group=sign-ins")
        assert answer.status_code == 400
        assert "A file holds at most 3 lines. Narrow the list" in answer.content.decode()
        assert Event.objects.count() == before


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_what_was_not_done_is_said_so(tree: UnionTree, language: str) -> None:
    client = signed_in(make_holder("audit_commission", tree["union"]), language)
    sentence = {"kk": "Бұл кезеңде мұндай әрекеттер болмаған.", "ru": "За этот период таких действий не было."}
    assert sentence[language] in client.get("/trail/?since=2036-01-01").content.decode()

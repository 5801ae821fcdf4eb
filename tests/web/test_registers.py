"""What every register shows and takes in a browser, asked of each of them."""

from __future__ import annotations

import csv
import io
import operator
import re
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.activity.injuries import INJURIES
from birlik.audit.models import Event
from birlik.core.errors import Refusal
from birlik.jobs import queue
from birlik.members.enums import PersonState
from birlik.members.models import Person
from birlik.orgs import rules
from birlik.orgs.entries import Entry
from birlik.orgs.queries.scope import lasting_lines
from birlik.registers import actions, evidence
from birlik.registers.declare import REGISTERS, Register
from birlik.registers.forms import texts_of
from birlik.web.registers.filters import filters_of
from tests.factories import NOW, TODAY, UnionTree, make_holder, make_union_tree
from tests.members.people import make_person
from tests.registers.samples import ON, Sample, links_to_members, of, record, values

pytestmark = pytest.mark.django_db
LINE = re.compile(r'<tr><th scope="row"[^>]*>(.*?)</tr>', re.DOTALL)
HOLDS = {"exact": operator.eq, "gte": operator.ge, "lte": operator.le}
BUDGET = 14  # queries of a list and of a card, whatever stands in them


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture(params=sorted(REGISTERS))
def register(request: pytest.FixtureRequest) -> Register:
    return REGISTERS[request.param]


@pytest.fixture
def sample(register: Register, tree: UnionTree) -> Sample:
    return of(register, tree)


@pytest.fixture
def tree() -> UnionTree:
    return make_union_tree()


@pytest.fixture
def head(tree: UnionTree, client: Client) -> User:
    return signed_in(client, "head_of_department", tree, "union")


def signed_in(client: Client, role: str, tree: UnionTree, place: str) -> User:
    user = make_holder(role, tree[place])
    user.language = "en"
    user.save()
    client.force_login(user)
    return user


def address(register: Register, *more: object, **query: str) -> str:
    path = "/".join(str(one) for one in ("/registers", register.code, *more))
    return f"{path}/?{urlencode(query)}" if query else f"{path}/"


def lines(client: Client, register: Register, **query: str) -> list[str]:
    page = client.get(address(register, **query)).content.decode()
    return [unescape(re.sub(r"<[^>]+>", " ", line)) for line in LINE.findall(page)]


def some(register: Register, sample: Sample, tree: UnionTree, by: User) -> list[Entry]:
    """Entries of three organisations, two of them also in a list, after one that is annulled."""
    wrong = record(register, tree, by, sample.good, place=sample.places[2])
    wrong = actions.annul(register, wrong, reason="Екі рет енгізілген", by=by, at=NOW)
    places = (*sample.lists[1:3], sample.places[2])
    return [wrong, *(record(register, tree, by, sample.good, sample.personal, place=place) for place in places)]


def under_north(entries: list[Entry], tree: UnionTree) -> int:
    """How many of these entries stand under "north"."""
    below = lasting_lines(TODAY).filter(ancestor=tree["north"]).values_list("descendant", flat=True)
    return sum(one.organisation_id in set(below) and not one.is_annulled for one in entries)


def test_the_list_is_empty_in_words(client: Client, register: Register, head: User) -> None:
    page = client.get(address(register)).content.decode()
    assert "Nothing is written down yet" in page
    assert f'href="{address(register, "new")}"' in page
    assert "Nothing found" in client.get(address(register, state="annulled")).content.decode()


def test_the_list_is_narrowed(client: Client, register: Register, sample: Sample, tree: UnionTree, head: User) -> None:
    """By state, by a branch of the tree and by search."""
    entries = some(register, sample, tree, head)
    assert [len(lines(client, register, state=state)) for state in ("standing", "annulled", "all")] == [3, 1, 4]
    assert len(lines(client, register, under="north")) == under_north(entries, tree)
    assert client.get(address(register, under="nowhere")).status_code == 404
    if register.search:
        name = next(one for one in register.search if one in sample.good)
        assert len(lines(client, register, q=sample.good[name])) == 3
        assert lines(client, register, q="жоқ сөз") == []


def test_each_filter_leaves_what_it_says(
    client: Client, register: Register, sample: Sample, tree: UnionTree, head: User
) -> None:
    """For every value that an entry holds; what means nothing narrows nothing."""
    given = [*sample.entries, {}]
    for number, place in enumerate(sample.some(tree, len(given))):
        on = (ON - timedelta(days=number)).isoformat()
        record(register, tree, head, sample.good, given[number], {register.day: on}, place=place)
    entries = list(register.model._default_manager.all())
    for one in filters_of(register):
        name, _, lookup = one.name.rpartition("__")
        held = [value for entry in entries if (value := getattr(entry, name)) not in (None, "")]
        for value in set(held):
            text = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
            left = sum(HOLDS[lookup](other, value) for other in held)
            assert len(lines(client, register, **{one.code: text})) == left, (one.code, text)
        assert len(lines(client, register, **{one.code: "nothing of the kind"})) == len(entries), one.code


def test_files_have_every_field_and_nobody(
    client: Client, register: Register, sample: Sample, tree: UnionTree, head: User
) -> None:
    """Of the list as it is narrowed; that both kinds hold the list in its order is asked of every list elsewhere."""
    entries = some(register, sample, tree, head)
    answer = client.get(address(register, format="csv", under="north"))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    told = {str(register.column(name).verbose_name) for name in register.form_fields if name not in register.personal}
    hidden = {str(register.column(name).verbose_name) for name in register.personal}
    assert (told - set(rows[0]), hidden & set(rows[0]), len(rows)) == (set(), set(), 1 + under_north(entries, tree))
    assert not [text for text in sample.personal.values() if text in answer.content.decode()]


def test_lists_and_cards_keep_their_budget(
    client: Client, register: Register, sample: Sample, tree: UnionTree, head: User
) -> None:
    found = {}
    places = sample.some(tree, 4)
    for size, more in ((1, places[:1]), (3, places[1:])):
        entries = [record(register, tree, head, sample.good, place=place) for place in more]
        for page in (address(register), address(register, entries[0].pk)):
            cache.clear()
            with CaptureQueriesContext(connection) as counted:
                assert client.get(page).status_code == 200
            found[(page.count("/"), size)] = len(counted)
    assert found[(3, 1)] == found[(3, 3)] <= BUDGET
    assert found[(4, 1)] == found[(4, 3)] <= BUDGET


def test_an_entry_is_written_changed_and_annulled(
    client: Client, register: Register, sample: Sample, tree: UnionTree, head: User
) -> None:
    """Through the pages alone: what a form brings is kept, what it lacks is said, and the card tells all of it."""
    form = address(register, "new", to=sample.places[0])
    page = client.get(form)
    assert all(f'name="{name}"' in page.content.decode() for name in register.form_fields)
    lacking = client.post(form, {"csrfmiddlewaretoken": "-"})  # a browser sends at least this
    assert (lacking.status_code, "field__error" in lacking.content.decode()) == (200, True)
    assert not register.model._default_manager.exists()
    answer = client.post(form, {**sample.good, **sample.personal})
    entry = register.model._default_manager.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, address(register, entry.pk))
    name, text = sample.change
    changed = {**sample.good, **sample.personal, name: text}
    client.post(address(register, entry.pk, "amend"), {**changed, "version": "1"})
    assert client.post(address(register, entry.pk, "annul"), {"reason": ""}).status_code == 200
    client.post(address(register, entry.pk, "annul"), {"reason": "Екі рет"})
    card = unescape(client.get(address(register, entry.pk)).content.decode())
    told = [f"The entry was {act}" for act in ("written down", "changed", "annulled")]
    told += ["Екі рет", str(register.column(name).verbose_name)]
    assert [one for one in (*told, *sample.personal.values()) if one not in card] == []
    for verb in ("amend", "annul"):  # back to the card, with the sentence
        back = client.get(address(register, entry.pk, verb), follow=True)
        assert back.redirect_chain == [(address(register, entry.pk), 302)]
        assert "The entry is annulled and does not change any more" in back.content.decode()


def test_who_was_overtaken_sees_what_the_other_wrote(
    client: Client, register: Register, sample: Sample, tree: UnionTree, head: User
) -> None:
    """Beside the field, with who and when; what was typed stays, and a second press writes over it."""
    entry = record(register, tree, head, sample.good, sample.personal)
    other = make_holder("head_of_department", tree["union"])
    name, text = sample.change
    now_there = register.column(name).to_python(text)
    actions.amend(register, entry, {name: now_there}, version=1, by=other, at=NOW)
    form = texts_of(entry) | sample.personal
    answer = client.post(address(register, entry.pk, "amend"), form)
    page = unescape(answer.content.decode())
    shown = f"{now_there:%d.%m.%Y}" if hasattr(now_there, "year") else text
    assert f"Here stands by now: {shown} ({other.full_name}, 01.02.2026 11:00)." in page
    assert "Somebody changed this entry meanwhile" in page
    assert list(answer.context["form"].errors) == [name, "__all__"]
    assert [one for one in sample.good.values() if one not in page] == []
    form["version"] = answer.context["form"]["version"].value()
    assert client.post(address(register, entry.pk, "amend"), form).status_code == 302
    assert register.model._default_manager.get().values() == entry.values()


@pytest.mark.parametrize("version", ["99", "-1", "abc", ""])
def test_a_version_that_no_entry_has_is_that_of_somebody_overtaken(
    client: Client, register: Register, sample: Sample, tree: UnionTree, head: User, version: str
) -> None:
    """Nothing is written, the form says so above its fields and brings the version that stands there."""
    entry = record(register, tree, head, sample.good, sample.personal)
    form = texts_of(entry) | sample.personal | dict([sample.change]) | {"version": version}
    answer = client.post(address(register, entry.pk, "amend"), form)
    assert list(answer.context["form"].errors) == ["__all__"]
    assert "Somebody changed this entry meanwhile" in answer.content.decode()
    assert answer.context["form"]["version"].value() == "1"
    assert register.model._default_manager.get().values() == entry.values()


def test_no_name_that_a_file_was_given_is_told(client: Client, tree: UnionTree, head: User) -> None:
    """Neither on the card nor in the trail nor in the header of its download; a removed file leaves its number."""
    entry = record(INJURIES, tree, head, of(INJURIES, tree).good)
    gone = evidence.add(INJURIES, entry, name="Сейілханова Ақтоты.pdf", content=b"%PDF-1.7", by=head, at=NOW)
    evidence.remove(INJURIES, entry, gone, by=head, at=NOW)
    kept = evidence.add(INJURIES, entry, name="Сейілханова Ақтоты.pdf", content=b"%PDF-1.7", by=head, at=NOW)
    assert kept.name == f"injuries-{entry.pk}-2-2026-02-01.pdf"
    card = client.get(f"/registers/injuries/{entry.pk}/").content.decode()
    file = client.get(f"/registers/injuries/{entry.pk}/files/{kept.pk}/")
    told = [card, str(file.headers), *(str(event.chained_values()) for event in Event.objects.all())]
    assert [text for text in told if "Сейілханова" in text or "%D0%A1" in text] == []


def test_a_value_that_no_filter_reads_is_said(client: Client, register: Register, head: User) -> None:
    """The list is not narrowed by it, which the page says in words."""
    day = next(code for code in (f"{name}__gte" for name in register.filters) if code.startswith(f"{register.day}__"))
    page = unescape(client.get(address(register, **{day: "31.02.2025", "state": "gone"})).content.decode())
    assert "“31.02.2025” was not read as a day; the list is not narrowed by it." in page
    assert "“gone” is no value of this filter; the list is not narrowed by it." in page
    plain = unescape(client.get(address(register, **{day: "2025-02-28", "state": "all"})).content.decode())
    assert "the list is not narrowed by it" not in plain


def test_a_list_for_the_whole_union_is_offered_by_a_link(
    client: Client, register: Register, tree: UnionTree, head: User
) -> None:
    page = client.get(address(register, "import")).content.decode()
    assert 'href="?to=union"' in page
    chosen = client.get(address(register, "import", to="union")).content.decode()
    assert 'type="file"' in chosen
    signed_in(client, "specialist", tree, "north")
    assert 'href="?to=union"' not in client.get(address(register, "import")).content.decode()


def test_refusals_stand_at_their_field(
    client: Client, register: Register, sample: Sample, tree: UnionTree, head: User
) -> None:
    days = [*({name: "2031-01-01"} for name in register.past_fields), {register.day: "2001-01-01"}]
    for given in (*(given for given, _code in sample.refused), *days):
        answer = client.post(address(register, "new", to=sample.places[0]), {**sample.good, **given})
        assert (answer.status_code, bool(answer.context["form"].errors)) == (200, True), given
    assert not register.model._default_manager.exists()


def test_who_may_not_read_the_members_reads_nobody(
    client: Client, register: Register, sample: Sample, tree: UnionTree, head: User
) -> None:
    entry = record(register, tree, head, sample.good, sample.personal)
    signed_in(client, "controller", tree, "union")
    answer = client.get(address(register, entry.pk))
    assert answer.status_code == (404 if register.view == Permission.MEMBER_VIEW else 200)
    if answer.status_code == 404:
        return
    card = unescape(answer.content.decode())
    assert [text for text in sample.personal.values() if text in card] == []
    assert ("Who it was" in card) is bool(register.personal)


def test_a_member_is_named_as_far_as_the_reader_may_know(
    client: Client, register: Register, sample: Sample, tree: UnionTree, head: User
) -> None:
    """Whose card the reader opens is a link; who went elsewhere is a name; whose data are blocked is not named."""
    for link in links_to_members(register):
        person = make_person(tree["school-1"])
        entry = record(register, tree, head, sample.good, {link.lookup: person.iin})
        signed_in(client, "audit_commission", tree, "north")
        people = Person.objects.filter(pk=person.pk)
        told = []
        for changes in ({}, {"organisation": tree["school-4"]}, {"state": PersonState.BLOCKED}):
            people.update(**{"organisation": tree["school-1"], "state": PersonState.ACTIVE, **changes})
            card = unescape(client.get(address(register, entry.pk)).content.decode())
            told.append((person.full_name in card, f'href="/members/{person.pk}/"' in card))
        assert told == [(True, True), (True, False), (False, False)]


def test_a_chair_is_asked_for_no_organisation(
    client: Client, register: Register, sample: Sample, tree: UnionTree
) -> None:
    chair = signed_in(client, "chair_primary", tree, "school-1")
    if not rules.can(chair, register.edit, tree["school-1"], on=TODAY):
        assert client.get(address(register, "new")).status_code == 404
        return
    answer = client.post(address(register, "new"), dict(sample.good))
    entry = register.model._default_manager.get()
    assert (answer.status_code, entry.organisation, entry.recorded_by) == (302, tree["school-1"], chair)
    assert client.get(address(register, "new", to="school-2")).status_code == 404


def test_a_list_goes_from_the_file_to_the_register_by_the_pages_alone(
    client: Client, register: Register, sample: Sample, tree: UnionTree, head: User
) -> None:
    """Kept, tried out and written by jobs; the page says where it stands and asks every second until it is over."""
    head.language = "en"
    names = [str(register.column(name).verbose_name) for name in sample.good]
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([["organisation", *names], [sample.lists[1], *sample.good.values()]])

    def deliver() -> str:
        file = SimpleUploadedFile("a.csv", text.getvalue().encode())
        return client.post(address(register, "import", to=sample.lists[0]), {"file": file}).headers["Location"]

    url = deliver()
    assert "The list is being tried out" in client.get(url).content.decode()
    assert "Waiting for its turn" in client.get(f"{url}progress/").content.decode()
    queue.run_waiting()
    assert client.get(f"{url}progress/").headers["HX-Refresh"] == "true"
    assert "Write 1 line down" in client.get(url).content.decode()
    client.post(f"{url}apply/")
    assert not register.model._default_manager.exists()
    queue.run_waiting()
    assert register.model._default_manager.count() == 1
    again = deliver()
    queue.run_waiting()
    client.post(f"{url}undo/", {"reason": "Екі рет"})
    queue.run_waiting()
    assert "its entries are annulled" in client.get(url).content.decode()
    record(register, tree, head, sample.good, place=sample.lists[1])
    page = client.get(again).content.decode()
    assert ("No line of this list would be a new entry" in page, "apply/" in page) == (True, False)
    said = client.post(f"{again}apply/", follow=True).content.decode()
    assert said.count("No line of this list would be a new entry") == 2  # of the page, and of the refusal


def test_an_organisation_is_searched_for(
    client: Client, register: Register, sample: Sample, tree: UnionTree, head: User
) -> None:
    """One that the register is not kept of is not offered."""
    for code in {"school-1", sample.places[0]}:
        found: Any = client.get(address(register, "new", q=code))
        is_kept = not register.kinds or tree[code].kind in register.kinds
        assert (f"?to={code}" in found.content.decode()) is is_kept


def test_what_lasts_is_shown_as_of_a_day(
    client: Client, register: Register, sample: Sample, tree: UnionTree, head: User
) -> None:
    """?on= leaves what was in force on that day, its first one included and its last excluded; no day leaves all."""
    if not (ends := register.model.ends):
        assert 'name="on"' not in client.get(address(register)).content.decode()
        return
    first, second = sample.some(tree, 2)
    until = ON + timedelta(days=30)
    record(register, tree, head, sample.good, {ends: until.isoformat()}, place=first)
    record(register, tree, head, sample.good, {register.day: until.isoformat()}, place=second)
    days = [ON - timedelta(days=1), ON, until - timedelta(days=1), until, TODAY]
    assert [len(lines(client, register, on=day.isoformat())) for day in days] == [0, 1, 1, 1, 1]
    assert [len(lines(client, register, on=text)) for text in ("", "2025-02-30", "9999-12-31")] == [2, 2, 2]
    page = client.get(address(register)).content.decode()
    assert ("In force today" in page, f"on={TODAY.isoformat()}" in page) == (True, True)
    assert 'aria-current="true"' in client.get(address(register, on=TODAY.isoformat())).content.decode()


def test_a_register_is_shown_where_it_is_kept(
    client: Client, register: Register, sample: Sample, tree: UnionTree, head: User
) -> None:
    """Who holds no role at or above an organisation of its kinds has no list, no link and no way to write one."""
    chair = signed_in(client, "chair_primary", tree, "school-1")
    if not rules.can(chair, register.view, tree["school-1"], on=TODAY):
        return
    is_kept = register.is_kept_under(tree["school-1"].kind)
    link = f'href="{address(register)}"'
    assert (client.get(address(register)).status_code, link in client.get("/registers/").content.decode()) == (
        200 if is_kept else 404,
        is_kept,
    )
    if not is_kept:
        good = values(register, tree, head, sample.good)
        with pytest.raises(Refusal, match=r"^entry\.kind"):
            actions.record(register, tree["school-1"], good, by=head, at=NOW)

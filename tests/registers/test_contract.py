"""What every register promises, asked of each of them. A register without a sample fails here."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.audit.models import Event
from birlik.core.errors import Refusal
from birlik.grammar.letters import sort_key
from birlik.members.actions import anonymising, privacy
from birlik.members.models import Person
from birlik.members.queries import extract
from birlik.members.queries.people_list import PageCursor
from birlik.members.queries.person_links import person_links
from birlik.orgs import rules
from birlik.registers import actions, evidence, queries
from birlik.registers.declare import REGISTERS, Register
from birlik.web.registers.columns import columns, order_key
from demo import registers as demonstration
from tests.factories import NOW, OPENED, TODAY, UnionTree, make_holder
from tests.members.people import make_person
from tests.registers.samples import FORM, ON, SAMPLES, Sample, form, record, values

pytestmark = pytest.mark.django_db
HOLDERS = (
    ("chair_primary", "school-1"),
    ("specialist", "north-east"),
    ("specialist", "south"),
    ("head_of_department", "union"),
    ("audit_commission", "north"),
    ("administrator", "union"),
)


def refusal(code: str, act: Any) -> None:
    with pytest.raises(Refusal) as refused:
        act()
    assert refused.value.code == code


def test_every_register_has_its_sample() -> None:
    assert set(SAMPLES) == set(REGISTERS)


def test_a_declaration_names_what_its_model_has(register: Register) -> None:
    columns = {field.name for field in register.model._meta.concrete_fields}
    timed = {name for timer in register.timers for name in (timer.since, timer.done)}
    summed = {one.total for one in register.indicators if one.total}
    named = {*register.fields, *register.columns, *register.filters, *register.search, *register.headings}
    assert named | timed | summed <= columns
    assert register.personal <= set(register.fields)
    assert not register.personal & {*register.columns, *register.search, *register.filters}
    codes = {one.code for one in register.indicators}
    assert {one.within for one in register.indicators if one.within} <= codes
    links = {one.name for one in register.model._meta.concrete_fields if isinstance(one, models.ForeignKey)}
    assert links - {"organisation", "recorded_by", "annulled_by", "batch"} <= register.personal


def test_it_is_recorded_amended_and_annulled(register: Register, sample: Sample, tree: UnionTree, head: User) -> None:
    """Each verb writes what it was given, one line of the trail, and within a budget of queries."""
    asked, (name, text) = values(register, tree, head, sample.good, sample.personal), sample.change
    changed = values(register, tree, head, sample.good, sample.personal, {name: text})
    with CaptureQueriesContext(connection) as counted:
        entry = actions.record(register, tree[sample.places[0]], asked, by=head, at=NOW)
    assert len(counted) <= sample.budget
    stored = register.model._default_manager.get(pk=entry.pk)
    assert {one: getattr(stored, one) for one in register.form_fields} == asked
    with CaptureQueriesContext(connection) as counted:
        entry = actions.amend(register, entry, changed, version=1, by=head, at=NOW)
    assert len(counted) <= sample.budget
    assert (entry.version, getattr(entry, name)) == (2, changed[name])
    actions.amend(register, entry, changed, by=head, at=NOW)  # nothing differs: nothing is written
    entry = actions.annul(register, entry, reason="Қате жазылған", by=head, at=NOW)
    assert (entry.annulled_at, entry.annulled_by, entry.annulled_reason) == (NOW, head, "Қате жазылған")
    trail = Event.objects.filter(subject_type=register.code, subject_id=str(entry.pk)).order_by("sequence")
    assert [one.action for one in trail] == ["entry.recorded", "entry.amended", "entry.annulled"]
    assert set(trail[1].after or {}) == {name}


def test_the_trail_names_personal_fields_without_their_values(
    register: Register, sample: Sample, tree: UnionTree, head: User
) -> None:
    record(register, tree, head, sample.good, sample.personal)
    line = Event.objects.get(subject_type=register.code)
    assert {name: (line.after or {})[name] for name in sample.personal} == dict.fromkeys(sample.personal, "***")
    assert set(sample.personal) == {name for name in register.personal if name in sample.personal}
    assert not [text for text in sample.personal.values() if text in str(line.chained_values())]


def test_what_is_wrong_is_refused(register: Register, sample: Sample, tree: UnionTree, head: User) -> None:
    place = tree[sample.places[0]]
    for given, code in sample.refused:
        if code == FORM:
            assert not form(register, tree, head, sample.good, given).is_valid()
            continue
        wrong = values(register, tree, head, sample.good, given)
        refusal(code, lambda wrong=wrong: actions.record(register, place, wrong, by=head, at=NOW))
    good = values(register, tree, head, sample.good)
    assert register.past_fields
    for name in register.past_fields:
        ahead = good | {name: TODAY + timedelta(days=1)}
        refusal("entry.day_ahead", lambda ahead=ahead: actions.record(register, place, ahead, by=head, at=NOW))
    before = good | {register.day: OPENED - timedelta(days=1)}
    refusal("entry.organisation_closed", lambda: actions.record(register, place, before, by=head, at=NOW))
    refusal("entry.field_unknown", lambda: actions.record(register, place, {"id": 1}, by=head, at=NOW))
    assert not register.model._default_manager.exists()
    assert not Event.objects.filter(subject_type=register.code).exists()


def test_a_change_meanwhile_and_an_annulled_entry_are_refused(
    register: Register, sample: Sample, tree: UnionTree, head: User
) -> None:
    entry = record(register, tree, head, sample.good)
    changed = values(register, tree, head, sample.good, dict([sample.change]))
    actions.amend(register, entry, changed, version=1, by=head, at=NOW)
    refusal("entry.stale", lambda: actions.amend(register, entry, changed, version=1, by=head, at=NOW))
    refusal("entry.reason_missing", lambda: actions.annul(register, entry, reason=" ", by=head, at=NOW))
    actions.annul(register, entry, reason="Қате", by=head, at=NOW)
    refusal("entry.annulled", lambda: actions.amend(register, entry, changed, by=head, at=NOW))
    refusal("entry.annulled", lambda: actions.annul(register, entry, reason="Қате", by=head, at=NOW))


def test_both_forms_of_the_right_agree(register: Register, sample: Sample, tree: UnionTree, head: User) -> None:
    """Who may see or change which entry: as a list, one by one, and by the verb; rights come from the roles alone."""
    entries = {place: record(register, tree, head, sample.good, place=place) for place in sample.places[:2]}
    change = dict([sample.change])
    for role, at in HOLDERS:
        user = make_holder(role, tree[at])
        for permission in (register.view, register.edit):
            listed = set(queries.visible(register, user, on=TODAY, permission=permission))
            one_by_one = {
                entry for place, entry in entries.items() if queries.may(user, permission, tree[place], on=TODAY)
            }
            expected = {entry for place, entry in entries.items() if rules.can(user, permission, tree[place], on=TODAY)}
            assert listed == one_by_one == expected, (role, at, permission)
        for place, entry in entries.items():
            if not queries.may(user, register.edit, tree[place], on=TODAY):
                refusal(
                    "right.missing",
                    lambda user=user, entry=entry: actions.amend(register, entry, change, by=user, at=NOW),
                )
            if not queries.may(user, register.view, tree[place], on=TODAY):
                refusal(
                    "entry.unknown", lambda user=user, entry=entry: queries.entry(register, user, entry.pk, on=TODAY)
                )
    assert set(queries.visible(register, head, on=TODAY, under=tree["north"])) == {entries[sample.places[0]]}


def test_indicators_count_what_stands(register: Register, sample: Sample, tree: UnionTree, head: User) -> None:
    """Annulled entries and other years are not counted; a part is never more than the whole it is of."""
    actions.annul(register, record(register, tree, head, sample.good), reason="Қате", by=head, at=NOW)
    places = sample.some(tree, len(sample.entries))
    for place, given in zip(places, sample.entries, strict=True):
        record(register, tree, head, sample.good, given, place=place)
    with CaptureQueriesContext(connection) as counted:
        found = queries.counts(register, date(ON.year, 1, 1), date(ON.year + 1, 1, 1))
    total = {code: sum(numbers[code] for numbers in found.values()) for code in sample.counted}
    assert ({*found}, total, len(counted)) == ({tree[one].pk for one in places}, dict(sample.counted), 1)
    year = ON.year - 1 if register.model.ends else ON.year + 1  # what lasts may last into the next one
    assert queries.counts(register, date(year, 1, 1), date(year + 1, 1, 1)) == {}
    assert queries.counts(register, ON, ON + timedelta(days=1), [tree["school-2"].pk]) == {}
    parts = [(one.code, one.within) for one in register.indicators if one.within and not one.total]
    assert [part for part, whole in parts if sample.counted[part] > sample.counted[whole]] == []


def test_a_term_runs_until_it_is_kept(register: Register, sample: Sample, tree: UnionTree, head: User) -> None:
    entry = record(register, tree, head, sample.good)
    reader = make_holder("audit_commission", tree["union"])
    for timer in register.timers:
        told = values(register, tree, head, sample.good, {timer.since: ON.isoformat()})
        actions.amend(register, entry, told, by=head, at=NOW)
        assert (timer.code, timer.due(ON)) in [(one.timer.code, one.due) for one in running(head)]
        assert running(reader) == []
        actions.amend(register, entry, {**told, timer.done: ON}, by=head, at=NOW)
        assert timer.code not in [one.timer.code for one in running(head)]


def test_a_term_in_hours_ends_at_an_hour(tree: UnionTree, head: User) -> None:
    """24 hours from the hour of the accident; where no hour is written down they run from the end of the day."""
    register, good = REGISTERS["injuries"], {"severity": "severe", "place": "Аула", "told": None}
    told = next(one for one in register.timers if one.code == "told")
    at_nine = datetime(2025, 3, 15, 9, tzinfo=timezone.get_current_timezone())
    dues = [told.due(ON, hour) for hour in (9, 0, None)]
    assert [(one.text, one.day) for one in dues] == [
        ("15.03.2025, 09:00", date(2025, 3, 15)), ("15.03.2025, 00:00", date(2025, 3, 15)),
        ("15.03.2025", date(2025, 3, 15)),
    ]  # fmt: skip
    assert [dues[0].is_late(at_nine - timedelta(seconds=1)), dues[0].is_late(at_nine)] == [False, True]
    for hour in (None, 23, 9):
        entry = actions.record(register, tree["school-1"], {**good, "on": ON, "hour": hour}, by=head, at=NOW)
        waits = {one.timer.code: one for one in queries.running_timers(head, list(Permission), at=at_nine)}["told"]
        assert (waits.due, waits.is_late) == (told.due(ON, hour), hour == 9)
        assert told.due_of(entry) == waits.due
    assert waits.number == 3


def running(user: User) -> list[queries.RunningTimer]:
    return queries.running_timers(user, list(Permission), at=NOW)


def test_its_list_is_turned_page_by_page_in_every_order(
    register: Register, sample: Sample, tree: UnionTree, head: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There and back no entry is missing or comes twice, whatever is alike or has no value; texts by the alphabet."""
    monkeypatch.setattr(queries, "A_PAGE", 2)
    given = [*sample.entries, {}, {}]
    places = sample.some(tree, len(given))
    words = ("Өмір", "10-үй", "зал", "2-үй", "Үміт", "Әділ")
    texts = [one for one in register.columns if isinstance(register.column(one), models.CharField)]
    free = [one for one in texts if not register.column(one).flatchoices]
    for number, (place, more) in enumerate(zip(places, given, strict=False)):
        record(register, tree, head, sample.good, more, dict.fromkeys(free, words[number]), place=place)
    entries = queries.visible(register, head, on=TODAY)
    shown = columns(register, "kk")
    for column in (one for one in shown.columns if one.sort and one.pages):
        for order in (column.code, f"-{column.code}"):
            turn = partial(queries.page, entries, order_key(shown, order), is_descending=order[0] == "-")
            pages = [turn()]
            while pages[-1].last is not None:
                pages.append(turn(PageCursor(after=pages[-1].last)))
            there = [entry for page in pages for entry in page.entries]
            assert there == list(shown.sort(entries, order)), order
            back, first = [list(pages[-1].entries)], pages[-1].first
            while first is not None:
                page = turn(PageCursor(before=first))
                back, first = [list(page.entries), *back], page.first
            assert back == [list(page.entries) for page in pages], order
            if column.code in free:
                told = [getattr(entry, column.code) for entry in there]
                assert told == sorted(told, key=lambda text: sort_key(text, "kk"), reverse=order[0] == "-")


def test_evidence_is_added_and_removed(register: Register, sample: Sample, tree: UnionTree, head: User) -> None:
    """A file is told by its content; a removed one leaves a line without its name."""
    entry = record(register, tree, head, sample.good)
    give = partial(evidence.add, register, entry, name="акт.pdf", by=head, at=NOW)
    if not register.files:
        refusal("evidence.unknown", lambda: give(content=b"%PDF-1.7"))
        return
    refusal("evidence.kind", lambda: give(content=b"<html>"))
    refusal("evidence.too_large", lambda: give(content=b"%PDF-" + bytes(evidence.LARGEST)))
    stranger = make_holder("specialist", tree["south"])
    refusal("right.missing", lambda: give(content=b"%PDF-1.7", by=stranger))
    file = give(content=b"%PDF-1.7")
    assert [(one.name, one.size) for one in evidence.files_of(register, entry)] == [
        (f"{register.code}-{entry.pk}-1-2026-02-01.pdf", 8)
    ]
    evidence.remove(register, entry, file, by=head, at=NOW)
    file.refresh_from_db()
    assert (list(evidence.files_of(register, entry)), file.name, bytes(file.content)) == ([], "", b"")
    trail = Event.objects.filter(subject_type=register.code).order_by("sequence")
    assert [one.action for one in trail] == ["entry.recorded", "entry.file_added", "entry.file_removed"]
    assert "акт.pdf" not in str([one.chained_values() for one in trail])


def test_who_is_forgotten_is_forgotten_here(register: Register, sample: Sample, tree: UnionTree, head: User) -> None:
    """A member who is named stands in the extract of the own data, and is named no more once made anonymous."""
    links = [link for link in person_links() if link.model is register.model]
    for link in links:
        place = sample.places[0]
        person = make_person(tree[place])
        entry = record(register, tree, head, sample.good, sample.personal, {link.lookup: person.iin})
        assert getattr(entry, f"{link.lookup}_id") == person.pk
        part = extract.extract_of(person).parts[link.part]
        assert [row["organisation__code"] for row in part] == [place]
        assert [row[name] for row in part for name in sample.personal] == list(sample.personal.values())
        privacy.withdraw(person, on=TODAY, by=head, at=NOW)
        anonymising.anonymise(person, by=head, at=NOW)
        entry.refresh_from_db()
        values = [getattr(entry, name) for name in register.personal]
        assert [getattr(one, "full_name", one) for one in values if getattr(one, "full_name", one)] == []
        total = queries.counts(register, date(ON.year, 1, 1), date(ON.year + 1, 1, 1))
        assert tree[place].pk in total


def test_the_demonstration_has_rows_of_it(register: Register, sample: Sample, tree: UnionTree, head: User) -> None:
    """Made from the declaration alone: its own rules take them, no term of theirs is broken, and nobody is named."""
    for _number in range(3):
        make_person(tree[sample.places[0]])
    demonstration.write(register, Random(7), by=head, at=NOW)
    entries = list(register.model._default_manager.all())
    assert entries
    assert Event.objects.filter(action="entry.recorded").count() == len(entries)
    needed = {name for name in register.personal if not register.column(name).blank}
    assert [name for one in entries for name in register.personal - needed if getattr(one, name)] == []
    counted = queries.counts(register, OPENED, TODAY)
    assert all(any(rows[one.code] for rows in counted.values()) for one in register.indicators[:1])


def test_a_member_of_another_organisation_is_not_known(
    register: Register, sample: Sample, tree: UnionTree, head: User
) -> None:
    stranger = make_person(tree["school-4"])
    columns = register.model._meta.concrete_fields
    for link in (one for one in columns if one.related_model is Person):
        answers = [
            form(register, tree, head, sample.good, {link.name: iin}).errors.get(link.name)
            for iin in (stranger.iin, "010101100018")
        ]
        assert answers[0] == answers[1] != None  # noqa: E711 - the same words of somebody and of nobody

"""What every register promises of delivered lists: tried out, written down, given back with marks, taken back."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.utils.translation import override

from birlik.accounts.models import User
from birlik.activity.injuries import INJURIES
from birlik.audit.models import Event
from birlik.core.errors import Refusal
from birlik.jobs import queue
from birlik.registers import actions, imports, jobs
from birlik.registers.declare import Register
from birlik.registers.marked_files import marked_file
from birlik.registers.models import EntryImport, EntryImportState, MarkedList
from birlik.registers.problems import Outcome
from birlik.sheets import export
from birlik.web.registers.columns import columns
from birlik.web.registers.jobs import mark_later
from birlik.web.shared.messages import message_for
from tests.factories import NOW, UnionTree, make_holder
from tests.registers.samples import FORM, SAMPLES, Sample, form, record

pytestmark = pytest.mark.django_db
Lines = Sequence[Sequence[str]]


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def heading(register: Register, name: str, language: str = "ru") -> str:
    with override(language):
        return str(register.column(name).verbose_name)


def table(register: Register, sample: Sample, *organisations: str) -> tuple[list[str], list[list[str]]]:
    """Headings in Russian and a good line for each of the organisations, named by code."""
    names = list(dict.fromkeys([*sample.good, *register.past_fields]))
    head = ["Код организации", *(heading(register, name) for name in names), "Примечание"]
    return head, [[code, *(sample.good.get(name, "") for name in names), "—"] for code in organisations]


def file_of(head: Sequence[str], lines: Lines, kind: str = "csv") -> bytes:
    if kind == "xlsx":
        return export.workbook("Список", head, lines)
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([head, *lines])
    return text.getvalue().encode()


def deliver(
    register: Register, tree: UnionTree, by: User, head: Sequence[str], lines: Lines, *, kind: str = "csv"
) -> EntryImport:
    """A list that waits to be tried out."""
    return jobs.deliver_later(
        register, tree[SAMPLES[register.code].lists[0]], name=f"a.{kind}", content=file_of(head, lines, kind), by=by,
        at=NOW,
    )  # fmt: skip


def done(batch: EntryImport) -> EntryImport:
    """The list once everything that waits is done."""
    queue.run_waiting()
    batch.refresh_from_db()
    return batch


def delivered(
    register: Register, tree: UnionTree, by: User, head: Sequence[str], lines: Lines, *, kind: str = "csv"
) -> EntryImport:
    return done(deliver(register, tree, by, head, lines, kind=kind))


def refusal(code: str, act: object) -> None:
    assert callable(act)
    with pytest.raises(Refusal) as refused:
        act()
    assert refused.value.code == code


def test_a_list_is_tried_out_written_down_and_taken_back(
    register: Register, sample: Sample, tree: UnionTree, head: User
) -> None:
    """Trying out writes nothing; of what is written each entry has its line of the trail; taking back annuls it."""
    rows = register.model._default_manager
    inside = sample.lists[1:3]
    batch = deliver(register, tree, head, *table(register, sample, *inside))
    assert (batch.state, Outcome.of(batch)) == (EntryImportState.READING, Outcome())
    assert (done(batch).state, Outcome.of(batch)) == (EntryImportState.TRIED, Outcome(1, 2, 2, (), (), ("Примечание",)))
    assert (rows.count(), Event.objects.filter(subject_type=register.code).count()) == (0, 0)
    assert jobs.apply_later(batch, by=head, at=NOW).state == EntryImportState.APPLYING
    assert rows.count() == 0
    assert (done(batch).state, Outcome.of(batch).good, batch.applied_by) == (EntryImportState.APPLIED, 2, head)
    assert sorted(rows.values_list("organisation__code", "batch")) == [(place, batch.pk) for place in sorted(inside)]
    assert Event.objects.filter(subject_type=register.code, action="entry.recorded").count() == 2
    again = delivered(register, tree, head, *table(register, sample, *inside))
    assert (Outcome.of(again).good, Outcome.of(again).unchanged) == (0, (2, 3))
    refusal("entry_import.applied", lambda: jobs.apply_later(again, by=head, at=NOW))
    jobs.undo_later(batch, reason="Қате тізім", by=head, at=NOW)
    assert (done(batch).state, bytes(batch.content), batch.undone_by) == (EntryImportState.UNDONE, b"", head)
    assert set(rows.values_list("annulled_reason", flat=True)) == {"Қате тізім"}
    refusal("entry_import.not_applied", lambda: jobs.undo_later(batch, reason="Қате", by=head, at=NOW))


def test_what_a_form_refuses_a_list_is_refused_for(
    register: Register, sample: Sample, tree: UnionTree, head: User
) -> None:
    """At its cell: by the form, by the verb, by a rule, and for an organisation that is not below that of the list."""
    names, (good, strange, ahead) = table(register, sample, sample.lists[1], sample.lists[3], sample.lists[2])
    day, come = (names.index(heading(register, name)) for name in (register.day, register.past_fields[0]))
    ahead[come] = "01.01.2031"
    unread = [*good[:day], "ертең", *good[day + 1 :]]
    batch = delivered(register, tree, head, names, [good, strange, ahead, unread])
    outcome = Outcome.of(batch)
    assert (outcome.lines, outcome.good) == (4, 1)
    assert [(one.row, one.column) for one in outcome.problems] == [(3, 1), (4, come + 1), (5, day + 1)]
    _strange, lies_ahead, no_day = (one.code for one in outcome.problems)
    assert (lies_ahead != "form.invalid", no_day) == (True, "form.invalid")  # a day ahead is read as the day it is
    jobs.apply_later(batch, by=head, at=NOW)
    assert Outcome.of(done(batch)) == outcome
    assert register.model._default_manager.count() == 1


def test_what_is_wrong_is_told_in_the_language_of_the_reader_as_the_form_tells_it(
    register: Register, sample: Sample, tree: UnionTree, head: User
) -> None:
    """Also of the second of two lines that exclude each other; and no text of a cell outlives the list."""
    refused = [given for given, code in sample.refused if code == FORM] or [{register.day: "ертең"}]
    names = list(dict.fromkeys([*sample.good, *(name for given in refused for name in given)]))
    lines = [[{**sample.good, **given}.get(name, "") for name in names] for given in refused]
    batch = delivered(register, tree, head, [heading(register, name) for name in names], lines)
    for language in ("kk", "ru", "en"):
        with override(language):
            told = [(one.row, one.sentence(register, message_for)) for one in Outcome.of(batch).problems]
            forms = [form(register, tree, head, sample.good, given, place=sample.lists[0]) for given in refused]
            said = [
                (row, text) for row, one in enumerate(forms, start=2) for texts in one.errors.values() for text in texts
            ]
            assert told == said, language
    imports.forget(at=NOW + timedelta(days=imports.KEPT_DAYS, seconds=1))
    batch.refresh_from_db()
    kept = str(batch.outcome)
    assert not [text for given in refused for text in given.values() if text and f"'{text}'" in kept]
    assert {one.sentence(register, message_for) for one in Outcome.of(batch).problems} == {
        message_for(Refusal("entry_import.forgotten"))
    }


def test_what_trying_out_says_applying_does(
    register: Register, sample: Sample, tree: UnionTree, head: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of lines that exclude each other, too, though each is tried in a moment of its own."""
    monkeypatch.setattr(imports, "SLICE", 0.0)
    names, lines = table(register, sample, *sample.lists[1:3], sample.lists[1], sample.lists[3])
    batch = delivered(register, tree, head, names, lines)
    tried = Outcome.of(batch)
    assert tried.good == (2 if sample.single else 3)
    jobs.apply_later(batch, by=head, at=NOW)
    assert Outcome.of(done(batch)) == tried
    assert register.model._default_manager.count() == tried.good


def test_its_own_file_delivered_back_adds_nothing(
    register: Register, sample: Sample, tree: UnionTree, head: User
) -> None:
    """Of any language and kind, with what was annulled; of two entries that are alike but for names each answers."""
    given = [*sample.entries, sample.personal, sample.personal]
    places = sample.some(tree, len(given))
    for place, texts in zip(places, given, strict=False):
        record(register, tree, head, sample.good, texts, place=place)
    first = register.model._default_manager.earliest("pk")
    actions.annul(register, first, reason="Екі рет", by=head, at=NOW)
    for language, kind in (("kk", "csv"), ("ru", "xlsx"), ("en", "csv")):
        with override(language):
            entries = register.model._default_manager.order_by("pk")
            content = columns(register, language).file(kind, entries, title="own", name="own").content
        batch = jobs.deliver_later(register, tree["union"], name="own", content=content, by=head, at=NOW)
        outcome = Outcome.of(done(batch))
        assert (outcome.good, len(outcome.unchanged), outcome.problems) == (0, len(places), ()), language
        refusal("entry_import.nothing_new", lambda batch=batch: jobs.apply_later(batch, by=head, at=NOW))
    assert register.model._default_manager.count() == len(places)


def own_lines(register: Register) -> tuple[list[str], list[list[str]]]:
    """The register's own file in Russian, as it is delivered back."""
    with override("ru"):
        entries = register.model._default_manager.order_by("pk")
        content = columns(register, "ru").file("csv", entries, title="own", name="own").content
    head, *lines = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    return head, lines


def test_a_line_with_the_number_of_an_entry_corrects_it(
    register: Register, sample: Sample, tree: UnionTree, head: User
) -> None:
    """As an amendment on the page does, with its line of the trail; nothing of an unchanged line, and taken back as a
    change again, unless somebody changed the entry since.
    """
    name, value = sample.change
    for place in sample.lists[1:3]:
        record(register, tree, head, sample.good, sample.personal, place=place)
    first, second = register.model._default_manager.order_by("pk")
    names, (line, other) = own_lines(register)
    told = register.column(name).to_python(value)
    line[names.index(heading(register, name))] = f"{told:%d.%m.%Y}" if hasattr(told, "year") else value
    batch = delivered(register, tree, head, names, [line, other])
    outcome = Outcome.of(batch)
    assert (outcome.good, outcome.new, outcome.unchanged, outcome.problems) == (1, 0, (3,), ())
    assert [(one.row, one.entry, set(one.after)) for one in outcome.corrections] == [(2, first.pk, {name})]
    assert register.model._default_manager.get(pk=first.pk).values() == first.values()
    jobs.apply_later(batch, by=head, at=NOW)
    assert Outcome.of(done(batch)) == outcome
    changed = register.model._default_manager.get(pk=first.pk)
    assert (changed.values(), changed.version) == (first.values() | {name: told}, 2)
    assert register.model._default_manager.get(pk=second.pk).version == 1
    trail = [one.action for one in Event.objects.filter(subject_type=register.code, subject_id=str(first.pk))]
    assert trail == ["entry.recorded", "entry.amended"]
    assert register.model._default_manager.count() == 2
    jobs.undo_later(batch, reason="Қате", by=head, at=NOW)
    done(batch)
    back = register.model._default_manager.get(pk=first.pk)
    assert (back.values(), back.version, back.annulled_at) == (first.values(), 3, None)


def test_a_correction_that_somebody_changed_since_is_not_taken_back(
    register: Register, sample: Sample, tree: UnionTree, head: User
) -> None:
    name, value = sample.change
    entry = record(register, tree, head, sample.good, place=sample.lists[1])
    before = getattr(entry, name)
    names = ["Номер", heading(register, name)]
    batch = delivered(register, tree, head, names, [[str(entry.pk), value]])
    jobs.apply_later(batch, by=head, at=NOW)
    done(batch)
    actions.amend(register, entry, {name: before}, by=head, at=NOW)
    jobs.undo_later(batch, reason="Қате", by=head, at=NOW)
    assert (done(batch).state, register.model._default_manager.get().version) == (EntryImportState.UNDONE, 3)


def test_a_number_that_means_no_entry_is_told_at_its_cell(
    register: Register, sample: Sample, tree: UnionTree, head: User
) -> None:
    """One that nobody has, no number at all, one twice, one of another organisation."""
    inside = record(register, tree, head, sample.good, place=sample.lists[1])
    names, (line,) = own_lines(register)
    place, number = names.index("Код организации"), names.index("Номер")
    cells = [str(inside.pk), str(inside.pk), "99999", "№ 7"]
    lines = [[*line[:number], cell, *line[number + 1 :]] for cell in cells]
    moved = [*lines[0][:place], sample.lists[2], *lines[0][place + 1 :]]
    outcome = Outcome.of(delivered(register, tree, head, names, [moved, *lines]))
    told = [(one.row, one.column, one.code) for one in outcome.problems]
    assert told == [
        (2, place + 1, "entry_import.other_organisation"),
        (4, number + 1, "entry_import.number_twice"),
        (5, number + 1, "entry_import.number"),
        (6, number + 1, "entry_import.number"),
    ]
    assert (outcome.good, outcome.unchanged) == (0, (3,))


def test_a_list_for_one_organisation_corrects_nothing_of_another(tree: UnionTree, head: User) -> None:
    """The number of an entry of elsewhere is no number here, whoever delivers the list."""
    entry = record(INJURIES, tree, head, SAMPLES["injuries"].good, place="school-4")
    batch = delivered(INJURIES, tree, head, ["Номер", heading(INJURIES, "days_lost")], [[str(entry.pk), "3"]])
    assert [(one.row, one.column, one.code) for one in Outcome.of(batch).problems] == [(2, 1, "entry_import.number")]


def test_a_list_changes_nothing_of_what_is_annulled(
    register: Register, sample: Sample, tree: UnionTree, head: User
) -> None:
    """It is told at the line, as the page tells it."""
    name, value = sample.change
    entry = record(register, tree, head, sample.good, place=sample.lists[1])
    actions.annul(register, entry, reason="Екі рет", by=head, at=NOW)
    names = ["Номер", heading(register, name)]
    outcome = Outcome.of(delivered(register, tree, head, names, [[str(entry.pk), value]]))
    assert ([one.code for one in outcome.problems], outcome.good) == (["entry.annulled"], 0)


def test_a_line_more_than_there_are_entries_is_new(
    register: Register, sample: Sample, tree: UnionTree, head: User
) -> None:
    """One entry answers for one line; another value, or another day, is another entry."""
    if sample.single:
        return
    record(register, tree, head, sample.good, place=sample.lists[1])
    names, lines = table(register, sample, sample.lists[1], sample.lists[1])
    outcome = Outcome.of(delivered(register, tree, head, names, lines))
    assert (outcome.unchanged, outcome.good) == ((2,), 1)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_it_is_given_back_with_marks(
    register: Register, sample: Sample, tree: UnionTree, head: User, kind: str
) -> None:
    """In the language of who asks: what is wrong at its line, and which line changes nothing."""
    record(register, tree, head, sample.good, place=sample.lists[1])
    names, lines = table(register, sample, sample.lists[1], "nowhere", sample.lists[2])
    batch = delivered(register, tree, head, names, lines, kind=kind)
    for language, first, unchanged in (
        ("kk", "Нәтижесі", "өзгеріссіз: мұндай жазба бар"),
        ("ru", "Результат", "без изменений: такая запись уже есть"),
    ):
        mark_later(batch, language=language, by=head, at=NOW)
        done(batch)
        book = marked_file(MarkedList, batch, language)
        assert book is not None
        page = openpyxl.load_workbook(io.BytesIO(bytes(book.content))).worksheets[0]
        with override(language):
            wrong = message_for(Refusal("entry_import.organisation", text="nowhere"))
        said = [page.cell(row, len(names) + 1).value or "" for row in (1, 2, 3, 4)]
        assert said == [first, unchanged, wrong, ""]


def test_a_list_without_headings_or_right_is_refused(
    register: Register, sample: Sample, tree: UnionTree, head: User
) -> None:
    names, lines = table(register, sample, sample.lists[1])
    many = [lines[0]] * (imports.MOST_LINES + 1)
    for code, given in (("entry_import.no_headings", (["а", "б"], lines)), ("entry_import.too_many", (names, many))):
        batch = delivered(register, tree, head, *given)
        assert (batch.state, batch.failure["code"]) == (EntryImportState.FAILED, code)
        for language in ("kk", "ru", "en"):  # kept as it can be told to whoever reads it
            with override(language):
                said = message_for(Refusal.from_json(batch.failure))
                assert code != "entry_import.no_headings" or f"{register.column(register.day).verbose_name}" in said
        refusal("entry_import.not_open", lambda batch=batch: jobs.apply_later(batch, by=head, at=NOW))
    chair = make_holder("chair_primary", tree["school-1"])
    refusal("right.missing", lambda: delivered(register, tree, chair, names, lines))
    assert EntryImport.objects.count() == 2


def test_what_is_put_aside_is_not_done(register: Register, sample: Sample, tree: UnionTree, head: User) -> None:
    """A list that is being read goes; one that only waits to be written or taken back stays as it was."""
    given = table(register, sample, sample.lists[1])
    batch = deliver(register, tree, head, *given)
    assert jobs.cancel(batch, by=head, at=NOW).state == EntryImportState.CANCELLED
    assert (done(batch).outcome, bytes(batch.content)) == ({}, b"")
    batch = delivered(register, tree, head, *given)
    jobs.apply_later(batch, by=head, at=NOW)
    assert jobs.cancel(batch, by=head, at=NOW).state == EntryImportState.TRIED
    assert (done(batch).state, register.model._default_manager.count()) == (EntryImportState.TRIED, 0)
    jobs.apply_later(batch, by=head, at=NOW)
    jobs.undo_later(done(batch), reason="Қате", by=head, at=NOW)
    jobs.cancel(batch, by=head, at=NOW)
    assert (done(batch).state, register.model._default_manager.filter(annulled_at=None).count()) == ("applied", 1)
    EntryImport.objects.update(state=EntryImportState.UNDOING, total=1)
    refusal("entry_import.begun", lambda: jobs.cancel(batch, by=head, at=NOW))


@pytest.mark.parametrize("state", [EntryImportState.READING, EntryImportState.APPLYING, EntryImportState.UNDOING])
def test_what_ended_two_processes_is_as_before_and_says_so(
    register: Register, sample: Sample, tree: UnionTree, head: User, state: EntryImportState
) -> None:
    batch = deliver(register, tree, head, *table(register, sample, sample.lists[1]))
    steps: dict[Any, Any] = {
        EntryImportState.APPLYING: lambda: jobs.apply_later(done(batch), by=head, at=NOW),
        EntryImportState.UNDOING: lambda: (
            jobs.apply_later(done(batch), by=head, at=NOW),
            jobs.undo_later(done(batch), reason="Қате", by=head, at=NOW),
        ),
    }
    steps.get(state, lambda: None)()
    left = queue.DBTaskResult.objects.get(status="READY")
    left.claim("dead")
    left.claim("dead too")
    before = {
        EntryImportState.READING: "failed",
        EntryImportState.APPLYING: "tried",
        EntryImportState.UNDOING: "applied",
    }
    assert (done(batch).state, batch.failure) == (before[state], {"code": "job.broken", "params": {}})

"""What every register promises of delivered lists: tried out, written down, given back with marks, taken back."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import openpyxl
import pytest
from django.utils.translation import override

from birlik.accounts.models import User
from birlik.audit.models import Event
from birlik.core.errors import Refusal
from birlik.registers import imports
from birlik.registers.declare import Register
from birlik.registers.imports import Outcome
from birlik.registers.marked_workbook import workbook
from birlik.registers.models import EntryImport
from birlik.sheets import export
from tests.factories import NOW, UnionTree, make_holder
from tests.registers.samples import SAMPLES, Sample

pytestmark = pytest.mark.django_db


def heading(register: Register, name: str, language: str = "ru") -> str:
    with override(language):
        return str(register.column(name).verbose_name)


def table(register: Register, sample: Sample, *organisations: str) -> tuple[list[str], list[list[str]]]:
    """Headings in Russian and a good line for each of the organisations, named by code."""
    names = list(dict.fromkeys([*sample.good, *register.come]))
    head = ["Код организации", *(heading(register, name) for name in names), "Примечание"]
    return head, [[code, *(sample.good.get(name, "") for name in names), "—"] for code in organisations]


def delivered(
    register: Register,
    tree: UnionTree,
    by: User,
    head: Sequence[str],
    lines: Sequence[Sequence[str]],
    *,
    kind: str = "csv",
) -> EntryImport:
    if kind == "xlsx":
        content = export.workbook("Список", head, lines)
    else:
        text = io.StringIO()
        csv.writer(text, delimiter=";").writerows([head, *lines])
        content = text.getvalue().encode()
    return imports.upload(
        register, tree[SAMPLES[register.code].lists[0]], name=f"a.{kind}", content=content, say=str, by=by, at=NOW
    )


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
    batch = delivered(register, tree, head, *table(register, sample, *inside))
    assert Outcome.of(batch) == Outcome(1, 2, 2, (), ("Примечание",))
    assert (rows.count(), Event.objects.filter(subject_type=register.code).count()) == (0, 0)
    assert imports.apply(register, batch, say=str, by=head, at=NOW).good == 2
    assert sorted(rows.values_list("organisation__code", "batch")) == [(place, batch.pk) for place in sorted(inside)]
    assert Event.objects.filter(subject_type=register.code, action="entry.recorded").count() == 2
    again = delivered(register, tree, head, *table(register, sample, *inside))
    refusal("entry_import.applied", lambda: imports.apply(register, again, say=str, by=head, at=NOW))
    assert imports.undo(register, batch, reason="Қате тізім", by=head, at=NOW) == 2
    assert set(rows.values_list("annulled_reason", flat=True)) == {"Қате тізім"}
    refusal("entry_import.not_applied", lambda: imports.undo(register, batch, reason="Қате", by=head, at=NOW))


def test_what_a_form_refuses_a_list_is_refused_for(
    register: Register, sample: Sample, tree: UnionTree, head: User
) -> None:
    """At its cell: by the form, by the verb, by a rule, and for an organisation that is not below that of the list."""
    names, (good, strange, ahead) = table(register, sample, sample.lists[1], sample.lists[3], sample.lists[2])
    day, come = (names.index(heading(register, name)) for name in (register.day, register.come[0]))
    ahead[come] = "01.01.2031"
    unread = [*good[:day], "ертең", *good[day + 1 :]]
    batch = delivered(register, tree, head, names, [good, strange, ahead, unread])
    outcome = Outcome.of(batch)
    assert (outcome.lines, outcome.good) == (4, 1)
    assert [(one.row, one.column) for one in outcome.problems] == [(3, 1), (4, come + 1), (5, day + 1)]
    assert imports.apply(register, batch, say=str, by=head, at=NOW).good == 1
    assert register.model._default_manager.count() == 1


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_it_is_given_back_with_marks(
    register: Register, sample: Sample, tree: UnionTree, head: User, kind: str
) -> None:
    names, lines = table(register, sample, sample.lists[1], "nowhere")
    batch = delivered(register, tree, head, names, lines, kind=kind)
    page = openpyxl.load_workbook(io.BytesIO(workbook(batch, "Қате"))).worksheets[0]
    said = [page.cell(row, len(names) + 1).value for row in (1, 2, 3)]
    assert (said[0], said[1] or "", "entry_import.organisation" in str(said[2])) == ("Қате", "", True)


def test_a_list_without_headings_or_right_is_refused(
    register: Register, sample: Sample, tree: UnionTree, head: User
) -> None:
    names, lines = table(register, sample, sample.lists[1])
    refusal("entry_import.no_headings", lambda: delivered(register, tree, head, ["а", "б"], lines))
    many = [lines[0]] * (imports.MOST_LINES + 1)
    refusal("entry_import.too_many", lambda: delivered(register, tree, head, names, many))
    chair = make_holder("chair_primary", tree["school-1"])
    refusal("right.missing", lambda: delivered(register, tree, chair, names, lines))
    assert not EntryImport.objects.exists()

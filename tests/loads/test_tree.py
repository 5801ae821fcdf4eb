"""The tree as a list: whole or nothing, problems at their cells, dated changes, taking back."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from django.utils import timezone

from birlik import cli
from birlik.accounts.models import User
from birlik.audit import log
from birlik.audit.models import Event
from birlik.members.models import ImportMapping
from birlik.orgs import actions as orgs
from birlik.orgs import queries
from birlik.orgs.models import FormerName, Lineage, Organisation, Placement, Reorganisation, SearchWord
from tests.factories import NOW
from tests.loads.lists import TREE, Loader, changed, counts, csv_of, place, xlsx_of
from tests.statistics_factories import make_plan

FOUNDED = date(1992, 1, 1)


def stored() -> dict[str, tuple[str, str, date, str]]:
    """Code → kind, parent, opening, type of every organisation."""
    parents = queries.last_parents()
    rows = {one.pk: one for one in Organisation.objects.all()}
    return {
        one.code: (one.kind, rows[parents[pk]].code if pk in parents else "", one.opened, one.institution_type)
        for pk, one in rows.items()
    }


def test_a_tree_is_loaded_whole(load: Loader) -> None:
    """What the actions keep beside an organisation is kept here, too; without a day it opens with the one above."""
    answer = load("tree", TREE)
    assert counts(answer) == (6, 6, 0, 0, 0)
    assert stored() == {
        "union": ("union", "", FOUNDED, ""),
        "north": ("member", "union", FOUNDED, ""),
        "north-east": ("district", "north", FOUNDED, ""),
        "school-1": ("primary", "north-east", FOUNDED, "school"),
        "school-2": ("primary", "north-east", date(2020, 9, 1), "school"),
        "south": ("member", "union", date(2001, 5, 3), ""),
        "college-1": ("primary", "south", date(2001, 5, 3), "college"),
    }
    union = Organisation.objects.get(code="union")
    on = timezone.localdate()
    assert {one.code for one in queries.subtree(union, on)} == {*stored()}
    assert [one.code for one in queries.path_to("school-2", on)] == ["union", "north", "north-east", "school-2"]
    assert [one.code for one in queries.search_everywhere("school-2", on, kind="primary")] == ["school-2"]
    rows = set(Lineage.objects.values_list("ancestor", "descendant", "depth", "since", "until"))
    words = set(SearchWord.objects.values_list("organisation", "word"))
    orgs.rebuild_lineage()
    orgs.rebuild_search()
    assert set(Lineage.objects.values_list("ancestor", "descendant", "depth", "since", "until")) == rows
    assert set(SearchWord.objects.values_list("organisation", "word")) == words


def test_the_trail_tells_of_each_row_and_of_the_list(load: Loader) -> None:
    load("tree", TREE)
    events = list(Event.objects.filter(action="organisation.opened").order_by("sequence"))
    assert [one.organisation_code for one in events] == ["union", *(row["code"] for row in sorted_from_the_top())]
    ground = {"number": "№ 1", "date": timezone.localdate().isoformat(), "title": "Тізім / Список: list.csv"}
    assert events[2].after["document"] | {"number": "№ 1"} == ground
    applied = Event.objects.get(action="load.applied")
    assert (applied.by_name, applied.after["created"], applied.after["file"]) == ("", 6, "list.csv")
    assert log.verify() is None


def sorted_from_the_top() -> list[dict[str, str]]:
    depth = {"north": 1, "south": 1, "north-east": 2, "college-1": 2}
    return sorted(map(dict, TREE), key=lambda row: depth.get(row["code"], 3))


def test_the_same_list_again_changes_nothing(load: Loader) -> None:
    """Not from a workbook either, in another order, with the row of the union itself."""
    load("tree", TREE)
    trail = Event.objects.count()
    assert counts(load("tree", TREE)) == (6, 0, 0, 6, 0)
    root = {"code": "union", "kind": "union", "name_kk": "Одақ", "name_ru": "Союз"}
    assert counts(load("tree", xlsx_of([*reversed(TREE), root]), name="list.xlsx")) == (7, 0, 0, 7, 0)
    assert (Organisation.objects.count(), Event.objects.count()) == (7, trail)


def test_kazakh_and_russian_headings_and_words(load: Loader) -> None:
    """Headings, kinds, regions and types as people write them; a BIN whose zeros a spreadsheet took away."""
    rows = [
        {"Ұйымның коды": "oblys", "Жоғары тұрған ұйым": "union", "Түрі": "Мүшелік ұйым", "Қазақша атауы": "Облыс",
         "Орысша атауы": "Область", "БСН": "640000000", "Облыс": "Абай облысы", "Мекеме түрі": ""},
        {"Ұйымның коды": "mektep", "Жоғары тұрған ұйым": "oblys", "Түрі": "Первичная профсоюзная организация",
         "Қазақша атауы": "Мектеп", "Орысша атауы": "Школа", "БСН": "", "Облыс": "10", "Мекеме түрі": "Мектеп"},
    ]  # fmt: skip
    assert counts(load("tree", rows)) == (2, 2, 0, 0, 0)
    region, school = Organisation.objects.get(code="oblys"), Organisation.objects.get(code="mektep")
    assert (region.kind, region.name_kk, region.name_ru, region.region) == ("member", "Облыс", "Область", "10")
    assert region.bin == "000640000000"
    assert (school.kind, school.region, school.institution_type) == ("primary", "10", "school")


def test_an_unknown_heading_is_told_once(load: Loader) -> None:
    """The next list with that heading knows it."""
    rows = [{"Ref" if name == "parent" else name: text for name, text in row.items()} for row in TREE]
    assert load.problems("tree", rows) == {"1": "No column “parent” was found. Give a column this heading."}
    assert counts(load("tree", rows, "--column", "Ref=parent")) == (6, 6, 0, 0, 0)
    assert counts(load("tree", rows)) == (6, 0, 0, 6, 0)
    assert "There is no field “above”" in load("tree", rows, "--column", "Ref=above", status=2)


def test_problems_stand_at_their_cells(load: Loader) -> None:
    """One of each kind of fault; nothing is written in part."""
    rows = [
        *TREE[:3],
        place("x1", "north", "castle"),  # row 5: no such kind
        place("x2", "north", "primary", institution_type="castle"),
        place("x3", "nowhere", "primary"),
        place("x4", "north-east", "district"),  # 8: no district under a district
        place("x5", "", "member"),  # 9: a second root
        place("x6", "x6", "primary"),
        place("x7", "north", "primary", since="yesterday"),
        place("x8", "north", "primary", name_ru=""),
        place("Ж", "north", "primary"),
        place("x9", "north", "primary", name_ru="Организация «north-east»"),
        place("school-1", "north", "primary", name_kk="Басқа", name_ru="Другая"),
    ]
    assert load.problems("tree", rows) == {
        "C5": "There is no kind of organisation “castle”.",
        "F6": "There is no type of institution “castle”.",
        "B7": "“nowhere” is neither in this list nor in the tree. Correct the code or add its row.",
        "C8": "“District branch” cannot stand under “District branch” (north-east). Correct the kind or the one above.",
        "B9": "No organisation above it is named, and the root of the tree is “union” already. Write the code of the "
        "one above.",
        "B10": "“x6” stands under itself. Write the code of the one above.",
        "G11": "“yesterday” is not a day. Write it as 01.09.2020.",
        "E12": "The cell is empty. Fill it in.",
        "A13": "“ж” is not a code: small Latin letters, digits and hyphens are used.",
        "E14": "Row 3 under the same organisation, north, bears this name, too (north-east).",
        "E3": "Row 14 under the same organisation, north, bears this name, too (x9).",
        "A15": "The code “school-1” stands in row 4, too. Each organisation has a code of its own.",
        "A4": "The code “school-1” stands in row 15, too. Each organisation has a code of its own.",
    }
    assert [*stored()] == ["union"]
    assert Event.objects.filter(action="organisation.opened").count() == 1


def test_numbers_and_regions_that_cannot_be(load: Loader) -> None:
    rows = [place("a", "union", "member", bin="123456789012", region="99"), place("b", "union", "member", region="Ай")]
    assert load.problems("tree", rows) == {
        "F2": "“123456789012” is not a BIN: it has 12 digits, and the last one must agree with the others.",
        "G2": "There is no region “99”. Write its name or its code of two digits.",
        "G3": "There is no region “Ай”. Write its name or its code of two digits.",
    }


def test_a_loop_names_all_its_members(load: Loader) -> None:
    """What hangs below it is told that the row above has a problem."""
    rows = [
        place("a", "c", "district"), place("b", "a", "district"), place("c", "b", "member"),
        place("d", "a", "primary"), place("e", "d", "primary"), place("north", "union", "member"),
    ]  # fmt: skip
    found = load.problems("tree", rows)
    assert set(found) == {"B2", "B3", "B4", "B5", "B6"}
    assert all("in a circle: a → c → b → a." in found[cell] for cell in ("B2", "B3", "B4"))
    assert found["B5"] == "The row 2 of the one above, “a”, has a problem. Mend that row first."
    assert found["B6"] == "The row 5 of the one above, “d”, has a problem. Mend that row first."


def test_a_child_is_not_older_than_its_parent(load: Loader) -> None:
    rows = [place("south", "union", "member", since="2001-05-03"), place("s", "south", "primary", since="2000-01-01")]
    assert load.problems("tree", rows) == {
        "F3": "“south” was opened on 03.05.2001, which is later. Write that day or a later one."
    }


def test_forty_wrong_rows_among_many(load: Loader, tmp_path: Path) -> None:
    """The same workbook comes back with red cells and what is wrong in a last column."""
    rows = [place("north", "union", "member"), *(place(f"s-{number}", "north", "primary") for number in range(800))]
    for number in range(40):
        rows[number * 20 + 1] = rows[number * 20 + 1] | {"kind": "castle"}
    report = tmp_path / "report.xlsx"
    answer = load("tree", xlsx_of(rows), "--report", str(report), "--lang", "ru", status=2, name="list.xlsx")
    assert counts(answer) == (801, 0, 0, 0, 40)
    assert "40 of 801 rows cannot be taken, nothing was written" in load.error
    assert Organisation.objects.count() == 1
    page = openpyxl.load_workbook(report).active
    assert page is not None
    marked = [row for row in range(2, page.max_row + 1) if page.cell(row, 6).value]
    assert marked == [number * 20 + 3 for number in range(40)]
    comment = page.cell(3, 3).comment
    assert "Вида организации «castle» нет" in getattr(comment, "text", "")
    assert str(page.cell(3, 3).fill.fgColor.rgb).endswith("FFC7CE")
    assert str(page.cell(3, 6).value).startswith("Вида организации «castle» нет")


def test_a_dry_run_writes_nothing(load: Loader) -> None:
    answer = load("tree", TREE, "--dry-run")
    assert (answer["id"], counts(answer)) == (None, (6, 6, 0, 0, 0))
    assert Organisation.objects.count() == 1
    assert not Event.objects.filter(action="load.applied").exists()


def test_a_new_name_is_a_dated_change_with_its_ground(load: Loader) -> None:
    load("tree", TREE)
    rows = changed(TREE, "school-1", name_ru="Новая", name_kk="Жаңа")
    ground = ("--document", "Қаулы", "--number", "№ 7", "--date", "2026-01-20", "--on", "2026-02-01")
    assert counts(load("tree", rows, *ground)) == (6, 0, 1, 5, 0)
    school = Organisation.objects.get(code="school-1")
    former = FormerName.objects.get(organisation=school)
    assert (school.name_ru, former.name_ru) == ("Новая", "Организация «school-1»")
    assert (former.since, former.until) == (FOUNDED, date(2026, 2, 1))
    step = Reorganisation.objects.get(organisation=school, kind="rename")
    assert (step.on, step.document_number, step.document_title, step.by) == (date(2026, 2, 1), "№ 7", "Қаулы", None)
    assert queries.name_as_of(school, date(2026, 1, 31), "ru") == "Организация «school-1»"


def test_a_new_parent_is_a_move(load: Loader) -> None:
    """Under an organisation that comes with the same list, and around a circle that would be one half way."""
    load("tree", TREE)
    rows = [
        *changed(changed(TREE, "school-1", parent="west"), "north-east", parent="south"),
        place("west", "south", "district"),
    ]
    assert counts(load("tree", rows, "--on", "2026-02-01")) == (7, 1, 2, 4, 0)
    on = date(2026, 2, 1)
    assert [one.code for one in queries.path_to("school-1", on)] == ["union", "south", "west", "school-1"]
    assert [one.code for one in queries.path_to("school-2", on)] == ["union", "south", "north-east", "school-2"]
    assert [one.code for one in queries.path_to("school-1", date(2026, 1, 31))][1:3] == ["north", "north-east"]
    moved = Event.objects.filter(action="organisation.moved").order_by("sequence")
    assert [(one.organisation_code, one.before["parent"], one.after["parent"]) for one in moved] == [
        ("north-east", "north", "south"), ("school-1", "north-east", "west"),
    ]  # fmt: skip


def test_a_corrected_number_stands_in_the_trail(load: Loader) -> None:
    load("tree", TREE)
    assert counts(load("tree", changed(TREE, "school-1", institution_type="college"))) == (6, 0, 1, 5, 0)
    event = Event.objects.get(action="organisation.corrected")
    assert (event.before, event.after) == ({"institution_type": "school"}, {"institution_type": "college"})


def test_what_a_list_does_not_change(load: Loader) -> None:
    load("tree", TREE)
    rows = changed(changed(TREE, "school-2", since="2021-01-01"), "south", kind="direct")
    assert load.problems("tree", rows) == {
        "G5": "This organisation was opened on 01.09.2020, and a list does not change that day.",
        "C6": "This organisation is “Member organisation” already, and a list does not change the kind.",
    }


def test_a_change_before_the_last_one_is_refused(load: Loader) -> None:
    load("tree", TREE)
    load("tree", changed(TREE, "school-1", name_ru="Новая"), "--on", "2026-02-01")
    rows = changed(TREE, "school-1", name_ru="Иная")
    assert load.problems("tree", rows, "--on", "2026-01-01") == {
        "D4": "A later change, of 01.02.2026, is recorded already. Choose a day after it."
    }


def test_a_load_is_taken_back(load: Loader, capsys: pytest.CaptureFixture[str]) -> None:
    """Everything is as before, but for the trail; loaded again it comes again."""
    answer = load("tree", TREE)
    assert cli.main(["undo-load", str(answer["id"])]) == 0
    assert json.loads(capsys.readouterr().out) == {"id": answer["id"], "list": "tree"}
    assert [*stored()] == ["union"]
    assert [model.objects.count() for model in (Placement, Reorganisation)] == [0, 0]
    assert (Lineage.objects.count(), set(SearchWord.objects.values_list("organisation__code", flat=True))) == (
        1,
        {"union"},
    )
    assert Event.objects.filter(action="organisation.load_undone").count() == 6
    assert log.verify() is None
    assert counts(load("tree", TREE)) == (6, 6, 0, 0, 0)


def test_changes_are_taken_back(load: Loader) -> None:
    load("tree", TREE)
    before = stored(), set(Organisation.objects.values_list("code", "name_ru"))
    rows = changed(changed(TREE, "school-1", name_ru="Новая", parent="south"), "south", institution_type="school")
    answer = load("tree", [*rows, place("new", "south", "primary")], "--on", "2026-02-01")
    assert counts(answer) == (7, 1, 2, 4, 0)
    assert cli.main(["undo-load", str(answer["id"])]) == 0
    assert (stored(), set(Organisation.objects.values_list("code", "name_ru"))) == before
    assert not FormerName.objects.exists()
    assert Placement.objects.filter(until__isnull=False).count() == 0


def test_a_load_on_which_something_was_built_stays(
    load: Loader, keeper: User, capsys: pytest.CaptureFixture[str]
) -> None:
    first = load("tree", TREE)
    load("tree", [place("later", "north", "primary")])
    assert cli.main(["undo-load", str(first["id"])]) == 2
    assert "1 organisations of the list are in use already, north among them" in capsys.readouterr().err
    assert Organisation.objects.count() == 8
    del keeper


def test_a_load_to_which_a_row_without_a_way_back_points_stays(
    load: Loader, capsys: pytest.CaptureFixture[str]
) -> None:
    """As that of the columns of its lists, which an organisation does not know of."""
    first = load("tree", TREE)
    ImportMapping.objects.create(organisation=Organisation.objects.get(code="school-1"), columns={}, at=NOW)
    assert cli.main(["undo-load", str(first["id"])]) == 2
    assert "1 organisations of the list are in use already, school-1 among them" in capsys.readouterr().err
    assert Organisation.objects.count() == 7


def test_an_open_campaign_follows(load: Loader) -> None:
    from birlik.statistics.actions.campaigns import open_campaign
    from birlik.statistics.models import ExpectationChange, Report

    load("tree", TREE)
    campaign = open_campaign(make_plan(2025), by=None, at=NOW)
    load("tree", [place("late", "north-east", "primary", since="2025-03-01")])
    assert Report.objects.filter(campaign=campaign, organisation__code="late").exists()
    change = ExpectationChange.objects.get(campaign=campaign)
    assert (change.organisation.code, change.expected, "list.csv" in change.reason) == ("late", True, True)


def test_hostile_files(load: Loader) -> None:
    assert "birlik: " in load("tree", b"", status=2)
    assert "birlik: " in load("tree", b"%PDF-1.7 nothing", status=2)
    assert "No headings were found" in load("tree", b"a;b\n1;2\n", status=2)
    formula = [place("north", "union", "member", name_ru="=HYPERLINK(1)")]
    assert counts(load("tree", formula)) == (1, 1, 0, 0, 0)
    assert Organisation.objects.get(code="north").name_ru == "=HYPERLINK(1)"


def test_in_whose_name(load: Loader, keeper: User) -> None:
    load("tree", TREE, "--by", keeper.username)
    assert set(Reorganisation.objects.values_list("by", flat=True)) == {keeper.pk}
    assert Event.objects.get(action="load.applied").by_name == "keeper"
    assert "There is no account" in load("tree", csv_of(TREE), "--by", "nobody", status=2)

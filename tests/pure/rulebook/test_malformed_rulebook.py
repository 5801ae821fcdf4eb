"""A file that can't be used stops the start and says where and why."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from birlik.core.rulebook import RulebookError, read, rulebook_folder
from birlik.orgs.kinds import load_kinds
from birlik.refdata.regions import load_regions
from birlik.statistics.spec import load_all, load_folder

Break = Callable[[str, str, str], RulebookError]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("forms", "checks", "causes", "orgs", "regions"):
        shutil.copytree(rulebook_folder() / name, tmp_path / name)
    return tmp_path


def load_everything(folder: Path) -> None:
    load_folder(folder)
    load_kinds(folder / "orgs" / "kinds.yaml")
    load_regions(folder / "regions" / "kato.yaml")


@pytest.fixture
def broken(folder: Path) -> Break:
    """Replace a text (its first occurrence) in a file; the error that loading then raises."""

    def replace(name: str, written: str, instead: str) -> RulebookError:
        path = folder / name
        text = path.read_text(encoding="utf-8")
        assert written in text
        path.write_text(text.replace(written, instead, 1), encoding="utf-8")
        with pytest.raises(RulebookError) as caught:
            load_everything(folder)
        assert caught.value.path.name == path.name
        return caught.value

    return replace


def test_the_rulebook_as_it_is_can_be_read(folder: Path) -> None:
    load_everything(folder)


FORM = "forms/membership-2024.yaml"
LATER = "forms/membership-2025.yaml"
CHECKS = "checks/membership.yaml"
CAUSES = "causes/decline.yaml"
KINDS = "orgs/kinds.yaml"
REGIONS = "regions/kato.yaml"


@pytest.mark.parametrize(
    ("name", "written", "instead", "reason"),
    [
        (FORM, "code: membership\n", "code: membership\ncode: again\n", "'code' is written twice"),
        (FORM, "code: members_under_35", "code: members_women", "is used twice"),
        (FORM, 'number: "14"', 'number: "13"', "is used twice"),
        (FORM, "sum: [trained_chairs, ", "sum: [trained_nobody, ", "'trained_nobody', which is no cell"),
        (FORM, "sum: [trained_chairs, ", "sum: [trained_total, ", "adds up itself"),
        (FORM, "prefill: previous.workplaces", "prefill: previous.offices", "'offices' of last year is no cell"),
        (FORM, "not_applicable: [working, pensioners]", "not_applicable: [teachers]", "'teachers' is no column"),
        (FORM, "numerator: members_women", "numerator: women", "'women' is no cell"),
        (FORM, "code: women_share", "code: members_women", "is the code of a cell"),
        (FORM, "  - staff_employees\n", "  - staff\n", "'staff' is no cell"),
        (FORM, "unit: tenge", "unit: dollars", "'dollars' is not one of"),
        (FORM, "label: {kk: Барлығы, ru: Всего", "label: {ru: Всего", "'kk' is a required property"),
        (FORM, "valid_from: 2024-01-01", "valid_from: 2024-13-01", "'2024-13-01' is no date"),
        (LATER, "extends: membership-2024", "extends: membership-2019", "there is no membership-2019.yaml"),
        (LATER, "  trained_members:", "  trained_others:", "line 'trained_others' is not in membership-2024.yaml"),
        (LATER, "  trained_chairs:\n", "  trained_chairs:\n    sum: [nothing_at_all]\n", "which is no cell"),
        (CHECKS, "rule: chairs_paid <= chairs", "rule: chairs_paid <= bosses", "'bosses' is no cell of the form"),
        (CHECKS, "rule: chairs_paid <= chairs", "rule: chairs_paid <=", "not an SQL expression"),
        (CHECKS, "rule: chairs_paid <= chairs", "rule: chairs_paid + chairs", "not a condition, it gives Int64"),
        (CHECKS, "cells: [chairs_paid, chairs]", "cells: [chairs_paid, level]", "'level' is no cell of the form"),
        (
            CHECKS,
            "{chairs_paid}, ал барлық",
            "{chairs_unpaid}, ал барлық",
            "{chairs_unpaid} is neither a cell nor a let",
        ),
        (
            CHECKS,
            "{chairs_paid}, ал барлық",
            "{#previous_chairs}, ал барлық",
            "{#previous_chairs} is neither a cell nor",
        ),
        (CHECKS, "{chairs_paid}, ал барлық", "{chairs paid}, ал барлық", "a brace that is no placeholder"),
        (CHECKS, "code: K16", "code: K12", "check K12 is written twice"),
        (CHECKS, "code: K3.{c}", "code: K3", "the code must hold {c}"),
        (CHECKS, "severity: warning", "severity: fatal", "'fatal' is not one of"),
        (CAUSES, "code: migration", "code: graduation", "cause 'graduation' is written twice"),
        (CAUSES, ", ru: Выход на пенсию, en", ", en", "'ru' is a required property"),
        (KINDS, "parents: [member]", "parents: [primary]", "'primary' is no kind above 'district'"),
        (KINDS, "code: district", "code: member", "kind 'member' is listed twice"),
        (REGIONS, 'code: "11"', 'code: "10"', "region 10 is listed twice"),
        (REGIONS, "tile: [5, 0]", "tile: [6, 1]", "tile 6,1 is taken"),
    ],
)
def test_what_is_malformed_is_named_with_its_line(
    broken: Break, folder: Path, name: str, written: str, instead: str, reason: str
) -> None:
    before = (folder / name).read_text(encoding="utf-8")
    line = before[: before.index(written)].count("\n") + 1
    added = instead.count("\n") - written.count("\n")

    fault = broken(name, written, instead)

    assert reason in fault.reason
    assert fault.line == line + added


@pytest.mark.parametrize(
    ("name", "written", "instead", "reason"),
    [
        (FORM, "edition: 2024", "edition: 2026", "the edition calls itself membership-2026"),
        (
            LATER,
            "valid_from: 2025-01-01",
            "valid_from: 2024-01-01",
            "another edition of 'membership' is valid from 2024-01-01 too",
        ),
    ],
)
def test_editions_are_told_apart_by_name_and_date(
    broken: Break, name: str, written: str, instead: str, reason: str
) -> None:
    assert broken(name, written, instead).reason == reason


NEWEST = load_all().forms[-1].name
NEXT = f"""extends: {NEWEST}
edition: 2090
valid_from: 2090-01-01
lines:
  trained_chairs:
    label: {{kk: Төрағалар, ru: Председатели}}
new_lines:
  - code: councils
    after: technical_inspectors
    number: "30.9"
    label: {{kk: Кеңестер, ru: Советы}}
  - code: arrived_abroad
    after: arrived
    number: "3.9"
    not_applicable: [students]
    label: {{kk: Шетелден келді, ru: Прибыло из-за рубежа}}
"""


@pytest.fixture
def next_year(folder: Path) -> Path:
    path = folder / "forms" / "membership-2090.yaml"
    path.write_text(NEXT, encoding="utf-8")
    return path


def test_an_edition_lies_over_the_one_before_and_that_over_its_own(folder: Path, next_year: Path) -> None:
    before, after = load_folder(folder).forms[-2:]

    new = [code for code in after.rows if code not in before.rows]
    assert new == [
        *(f"arrived_abroad_{column}" for column in ("working", "students", "pensioners", "total")),
        "councils",
    ]
    assert [code for code in after.rows if code in before.rows] == list(before.rows)
    codes = [line.code for section in after.sections for line in section.lines]
    assert codes[codes.index("councils") - 1] == "technical_inspectors"
    assert (after.rows["councils"].unit, after.rows["councils"].levels) == ("persons", ("primary",))
    assert after.rows["arrived_abroad_total"].sum == tuple(new[:3])
    assert after.rows["arrived_abroad_students"].never
    assert after.rows["trained_chairs"].label.ru == "Председатели"
    assert after.rows["trained_chairs"].help == before.rows["trained_chairs"].help  # of 2025, over 2024
    assert after.source == before.source
    assert (before.changes.ru != "", after.changes.ru) == (True, "")


def test_a_check_is_asked_where_the_edition_has_its_cells(folder: Path, next_year: Path) -> None:
    path = folder / CHECKS
    rule = "    rule: chairs_paid <= chairs\n"
    path.write_text(path.read_text("utf-8").replace(rule, "    rule: councils <= chairs\n"), encoding="utf-8")
    rulebook = load_folder(folder)
    before, after = rulebook.forms[-2:]
    check = rulebook.checks.by_code["K5.chairs_paid"]

    assert (check.concerns(before), check.concerns(after)) == (False, True)


def test_a_check_that_only_names_a_new_line_is_not_asked_before(folder: Path, next_year: Path) -> None:
    path = folder / CHECKS
    text = path.read_text("utf-8").replace("{chairs_paid}, ал барлық", "{#councils}: {chairs_paid}, ал барлық")
    path.write_text(text, encoding="utf-8")
    rulebook = load_folder(folder)
    before, after = rulebook.forms[-2:]
    check = rulebook.checks.by_code["K5.chairs_paid"]

    assert (check.concerns(before), check.concerns(after)) == (False, True)


@pytest.mark.parametrize(
    ("written", "instead", "reason"),
    [
        (f"extends: {NEWEST}", "extends: membership-2090", "membership-2090.yaml extends this edition itself"),
        ("after: technical_inspectors", "after: inspectors", "there is no line 'inspectors' to stand behind"),
        ("code: councils", "code: chairs", "line 'chairs' is used twice"),
        ("code: councils", "code: arrived_total", "code 'arrived_total' is used twice"),
        ('number: "30.9"', 'number: "31"', "number 31 is used twice"),
        ('number: "30.9"', 'number: "3.1"', "number 3.1 is used twice"),
        ("not_applicable: [students]", "not_applicable: [teachers]", "'teachers' is no column of section 'membership'"),
        ("  trained_chairs:", "  trained_nobody:", f"line 'trained_nobody' is not in {NEWEST}.yaml"),
        ("valid_from: 2090-01-01", "valid_from: 2090-13-01", "'2090-13-01' is no date"),
        ("lines:\n", "headline: [nobody]\nlines:\n", "'nobody' is no cell"),
    ],
)
def test_what_is_malformed_in_a_later_edition_is_named_there(
    broken: Break, next_year: Path, written: str, instead: str, reason: str
) -> None:
    fault = broken("forms/membership-2090.yaml", written, instead)

    assert fault.reason == reason


SECTIONS = """new_sections:
  - code: youth
    after: training
    title: {{kk: Жастар, ru: Молодёжь}}
    unit: persons
    levels: [primary]
    lines:
      - code: {line}
        number: "50"
        label: {{kk: Кеңестер, ru: Советы}}
"""


def test_a_section_of_a_later_edition_stands_behind_another(folder: Path, next_year: Path) -> None:
    next_year.write_text(NEXT + SECTIONS.format(line="youth_members"), encoding="utf-8")
    before, after = load_folder(folder).forms[-2:]

    codes = [section.code for section in after.sections]
    assert codes[codes.index("training") + 1] == "youth"
    assert [code for code in codes if code != "youth"] == [section.code for section in before.sections]
    assert (after.rows["youth_members"].unit, after.rows["youth_members"].section) == ("persons", "youth")


@pytest.mark.parametrize(
    ("written", "instead", "reason"),
    [
        ("after: training\n", "after: nothing\n", "there is no section 'nothing' to stand behind"),
        ("code: youth\n", "code: training\n", "section 'training' is there already"),
        ("code: youth_members", "code: chairs", "line 'chairs' is used twice"),
    ],
)
def test_what_is_malformed_in_a_new_section_is_named_there(
    broken: Break, next_year: Path, written: str, instead: str, reason: str
) -> None:
    next_year.write_text(NEXT + SECTIONS.format(line="youth_members"), encoding="utf-8")

    assert broken("forms/membership-2090.yaml", written, instead).reason == reason


def test_two_editions_that_extend_each_other(folder: Path, next_year: Path) -> None:
    path = folder / LATER
    path.write_text(path.read_text("utf-8").replace("membership-2024", "membership-2090"), encoding="utf-8")

    with pytest.raises(RulebookError, match=r"\.yaml extends this edition itself"):
        load_folder(folder)


def test_a_rulebook_without_forms(folder: Path) -> None:
    shutil.rmtree(folder / "forms")

    with pytest.raises(RulebookError, match="there is no form"):
        load_folder(folder)


def test_the_message_is_file_line_and_reason(broken: Break) -> None:
    fault = broken(CHECKS, "rule: chairs_paid <= chairs", "rule: chairs_paid <= bosses")

    assert str(fault) == f"{fault.path}:{fault.line}: {fault.reason}"
    assert "rule: chairs_paid" in fault.path.read_text(encoding="utf-8").splitlines()[fault.line - 1]


def test_a_file_of_the_project_is_named_from_its_root() -> None:
    fault = RulebookError(rulebook_folder() / "forms" / "x.yaml", 12, "сломано")

    assert str(fault) == "rulebook/forms/x.yaml:12: сломано"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a: 1\nb: [1, 2\n", 3, "did not find expected ',' or ']'"),
        ("- a\n- b\n", 1, "the file must hold a mapping"),
        ("", 1, "the file must hold a mapping"),
        ("a: 1\nb:\n  c: 1\n  c: 2\n", 4, "'c' is written twice"),
    ],
)
def test_unreadable_yaml(tmp_path: Path, text: str, line: int, reason: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(RulebookError) as caught:
        read(path)

    assert (caught.value.line, caught.value.reason) == (line, reason)


def test_every_value_remembers_its_line(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("a:\n  - b: 2024-01-01\n    c: yes\n", encoding="utf-8")

    document = read(path)

    assert document.data == {"a": [{"b": "2024-01-01", "c": True}]}
    assert document.line("a", 0, "c") == 3
    assert document.line("a", 0, "c", "deeper") == 3
    assert document.line("nowhere") == 1


@pytest.mark.parametrize(
    ("written", "line", "reason"),
    [
        (b"a: 1\nb: \xff", 2, "not readable as UTF-8"),
        (b"a: 1\nb: x\x00", 2, "an invisible character, U+0000"),
        ("a: 'Ә\n\x07'".encode(), 2, "an invisible character, U+0007"),
        (b"a: &a [*a]", 1, "something in the file stands inside itself"),
        (b"a: 1\nb: !!int two", 2, "'two' is no value of the kind int"),
        (b"a: !!bool perhaps", 1, "'perhaps' is no value of the kind bool"),
        (b"a: !!python/object:os.system x", 1, "could not determine a constructor"),
    ],
)
def test_a_damaged_file_is_told_with_its_line(tmp_path: Path, written: bytes, line: int, reason: str) -> None:
    path = tmp_path / "damaged.yaml"
    path.write_bytes(written)
    with pytest.raises(RulebookError) as caught:
        read(path)
    assert (caught.value.line, caught.value.reason.startswith(reason)) == (line, True)

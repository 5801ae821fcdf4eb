"""A file that can't be used stops the start and says where and why."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from birlik.core.rulebook import RulebookError, read, rulebook_folder
from birlik.orgs.kinds import load_kinds
from birlik.refdata.regions import load_regions
from birlik.statistics.spec import load_folder

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


def test_an_edition_extends_a_whole_form(folder: Path) -> None:
    (folder / "forms" / "membership-2026.yaml").write_text(
        "extends: membership-2025\nedition: 2026\nvalid_from: 2026-01-01\n", encoding="utf-8"
    )

    with pytest.raises(RulebookError, match="extends another edition itself"):
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

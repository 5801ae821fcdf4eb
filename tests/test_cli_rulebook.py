"""`birlik check-rulebook`, `birlik new-rulebook`, and a start with another folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.test_cli_faults import ROOT, birlik

SHIPPED = ROOT / "rulebook"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "rulebook"
    shutil.copytree(SHIPPED, copy)
    return copy


def replace(path: Path, written: str, instead: str) -> None:
    text = path.read_text()
    assert written in text
    path.write_text(text.replace(written, instead, 1))


def test_the_shipped_rulebook_is_sound(tmp_path: Path) -> None:
    done = birlik(tmp_path, "check-rulebook", "rulebook")

    assert (done.returncode, done.stdout, done.stderr) == (0, "rulebook: nothing is wrong\n", "")


def test_a_blank_rulebook_is_sound_and_birlik_starts_with_it(tmp_path: Path) -> None:
    blank = tmp_path / "union"

    assert birlik(tmp_path, "new-rulebook", str(blank)).returncode == 0
    assert birlik(tmp_path, "check-rulebook", str(blank)).stdout == f"{blank}: nothing is wrong\n"
    assert birlik(tmp_path, "roles", BIRLIK_RULEBOOK=str(blank)).returncode == 0
    again = birlik(tmp_path, "new-rulebook", str(blank))
    assert (again.returncode, again.stderr) == (2, f"birlik: {blank} is there already; name a folder that is not\n")


def test_every_fault_is_told_at_once_with_its_file_and_line(folder: Path, tmp_path: Path) -> None:
    (folder / "calendars" / "kazakhstan.yaml").unlink()
    replace(folder / "consent" / "2026-1.yaml", "term_days: 15", "term_days: 0")
    replace(folder / "regions" / "kato.yaml", "tile: [5, 0]", "tile: [6, 1]")
    replace(folder / "checks" / "membership.yaml", "rule: chairs_paid <= chairs", "rule: chairs_paid <= bosses")
    replace(folder / "registry" / "indicators.yaml", "code: working", "code: workers")
    replace(folder / "papers" / "note.ru.html", "{% fig f.workplaces %}", "{% fig f.factories %}")

    done = birlik(tmp_path, "check-rulebook", str(folder))

    assert done.returncode == 2
    told = [line.removeprefix(f"{folder}/") for line in done.stdout.splitlines()]
    assert told[0] == "calendars:1: there is no file NAME.yaml in the folder"
    assert [line.partition(":")[0] for line in told] == [
        "calendars", "checks/membership.yaml", "consent/2026-1.yaml", "regions/kato.yaml", "registry/indicators.yaml"
    ]  # fmt: skip
    assert any("'bosses' is no cell of the form" in line for line in told)
    assert any("tile 6,1 is taken" in line for line in told)


@pytest.mark.parametrize(
    ("name", "written", "instead", "said"),
    [
        ("note.ru.html", "{% fig f.workplaces %}", "{% fig f.factories %}", "note.ru.html:5: 'factories' is no figure"),
        ("note.kk.html", "{% sentence workplaces %}", "{% sentence staff_employees %}",
         "note.kk.html:5: 'workplaces' stands in no {% sentence workplaces %}"),
        ("note.yaml", "change(trained_total)", "change(taught)", "'taught' is no figure of any edition of the form"),
        ("resolution.yaml", "figure: members_women", "figure: chairs", "words for 'chairs': write the name"),
        ("words.yaml", "  workplaces:", "  factories:", "'factories' is no cell of any edition of the form"),
        ("note.yaml", "layout: note", "levels: [faculty]", "there is no kind of organisation 'faculty'"),
    ],
)  # fmt: skip
def test_a_paper_that_names_what_the_form_has_not_is_refused(
    folder: Path, tmp_path: Path, name: str, written: str, instead: str, said: str
) -> None:
    replace(folder / "papers" / name, written, instead)

    done = birlik(tmp_path, "check-rulebook", str(folder))

    assert done.returncode == 2
    assert said in done.stdout


def test_words_that_no_longer_fit_are_told_as_remarks(folder: Path, tmp_path: Path) -> None:
    replace(folder / "forms" / "membership-2024.yaml", "ru: Женщины – члены профсоюза", "ru: Врачи")

    done = birlik(tmp_path, "check-rulebook", str(folder))

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "words.yaml: membership-2026 does not call 'members_women' so; sentences about it are left out",
        "words.yaml: membership-2026 does not call 'women_share' so; sentences about it are left out",
        f"{folder}: nothing is wrong",
    ]


def test_a_part_that_is_missing_stops_the_start(folder: Path, tmp_path: Path) -> None:
    shutil.rmtree(folder / "consent")

    done = birlik(tmp_path, "roles", BIRLIK_RULEBOOK=str(folder))

    assert done.returncode == 2
    assert f"{folder}/consent:1: there is no text of consent" in done.stderr


@pytest.mark.parametrize(
    ("command", "environment"), [(("check-rulebook", "nowhere"), {}), (("roles",), {"BIRLIK_RULEBOOK": "nowhere"})]
)
def test_a_folder_that_is_not_there(tmp_path: Path, command: tuple[str, ...], environment: dict[str, str]) -> None:
    done = birlik(tmp_path, *command, **environment)

    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no folder nowhere" in done.stderr


def test_a_registry_that_counts_no_office_is_one(folder: Path, tmp_path: Path) -> None:
    path = folder / "registry" / "indicators.yaml"
    text = path.read_text()
    path.write_text(text[: text.index("  - code: chairs\n")])

    assert birlik(tmp_path, "check-rulebook", str(folder)).returncode == 0

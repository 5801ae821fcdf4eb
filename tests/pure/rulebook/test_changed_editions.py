"""Editions that lose, rename and join lines, what of them is compared with last year, and checks of some years."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from birlik.core.rulebook import RulebookError, rulebook_folder
from birlik.statistics.spec import FormSpec, Rulebook, load_folder
from birlik.statistics.spec.checks import CheckSpec
from tests.changed_forms import lines_of, newest_form, without_line

EDITION = f"""\
extends: {newest_form().name}
edition: 2090
valid_from: 2090-01-01
"""
FORM, CHECKS = "forms/membership-2090.yaml", "checks/membership.yaml"
LABEL = "label: {kk: Жаңа жол, ru: Новая строка}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("forms", "checks", "causes", "papers"):
        shutil.copytree(rulebook_folder() / name, tmp_path / name)
    return tmp_path


def load(folder: Path, edition: str) -> Rulebook:
    (folder / FORM).write_text(EDITION + edition)
    return load_folder(folder)


def last_two(rulebook: Rulebook) -> tuple[FormSpec, FormSpec]:
    before, after = rulebook.forms[-2:]
    return before, after


def test_a_dropped_line_takes_along_what_was_asked_of_it(folder: Path) -> None:
    before, after = last_two(load(folder, "dropped_lines: [members_under_35, staff_employees]\n"))

    assert set(before.rows) - set(after.rows) == {"members_under_35", "staff_employees"}
    assert set(before.headline_codes) - set(after.headline_codes) == {"members_under_35", "staff_employees"}
    assert set(before.derived_codes) - set(after.derived_codes) == {"youth_share"}
    assert after.uses.highlights_of == {
        "primary": ("members_total", "members_working", "coverage_working", "trained_total")
    }
    assert after.uses.trend[1] == ("women_share", "coverage_working")
    assert after.uses.shares == ("coverage_working", "women_share", "training_share")
    assert "staff" not in {section.code for section in after.sections}
    assert (after.uses.headcount, after.uses.measures) == (before.uses.headcount, before.uses.measures)


def test_a_dropped_section_goes_whole(folder: Path) -> None:
    before, after = last_two(load(folder, "dropped_sections: [training]\n"))

    lost = {code for code, row in before.rows.items() if row.section == "training"}
    assert set(before.rows) - set(after.rows) == lost
    assert "trained_total" not in after.uses.highlights


def test_the_head_count_of_the_registry_goes_with_its_line(tmp_path: Path) -> None:
    changed = without_line(newest_form(), "members", tmp_path)

    assert (changed.uses.headcount, changed.uses.measures, changed.uses.categories) == ("", (), {})
    assert changed.rows["opening_working"].prefill == ""


@pytest.mark.parametrize(
    ("edition", "line", "reason"),
    [
        ("dropped_lines: [nobody]\n", 4, "there is no line 'nobody' to drop"),
        ("dropped_sections: [nothing]\n", 4, "there is no section 'nothing' to drop"),
        ("uses:\n  outflow: gone\n", 5, "'gone' is no cell of the form; take it out of `uses: outflow:`"),
        ("uses:\n  measures: [women_share]\n", 5,
         "'women_share' is no cell of the form; take it out of `uses: measures:`"),
    ],
)  # fmt: skip
def test_what_an_edition_asks_of_nothing_is_named_there(folder: Path, edition: str, line: int, reason: str) -> None:
    with pytest.raises(RulebookError) as caught:
        load(folder, edition)

    assert (caught.value.path, caught.value.line, caught.value.reason) == (folder / FORM, line, reason)


def test_a_sum_of_a_dropped_line_is_refused_until_it_adds_up_others(folder: Path) -> None:
    with pytest.raises(RulebookError, match="'trained_total' adds up 'trained_members', which is no cell"):
        load(folder, "dropped_lines: [trained_members]\n")

    sums = "lines:\n  trained_total:\n    sum: [trained_chairs, trained_activists]\n"
    before, after = last_two(load(folder, "dropped_lines: [trained_members]\n" + sums))
    values = {"trained_total": 9, "trained_chairs": 3, "trained_members": 2, "members_women": 5}

    assert after.carry_over(before, values) == {"trained_chairs": 3, "members_women": 5}


def test_a_line_that_goes_on_under_another_name_has_its_last_year(folder: Path) -> None:
    lines = f"""\
dropped_lines: [technical_inspectors, audit_commission_members, conciliation_commission_members]
new_lines:
  - {{code: inspectors, after: chairs_paid, number: "60", was: [technical_inspectors], {LABEL}}}
  - {{code: commissions, after: inspectors, number: "61", was: [audit_commission_members, conciliation_commission_members], {LABEL}}}
  - {{code: delegates, after: commissions, number: "62", {LABEL}}}
"""  # noqa: E501
    before, after = last_two(load(folder, lines))
    values = {
        "technical_inspectors": 4,
        "audit_commission_members": 3,
        "conciliation_commission_members": 2,
        "chairs": 1,
    }

    assert after.carry_over(before, values) == {"inspectors": 4, "commissions": 5, "chairs": 1}
    assert after.carry_over(before, {"audit_commission_members": 3}) == {}
    assert after.carry_over(after, {"inspectors": 4, "delegates": 1}) == {"inspectors": 4, "delegates": 1}
    assert FormSpec.from_content(after.content()) == after


def test_a_line_that_was_none_is_refused(folder: Path) -> None:
    lines = f'new_lines:\n  - {{code: inspectors, after: chairs, number: "60", was: [nobody], {LABEL}}}\n'

    with pytest.raises(RulebookError, match="'inspectors' was 'nobody', which no earlier edition has"):
        load(folder, lines)


def test_editions_that_only_gain_lines_are_compared_in_all_of_the_old_ones() -> None:
    newest = newest_form()
    oldest = load_folder(rulebook_folder()).forms[0]
    values = dict.fromkeys(oldest.stored_codes, 7)

    assert newest.carry_over(oldest, values) == values


def check_of(folder: Path, years: str, edition: str = "dropped_lines: [chairs_paid]\n") -> CheckSpec:
    path = folder / CHECKS
    text = path.read_text().replace("  - code: K5.chairs_paid\n", f"  - code: K5.chairs_paid\n{years}")
    path.write_text(text)
    return load(folder, edition).checks.by_code["K5.chairs_paid"]


@pytest.mark.parametrize(
    ("years", "editions"),
    [
        ("", [2024, 2025, 2026]),
        ("    until: 2025\n", [2024, 2025]),
        ("    since: 2025\n    until: 2026\n", [2025, 2026]),
    ],
)
def test_a_check_is_asked_of_the_editions_of_its_years(folder: Path, years: str, editions: list[int]) -> None:
    check = check_of(folder, years)

    forms = [form for form in load_folder(folder).forms if form.edition in (2024, 2025, 2026, 2090)]
    assert [form.edition for form in forms if check.concerns(form)] == editions


@pytest.mark.parametrize(
    ("years", "reason"),
    [
        ("    since: 2025\n", "edition membership-2090 has no 'chairs_paid': mend `since`"),
        ("    since: 2091\n", "there is no edition of the form from `since` to `until`"),
    ],
)
def test_years_that_do_not_fit_a_check_are_named(folder: Path, years: str, reason: str) -> None:
    with pytest.raises(RulebookError) as caught:
        check_of(folder, years)

    assert (caught.value.path, caught.value.reason) == (folder / CHECKS, reason)


def test_without_any_one_line_the_form_can_be_read(tmp_path: Path) -> None:
    form = newest_form()
    for code in lines_of(form):
        changed = without_line(form, code, tmp_path)
        assert code not in lines_of(changed)
        assert set(changed.rows) < set(form.rows)


def test_words_stand_beside_the_name_of_the_line(folder: Path) -> None:
    rulebook = load(folder, "lines:\n  members_women:\n    label: {kk: Дәрігерлер, ru: Врачи}\n")
    before, after = last_two(rulebook)

    told = {code for code in rulebook.words.lines if rulebook.words.fit(before, code)}
    assert told == rulebook.words.lines.keys()
    lost = {code for code in told if not rulebook.words.fit(after, code)}
    assert lost == {"members_women", "women_share"}  # a percentage of another line is another percentage
    growth = rulebook.words.phrase(after, "members_working", "growth")
    assert growth == rulebook.words.lines["members_working"].phrases["growth"]


def test_every_fault_of_the_checks_is_told_at_once(folder: Path) -> None:
    path = folder / CHECKS
    text = path.read_text().replace("rule: chairs_paid <= chairs", "rule: chairs_paid <= bosses")
    path.write_text(text.replace("rule: chairs = primary_organisations", "rule: chairs = bodies"))

    with pytest.raises(RulebookError) as caught:
        load_folder(folder)

    faults = [caught.value, *caught.value.further]
    assert [fault.reason.partition(":")[0] for fault in faults] == [
        "'bosses' is no cell of the form", "'bodies' is no cell of the form"
    ]  # fmt: skip

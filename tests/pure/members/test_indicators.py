"""What the registry counts for the form: every leaving under exactly one row, only rows that the form has."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from birlik.core.rulebook import RulebookError, rulebook_folder
from birlik.members import enums, indicators
from birlik.members.indicators import ENTRY, EXIT, HEADCOUNT, MANDATE, OPENING, indicator_set, load
from birlik.statistics.spec import load_form

FORM = load_form(rulebook_folder() / "forms" / "membership-2025.yaml")
TEXTS = "{kk: а, ru: б, en: c}"
HEAD = f"source: {TEXTS}\ncolumns:\n  - {{code: working, category: [working], label: {TEXTS}}}\nindicators:\n"


def test_the_words_are_those_of_the_database() -> None:
    assert sorted(indicators.CATEGORIES) == sorted(enums.Category.values)
    assert sorted(indicators.ENTRIES) == sorted(enums.Entry.values)
    assert sorted(indicators.EXITS) == sorted(enums.Exit.values)
    assert sorted(indicators.BODIES) == sorted(enums.Body.values)
    assert sorted(indicators.SEXES) == sorted(enums.Sex.values)


def test_every_row_is_one_of_the_form_that_somebody_fills() -> None:
    assert [code for code in indicator_set().codes if code not in FORM.rows or FORM.rows[code].never] == []
    assert indicator_set().source.kk


def test_every_moving_cell_of_the_form_is_fed() -> None:
    section = next(section for section in FORM.sections if section.code == "membership")
    cells = {code for line in section.lines for code in line.rows if not FORM.rows[code].sum}
    assert {code for code in cells if not FORM.rows[code].never} <= set(indicator_set().codes)


@pytest.mark.parametrize("kind", [HEADCOUNT, OPENING])
def test_each_category_stands_in_one_column(kind: str) -> None:
    rows = [one for one in indicator_set().of(kind) if one.category]
    assert Counter(category for one in rows for category in one.category) == dict.fromkeys(enums.Category.values, 1)


def test_each_way_out_counts_once_and_a_correction_never() -> None:
    ways = Counter((category, way) for one in indicator_set().of(EXIT) for category in one.category for way in one.exit)
    expected = {
        (category, way) for category in enums.Category.values for way in enums.Exit.values if way != "corrected"
    }
    assert ways == dict.fromkeys(expected, 1)


def test_only_acceptance_and_arrival_have_a_line() -> None:
    ways = {way for one in indicator_set().of(ENTRY) for way in one.entry}
    assert ways == {"accepted", "arrived"}


def test_labels_name_line_and_column() -> None:
    found = {one.code: one.label for one in indicator_set().indicators}
    assert found["accepted_students"].ru == "Принято в профсоюз, студенты"
    assert found["members_women"].kk == "Кәсіподақ мүшелері – әйелдер"
    assert [one.code for one in indicator_set().of(MANDATE)][:2] == ["chairs", "chairs_paid"]


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("{code: aa, kind: headcount, exit: [death], label: %s}", "'exit' is nothing to ask of the kind headcount"),
        ("{code: aa, kind: exit, label: %s}", "the kind exit needs 'exit'"),
        ("{code: aa, kind: mandate, body: chair, sex: f, label: %s}", "'sex' is nothing to ask of the kind mandate"),
        ("{code: aa, kind: headcount, columns: [other], label: %s}", "'other' is none of the columns"),
        ("{code: aa, kind: headcount, columns: [working], category: [student], label: %s}", "columns say which"),
        ("{code: aa, kind: entry, entry: [born], label: %s}", "'born' is not one of"),
        ("{code: aa, kind: headcount, where: '1=1', label: %s}", "'where' was unexpected"),
        ("{code: members_women, kind: headcount, label: %s}", "row 'members_women' is counted twice"),
    ],
)
def test_a_malformed_file_names_its_line(tmp_path: Path, entry: str, reason: str) -> None:
    path = tmp_path / "indicators.yaml"
    first = f"  - {{code: members_women, kind: headcount, sex: f, label: {TEXTS}}}\n"
    path.write_text(f"{HEAD}{first}  - {entry % TEXTS}\n")
    with pytest.raises(RulebookError) as fault:
        load(path)
    assert reason in str(fault.value)
    assert fault.value.line == 6 or "'code'" in reason

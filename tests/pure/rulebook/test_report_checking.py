"""The engine of checks: sentences, many reports at once, what is missing."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from birlik.core.bilingual import Bilingual
from birlik.statistics import validation
from birlik.statistics.spec import frame_schema, load_all
from tests.pure.rulebook.situations import Case, all_cases

FORM = load_all().forms[-1]
SCHOOL = next(case for case in all_cases() if case.sound["institution_type"] == "school")


def check(case: Case = SCHOOL, **cells: int) -> dict[str, validation.Finding]:
    row = case.row()
    found = validation.check_report(
        row["values"] | cells,
        spec=FORM,
        level=row["level"],
        institution_type=row["institution_type"],
        previous=row["previous"],
    )
    return {finding.check: finding for finding in found}


def test_a_sentence_holds_the_figures_grouped_and_signed() -> None:
    finding = check(members_working=1062, members_total=1062, employees_total=2000)["K2.working"]

    assert finding.severity == "error"
    assert finding.cells == (
        "members_working",
        "opening_working",
        "accepted_working",
        "arrived_working",
        "left_working",
    )
    assert finding.message == Bilingual(
        "«Жұмыс істейтін кәсіподақ мүшелері»: жыл соңында 1\u202f062 деп көрсетілген, "
        "ал қозғалыс бойынша 60 + 5 + 1 − 4 = 62; айырма +1\u202f000.",
        "«Работающие члены профсоюза»: на конец года указано 1\u202f062, "
        "а по движению 60 + 5 + 1 − 4 = 62; разница +1\u202f000.",
        "“Working members”: 1\u202f062 at the end of the year, "
        "but the movement gives 60 + 5 + 1 − 4 = 62; the difference is +1\u202f000.",
    )
    assert finding.fix.ru.startswith("Сверьте строки 2.1, 3.1 и 11.1 со списком")


def test_a_percentage_has_the_decimal_sign_of_its_language() -> None:
    message = check(employees_total=192)["K6"].message

    assert message.ru == "Охват 32,3 %: работающих 192, из них членов профсоюза 62, это меньше половины."
    assert message.kk.startswith("Қамту 32,3 %")
    assert message.en.startswith("Coverage is 32.3 %")


def test_an_empty_cell_is_named_by_its_line_and_name() -> None:
    row = SCHOOL.row()
    del row["values"]["members_women"]

    found = validation.check_report(row["values"], spec=FORM, level="primary", institution_type="school")

    assert [(finding.check, finding.message.ru) for finding in found] == [
        ("K13.members_women", "Строка 13 «Женщины – члены профсоюза» не заполнена.")
    ]


def test_a_figure_that_is_unknown_shows_as_such() -> None:
    message = check(members_working=59, members_total=59, left_total=4)["K11.causes"].message

    assert message.ru == "Численность снизилась (всего −1, работающих −1): выбыло 4, а по причинам указано 0."
    without_total = validation.check_report(
        {"members_working": 5, "left_total": 4},
        spec=FORM,
        level="primary",
        institution_type="school",
        previous={"members_working": 6},
    )
    assert next(each for each in without_total if each.check == "K11.causes").message.ru == (
        "Численность снизилась (всего …, работающих −1): выбыло 4, а по причинам указано 0."
    )


def test_a_report_with_no_last_year_and_no_cells_lacks_every_applicable_cell() -> None:
    found = validation.check_report({}, spec=FORM, level="primary", institution_type="school")

    assert [finding.cells for finding in found] == [
        (row.code,) for row in FORM.rows_for("primary", "school") if not row.sum
    ]


def test_the_frame_has_every_column_a_rule_may_speak_of() -> None:
    row = {
        "values": {"members_working": 5},
        "level": "primary",
        "institution_type": "school",
        "previous": {"members_working": 4},
        "children": None,
        "not_applicable": ["trained_chairs"],
        "causes": {"migration": 2, "other": 1},
        "note": "  әә ",
    }

    frame = validation.frame_from([row], FORM)

    assert dict(frame.schema) == frame_schema(FORM)
    filled = {name: value for name, value in frame.row(0, named=True).items() if value is not None}
    assert filled == {
        "members_working": 5,
        "previous_members_working": 4,
        "trained_chairs": 0,
        "causes_total": 3,
        "note_length": 2,
        "level": "primary",
        "institution_type": "school",
    }


def test_no_reports_no_findings() -> None:
    frame = validation.frame_from([], FORM)

    assert validation.evaluate(frame, FORM).columns == ["row", "check", "severity"]
    assert validation.evaluate(frame, FORM).height == 0
    assert validation.findings(frame, FORM) == []
    assert validation.verdicts(frame, FORM).columns == [check.code for check in load_all().checks]


def test_all_cases_in_one_frame_are_judged_as_one_by_one() -> None:
    cases = all_cases()
    frame = validation.frame_from([case.row() for case in cases], FORM)

    expected = [(place, found.check, found.severity) for place, case in enumerate(cases) for found in case.findings()]
    assert validation.evaluate(frame, FORM).rows() == expected
    assert validation.findings(frame, FORM) == [case.findings() for case in cases]
    assert validation.verdicts(frame, FORM).rows(named=True) == [case.verdicts() for case in cases]


def test_columns_that_are_not_there_are_empty() -> None:
    frame = pl.DataFrame({"level": ["primary"], "institution_type": ["school"], "members_women": [4]})

    broken = validation.evaluate(frame, FORM)["check"].to_list()

    assert "K13.members_women" not in broken
    assert "K13.members_under_35" in broken


COUNTS = st.one_of(st.none(), st.integers(0, 10**15))


@settings(max_examples=40)
@given(st.fixed_dictionaries(dict.fromkeys(("members_working", "members_students", "members_pensioners"), COUNTS)))
def test_a_computed_total_is_never_a_contradiction(parts: dict[str, int | None]) -> None:
    values = {code: value for code, value in parts.items() if value is not None}
    whole = FORM.with_autos(values, institution_type="college")

    frame = validation.frame_from([{"values": whole, "level": "primary", "institution_type": "college"}], FORM)

    assert validation.verdicts(frame, FORM)["K1"].to_list() == [True if len(values) == 3 else None]


@settings(max_examples=40)
@given(st.data())
def test_one_report_is_judged_as_in_a_crowd(data: st.DataObject) -> None:
    case = data.draw(st.sampled_from(list(all_cases())))
    row = case.row()
    lost = data.draw(st.sets(st.sampled_from(sorted(row["values"])), max_size=5)) if row["values"] else set()
    row["values"] = {code: value for code, value in row["values"].items() if code not in lost}

    crowd = validation.findings(validation.frame_from([row, row], case.form), case.form)
    alone = validation.check_report(
        row.pop("values"),
        spec=case.form,
        level=row.pop("level"),
        institution_type=row.pop("institution_type"),
        **row,
    )

    assert crowd == [alone, alone]

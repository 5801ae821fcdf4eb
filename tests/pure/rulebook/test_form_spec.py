"""The form: what it holds, whom its lines concern, what is computed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from birlik.core.bilingual import Bilingual
from birlik.core.errors import Refusal
from birlik.statistics.spec import FormSpec, default_form, load_all

CATEGORIES = ("working", "students", "pensioners")
LINES = (
    *("opening", "accepted", "arrived", "departed", "left_employment", "left_retirement", "left_graduation"),
    *("left_own_will", "left_expelled", "left_other", "left", "members"),
)
PLAIN = (
    *("members_women", "members_under_35", "employees_total", "students_enrolled"),
    *("primary_organisations_opening", "primary_organisations_opened", "primary_organisations_closed"),
    *("primary_organisations", "workplaces_opening", "workplaces_opened", "workplaces_closed", "workplaces"),
    *("chairs", "chairs_paid", "committee_members", "audit_commission_members", "conciliation_commission_members"),
    *("technical_inspectors", "trained_chairs", "trained_activists", "trained_audit_commission"),
    *("trained_conciliation_commission", "trained_members", "trained_total"),
    *("expenditure_total", "training_expenditure", "staff_employees"),
)


@pytest.fixture(params=[2024, 2025])
def form(request: pytest.FixtureRequest) -> FormSpec:
    return default_form(request.param)


def test_the_form_holds_every_code_in_the_order_of_the_paper(form: FormSpec) -> None:
    cells = [f"{line}_{column}" for line in LINES for column in (*CATEGORIES, "total")]

    assert list(form.rows) == [*cells, *PLAIN]


def test_both_years_hold_the_same_codes_and_are_drafts() -> None:
    before, after = default_form(2024), default_form(2025)

    assert list(before.rows) == list(after.rows)
    assert (before.draft, after.draft) == (True, True)
    assert (before.name, after.name) == ("membership-2024", "membership-2025")
    assert before.digest != after.digest
    assert after.changes.ru == "К строкам об обучении добавлено указание; строки и коды не изменились."
    assert before.rows["trained_members"].help == Bilingual("", "")
    assert after.rows["trained_members"].help.ru.startswith("Считается каждое участие")


def test_the_edition_in_force_is_the_newest_that_had_begun() -> None:
    assert default_form(2025).edition == 2025
    assert default_form(2099) == load_all().forms[-1]
    with pytest.raises(Refusal, match=r"period\.unknown"):
        default_form(2023)


def test_the_stored_copy_reads_back_as_it_was(form: FormSpec) -> None:
    again = FormSpec.from_content(form.content())

    assert again == form
    assert again.content() == form.content()
    assert again.auto_codes == form.auto_codes
    assert {again: 1}[form] == 1


def test_the_digest_changes_with_a_single_word(form: FormSpec) -> None:
    assert replace(form, title=Bilingual("Есеп", "Отчёт")).digest != form.digest


def test_lines_and_columns_lead_to_the_cells(form: FormSpec) -> None:
    membership = form.sections[0]

    assert [column.code for column in membership.columns] == [*CATEGORIES, "total"]
    assert membership.lines[1].rows == (
        "accepted_working",
        "accepted_students",
        "accepted_pensioners",
        "accepted_total",
    )
    assert [line.number for section in form.sections for line in section.lines] == [str(n) for n in range(1, 40)]
    assert form.rows["accepted_students"].number == "2.2"
    assert form.rows["accepted_students"].label == Bilingual(
        "Кәсіподаққа қабылданды: оқитындар (студенттер)",
        "Принято в профсоюз: студенты",
        "Accepted into the union: students",
    )


def test_every_text_is_in_three_languages(form: FormSpec) -> None:
    texts = [row.label for row in form.rows.values()] + [share.label for share in form.derived]
    for section in form.sections:
        texts += [section.title, *(column.label for column in section.columns)]
        texts += [line.label for line in section.lines]
    for check in load_all().checks:
        texts += [check.message, check.fix]
    for cause in load_all().causes:
        texts += [cause.label, cause.phrase]

    assert [text for text in texts if not (text.kk and text.ru and text.en)] == []


def test_students_are_asked_about_where_there_are_some(form: FormSpec) -> None:
    school = {row.code for row in form.rows_for("primary", "school")}
    college = {row.code for row in form.rows_for("primary", "college")}

    assert {code for code in college - school if not code.endswith("_students")} == {
        "students_enrolled",
        "left_graduation_total",
    }
    assert "members_students" in college
    assert not form.is_applicable(form.rows["members_students"], "primary", "school")


def test_crossed_out_cells_are_nobodys(form: FormSpec) -> None:
    crossed = {row.code for row in form.rows.values() if row.never}

    assert crossed == {
        "left_employment_students",
        "left_employment_pensioners",
        "left_retirement_students",
        "left_retirement_pensioners",
        "left_graduation_working",
        "left_graduation_pensioners",
    }
    assert crossed.isdisjoint(form.stored_codes)


def test_members_and_directly_served_organisations_report_their_staff(form: FormSpec) -> None:
    assert [row.code for row in form.rows_for("member", "")] == ["staff_employees"]
    assert [row.code for row in form.rows_for("direct", "university")] == ["staff_employees"]
    assert form.rows_for("district", "") == ()


def test_openings_arrive_with_last_years_closings(form: FormSpec) -> None:
    prefilled = {row.code: row.prefill for row in form.rows.values() if row.prefill}

    assert prefilled == {
        **{f"opening_{category}": f"members_{category}" for category in CATEGORIES},
        "primary_organisations_opening": "primary_organisations",
        "workplaces_opening": "workplaces",
    }


def test_the_main_indicators_stand_in_their_order(form: FormSpec) -> None:
    assert [row.code for row in form.headline][:4] == [
        "members_total",
        "members_working",
        "members_students",
        "members_pensioners",
    ]
    assert [row.code for row in form.rows.values() if row.headline] == sorted(
        form.headline_codes, key=list(form.rows).index
    )
    assert len(form.headline) == 16


def test_computed_rows_come_after_their_parts(form: FormSpec) -> None:
    seen: set[str] = set()
    for row in (form.rows[code] for code in form.auto_codes):
        assert [
            part for part in row.sum if form.rows[part].sum and part not in seen and not form.rows[part].never
        ] == []
        seen.add(row.code)


def test_sums_are_computed_when_all_their_parts_are_there(form: FormSpec) -> None:
    values = {"members_working": 104, "members_students": 205, "members_pensioners": 2}

    assert form.compute_autos(values, institution_type="college") == {"members_total": 311}
    assert form.compute_autos({"members_working": 104, "members_pensioners": 2}, institution_type="college") == {}


def test_what_is_not_applicable_counts_zero(form: FormSpec) -> None:
    values = {"members_working": 62, "members_pensioners": 0}

    assert form.compute_autos(values, institution_type="school") == {"members_total": 62}
    assert form.compute_autos(values, ["members_students"]) == {"members_total": 62}
    assert form.compute_autos({"members_working": 62}, ["members_pensioners"], institution_type="school") == {
        "members_total": 62
    }


def test_a_sum_of_nothing_applicable_is_left_out(form: FormSpec) -> None:
    training = [code for code in form.rows if code.startswith("trained_") and code != "trained_total"]

    assert form.compute_autos({}, training, institution_type="school") == {}
    assert "trained_total" in form.absent_codes(training, institution_type="school")


def test_a_sum_of_sums(form: FormSpec) -> None:
    reasons = ["departed", "left_employment", "left_retirement", "left_own_will", "left_expelled", "left_other"]
    values = {f"{reason}_working": 2 for reason in reasons}
    values |= {f"{reason}_pensioners": 1 for reason in reasons if reason not in ("left_employment", "left_retirement")}

    computed = form.compute_autos(values, institution_type="school")

    assert (computed["left_working"], computed["left_pensioners"], computed["left_total"]) == (12, 4, 16)
    assert "left_students" not in computed


def test_a_sum_that_is_no_longer_known_is_gone(form: FormSpec) -> None:
    stale = {"members_working": 5, "members_total": 9}

    assert form.with_autos(stale, institution_type="school") == {"members_working": 5}


def test_derived_percentages_of_the_published_figures(form: FormSpec) -> None:
    values = {"members_total": 601648, "members_women": 448997, "members_under_35": 152820}

    assert {share.code: share.value(values) for share in form.derived} == {
        "coverage_working": None,
        "women_share": Decimal("74.6"),
        "youth_share": Decimal("25.4"),
        "training_share": None,
    }

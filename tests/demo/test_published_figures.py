"""Everything that the union's papers print holds exactly."""

from __future__ import annotations

import pytest

from demo.facts import ORGANISATIONS_WITH_DECREASE, TRAINED, UNION_TOTALS, bodies
from tests.demo.conftest import Look

BODIES = bodies()


@pytest.mark.parametrize("row", sorted(UNION_TOTALS | TRAINED))
def test_union_totals_of_both_years(demo: Look, row: str) -> None:
    assert (demo.total(2024, row), demo.total(2025, row)) == (UNION_TOTALS | TRAINED)[row]


def test_the_five_categories_of_training_are_those_of_the_note(demo: Look) -> None:
    assert [demo.total(2025, row) for row in TRAINED] == [11_806, 16_490, 13_332, 30_277, 43_515]
    assert demo.total(2025, "trained_total") == 115_420


def test_the_bodies_are_those_of_the_published_list() -> None:
    assert len(BODIES) == 40  # the 39 printed and almaty-city
    assert [body.kind for body in BODIES].count("member") == 22
    assert [body.kind for body in BODIES].count("direct") == 18
    assert "almaty-city" in {body.code for body in BODIES}


def test_arithmetic_of_the_printed_lists() -> None:
    printed = [body.published_working for body in BODIES if body.published_working is not None]
    assert sum(change for change in printed if change > 0) == 13_675
    assert sum(change for change in printed if change < 0) == -3_101
    only_total = [body for body in BODIES if body.published_total is not None and body.published_working is None]
    assert len(only_total) == 12
    assert sum(body.working for body in only_total) == -1_609
    assert sum(body.total for body in only_total) == -1_780


def test_published_changes_of_each_organisation(demo: Look) -> None:
    working, total = demo.change("members_working"), demo.change("members_total")
    assert {body.code: working[body.code] for body in BODIES if body.published_working is not None} == {
        body.code: body.published_working for body in BODIES if body.published_working is not None
    }
    assert {body.code: total[body.code] for body in BODIES if body.published_total is not None} == {
        body.code: body.published_total for body in BODIES if body.published_total is not None
    }


def test_seventeen_organisations_lost_members(demo: Look) -> None:
    lost = {code for code, change in demo.change("members_total").items() if change < 0}
    assert len(lost) == ORGANISATIONS_WITH_DECREASE == 17
    assert lost == {body.code for body in BODIES if (body.published_total or 0) < 0}


def test_growth_is_the_printed_list_and_the_newcomer(demo: Look) -> None:
    grown = {code for code, change in demo.change("members_working").items() if change > 0}
    printed = {body.code for body in BODIES if (body.published_working or 0) > 0}
    assert len(printed) == 22
    assert grown == printed | {"extracurricular-centre"}


def test_the_newcomer_has_eighteen_working_members_and_no_past(demo: Look) -> None:
    assert "extracurricular-centre" not in demo.by_body(2024, "members_total")
    for row, value in {"opening_total": 0, "members_working": 18, "members_total": 18}.items():
        assert demo.by_body(2025, row)["extracurricular-centre"] == value


def test_almaty_city_stands_still(demo: Look) -> None:
    assert demo.change("members_working")["almaty-city"] == demo.change("members_total")["almaty-city"] == 0


def test_training_in_aktobe(demo: Look) -> None:
    assert [demo.by_body(year, "trained_total")["aktobe"] for year in (2024, 2025)] == [5_673, 6_101]


def test_pensioners_only_in_two_regions(demo: Look) -> None:
    for year, total in ((2024, 74), (2025, 16)):
        found = {code: count for code, count in demo.by_body(year, "members_pensioners").items() if count}
        assert set(found) == {"karaganda", "turkistan"}
        assert sum(found.values()) == total

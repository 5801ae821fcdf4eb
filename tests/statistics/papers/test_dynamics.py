"""Growth and decline by organisation, with both measures, and the residual."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import get_args

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from birlik.core.errors import Refusal
from birlik.orgs.actions import merge
from birlik.statistics.actions import consolidation
from birlik.statistics.dynamics import Dynamics, DynamicsRow, HeadcountChange, Measure
from birlik.statistics.models import Report
from birlik.statistics.papers.text import address
from birlik.statistics.queries import figures
from birlik.statistics.queries.dynamics import Borders, dynamics
from tests.factories import GROUND, NOW
from tests.statistics.papers.conftest import SmallUnion

MOVED = st.builds(HeadcountChange, st.integers(0, 9999), st.none() | st.integers(0, 9999))


@given(st.lists(st.tuples(MOVED, MOVED)), st.tuples(MOVED, MOVED))
def test_lines_and_residual_always_add_up_to_the_net_change(
    lines: list[tuple[HeadcountChange, HeadcountChange]], whole: tuple[HeadcountChange, HeadcountChange]
) -> None:
    found = Dynamics(DynamicsRow("whole", *whole), [DynamicsRow(f"{n}", *pair) for n, pair in enumerate(lines)])
    for measure in Measure:
        change = found.whole and found.whole.headcount(measure).change
        residual = found.residual(measure)
        if change is None:
            assert residual is None
        else:
            assert residual is not None
            assert found.growth(measure) - found.decline(measure) + found.newcomer_members(measure) + residual == change
        assert [line.change(measure) for line in found.increases(measure)] == sorted(
            (line.change(measure) for line in found.lines if line.change(measure) > 0), reverse=True
        )


def test_an_organisation_may_grow_in_one_measure_and_fall_in_the_other() -> None:
    line = DynamicsRow("west", HeadcountChange(271, 0), HeadcountChange(0, 697))
    found = Dynamics(None, [line])
    assert found.increases(Measure.WORKING) == found.decreases(Measure.TOTAL) == [line]


def test_small_union(union: SmallUnion) -> None:
    found = dynamics(union.campaign, union.tree["union"])
    assert [line.organisation.code for line in found.increases(Measure.WORKING)] == ["north"]
    assert [line.organisation.code for line in found.decreases(Measure.TOTAL)] == ["south"]
    assert [line.organisation.code for line in found.unchanged_rows(Measure.TOTAL)] == ["campus"]
    assert [line.organisation.code for line in found.newcomers] == ["lyceum"]
    assert (found.growth(Measure.WORKING), found.decline(Measure.WORKING)) == (132, 25)
    assert (found.newcomer_members(Measure.TOTAL), found.residual(Measure.TOTAL)) == (18, 0)


def test_today_equals_reported_where_nothing_was_merged(union: SmallUnion) -> None:
    both = [dynamics(union.campaign, union.tree["union"], borders) for borders in ("reported", "today")]
    assert both[0] == both[1]


def test_today_counts_what_was_merged_in_the_year_before_as_well(union: SmallUnion) -> None:
    into, gone = union.tree["school-1"], union.tree["school-2"]
    by = union.tree.administrator
    merge([gone], into=into, on=date(2025, 9, 1), ground=GROUND, by=by, at=NOW)
    taken_back = {"status": "sent", "accepted_version": None, "accepted_at": None, "accepted_by": None}
    Report.objects.filter(campaign=union.campaign, organisation=gone).update(**taken_back)
    consolidation.rebuild(union.campaign)
    changes = {
        borders: dynamics(union.campaign, union.tree["north-east"], borders).lines[0].working.change
        for borders in get_args(Borders)
    }
    assert changes == {"reported": 1111 - 1000, "today": 1111 - 1500}
    residual = dynamics(union.campaign, union.tree["north-east"]).residual(Measure.WORKING)
    assert residual == -500


def test_the_address_of_a_citation_is_the_page_of_its_figure(union: SmallUnion) -> None:
    figure = figures.figure(union.campaign, union.tree["union"], "growth_working")
    page = reverse("statistics:figure", args=[2025, "union", "growth_working"])
    assert address(figure) == f"{page}?edition=1"


@pytest.mark.parametrize(
    ("code", "value", "previous"),
    [
        ("growth_working", 132, None),
        ("decline_total", 95, None),
        ("joined_working", 18, None),
        ("residual_working", 0, None),
        ("organisations_with_decrease", 1, None),
        ("organisations_with_growth", 1, None),
        ("member_organisations", 2, 2),
        ("cause_migration", 20, 0),
        ("causes_total", 45, 0),
        ("causes_rest", 6, 0),
        ("reports_expected", 7, 6),
        ("reports_missing", 0, 0),
        ("members_total", 2705, 2650),
        ("women_share", Decimal("69.6"), Decimal("67.9")),
    ],
)
def test_every_number_of_a_paper_is_a_figure(union: SmallUnion, code: str, value: object, previous: object) -> None:
    figure = figures.figure(union.campaign, union.tree["union"], code)
    assert (figure.value, figure.previous) == (value, previous)
    assert figure.label.kk
    assert figure.label.ru


def test_unknown_indicator_and_cause_are_refused(union: SmallUnion) -> None:
    for code in ("nonsense", "cause_nonsense", "migration"):
        with pytest.raises(Refusal, match=r"indicator\.unknown"):
            figures.figure(union.campaign, union.tree["union"], code)


def test_without_a_year_before_nothing_grows(union: SmallUnion) -> None:
    assert figures.figure(union.before, union.tree["union"], "growth_working").value is None
    assert Report.objects.filter(campaign=union.before).count() == 9

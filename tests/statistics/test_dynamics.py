"""Growth and decline: both measures, every line once, and what they don't explain said aloud (pure, then stored)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from birlik.statistics.dynamics import Dynamics, DynamicsRow, HeadcountChange, Measure
from birlik.statistics.models import Campaign
from birlik.statistics.queries import dynamics
from tests.statistics_factories import Office, accept_all, accept_report, make_campaign

counts = st.integers(0, 10**6)
moved = st.builds(HeadcountChange, counts, counts)
newcomers = st.builds(HeadcountChange, counts, st.none())
lines = st.lists(
    st.one_of(
        st.builds(DynamicsRow, st.just("old"), moved, moved),
        st.builds(DynamicsRow, st.just("new"), newcomers, newcomers),
    ),
    max_size=8,
)


def whole_of(parts: list[DynamicsRow[str]], unexplained: int = 0) -> DynamicsRow[str]:
    """The line above these parts, with something that no part accounts for."""
    sides = [
        HeadcountChange(
            sum(line.headcount(measure).value for line in parts) + unexplained,
            sum(line.headcount(measure).previous or 0 for line in parts),
        )
        for measure in Measure
    ]
    return DynamicsRow("whole", *sides)


@given(lines, st.integers(0, 1000))
def test_the_residual_is_what_the_lines_do_not_explain(parts: list[DynamicsRow[str]], unexplained: int) -> None:
    found = Dynamics(whole_of(parts, unexplained), parts)
    for measure in Measure:
        assert found.residual(measure) == unexplained
        assert found.whole is not None
        net = found.growth(measure) - found.decline(measure) + found.newcomer_members(measure)
        assert found.whole.headcount(measure).change == net + unexplained


@given(lines)
def test_every_line_stands_in_one_list(parts: list[DynamicsRow[str]]) -> None:
    found = Dynamics(whole_of(parts), parts)
    for measure in Measure:
        listed = [
            *found.increases(measure),
            *found.decreases(measure),
            *found.unchanged_rows(measure),
            *found.newcomers,
        ]
        assert sorted(map(repr, listed)) == sorted(map(repr, parts))
        changes = [line.change(measure) for line in found.increases(measure)]
        assert changes == sorted(changes, reverse=True)
        assert [line.change(measure) for line in found.decreases(measure)] == sorted(
            line.change(measure) for line in found.decreases(measure)
        )


def test_an_organisation_may_gain_in_one_measure_and_lose_in_the_other() -> None:
    line = DynamicsRow("campus", HeadcountChange(110, 100), HeadcountChange(150, 160))
    found = Dynamics(line, [line])
    assert (found.increases(Measure.WORKING), found.decreases(Measure.TOTAL)) == ([line], [line])


def test_without_a_year_before_nothing_is_left_over() -> None:
    assert (
        Dynamics(DynamicsRow("union", HeadcountChange(5, None), HeadcountChange(5, None)), []).residual(Measure.TOTAL)
        is None
    )
    assert Dynamics(None, []).residual(Measure.TOTAL) is None


def test_the_tree_s_own_lines(office: Office, past: Campaign) -> None:
    office.tree.open("new-school", "primary", "south", on=past.opens, institution_type="school")
    campaign = make_campaign(2025, office)
    accept_report(campaign, "school-4", office, members_working=50)
    accept_report(campaign, "college-1", office, members_working=65, members_students=180)
    accept_report(campaign, "new-school", office, members_working=30)
    accept_all(campaign, office, but=["school-4", "college-1", "new-school"])
    found = dynamics.dynamics(campaign, office.tree["south"])
    changes = {
        line.organisation.code: (line.change(Measure.WORKING), line.change(Measure.TOTAL)) for line in found.lines
    }
    assert changes == {"college-1": (5, -15), "new-school": (0, 0), "school-4": (-10, -10)}
    assert [line.organisation.code for line in found.newcomers] == ["new-school"]
    assert found.whole is not None
    assert {measure: found.whole.headcount(measure).change for measure in Measure} == {"working": 25, "total": 5}
    assert {measure: found.residual(measure) for measure in Measure} == {"working": 0, "total": 0}


def test_who_has_reported_nothing_has_neither_grown_nor_fallen(office: Office, past: Campaign) -> None:
    campaign = make_campaign(2025, office)
    accept_report(campaign, "school-4", office)
    found = dynamics.dynamics(campaign, office.tree["south"])
    assert [line.organisation.code for line in found.lines] == ["school-4"]
    assert dynamics.dynamics(campaign, office.tree["north"]).lines == []
    assert dynamics.dynamics(campaign, office.tree["north"]).whole is None


def test_a_line_that_is_missing_is_a_residual(office: Office, past: Campaign) -> None:
    """The whole of last year has everybody in it, this year's only who is accepted: the difference is not hidden."""
    campaign = make_campaign(2025, office)
    accept_report(campaign, "school-4", office)
    found = dynamics.dynamics(campaign, office.tree["south"])
    assert (found.residual(Measure.WORKING), found.residual(Measure.TOTAL)) == (-60, -260)

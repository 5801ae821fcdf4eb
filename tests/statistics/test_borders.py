"""Last year on today's borders: mergers add, splits carry their shares, and a new report opens with the result."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from birlik.orgs import actions as orgs
from birlik.orgs.models import Organisation
from birlik.statistics.actions import reports
from birlik.statistics.actions import tree as changes
from birlik.statistics.models import Campaign
from birlik.statistics.queries import borders, campaigns, checking, dynamics
from tests.factories import GROUND as ORDER
from tests.factories import UnionTree, new
from tests.statistics_factories import Office, accept_report, make_campaign, moment, report_of, value_of

MIDYEAR = date(2025, 9, 1)
Refused = Callable[[str, Callable[[], object]], object]


def merge(tree: UnionTree, *codes: str, into: str) -> Organisation:
    successor = tree.organisations.get(into) or new(into, "primary", institution_type="school")
    return orgs.merge(
        [tree[code] for code in codes],
        into=successor,
        on=MIDYEAR,
        ground=ORDER,
        by=tree.administrator,
        at=moment(2025),
    )


def split(tree: UnionTree, code: str, shares: dict[str, str]) -> list[Organisation]:
    parts = [
        orgs.Part(tree.organisations.get(into) or new(into, "primary", institution_type="school"), Decimal(share))
        for into, share in shares.items()
    ]
    return orgs.split(tree[code], parts, on=MIDYEAR, ground=ORDER, by=tree.administrator, at=moment(2025))


def shown(year: int) -> Campaign:
    """The campaign as a page reads it, together with all others."""
    return next(one for one in campaigns.campaigns() if one.year == year)


def previous(campaign: Campaign, *codes: str) -> dict[str, int | None]:
    ids = dict(Organisation.objects.filter(code__in=codes).values_list("code", "pk"))
    found = borders.previous_values(campaign, list(ids.values()))
    return {code: found[ids[code]]["members_working"] if ids[code] in found else None for code in codes}


def test_a_merger_adds_up(tree: UnionTree, office: Office, past: Campaign) -> None:
    merge(tree, "school-1", "school-2", into="gymnasium")
    campaign = make_campaign(2025, office)
    assert previous(campaign, "gymnasium", "school-3") == {"gymnasium": 120, "school-3": 60}
    assert report_of(campaign, "gymnasium").values["opening_working"] == 120
    assert report_of(campaign, "gymnasium").values["workplaces_opening"] == 2


def test_one_that_takes_another_in_keeps_its_own_too(tree: UnionTree, office: Office, past: Campaign) -> None:
    merge(tree, "school-1", into="school-2")
    campaign = make_campaign(2025, office)
    assert previous(campaign, "school-2") == {"school-2": 120}


def test_a_split_carries_shares(tree: UnionTree, office: Office, past: Campaign) -> None:
    split(tree, "school-4", {"lyceum": "0.6", "school-4": "0.4"})
    campaign = make_campaign(2025, office)
    assert previous(campaign, "lyceum", "school-4") == {"lyceum": 36, "school-4": 24}
    openings = [report_of(campaign, code).values["opening_working"] for code in ("lyceum", "school-4")]
    assert openings == [36, 24]


def test_the_check_of_the_opening_asks_for_today_s_borders(tree: UnionTree, office: Office, past: Campaign) -> None:
    merge(tree, "school-1", "school-2", into="gymnasium")
    campaign = make_campaign(2025, office)
    report = report_of(campaign, "gymnasium")
    saved = reports.save(report, cells={"opening_working": 119}, by=office.writer, at=moment(2025)).report
    broken = {found.check for found in checking.findings_of(saved) if not found.check.startswith("K13.")}
    assert "K3.working" in broken
    mended = reports.save(report, cells={"opening_working": 120}, by=office.writer, at=moment(2025)).report
    assert "K3.working" not in {found.check for found in checking.findings_of(mended)}


def test_what_happened_after_the_year_changes_nothing(tree: UnionTree, office: Office, past: Campaign) -> None:
    orgs.merge(
        [tree["school-1"]],
        into=tree["school-2"],
        on=date(2026, 1, 20),
        ground=ORDER,
        by=tree.administrator,
        at=moment(2025),
    )
    campaign = make_campaign(2025, office)
    assert previous(campaign, "school-1", "school-2") == {"school-1": 60, "school-2": 60}


def test_a_page_reads_the_borders_once_until_the_tree_changes(
    tree: UnionTree,
    office: Office,
    past: Campaign,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
) -> None:
    make_campaign(2025, office)
    assert previous(shown(2025), "school-2") == {"school-2": 60}
    campaign = shown(2025)
    with django_assert_num_queries(2):  # the ids and the figures of last year
        assert previous(campaign, "school-2") == {"school-2": 60}
    changes.change(
        lambda _at: merge(tree, "school-1", into="school-2"), on=MIDYEAR, by=tree.administrator, at=moment(2025)
    )
    assert previous(shown(2025), "school-2") == {"school-2": 120}


def test_one_missing_predecessor_leaves_the_past_unknown(tree: UnionTree, office: Office) -> None:
    incomplete = make_campaign(2024, office)
    accept_report(incomplete, "school-1", office)
    merge(tree, "school-1", "school-2", into="gymnasium")
    campaign = make_campaign(2025, office)
    assert previous(campaign, "gymnasium", "school-3") == {"gymnasium": None, "school-3": None}


def test_both_views_of_growth(tree: UnionTree, office: Office, past: Campaign) -> None:
    """As reported the gymnasium is a newcomer; on today's borders it grew out of the two schools."""
    merge(tree, "school-1", "school-2", into="gymnasium")
    campaign = make_campaign(2025, office)
    accept_report(campaign, "gymnasium", office, members_working=125)
    place = tree["north-east"]
    as_reported, today = (dynamics.dynamics(campaign, place, side) for side in ("reported", "today"))
    assert [(line.working.value, line.working.previous) for line in as_reported.lines] == [(125, None)]
    assert [(line.working.value, line.working.previous) for line in today.lines] == [(125, 120)]
    assert value_of(campaign, "union", "members_working") == 125


@given(st.integers(0, 10**9), st.integers(1, 99))
def test_two_shares_of_a_whole_differ_from_it_by_rounding_alone(value: int, percent: int) -> None:
    share = Decimal(percent) / 100
    one, other = (borders.weighted_sum([({"a": value}, part)])["a"] for part in (share, 1 - share))
    assert 0 <= one + other - value <= 1


def test_halves_round_up_once_a_cell() -> None:
    half = Decimal("0.5")
    assert borders.weighted_sum([({"a": 1}, half), ({"a": 2, "b": 1}, half)]) == {"a": 2, "b": 1}

"""The stored figures, moved along one path at a time, are always those that a computation from nothing gives."""

from __future__ import annotations

from collections import defaultdict

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from birlik.orgs import queries as orgs
from birlik.statistics import consolidation
from birlik.statistics.actions import consolidation as stored
from birlik.statistics.actions import reports
from birlik.statistics.enums import COUNTED_STATUSES, Status
from birlik.statistics.models import Campaign, FigureSet, Report
from birlik.statistics.queries import campaigns, frames
from tests.factories import make_holder
from tests.statistics_factories import (
    CAUSE,
    Office,
    accept_report,
    as_of,
    freeze,
    moment,
    report_of,
    send_report,
    sound_cells,
    value_of,
)

FILERS = ("school-1", "school-2", "school-3", "college-1", "university-1", "north", "campus")
EMPTY = "technical_inspectors"
steps = st.lists(
    st.tuples(st.sampled_from(FILERS), st.sampled_from(["accept", "return"]), st.integers(0, 900), st.booleans()),
    max_size=10,
)
Row = tuple[dict[str, int], dict[str, int], int, int, int | None]


def take(campaign: Campaign, office: Office, code: str, members: int, empty: bool) -> None:
    """Accept the report with this many members; with `empty`, one cell is left empty and explained."""
    report = report_of(campaign, code)
    if report.status == Status.ACCEPTED:
        return
    cells: dict[str, int | str | None] = dict(sound_cells(report))
    if "members_working" in cells:
        cells |= dict(sound_cells(report, members_working=members)) | ({EMPTY: None} if empty else {})
    told = {f"K13.{EMPTY}": "Дерек кейін беріледі."}
    at = moment(campaign.year)
    saved = reports.save(report, cells=cells, causes={CAUSE: members % 7}, explanations=told, by=office.writer, at=at)
    sent = reports.send(saved.report, by=office.writer, at=at)
    reports.accept(sent.report, by=office.judge, at=at)


def give_back(campaign: Campaign, office: Office, code: str) -> None:
    report = report_of(campaign, code)
    if report.status == Status.ACCEPTED:
        reports.return_(report, remark="Қайта тексеріңіз.", by=office.judge, at=moment(campaign.year))


def rows_of(campaign: Campaign) -> dict[int, Row]:
    return {
        row.organisation_id: (row.values, row.causes, row.expected, row.accepted, row.source_id)
        for row in FigureSet.objects.filter(campaign=campaign)
    }


def coverage_by_hand(campaign: Campaign) -> dict[int, tuple[int, int]]:
    """Node → (expected, accepted) primaries, by asking the tree for the ancestors of each report."""
    found: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for report in Report.objects.filter(campaign=campaign).select_related("organisation"):
        primary = report.organisation.kind == "primary"
        for node in orgs.ancestors(report.organisation, as_of(campaign)):
            expected, accepted = found[node.pk]
            found[node.pk] = (expected + primary, accepted + (primary and report.status in COUNTED_STATUSES))
    return dict(found)


def assert_law(campaign: Campaign) -> None:
    moved = rows_of(campaign)
    sums = consolidation.as_objects(frames.consolidate(campaign), campaigns.form(campaign).stored_codes)
    assert {pk: row[0] for pk, row in moved.items() if row[0]} == sums
    assert {pk: (row[2], row[3]) for pk, row in moved.items()} == coverage_by_hand(campaign)
    stored.rebuild(campaign)
    assert rows_of(campaign) == moved


def test_the_law_holds_whatever_is_accepted_and_returned(office: Office, campaign: Campaign) -> None:
    @settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
    @given(steps)
    def run(sequence: list[tuple[str, str, int, bool]]) -> None:
        with transaction.atomic():
            for code, what, members, empty in sequence:
                if what == "accept":
                    take(campaign, office, code, members, empty)
                else:
                    give_back(campaign, office, code)
            assert_law(campaign)
            transaction.set_rollback(True)

    run()


def test_who_is_expected_stands_at_every_node_before_anything_is_accepted(campaign: Campaign) -> None:
    coverage = {
        row.organisation.code: (row.values, row.accepted, row.expected)
        for row in FigureSet.objects.filter(campaign=campaign).select_related("organisation")
    }
    assert coverage == {
        "union": ({}, 0, 6),
        "north": ({}, 0, 3),
        "south": ({}, 0, 2),
        "campus": ({}, 0, 1),
        "north-east": ({}, 0, 2),
        "north-west": ({}, 0, 1),
        **{code: ({}, 0, 1) for code in ("school-1", "school-2", "school-3", "school-4", "college-1", "university-1")},
    }


def test_transfers_inside_a_subtree_net_to_zero(office: Office, campaign: Campaign) -> None:
    accept_report(campaign, "school-1", office, departed_working=4, members_working=60, opening_working=64)
    accept_report(campaign, "school-2", office, arrived_working=4, members_working=60, opening_working=56)
    net = [value_of(campaign, "north-east", f"{side}_working") for side in ("arrived", "departed", "members")]
    assert net == [4, 4, 120]


def test_a_correction_leaves_the_published_rows_of_other_open_corrections(office: Office, past: Campaign) -> None:
    """The member's own report is open for correction while a school below it is corrected: both stay in the sums."""
    at = moment(2024, month=5)
    reports.reopen(report_of(past, "north"), reason="Тексеру актісі.", by=office.writer, at=at)
    reports.reopen(report_of(past, "school-1"), reason="Тексеру актісі.", by=office.writer, at=at)
    accept_report(past, "school-1", office, members_working=70)
    assert value_of(past, "union", "staff_employees") == 9
    assert value_of(past, "union", "members_working") == value_of(past, "union", "members_working", edition=1) + 10


def test_a_frozen_campaign_is_not_computed_anew(past: Campaign) -> None:
    from birlik.core.errors import Refusal

    with pytest.raises(Refusal, match=r"campaign\.frozen"):
        stored.rebuild(past)


def test_an_accepted_correction_after_a_partial_freeze_is_an_edition_too(office: Office, campaign: Campaign) -> None:
    accept_report(campaign, "school-1", office)
    freeze(campaign, office, missing_allowed=True)
    head = make_holder("head_of_department", office.tree["union"])  # only who runs campaigns lets a late one in
    reports.accept(send_report(campaign, "school-2", office), by=head, at=moment(2025, month=5))
    assert Campaign.objects.get(pk=campaign.pk).edition == 2
    assert [value_of(campaign, "north-east", "members_working", edition) for edition in (1, 2)] == [60, 120]

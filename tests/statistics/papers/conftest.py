"""A small union with two campaigns: growth in the north, a fall in the south, a newcomer, one report missing or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from birlik.accounts.models import User
from birlik.orgs.models import Organisation
from birlik.statistics.actions import consolidation
from birlik.statistics.actions.forms import edition_of
from birlik.statistics.models import Campaign, Report, ReportVersion
from birlik.statistics.queries import campaigns
from tests.factories import NOW, UnionTree, make_holder, make_union_tree
from tests.recalled import recalled

# Organisation → (2024, 2025) of: working, students, women, under 35, trained chairs.
FIGURES: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
    "school-1": ((1000, 0, 700, 300, 2), (1111, 0, 780, 290, 3)),
    "school-2": ((500, 0, 350, 150, 1), (500, 0, 350, 140, 2)),
    "school-3": ((300, 0, 210, 90, 1), (321, 0, 220, 80, 1)),
    "school-4": ((400, 0, 300, 120, 1), (370, 0, 280, 100, 1)),
    "college-1": ((200, 150, 180, 200, 1), (205, 80, 180, 150, 1)),
    "university-1": ((80, 20, 60, 40, 1), (80, 20, 60, 40, 1)),
}
CAUSES = {"school-4": {"migration": 20, "retirement": 12, "closure_school": 7, "dues_refusal": 4, "other": 2}}


@dataclass
class SmallUnion:
    tree: UnionTree
    before: Campaign
    campaign: Campaign
    head: User


def accept(campaign: Campaign, organisation: Organisation, values: Mapping[str, int], by: User, **more: Any) -> Report:
    """An accepted report with one version, as the sums read it."""
    form = campaigns.form(campaign)
    whole = dict(values) | form.compute_autos(values, institution_type=organisation.institution_type)
    report = Report.objects.create(campaign=campaign, organisation=organisation, values=whole, **more)
    version = ReportVersion.objects.create(report=report, number=1, author=by, at=NOW, values=whole, **more)
    report.status, report.accepted_version, report.accepted_at, report.accepted_by = "accepted", version, NOW, by
    report.save()
    return report


def primary_values(now: tuple[int, ...], before: tuple[int, ...]) -> dict[str, int]:
    """A consistent report from five numbers; everybody who left a shrinking category left by employment."""
    working, students, women, young, chairs = now
    values = {
        "opening_working": before[0],
        "accepted_working": max(working - before[0], 0),
        "left_employment_working": max(before[0] - working, 0),
        "members_working": working,
        "opening_students": before[1],
        "left_graduation_students": before[1] - students,
        "members_students": students,
        "opening_pensioners": 0,
        "members_pensioners": 0,
        "members_women": women,
        "members_under_35": young,
        "employees_total": working + 50,
        "primary_organisations": 1,
        "primary_organisations_opening": 1,
        "primary_organisations_opened": 0,
        "primary_organisations_closed": 0,
        "workplaces": 1,
        "trained_chairs": chairs,
        "trained_activists": 5,
        "trained_audit_commission": 3,
        "trained_conciliation_commission": 2,
        "trained_members": working // 10,
        "expenditure_total": 100_000,
        "training_expenditure": 9_000,
    }
    for category in ("working", "students", "pensioners"):
        for line in ("accepted", "arrived", "departed", "left_own_will", "left_expelled", "left_other"):
            values.setdefault(f"{line}_{category}", 0)
    values.setdefault("left_retirement_working", 0)
    return values


@pytest.fixture
def union(db: None) -> SmallUnion:
    return make_small_union()


@recalled
def make_small_union() -> SmallUnion:
    tree = make_union_tree()
    head = make_holder("head_of_department", tree["union"])
    both = [
        Campaign.objects.create(
            year=year, form=edition_of(year), opens=date(year + 1, 1, 5), closes=date(year + 1, 2, 20)
        )
        for year in (2024, 2025)
    ]
    for index, campaign in enumerate(both):
        for code, figures in FIGURES.items():
            causes = CAUSES.get(code, {}) if campaign.year == 2025 else {}
            accept(campaign, tree[code], primary_values(figures[index], figures[0]), head, causes=causes)
        for code in ("north", "south", "campus"):
            accept(campaign, tree[code], {"staff_employees": 5 - index}, head)
    tree.open("lyceum", "direct", "union", on=date(2025, 5, 1), institution_type="school")
    tree.open("lyceum-1", "primary", "lyceum", on=date(2025, 5, 1), institution_type="school")
    newcomer = primary_values((18, 0, 12, 6, 1), (0, 0, 0, 0, 0)) | {
        "primary_organisations_opening": 0,
        "primary_organisations_opened": 1,
    }
    accept(both[1], tree["lyceum-1"], newcomer, head)
    for campaign in both:
        consolidation.rebuild(campaign)
    return SmallUnion(tree, both[0], both[1], head)

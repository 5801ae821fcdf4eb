"""A campaign follows the tree: who is expected, where figures stand, and what a freeze forbids."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from birlik.audit.models import Event
from birlik.core.errors import Refusal
from birlik.orgs import actions as orgs
from birlik.orgs.models import Organisation
from birlik.orgs.values import Names, NewOrganisation
from birlik.statistics.actions import consolidation, tree
from birlik.statistics.models import Campaign, FigureSet
from tests.factories import GROUND, UnionTree
from tests.statistics_factories import Office, accept_all, moment, value_of

DAY = date(2025, 9, 1)
NEW = NewOrganisation("school-new", "primary", Names("Жаңа мектеп", "Новая школа"), institution_type="school")


@pytest.fixture
def union_tree(office: Office) -> UnionTree:
    """The same tree by another name: here `tree` is the module under test."""
    return office.tree


def stored(campaign: Campaign) -> dict[str, tuple[dict[str, int], int, int]]:
    sets = FigureSet.objects.filter(campaign=campaign).select_related("organisation")
    return {one.organisation.code: (one.values, one.accepted, one.expected) for one in sets}


def open_school(under: Organisation, office: Office, on: date) -> Callable[[datetime], Organisation]:
    return lambda at: orgs.open_organisation(NEW, parent=under, on=on, ground=GROUND, by=office.writer, at=at)


def test_an_open_campaign_expects_who_was_opened_in_its_year(
    union_tree: UnionTree, campaign: Campaign, office: Office
) -> None:
    accept_all(campaign, office)
    before = stored(campaign)["union"]

    tree.change(open_school(union_tree["north"], office, DAY), on=DAY, by=office.writer, at=moment(2025, 2))

    after = stored(campaign)["union"]
    assert after == (before[0], before[1], before[2] + 1)
    assert Event.objects.filter(action="campaign.expected_changed").get().after == {
        "joined": ["school-new"],
        "left": [],
        "reason": f"{GROUND.title} {GROUND.number}, {GROUND.date:%d.%m.%Y}",
    }
    assert campaign.reports.get(organisation__code="school-new").status == "not_begun"


def test_figures_move_with_a_school_that_moved(union_tree: UnionTree, campaign: Campaign, office: Office) -> None:
    """A school dated into another body takes its figures along; nothing is counted twice or lost."""
    accept_all(campaign, office)
    school = next(one for one in Organisation.objects.filter(kind="primary").order_by("code"))
    source = school.placements.get(until=None).parent
    target = Organisation.objects.filter(kind="member").exclude(lineage_down__descendant=school).first()
    assert target is not None
    union, there = value_of(campaign, "union", "members_total"), value_of(campaign, target.code, "members_total") or 0

    tree.change(
        lambda at: orgs.move(school, parent=target, on=DAY, ground=GROUND, by=office.writer, at=at),
        on=DAY, by=office.writer, at=moment(2025, 2),
    )  # fmt: skip

    moved = value_of(campaign, school.code, "members_total") or 0
    assert value_of(campaign, "union", "members_total") == union
    assert value_of(campaign, target.code, "members_total") == there + moved
    assert source.code != target.code
    kept = stored(campaign)
    consolidation.compute(campaign)
    assert stored(campaign) == kept


def test_a_frozen_year_keeps_its_borders(
    union_tree: UnionTree, past: Campaign, office: Office, refused: Callable[[str, Callable[[], object]], Refusal]
) -> None:
    kept = stored(past)
    day = date(2025, 1, 1)

    refused(
        "campaign.tree_frozen",
        lambda: tree.change(
            open_school(union_tree["north"], office, day), on=day, by=office.writer, at=moment(2025, 2)
        ),
    )
    assert not Organisation.objects.filter(code=NEW.code).exists()

    tree.change(open_school(union_tree["north"], office, DAY), on=DAY, by=office.writer, at=moment(2025, 2))
    assert stored(past) == kept


def test_every_change_of_the_tree_redraws_the_pages(union_tree: UnionTree, past: Campaign, office: Office) -> None:
    revision = past.revision
    names = Names("Солтүстік ұйымы", "Северная организация")
    tree.change(
        lambda at: orgs.rename(union_tree["north"], names, on=DAY, ground=GROUND, by=office.writer, at=at),
        on=None, by=office.writer, at=moment(2025, 2),
    )  # fmt: skip
    past.refresh_from_db()
    assert past.revision == revision + 1

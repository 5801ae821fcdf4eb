"""Who may see and judge which report: the page and the rule give the same answer, for every role and place."""

from __future__ import annotations

from datetime import date

import pytest

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.accounts.roles import ROLES
from birlik.orgs import actions
from birlik.orgs import queries as orgs
from birlik.statistics import rules
from birlik.statistics.enums import TRANSITIONS, Status, Verb
from birlik.statistics.models import Campaign, Report
from birlik.statistics.queries import reports as queries
from tests.factories import GROUND, UnionTree, make_holder, make_user
from tests.statistics_factories import Office, moment, send_report

TODAY = date(2026, 1, 18)
HOLDERS = [
    (role.code, code)
    for role in ROLES.values()
    for code, kind in {
        "union": "union",
        "north": "member",
        "campus": "direct",
        "north-east": "district",
        "school-1": "primary",
    }.items()
    if kind in role.kinds
]


def seen_by(user: User, campaign: Campaign) -> set[str]:
    """The organisations whose report the person may open."""
    codes = Report.objects.filter(campaign=campaign).values_list("organisation__code", flat=True)
    return {code for code in codes if queries.visible_report(user, campaign.year, code, on=TODAY)}


@pytest.mark.parametrize(("role", "code"), HOLDERS)
def test_both_forms_of_the_right_agree(tree: UnionTree, campaign: Campaign, role: str, code: str) -> None:
    """Which report opens, asked of one after another, and whose reports a list holds, asked in one query."""
    user = make_holder(role, tree[code])
    as_of = rules.tree_of(campaign)
    listed = orgs.organisations_visible_to(user, on=TODAY, tree=as_of, permission=Permission.REPORT_VIEW)
    reports = Report.objects.filter(campaign=campaign, organisation__in=listed)
    assert seen_by(user, campaign) == set(reports.values_list("organisation__code", flat=True))


def test_who_sees_what(tree: UnionTree, campaign: Campaign) -> None:
    everything = {report.organisation.code for report in Report.objects.select_related("organisation")}
    sees = {f"{role} {code}": seen_by(make_holder(role, tree[code]), campaign) for role, code in HOLDERS}
    assert sees == {
        "chair_primary school-1": {"school-1"},
        "specialist north": {"north", "school-1", "school-2", "school-3"},
        "specialist campus": {"campus", "university-1"},
        "specialist north-east": {"school-1", "school-2"},
        "head_of_department union": everything,
        "controller union": everything,
        "union_chair union": everything,
        "audit_commission union": everything,
        "audit_commission north": {"north", "school-1", "school-2", "school-3"},
        "administrator union": set(),
    }
    assert seen_by(make_user(), campaign) == set()


def test_a_report_stays_with_those_who_were_above_on_the_first_of_january(
    tree: UnionTree, office: Office, campaign: Campaign
) -> None:
    actions.move(
        tree["school-3"],
        parent=tree["north-east"],
        on=date(2026, 1, 10),
        ground=GROUND,
        by=tree.administrator,
        at=moment(2025),
    )
    assert "school-3" in seen_by(make_holder("specialist", tree["north-west"]), campaign)
    assert "school-3" not in seen_by(make_holder("specialist", tree["north-east"]), campaign)


def test_buttons_come_from_the_same_table_as_the_actions(tree: UnionTree, office: Office, campaign: Campaign) -> None:
    sent = send_report(campaign, "school-1", office)
    specialist, chair = make_holder("specialist", tree["north"]), make_holder("chair_primary", tree["school-1"])
    assert rules.verbs(specialist, sent, on=TODAY) == [Verb.RETURN, Verb.ACCEPT]
    assert rules.verbs(chair, sent, on=TODAY) == []
    own = Report.objects.get(campaign=campaign, organisation=tree["north"])
    assert rules.verbs(specialist, own, on=TODAY) == []


def test_every_status_can_be_reached_and_left() -> None:
    steps = {(source, to) for moves in TRANSITIONS.values() for source, to in moves.items()}
    assert {to for _, to in steps} == set(Status) - {Status.NOT_BEGUN}
    assert {source for source, _ in steps} == set(Status)

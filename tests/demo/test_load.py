"""The demonstration union in the database: what is published holds there too, and its accounts have their rights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from django.db import transaction

from birlik import server
from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.accounts.roles import ROLES
from birlik.core.errors import Refusal
from birlik.core.periods import Period
from birlik.orgs import queries as orgs
from birlik.orgs import rules
from birlik.orgs.models import Assignment, Organisation
from birlik.registers import queries
from birlik.registers.declare import REGISTERS
from birlik.statistics import consolidation
from birlik.statistics.dynamics import Measure
from birlik.statistics.enums import CampaignStatus
from birlik.statistics.models import Campaign, Report
from birlik.statistics.queries import campaigns, checking, dynamics, export, figures, frames
from demo import load
from demo.facts import ORGANISATIONS_WITH_DECREASE, TRAINED, TRAINED_AKTOBE, UNION_TOTALS, bodies

TODAY = date(2026, 3, 1)
pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Loaded:
    """The years' campaigns, the union, and what was printed of each account."""

    years: dict[int, Campaign]
    union: Organisation
    passwords: dict[str, str]


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Loaded]:
    """Loaded once for all tests of this module, and taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined] - pytest-django's blocker
        words = (f"synthetic-word-{number}" for number in range(100))
        lines = load.fill(password=lambda: next(words))
        years = {campaign.year: campaign for campaign in campaigns.campaigns()}
        passwords = dict(line.split()[:2] for line in lines)
        yield Loaded(years, orgs.organisation_by_code("union"), passwords)
        transaction.set_rollback(True)


def of_union(loaded: Loaded, code: str) -> tuple[object, object]:
    found = figures.figure(loaded.years[2025], loaded.union, code)
    return found.previous, found.value


def test_every_register_that_names_no_member_has_rows(loaded: Loaded) -> None:
    """Members are not loaded here; what is published of injuries is exact: 33 hurt, 10 of them severely, 3 fatally."""
    assert {code: one.model._default_manager.exists() for code, one in REGISTERS.items()} == {
        code: code != "offices" for code in REGISTERS
    }
    totals = queries.totals(REGISTERS["injuries"], loaded.union, date(2022, 1, 1), date(2023, 1, 1))
    assert totals is not None
    assert [totals[f"injuries_{part}"] for part in ("total", "severe", "fatal")] == [33, 10, 3]


@pytest.mark.parametrize("code", sorted(UNION_TOTALS | TRAINED))
def test_published_totals(loaded: Loaded, code: str) -> None:
    assert of_union(loaded, code) == (UNION_TOTALS | TRAINED)[code]


def test_training_in_aktobe(loaded: Loaded) -> None:
    found = figures.figure(loaded.years[2025], orgs.organisation_by_code("aktobe"), "trained_total")
    assert (found.previous, found.value) == TRAINED_AKTOBE


def test_published_changes_of_each_organisation(loaded: Loaded) -> None:
    found = dynamics.dynamics(loaded.years[2025], loaded.union)
    lines = {line.organisation.code: line for line in found.lines}
    working = {body.code: body.published_working for body in bodies() if body.published_working is not None}
    total = {body.code: body.published_total for body in bodies() if body.published_total is not None}
    assert {code: lines[code].change(Measure.WORKING) for code in working} == working
    assert {code: lines[code].change(Measure.TOTAL) for code in total} == total
    assert len(found.decreases(Measure.TOTAL)) == ORGANISATIONS_WITH_DECREASE
    assert [line.organisation.code for line in found.newcomers] == ["extracurricular-centre"]
    assert [found.residual(measure) for measure in Measure] == [0, 0]


def test_everybody_is_expected_and_accepted(loaded: Loaded) -> None:
    data = export.export_figures(Period(2025), "union").data
    assert data["coverage"] == {"accepted": 8716, "expected": 8716, "missing": []}
    assert export.export_figures(Period(2024), "union").data["coverage"]["expected"] == 8605
    assert data["figures"]["members_total"] == {
        "value": 601_648,
        "previous": 594_421,
        "change": 7_227,
        "change_pct": 1.2,
    }


def test_the_tree_stands_as_of_the_first_of_january(loaded: Loaded) -> None:
    for year, primaries in ((2024, 8605), (2025, 8716)):
        below = orgs.subtree(loaded.union, Period(year).as_of)
        assert below.filter(kind="primary").count() == primaries
        assert below.filter(kind__in=("member", "direct")).count() == len(bodies()) - (year == 2024)


def test_the_first_year_is_frozen_and_the_second_open(loaded: Loaded) -> None:
    assert {year: one.status for year, one in loaded.years.items()} == {
        2024: CampaignStatus.FROZEN,
        2025: CampaignStatus.OPEN,
    }
    assert loaded.years[2024].ground


def test_stored_figures_are_the_sums_of_the_reports(loaded: Loaded) -> None:
    for campaign in loaded.years.values():
        codes = campaigns.form(campaign).stored_codes
        sums = consolidation.as_objects(frames.consolidate(campaign), codes)
        assert dict(frames.figure_sets(campaign).values_list("organisation_id", "values")) == sums


def test_no_accepted_report_has_an_error(loaded: Loaded) -> None:
    for campaign in loaded.years.values():
        errors, _warnings = checking.counts(campaign)
        stored = set(Report.objects.filter(campaign=campaign, errors__gt=0).values_list("pk", flat=True))
        unexplained = Report.objects.filter(pk__in=errors, explanations={})
        assert (stored, unexplained.count()) == (set(errors), 0)


def test_there_is_an_account_for_every_role(loaded: Loaded) -> None:
    assert set(Assignment.objects.values_list("role", flat=True)) == set(ROLES)
    open_ = User.objects.filter(is_active=True)
    assert set(open_.values_list("username", flat=True)) == set(loaded.passwords)
    assert len(set(loaded.passwords.values())) == len(loaded.passwords)
    for name in ("admin", "teacher"):
        assert User.objects.get(username=name).check_password(loaded.passwords[name])


def test_nobody_signs_in_as_those_who_stand_for_all_chairs_and_specialists(loaded: Loaded) -> None:
    closed = User.objects.filter(is_active=False)
    assert {user.username: user.has_usable_password() for user in closed} == {"chairs": False, "specialists": False}
    assert set(Report.objects.values_list("sent_by__username", "accepted_by__username")) == {("chairs", "specialists")}


def test_every_account_reaches_as_far_as_its_role(loaded: Loaded) -> None:
    def may(name: str, permission: Permission, code: str) -> bool:
        place = orgs.organisation_by_code(code)
        return rules.can(User.objects.get(username=name), permission, place, on=TODAY, tree=Period(2025).as_of)

    school = Assignment.objects.get(user__username="teacher").organisation.code
    assert may("teacher", Permission.REPORT_EDIT, school)
    assert not may("teacher", Permission.REPORT_VIEW, "aktobe")
    assert may("specialist", Permission.REPORT_ACCEPT, school)
    assert may("branch", Permission.REPORT_ACCEPT, school)
    assert not may("specialist", Permission.REPORT_VIEW, "karaganda")
    assert may("head", Permission.CAMPAIGN_RUN, "union")
    assert not may("chair", Permission.CAMPAIGN_RUN, "union")
    assert not may("admin", Permission.REPORT_VIEW, school)
    assert may("audit", Permission.AUDIT_VIEW, school)


def test_it_is_loaded_only_once(loaded: Loaded) -> None:
    with pytest.raises(Refusal, match=r"demo\.not_empty"):
        server.demonstrate(required=True)
    assert server.demonstrate(required=False) == 0
    assert Campaign.objects.count() == 2

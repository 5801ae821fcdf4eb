"""Of the copy that followed docs/howto/new-form-year.md: what people see of the new cell."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone

from birlik.accounts.actions import change_language
from birlik.accounts.models import User
from birlik.core.periods import Period
from birlik.statistics.models import Campaign
from birlik.statistics.queries import checking, export, figures
from tests.factories import make_union_tree
from tests.statistics_factories import (
    Office,
    accept_all,
    accept_report,
    fill_report,
    make_campaign,
    make_office,
    report_of,
    value_of,
)

CELL = "youth_council_members"


@pytest.fixture
def office(db: None) -> Office:
    return make_office(make_union_tree())


@pytest.fixture
def before(office: Office) -> Campaign:
    campaign = make_campaign(2026, office)
    accept_all(campaign, office)
    return campaign


@pytest.fixture
def campaign(before: Campaign, office: Office) -> Campaign:
    return make_campaign(2027, office)


def words(user: User, language: str, address: str) -> str:
    change_language(user, language=language, by=user, at=timezone.now())
    client = Client()
    client.force_login(user, backend="birlik.web.accounts.backend.AssignmentBackend")
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_the_report_asks_for_it_and_says_what_is_wrong(campaign: Campaign, office: Office) -> None:
    fill_report(campaign, "school-1", office, youth_council_members=18, members_under_35=17)

    said = {language: words(office.writer, language, "/reports/2027/school-1/") for language in ("kk", "ru", "en")}

    assert "30.1 Жастар кеңестерінің мүшелері" in said["kk"]
    assert "Жастар кеңестерінің мүшелері – 18, ал 35 жасқа дейінгі мүшелер – 17." in said["kk"]
    assert "30.1 Члены молодёжных советов" in said["ru"]
    assert "Сверьте строки 30.1 и 14 со списком." in said["ru"]
    assert "30.1 Members of youth councils" in said["en"]


def test_it_is_added_up_to_the_root_and_compared_with_nothing(campaign: Campaign, office: Office) -> None:
    report = fill_report(campaign, "school-2", office, youth_council_members=4, members_under_35=9)
    assert checking.findings_of(report) == []

    accept_report(campaign, "school-2", office, youth_council_members=4, members_under_35=9)
    accept_all(campaign, office, but=["school-2"])

    assert [value_of(campaign, code, CELL) for code in ("school-1", "school-2", "north", "union")] == [0, 4, 4, 4]
    figure = figures.figure(campaign, office.tree["union"], CELL)
    assert (figure.value, figure.previous, figure.label.ru) == (4, None, "Члены молодёжных советов")
    rows = export.export_figures(Period(2027), "union").rows
    assert next(list(row)[3:] for row in rows if row[0] == CELL) == [4, None, None, None]


def test_the_year_before_is_not_asked(before: Campaign, office: Office) -> None:
    found = checking.findings_of(report_of(before, "school-1"))

    assert [one.check for one in found] == []
    assert value_of(before, "union", CELL) is None

"""Pages drawn once for all readers: they change with what they show."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from birlik.documents.models import Citation
from birlik.statistics.models import Campaign
from birlik.web.shared import addresses
from birlik.web.statistics import dynamics, report_page
from tests.factories import make_holder, make_union_tree
from tests.statistics_factories import Office, accept_all, accept_report, make_campaign, make_office, report_of

pytestmark = pytest.mark.django_db
SCHOOLS = ("school-1", "school-2")
SHAPE = (("north", "member", "union", ""), *((code, "primary", "north", "school") for code in SCHOOLS))


@pytest.fixture
def office() -> Office:
    cache.clear()
    return make_office(make_union_tree(SHAPE))


@pytest.fixture
def campaign(office: Office) -> Campaign:
    accept_all(make_campaign(2024, office), office)
    campaign = make_campaign(2025, office)
    accept_report(campaign, SCHOOLS[0], office, members_working=61)
    return campaign


@pytest.fixture
def reader(client: Client, office: Office) -> Client:
    client.force_login(make_holder("specialist", office.tree["north"], since=date(2020, 1, 1)))
    return client


@pytest.mark.parametrize("url", ["/", "/dynamics/2025/north/", "/figure/2025/north/members_working/"])
def test_an_accepted_report_is_seen_at_once(reader: Client, office: Office, campaign: Campaign, url: str) -> None:
    before = reader.get(url).content.decode()
    accept_report(campaign, SCHOOLS[1], office, members_working=913)
    after = reader.get(url).content.decode()

    assert "974" not in before
    assert "974" in after


def test_a_correction_of_last_year_draws_this_year_anew(
    reader: Client, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    real = dynamics.dynamics
    monkeypatch.setattr(dynamics, "dynamics", lambda *given: asked.append(given) or real(*given))
    for _ in range(2):
        reader.get("/dynamics/2025/north/")
    assert len(asked) == 1

    Campaign.objects.filter(year=2024).update(revision=99)
    reader.get("/dynamics/2025/north/")

    assert len(asked) == 2


def test_a_new_citation_is_seen_though_the_figure_is_kept(
    reader: Client, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = "/figure/2025/north/members_total/"
    assert list(reader.get(url).context["citations"]) == []

    cited = [Citation(figure="members_total@north/2025", edition=1, facet="value", shown="61")]
    monkeypatch.setattr("birlik.documents.queries.citations_of", lambda key: cited if "members_total" in key else [])

    assert reader.get(url).context["citations"] == cited


def test_the_addresses_of_the_verbs_are_those_of_the_patterns(campaign: Campaign) -> None:
    report = report_of(campaign, SCHOOLS[0])

    assert report_page._urls(report) == {
        verb: reverse(f"statistics:report-{verb}", args=[2025, SCHOOLS[0]]) for verb in report_page.VERBS
    }
    assert addresses.report(2025, SCHOOLS[0]) == reverse("statistics:report", args=[2025, SCHOOLS[0]])

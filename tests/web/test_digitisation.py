"""The digitisation board, the reconciliation page and the report that the registry fills, as people see them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from birlik.activity import deliveries
from birlik.activity.deliveries import DELIVERIES, DigitisationDeadline
from birlik.audit.models import Event
from birlik.members.models import Person
from birlik.statistics.models import Campaign
from tests.factories import NOW, UnionTree, make_holder, make_union_tree
from tests.members.people import make_person
from tests.statistics_factories import Office, accept_all, fill_report, make_campaign, make_office, report_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SURNAME = "Қасымбекова"


@pytest.fixture
def tree() -> UnionTree:
    return make_union_tree()


@pytest.fixture
def office(tree: UnionTree) -> Office:
    return make_office(tree)


@pytest.fixture
def campaign(office: Office) -> Campaign:
    return make_campaign(2025, office)


def page(client: Client, url: str, who: Any) -> str:
    client.force_login(who)
    answer = client.get(url)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


class TestBoard:
    def test_coverage_counts_people_with_a_checked_iin(
        self, client: Client, tree: UnionTree, office: Office, campaign: Campaign
    ) -> None:
        accept_all(campaign, office)
        people = [make_person(tree["school-1"]) for _ in range(4)]
        Person.objects.filter(pk=people[0].pk).update(iin="")
        html = page(client, "/digitisation/2025/north/", office.judge)
        assert "<strong>4</strong>" in html
        assert "1,7 %" in html.replace("\u202f", " ").replace("\xa0", " ")  # 3 of 180
        assert SURNAME not in html

    def test_the_late_stand_first_with_their_days(
        self, client: Client, tree: UnionTree, office: Office, campaign: Campaign
    ) -> None:
        today = timezone.localdate()
        who = {"by": office.writer, "at": timezone.now()}
        deliveries.agree(tree["south"], due=today - timedelta(days=12), **who)
        deliveries.agree(tree["campus"], due=today + timedelta(days=5), **who)
        deliveries.agree(tree["north"], due=today, delivered=today, **who)
        html = page(client, "/digitisation/2025/union/", office.judge)
        assert html.index("«south»") < html.index("«campus»")
        assert "12" in html[html.index("mark--decline") :][:200]
        late = page(client, "/digitisation/2025/union/?show=late", office.judge)
        assert "«campus»" not in late[late.index("<tbody>") :]

    @pytest.mark.parametrize("order", ["name", "-name", "coverage", "-coverage", "due", "-imported", "nonsense"])
    def test_every_order(self, client: Client, office: Office, campaign: Campaign, order: str) -> None:
        assert "<tbody>" in page(client, f"/digitisation/2025/union/?sort={order}", office.judge)

    def test_a_day_is_agreed_and_a_delivery_written_down(
        self, client: Client, tree: UnionTree, office: Office, campaign: Campaign
    ) -> None:
        client.force_login(office.writer)
        url = "/digitisation/2025/north/delivery/"
        assert client.post(url, {"due": ""}).status_code == 200
        answer = client.post(url, {"due": "2026-01-31", "delivered": "2026-01-30", "ground": "№ 9 п. 7"})
        assert (answer.status_code, answer.headers["Location"]) == (302, "/digitisation/2025/union/")
        known = DigitisationDeadline.objects.get(organisation=tree["north"])
        assert (known.due, known.delivered, known.ground) == (date(2026, 1, 31), date(2026, 1, 30), "№ 9 п. 7")
        assert Event.objects.filter(subject_type=DELIVERIES.code, organisation_code="north").exists()

    def test_refusals_are_sentences(self, client: Client, tree: UnionTree, office: Office, campaign: Campaign) -> None:
        client.force_login(office.writer)
        tomorrow = timezone.localdate() + timedelta(days=1)
        client.post("/digitisation/2025/north/delivery/", {"due": "2026-01-31", "delivered": tomorrow.isoformat()})
        client.post("/digitisation/2025/school-1/delivery/", {"due": "2026-01-31"})
        assert DigitisationDeadline.objects.count() == 0


class TestReconciliation:
    def test_names_only_for_who_may_see_members(
        self, client: Client, tree: UnionTree, office: Office, campaign: Campaign
    ) -> None:
        make_person(tree["school-1"], surname=SURNAME)
        fill_report(campaign, "school-1", office)
        url = "/reports/2025/school-1/registry/"
        assert SURNAME in page(client, url, make_holder("chair_primary", tree["school-1"]))
        assert SURNAME in page(client, url, make_holder("audit_commission", tree["union"]))
        for role in ("controller", "union_chair"):
            html = page(client, url, make_holder(role, tree["union"]))
            assert SURNAME not in html
            assert "+59" in html

    def test_a_node_shows_counts_and_leads_down(
        self, client: Client, tree: UnionTree, office: Office, campaign: Campaign
    ) -> None:
        accept_all(campaign, office)
        make_person(tree["school-1"], surname=SURNAME)
        html = page(client, "/reports/2025/north/registry/?sort=-difference", office.writer)
        assert "/reports/2025/north-east/registry/" in html
        assert SURNAME not in html
        assert "+59" in html

    def test_an_unknown_organisation_is_told_so(self, client: Client, office: Office, campaign: Campaign) -> None:
        html = page(client, "/reports/2025/school-1/registry/", office.judge)
        assert 'class="empty"' in html
        assert "<tbody>" not in html


class TestReportPage:
    def test_fill_confirm_correct(self, client: Client, tree: UnionTree, office: Office, campaign: Campaign) -> None:
        for _ in range(3):
            make_person(tree["school-1"])
        chair = make_holder("chair_primary", tree["school-1"])
        url = "/reports/2025/school-1/"
        assert f'action="{url}registry/fill/"' in page(client, url, chair)
        assert client.post(f"{url}registry/fill/").status_code == 302
        html = page(client, url, chair)
        assert 'id="r-members_working"><span class="from__mark from__mark--registry"' in html
        assert f'action="{url}registry/confirm/"' in html
        body = {"saved": 1, "cells": {"members_working": ["4", "3"]}}
        answer = client.post(f"{url}cells/", body, content_type="application/json").json()
        assert "from__instead" in answer["cells"]["members_working"]["registry"]
        assert client.post(f"{url}registry/confirm/").status_code == 302
        html = page(client, url, chair)
        assert "from__mark--confirmed" in html
        assert f'action="{url}registry/confirm/"' not in html
        assert report_of(campaign, "school-1").origins["members_working"] == "typed"

    def test_the_page_is_drawn_anew_when_the_registry_changes(
        self, client: Client, tree: UnionTree, office: Office, campaign: Campaign
    ) -> None:
        fill_report(campaign, "school-1", office)
        assert "from__instead" not in page(client, "/reports/2025/school-1/", office.writer)
        make_person(tree["school-1"])
        assert "from__instead" in page(client, "/reports/2025/school-1/", office.writer)

    def test_a_delivery_makes_the_difference_a_warning(
        self, client: Client, tree: UnionTree, office: Office, campaign: Campaign
    ) -> None:
        make_person(tree["school-1"])
        fill_report(campaign, "school-1", office)
        assert "finding--info" in page(client, "/reports/2025/school-1/", office.writer)
        deliveries.agree(tree["north"], due=date(2026, 1, 1), delivered=date(2026, 1, 1), by=office.writer, at=NOW)
        assert "finding--warning" in page(client, "/reports/2025/school-1/", office.writer)

"""Of the copy that followed docs/howto/new-check.md: where the new check speaks, and where it is silent."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from birlik.accounts.actions import change_language
from birlik.statistics.models import Campaign
from birlik.statistics.queries import checking
from tests.factories import make_union_tree
from tests.statistics_factories import Office, fill_report, make_campaign, make_office


@pytest.fixture
def office(db: None) -> Office:
    return make_office(make_union_tree())


@pytest.fixture
def campaign(office: Office) -> Campaign:
    return make_campaign(2025, office)


def test_the_page_of_the_report_says_what_is_wrong_and_what_to_do(campaign: Campaign, office: Office) -> None:
    fill_report(campaign, "school-1", office, trained_audit_commission=2, audit_commission_members=0)

    said = {}
    for language in ("kk", "ru", "en"):
        change_language(office.writer, language=language, by=office.writer, at=timezone.now())
        client = Client()
        client.force_login(office.writer, backend="birlik.web.accounts.backend.AssignmentBackend")
        said[language] = client.get("/reports/2025/school-1/").content.decode()

    assert "Оқытудан өткен тексеру комиссиясының мүшелері – 2, ал комиссия мүшелерінің саны – 0." in said["kk"]
    assert "Обучено членов ревизионных комиссий – 2, а число членов ревизионных комиссий – 0." in said["ru"]
    assert "Укажите в строке 28 избранных членов ревизионной комиссии или исправьте строку 33." in said["ru"]
    assert "Members of audit commissions trained: 2, but there are no members of audit commissions." in said["en"]


@pytest.mark.parametrize("cells", [{"audit_commission_members": 3}, {"trained_audit_commission": 0}])
def test_it_is_silent_where_there_is_a_commission_or_nobody_was_trained(
    campaign: Campaign, office: Office, cells: dict[str, int]
) -> None:
    all_cells = {"trained_audit_commission": 2, "audit_commission_members": 0} | cells
    found = checking.findings_of(fill_report(campaign, "school-1", office, **all_cells))

    assert "K90" not in {one.check for one in found}

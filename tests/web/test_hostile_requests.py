"""What no browser of ours sends: texts that no database holds, numbers of a thousand digits, formulas as names."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.test import Client

from birlik.orgs.models import Organisation
from birlik.statistics.models import Campaign
from tests.factories import UnionTree, make_union_tree
from tests.statistics_factories import Office, accept_report, make_campaign, make_office, report_of

MANY_DIGITS = "9" * 5000
CELLS = "/reports/2025/school-1/cells/"


@pytest.fixture
def tree(db: None) -> UnionTree:
    return make_union_tree()


@pytest.fixture
def office(tree: UnionTree) -> Office:
    return make_office(tree)


@pytest.fixture
def campaign(office: Office) -> Campaign:
    return make_campaign(2025, office)


@pytest.fixture
def client(office: Office, campaign: Campaign) -> Client:
    client = Client()
    client.force_login(office.writer, backend="birlik.web.accounts.backend.AssignmentBackend")
    return client


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"/figure/2025/union/members_total/?edition={MANY_DIGITS}", 404),
        (f"/organisations/search/?q=a&period={MANY_DIGITS}", 200),
        (f"/campaign/{MANY_DIGITS}/", 404),
        ("/organisations/?q=a%00b", 400),
        ("/organisations/?under=%00", 400),
        ("/organisations/search/?q=%00", 400),
        ("/figures/2025/?c=%00", 400),
    ],
)
def test_an_address_that_means_nothing_is_no_fault_of_ours(client: Client, address: str, status: int) -> None:
    assert client.get(address).status_code == status


@pytest.mark.parametrize(
    ("verb", "data"),
    [
        ("return", {"remark": "a\0b"}),
        ("reopen", {"reason": "a\0b"}),
        ("return", {"remark": "a", "cell": "chairs", "remark-chairs": "\0"}),
    ],
)
def test_a_text_that_cannot_be_kept_is_refused_in_words(client: Client, verb: str, data: dict[str, str]) -> None:
    answer = client.post(f"/reports/2025/school-1/{verb}/", data)
    assert answer.status_code == 400
    assert "көрінбейтін" in answer.content.decode()


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"saved": ' + MANY_DIGITS.encode() + b"}",
        b'{"note": "a\\u0000b"}',
        b'{"note": "\\ud800"}',
        b'{"explanations": {"K1": "\\u0000"}}',
        b'{"cells": {"chairs": [1, 2, 3]}}',
        b'{"cells": [1]}',
        b'{"note": "\xff"}',
    ],
)
def test_a_save_that_cannot_be_read_changes_nothing(client: Client, campaign: Campaign, body: bytes) -> None:
    answer = client.post(CELLS, body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["words"]
    assert report_of(campaign, "school-1").saved == 0


def test_odd_cells_are_named_and_the_rest_is_kept(client: Client, campaign: Campaign) -> None:
    cells = {"chairs": [1.5, None], "committee_members": ["2", ""], "\ud800": ["\0", ""]}
    answer = client.post(CELLS, json.dumps({"cells": cells}), content_type="application/json")
    assert {bad["cell"] for bad in answer.json()["bad"]} == {"chairs", "\ud800"}
    assert report_of(campaign, "school-1").values == {"committee_members": 2}


def test_a_sent_page_of_a_thousand_digits_is_a_page_without_a_number(client: Client) -> None:
    assert client.post("/reports/2025/school-1/send/", {"saved": MANY_DIGITS}).status_code == 302


def test_names_are_no_formulas_in_a_spreadsheet(client: Client, office: Office, campaign: Campaign) -> None:
    accept_report(campaign, "school-1", office)
    Organisation.objects.filter(code="school-1").update(name_kk='=HYPERLINK("http://example.org")')
    text = client.get("/figures/2025/north-east/?format=csv").content.decode("utf-8-sig")
    rows = {row[0]: row for row in csv.reader(io.StringIO(text), delimiter=";")}
    assert rows["school-1"][1] == """'=HYPERLINK("http://example.org")"""


def test_a_column_asked_for_twice_stands_once(client: Client, office: Office, campaign: Campaign) -> None:
    text = client.get("/figures/2025/north-east/?format=csv&c=chairs&c=chairs").content.decode()
    assert len(text.splitlines()[0].split(";")) == 3

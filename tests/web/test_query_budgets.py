"""How often a page asks the database: the same number for one organisation below and for three."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from birlik.accounts.models import User
from tests.factories import make_holder, make_union_tree
from tests.recalled import recalled
from tests.statistics_factories import accept_all, make_campaign, make_office

pytestmark = pytest.mark.django_db

SHAPES = {
    1: (
        ("north", "member", "union", ""),
        ("east", "district", "north", ""),
        ("school-1", "primary", "east", "school"),
    ),
    3: (
        ("north", "member", "union", ""),
        *((f"{part}", "district", "north", "") for part in ("east", "west", "middle")),
        *((f"school-{number}", "primary", part, "school") for number, part in enumerate(("east", "west", "middle"))),
        *((f"lyceum-{number}", "primary", "east", "school") for number in range(3)),
    ),
}
# Page: queries when nothing is cached, queries when the hot part is.
BUDGETS = {
    "/campaign/2025/north/": (16, 5),  # drawn anew it asks for the exceptions to the term, too
    "/figures/2025/north/": (8, 5),
    "/dynamics/2025/north/": (18, 5),
    "/figure/2025/north/members_total/": (19, 6),
    "/reports/2025/north/": (9, 6),
    "/reports/2025/school-1/": (11, 7),
    "/reports/2025/north/registry/": (15, 6),
    "/reports/2025/school-1/registry/": (13, 11),
    "/digitisation/2025/north/": (12, 6),
    "/organisations/?under=north": (12, 10),
    "/members/?under=north": (8, 6),
    "/": (17, 10),  # one asks all registers for terms that run
}


@recalled
def make_reader(below: int) -> User:
    """Who reads two accepted campaigns of the shape."""
    office = make_office(make_union_tree(SHAPES[below]))
    for year in (2024, 2025):
        accept_all(make_campaign(year, office), office)
    return make_holder("specialist", office.tree["north"])


@pytest.fixture(params=[1, 3])
def reader(request: pytest.FixtureRequest) -> User:
    return make_reader(request.param)


@pytest.fixture
def count(client: Client, reader: User) -> Callable[[str], int]:
    client.force_login(reader)
    client.get("/")  # whatever a process reads once

    def of(url: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            answer: Any = client.get(url)
        assert answer.status_code == 200
        return len(queries)

    return of


@pytest.mark.parametrize("url", BUDGETS)
def test_a_page_keeps_its_budget(count: Callable[[str], int], url: str) -> None:
    cache.clear()
    assert (count(url), count(url)) == BUDGETS[url]

"""A small union, its two people, and campaigns to look at; see tests/factories.py for the tree."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from birlik.core.errors import Refusal
from birlik.statistics.models import Campaign
from tests.factories import UnionTree, make_union_tree
from tests.recalled import recalled
from tests.statistics_factories import Office, accept_all, freeze, make_campaign, make_office


@recalled
def make_past() -> tuple[Office, Campaign]:
    office = make_office(make_union_tree())
    campaign = make_campaign(2024, office)
    accept_all(campaign, office)
    return office, freeze(campaign, office)


@pytest.fixture
def begun(request: pytest.FixtureRequest, db: None) -> tuple[Office, Campaign | None]:
    """The union as the test finds it: with the year before it where it asks for that."""
    return make_past() if "past" in request.fixturenames else (make_office(make_union_tree()), None)


@pytest.fixture
def office(begun: tuple[Office, Campaign | None]) -> Office:
    return begun[0]


@pytest.fixture
def tree(office: Office) -> UnionTree:
    return office.tree


@pytest.fixture
def past(begun: tuple[Office, Campaign]) -> Campaign:
    """The campaign of 2024, everything accepted and frozen: six schools and colleges with 60 workers each."""
    return begun[1]


@pytest.fixture
def campaign(office: Office) -> Campaign:
    """The open campaign of 2025; the first there is where the test asks for no past."""
    return make_campaign(2025, office)


@pytest.fixture
def refused() -> Callable[[str, Callable[[], object]], Refusal]:
    def check(code: str, act: Callable[[], object]) -> Refusal:
        with pytest.raises(Refusal) as caught:
            act()
        assert caught.value.code == code
        return caught.value

    return check

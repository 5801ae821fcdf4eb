"""A small union, its two people, and campaigns to look at; see tests/factories.py for the tree."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from birlik.core.errors import Refusal
from birlik.statistics.models import Campaign
from tests.factories import UnionTree, make_union_tree
from tests.statistics_factories import Office, accept_all, freeze, make_campaign, make_office


@pytest.fixture
def tree(db: None) -> UnionTree:
    return make_union_tree()


@pytest.fixture
def office(tree: UnionTree) -> Office:
    return make_office(tree)


@pytest.fixture
def campaign(office: Office) -> Campaign:
    """The open campaign of 2025, the first there is."""
    return make_campaign(2025, office)


@pytest.fixture
def past(office: Office) -> Campaign:
    """The campaign of 2024, everything accepted and frozen: six schools and colleges with 60 workers each."""
    campaign = make_campaign(2024, office)
    accept_all(campaign, office)
    return freeze(campaign, office)


@pytest.fixture
def refused() -> Callable[[str, Callable[[], object]], Refusal]:
    def check(code: str, act: Callable[[], object]) -> Refusal:
        with pytest.raises(Refusal) as caught:
            act()
        assert caught.value.code == code
        return caught.value

    return check

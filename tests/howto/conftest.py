"""The order of the checklists: each is followed in a copy of the source and takes longest, so they begin first."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the checklists first, and what stands beside them in the order that it had."""
    items.sort(key=lambda item: item.path.parent != HERE)

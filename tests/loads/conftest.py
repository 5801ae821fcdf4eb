"""A union that has begun, and the commands that load its lists."""

from __future__ import annotations

from pathlib import Path

import pytest

from birlik.accounts.models import User
from tests.loads.lists import Loader, Said, begin_union


@pytest.fixture
def keeper(db: None) -> User:
    return begin_union()


@pytest.fixture
def load(keeper: User, tmp_path: Path, capsys: Said) -> Loader:
    return Loader(tmp_path, capsys)

"""Pages in tests are drawn with the static files where they lie, so nothing has to be collected first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override


@pytest.fixture(autouse=True)
def _static_files_uncollected(settings: Any, tmp_path: Path) -> None:
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.STATIC_ROOT = tmp_path  # exists, so that WhiteNoise has nothing to warn of


@pytest.fixture(autouse=True)
def _kazakh_until_said_otherwise() -> Iterator[None]:
    """A request leaves its language behind in the thread; no test inherits it from another."""
    with override("kk"):
        yield

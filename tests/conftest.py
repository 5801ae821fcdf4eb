"""What holds for every test: hypothesis draws the same examples everywhere, the cache forgets between tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from hypothesis import HealthCheck
from hypothesis import settings as examples

examples.register_profile(
    "birlik", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
examples.load_profile("birlik")


@pytest.fixture(autouse=True)
def _nothing_cached() -> Iterator[None]:
    """Pages are cached by campaign, revision and organisation; a test's ids come back in the next one."""
    yield
    if settings.configured:  # the pure tests run without
        cache.clear()

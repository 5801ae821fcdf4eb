"""What holds for every test: hypothesis draws the same examples everywhere, the cache forgets between tests; and which
tests run on PostgreSQL too."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as examples

examples.register_profile(
    "birlik", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
examples.load_profile("birlik")


ASKS = {"db", "transactional_db", "django_db_setup"}  # the fixtures of what opens a database


@pytest.hookimpl(tryfirst=True)  # before what `-m` leaves out is left out
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark "database" what may come out otherwise on another one: what opens it, unless it is marked "once"."""
    for item in items:
        opens = item.get_closest_marker("django_db") or ASKS.intersection(getattr(item, "fixturenames", ()))
        opens = opens or issubclass(getattr(item, "cls", None) or object, TransactionTestCase)
        if opens and not item.get_closest_marker("once"):
            item.add_marker("database")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """A worker's PostgreSQL is copied from one that is migrated already (tools/check.py), where there is one."""
    if template := os.environ.get("BIRLIK_TEST_TEMPLATE"):
        connection.settings_dict["TEST"]["TEMPLATE"] = template


@pytest.fixture(autouse=True, scope="session")
def _passwords_cost_little() -> Iterator[None]:
    """The algorithm is the one of life; what makes a guess dear would be paid at every account of a test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PBKDF2PasswordHasher, "iterations", 1)
        yield


@pytest.fixture(autouse=True)
def _nothing_cached() -> Iterator[None]:
    """Pages are cached by campaign, revision and organisation; a test's ids come back in the next one."""
    yield
    if settings.configured:  # the pure tests run without
        cache.clear()

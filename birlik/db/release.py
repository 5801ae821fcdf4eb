"""Which release made a database, as its migrations tell."""

from __future__ import annotations

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from birlik.core.errors import Refusal

FIRST = "0001_release_0_2"  # the first step of every app since 0.2, from which data are carried over


def require_known_release() -> None:
    """Refuse a database that cannot be carried over: `database.older`, made before 0.2, or `database.newer`."""
    steps = {step for step in MigrationRecorder(connection).applied_migrations() if _is_ours(step[0])}
    if steps <= set(MigrationLoader(None).disk_migrations):
        return
    raise Refusal("database.newer" if any(name == FIRST for _app, name in steps) else "database.older")


def _is_ours(label: str) -> bool:
    app = apps.app_configs.get(label)
    return app is not None and app.name.startswith("birlik.")

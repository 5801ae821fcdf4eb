"""A Django admin's import of the same workbook: django-import-export on one plain table with a unique IIN.

python -m benchmarks.peer_admin WORKBOOK FOLDER, with the interpreter of .bench-venv: seconds of each way as JSON. It
has the easier task: no organisation is looked up, nothing is checked or put in order, no membership or work kept apart.
"""

from __future__ import annotations

import json
import os
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db import connection, models

from birlik.config.environment import database

# As it comes, and as its documentation advises for large files.
WAYS: dict[str, dict[str, Any]] = {
    "as it comes": {},
    "in bulk": {"use_bulk": True, "skip_diff": True, "skip_html_diff": True},
}


def main(workbook: Path, folder: Path) -> None:
    settings.configure(
        DATABASES={"default": database(os.environ.get("DATABASE_URL"), folder)},
        INSTALLED_APPS=["import_export", "benchmarks"],
        USE_TZ=True,
    )
    django.setup()
    member, content = _member(), workbook.read_bytes()
    found = {name: _seconds(member, content, ways) for name, ways in WAYS.items()}
    print(json.dumps({"version": f"django-import-export {version('django-import-export')}", "seconds": found}))


def _member() -> type[models.Model]:
    """The ten columns as they stand in the workbook; Django must be ready before a model can be declared."""

    class Member(models.Model):
        iin = models.CharField(max_length=12, unique=True)
        surname = models.CharField(max_length=100)
        given = models.CharField(max_length=100)
        patronymic = models.CharField(max_length=100)
        born = models.DateField()
        sex = models.CharField(max_length=1)
        category = models.CharField(max_length=30)
        organisation = models.CharField(max_length=50)
        position = models.CharField(max_length=100)
        joined = models.DateField()

        class Meta:
            app_label = "benchmarks"

    return Member


def _seconds(member: type[models.Model], content: bytes, ways: dict[str, Any]) -> float:
    """Reading the workbook and one import of it, without the trial run that the admin makes first."""
    from import_export.formats.base_formats import XLSX  # these two need Django to be ready

    from benchmarks.peer_admin_resource import resource

    with connection.schema_editor() as editor:
        editor.create_model(member)
    try:
        started = time.perf_counter()
        dataset = XLSX().create_dataset(content)
        resource(member, ways).import_data(dataset, raise_errors=True, use_transactions=True)
        seconds = time.perf_counter() - started
        if member._default_manager.count() != len(dataset):  # noqa: SLF001 - Django's documented way to a manager
            raise RuntimeError("not every row was imported")
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(member)
    return seconds


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

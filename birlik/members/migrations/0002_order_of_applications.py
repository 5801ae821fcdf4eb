"""Applications get the key of the alphabet, by which members are sorted already; those that are there get it here."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations, models

from birlik.db.operations import ByteOrder
from birlik.grammar.letters import sort_key

A_STEP = 500


def write_keys(apps: Any, _schema_editor: Any) -> None:
    applications = apps.get_model("members", "Application").objects
    rows = []
    for row in applications.only("surname", "given", "patronymic").iterator(chunk_size=A_STEP):
        name = " ".join(part for part in (row.surname, row.given, row.patronymic) if part)
        row.sort_key = sort_key(name, "kk")[:302]
        rows.append(row)
    applications.bulk_update(rows, ["sort_key"], batch_size=A_STEP)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("members", "0001_release_0_2")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="application",
            name="sort_key",
            field=models.CharField(blank=True, default="", editable=False, max_length=302),
            preserve_default=False,
        ),
        ByteOrder("Application", {"sort_key": 302}),
        migrations.RunPython(write_keys, migrations.RunPython.noop),
    ]

"""Files of evidence lose the names that people gave them, which may name whom they are about."""

from itertools import groupby
from pathlib import PurePath

from django.db import migrations
from django.utils import timezone

ENDINGS = {".pdf", ".jpg", ".jpeg", ".png", ".zip", ".docx", ".xlsx", ".odt", ".ods"}


def name_neutrally(apps, schema_editor):
    """As registers.evidence names a new one: register, entry, number of the file within it, day."""
    evidence = apps.get_model("registers", "Evidence")
    rows = evidence.objects.order_by("register", "entry", "pk").defer("content")
    for (register, entry), files in groupby(rows.iterator(), key=lambda row: (row.register, row.entry)):
        for number, file in enumerate(files, start=1):
            if file.removed_at is not None:
                continue
            ending = PurePath(file.name).suffix.lower()
            day = timezone.localtime(file.added_at).date().isoformat()
            file.name = f"{register}-{entry}-{number}-{day}{ending if ending in ENDINGS else ''}"
            file.save(update_fields=["name"])


class Migration(migrations.Migration):

    dependencies = [("registers", "0002_lists_by_jobs")]

    operations = [migrations.RunPython(name_neutrally, migrations.RunPython.noop)]

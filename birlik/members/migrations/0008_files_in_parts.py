from django.conf import settings
from django.db import migrations, models

from birlik.db.operations import StoredAsIs

PART = 1 << 20
STATES = ["reading", "uploaded", "checking", "ready", "applying", "applied", "undoing", "cancelled", "failed", "undone"]
NAMES = [
    "being read", "uploaded", "being checked", "checked, not applied", "being applied", "applied", "being taken back",
    "cancelled", "not possible", "undone",
]


def divide(apps, schema_editor):
    """The bytes that one row held for all with its digest go into parts, to which all of them point; so do sheets."""
    file = apps.get_model("members", "ImportFile")
    for pk in list(file.objects.exclude(whole=b"").values_list("pk", flat=True)):
        one = file.objects.select_related("batch").get(pk=pk)
        kept = _keep(apps, bytes(one.whole), one.batch.uploaded_at, one.digest)
        file.objects.filter(digest=one.digest, size=one.size).update(content=kept)
    for pk in list(file.objects.exclude(whole_sheet=b"").order_by("-pk").values_list("pk", flat=True)):
        one = file.objects.select_related("batch").get(pk=pk)
        kept = _keep(apps, bytes(one.whole_sheet), one.batch.uploaded_at, "")
        same = file.objects.filter(digest=one.digest, size=one.size, batch__sheet=one.batch.sheet, sheet=None)
        file.objects.filter(pk__in=list(same.values_list("pk", flat=True))).update(sheet=kept)


def _keep(apps, whole, at, digest):
    content, part = apps.get_model("members", "FileContent"), apps.get_model("members", "FilePart")
    kept = content.objects.create(at=at, size=len(whole), digest=digest)
    for number, start in enumerate(range(0, len(whole), PART)):
        part.objects.create(content=kept, number=number, data=whole[start : start + PART])
    return kept


def join(apps, schema_editor):
    file = apps.get_model("members", "ImportFile")
    for one in file.objects.exclude(content=None):
        if file.objects.filter(content=one.content_id).order_by("pk").first().pk == one.pk:
            one.whole = b"".join(bytes(part.data) for part in one.content.parts.order_by("number"))
        if one.sheet is not None:
            one.whole_sheet = b"".join(bytes(part.data) for part in one.sheet.parts.order_by("number"))
        one.save(update_fields=["whole", "whole_sheet"])


class Migration(migrations.Migration):
    dependencies = [("members", "0007_short_sort_keys"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.RemoveConstraint("importbatch", "import_state_known"),
        migrations.AlterField(
            "importbatch",
            "state",
            models.CharField(choices=list(zip(STATES, NAMES)), default="uploaded", max_length=9),
        ),
        migrations.AddConstraint(
            "importbatch",
            models.CheckConstraint(condition=models.Q(("state__in", STATES)), name="import_state_known"),
        ),
        migrations.RemoveField("importbatch", "cancel_asked"),
        migrations.CreateModel(
            "FileContent",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("size", models.PositiveIntegerField(default=0)),
                ("digest", models.CharField(blank=True, max_length=64)),
            ],
            options={"indexes": [models.Index(fields=["digest", "size"], name="content_by_digest")]},
        ),
        migrations.CreateModel(
            "FilePart",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("data", models.BinaryField()),
                (
                    "content",
                    models.ForeignKey(
                        db_index=False, on_delete=models.CASCADE, related_name="parts", to="members.filecontent"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("content", "number"), name="part_once")],
            },
        ),
        StoredAsIs("FilePart", "data"),
        migrations.CreateModel(
            "MarkedWorkbook",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=2)),
                ("asked_at", models.DateTimeField()),
                ("failure", models.JSONField(blank=True, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=models.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False, on_delete=models.CASCADE, related_name="workbooks", to="members.importbatch"
                    ),
                ),
                (
                    "content",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=models.PROTECT, related_name="workbooks",
                        to="members.filecontent",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("batch", "language"), name="workbook_once")],
            },
        ),
        migrations.RenameField("importfile", "content", "whole"),
        migrations.AlterField("importfile", "whole", models.BinaryField(default=b"")),
        migrations.RenameField("importfile", "sheet", "whole_sheet"),
        migrations.AddField(
            "importfile",
            "sheet",
            models.ForeignKey(
                blank=True, null=True, on_delete=models.PROTECT, related_name="sheets", to="members.filecontent"
            ),
        ),
        migrations.AddField(
            "importfile",
            "content",
            models.ForeignKey(
                blank=True, null=True, on_delete=models.PROTECT, related_name="files", to="members.filecontent"
            ),
        ),
        migrations.AddField("importfile", "header", models.PositiveIntegerField(blank=True, null=True)),
    ]

from django.db import migrations

CODES = {f"import.{name}": f"job.{name}" for name in ("busy", "broken", "too_long")}


def rename(apps, _editor):
    """What any job may fail for is no longer named after the import."""
    for name in ("ImportBatch", "MarkedWorkbook"):
        model = apps.get_model("members", name)
        for row in model.objects.filter(failure__code__in=list(CODES)).only("pk", "failure"):
            model.objects.filter(pk=row.pk).update(failure={**row.failure, "code": CODES[row.failure["code"]]})


class Migration(migrations.Migration):

    dependencies = [("members", "0002_order_of_applications")]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]

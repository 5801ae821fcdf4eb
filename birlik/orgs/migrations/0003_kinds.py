from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orgs", "0002_spans_and_byte_order")]

    operations = [
        migrations.AddIndex("organisation", models.Index(fields=["kind", "opened"], name="organisation_kind")),
    ]

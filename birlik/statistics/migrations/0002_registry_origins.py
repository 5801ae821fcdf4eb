from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("statistics", "0001_initial")]

    operations = [
        migrations.AddField("Report", "origins", models.JSONField(default=dict)),
        migrations.AddField("ReportVersion", "origins", models.JSONField(default=dict)),
    ]

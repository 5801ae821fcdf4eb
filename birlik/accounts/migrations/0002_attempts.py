from django.db import migrations, models

# What kept them before; its rows hold typed names and addresses as they were.
BEFORE = ("axes_accessattemptexpiration", "axes_accessattempt", "axes_accessfailurelog", "axes_accesslog")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=32)),
                ("place", models.CharField(max_length=32)),
                ("is_known", models.BooleanField()),
                ("at", models.DateTimeField(db_index=True)),
            ],
        ),
        *(migrations.RunSQL(f"DROP TABLE IF EXISTS {table}", migrations.RunSQL.noop) for table in BEFORE),
    ]

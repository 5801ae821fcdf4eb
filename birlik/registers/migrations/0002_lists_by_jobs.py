import django.db.models.deletion
from django.db import migrations, models

STATES = [
    ("reading", "being read"),
    ("tried", "tried out"),
    ("applying", "being written down"),
    ("applied", "written down"),
    ("undoing", "being taken back"),
    ("undone", "taken back"),
    ("cancelled", "put aside"),
    ("failed", "not readable"),
]


def carry_over(apps, _editor):
    """Tell the state from the days, and let sentences go that were kept in the language of who delivered the list."""
    lists = apps.get_model("registers", "EntryImport").objects
    lists.filter(applied_at__isnull=False).update(state="applied")
    lists.filter(undone_at__isnull=False).update(state="undone")
    for batch in lists.only("pk", "outcome"):
        problems = [[row, column, heading, "", None] for row, column, heading, _text in batch.outcome["problems"]]
        lists.filter(pk=batch.pk).update(outcome={**batch.outcome, "unchanged": [], "problems": problems})


class Migration(migrations.Migration):

    dependencies = [("registers", "0001_release_0_2")]

    operations = [
        migrations.AddField(
            model_name="entryimport",
            name="state",
            field=models.CharField(choices=STATES, default="tried", max_length=10),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="entryimport", name="failure", field=models.JSONField(blank=True, null=True)
        ),
        migrations.AddField(model_name="entryimport", name="done", field=models.PositiveIntegerField(default=0)),
        migrations.AddField(model_name="entryimport", name="total", field=models.PositiveIntegerField(default=0)),
        migrations.AlterField(model_name="entryimport", name="outcome", field=models.JSONField(default=dict)),
        migrations.CreateModel(
            name="MarkedList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=2)),
                ("content", models.BinaryField(default=bytes)),
                ("failure", models.JSONField(blank=True, null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="marked",
                        to="registers.entryimport",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "language"), name="marked_list_one_a_language")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="entryimport",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", [value for value, _label in STATES])),
                name="entry_import_state_known",
            ),
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
    ]

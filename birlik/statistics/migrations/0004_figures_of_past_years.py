"""The figures of a year that was not reported here have a source of their own, and may come by the command line."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("statistics", "0003_uses_of_forms")]

    operations = [
        migrations.AddField("campaign", "source", models.CharField(blank=True, default="", max_length=300), preserve_default=False),
        migrations.RemoveConstraint("campaign", "campaign_frozen_at_and_by"),
        migrations.AddConstraint(
            "campaign",
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True, frozen_by__isnull=True, status="open")
                | Q(frozen_at__isnull=False, frozen_by__isnull=False)
                | Q(frozen_at__isnull=False, status="frozen") & ~Q(source=""),
                name="campaign_frozen_at_and_by",
            ),
        ),
    ]

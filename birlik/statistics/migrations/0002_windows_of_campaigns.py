"""Three days for each kind of organisations instead of one, and exceptions to the last of them.

A deadline of 0.2 was the last day in time: it is the day asked for, too, and what closes is what closed the campaign.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Greatest


def fill_days(apps, schema_editor):
    deadline, campaign = apps.get_model("statistics", "CampaignDeadline"), apps.get_model("statistics", "Campaign")
    closes = Subquery(campaign.objects.filter(pk=OuterRef("campaign_id")).values("closes")[:1])
    deadlines = deadline.objects.using(schema_editor.connection.alias)
    deadlines.update(hand_in=F("on_time"), closes=Greatest(F("on_time"), closes))


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("orgs", "0001_release_0_2"),
        ("statistics", "0001_release_0_2"),
    ]

    operations = [
        migrations.AddField("campaign", "closed_on", models.DateField(blank=True, null=True)),
        migrations.RenameField("campaigndeadline", "due", "on_time"),
        migrations.AddField("campaigndeadline", "hand_in", models.DateField(null=True)),
        migrations.AddField("campaigndeadline", "closes", models.DateField(null=True)),
        migrations.RunPython(fill_days, migrations.RunPython.noop),
        migrations.AlterField("campaigndeadline", "hand_in", models.DateField()),
        migrations.AlterField("campaigndeadline", "closes", models.DateField()),
        migrations.AddConstraint(
            "campaigndeadline",
            models.CheckConstraint(
                condition=Q(("hand_in__lte", F("on_time")), ("on_time__lte", F("closes"))),
                name="deadline_days_in_order",
            ),
        ),
        migrations.CreateModel(
            name="ClosingException",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("requester", models.CharField(max_length=200)),
                ("reason", models.CharField(max_length=300)),
                ("until", models.DateField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="exceptions", to="statistics.campaign"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT,
                        related_name="closing_exceptions", to="orgs.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=~Q(("requester", "")) & ~Q(("reason", "")), name="exception_has_reason"
                    )
                ]
            },
        ),
        migrations.CreateModel(
            name="ExpectationChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("expected", models.BooleanField()),
                ("by_hand", models.BooleanField()),
                ("reason", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="expectation_changes",
                        to="statistics.campaign",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orgs.organisation"
                    ),
                ),
            ],
        ),
    ]

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0011_what_a_list_tells"),
        ("orgs", "0004_short_sort_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameModel("MissingMember", "UnlistedMember"),
        migrations.RenameModel("Delivery", "DigitisationDeadline"),
        migrations.RemoveConstraint(
            model_name='unlistedmember',
            name='missing_once',
        ),
        migrations.RemoveConstraint(
            model_name='unlistedmember',
            name='missing_decided_at_and_by',
        ),
        migrations.AlterField(
            model_name='digitisationdeadline',
            name='organisation',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='digitisation_deadline', to='orgs.organisation'),
        ),
        migrations.AlterField(
            model_name='unlistedmember',
            name='batch',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='unlisted_members', to='members.importbatch'),
        ),
        migrations.AddConstraint(
            model_name='unlistedmember',
            constraint=models.UniqueConstraint(fields=('batch', 'person'), name='unlisted_once'),
        ),
        migrations.AddConstraint(
            model_name='unlistedmember',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('decision', '')), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), models.Q(('decision', ''), _negated=True)), _connector='OR'), name='unlisted_decided_at_and_by'),
        ),
    ]

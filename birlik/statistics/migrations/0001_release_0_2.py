import birlik.orgs.kinds
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orgs', '0001_release_0_2'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FormEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60)),
                ('edition', models.PositiveSmallIntegerField()),
                ('valid_from', models.DateField()),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('content', models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(unique=True)),
                ('opens', models.DateField()),
                ('closes', models.DateField()),
                ('status', models.CharField(choices=[('open', 'Open'), ('frozen', 'Frozen')], default='open', max_length=10)),
                ('edition', models.PositiveIntegerField(default=1)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('ground', models.CharField(blank=True, max_length=300)),
                ('frozen_at', models.DateTimeField(blank=True, null=True)),
                ('frozen_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('form', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='statistics.formedition')),
            ],
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('values', models.JSONField(default=dict)),
                ('not_applicable', models.JSONField(default=list)),
                ('causes', models.JSONField(default=dict)),
                ('explanations', models.JSONField(default=dict)),
                ('note', models.TextField(blank=True)),
                ('origins', models.JSONField(default=dict)),
                ('status', models.CharField(choices=[('not_begun', 'Not begun'), ('begun', 'Begun'), ('sent', 'Sent'), ('returned', 'Returned'), ('accepted', 'Accepted'), ('frozen', 'Frozen')], default='not_begun', max_length=10)),
                ('saved', models.PositiveIntegerField(default=0)),
                ('errors', models.PositiveSmallIntegerField(default=0)),
                ('warnings', models.PositiveSmallIntegerField(default=0)),
                ('remark', models.TextField(blank=True)),
                ('remark_cells', models.JSONField(default=dict)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('first_sent', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('accepted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='statistics.campaign')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='orgs.organisation')),
                ('sent_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ReportVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('values', models.JSONField(default=dict)),
                ('not_applicable', models.JSONField(default=list)),
                ('causes', models.JSONField(default=dict)),
                ('explanations', models.JSONField(default=dict)),
                ('note', models.TextField(blank=True)),
                ('origins', models.JSONField(default=dict)),
                ('number', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField()),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='statistics.report')),
            ],
        ),
        migrations.AddField(
            model_name='report',
            name='accepted_version',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='statistics.reportversion'),
        ),
        migrations.CreateModel(
            name='FigureSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.PositiveIntegerField()),
                ('values', models.JSONField()),
                ('causes', models.JSONField(default=dict)),
                ('expected', models.PositiveIntegerField()),
                ('accepted', models.PositiveIntegerField()),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='figure_sets', to='statistics.campaign')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='figure_sets', to='orgs.organisation')),
                ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='statistics.reportversion')),
            ],
        ),
        migrations.CreateModel(
            name='CampaignDeadline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=birlik.orgs.kinds.kind_choices, max_length=20)),
                ('due', models.DateField()),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deadlines', to='statistics.campaign')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('campaign', 'kind'), name='deadline_once_a_kind')],
            },
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(('opens__lt', models.F('closes'))), name='campaign_opens_before_it_closes'),
        ),
        migrations.AddConstraint(
            model_name='campaign',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('frozen_at__isnull', True), ('frozen_by__isnull', True), ('status', 'open')), models.Q(('frozen_at__isnull', False), ('frozen_by__isnull', False)), _connector='OR'), name='campaign_frozen_at_and_by'),
        ),
        migrations.AddConstraint(
            model_name='reportversion',
            constraint=models.UniqueConstraint(fields=('report', 'number'), name='report_version_number'),
        ),
        migrations.AddIndex(
            model_name='report',
            index=models.Index(fields=['campaign', 'status'], name='statistics__campaig_4ec329_idx'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.UniqueConstraint(fields=('campaign', 'organisation'), name='report_once_a_campaign'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', True), ('sent_by__isnull', True)), models.Q(('sent_at__isnull', False), ('sent_by__isnull', False)), _connector='OR'), name='report_sent_at_and_by'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('accepted_at__isnull', True), ('accepted_by__isnull', True), ('accepted_version__isnull', True)), models.Q(('accepted_at__isnull', False), ('accepted_by__isnull', False), ('accepted_version__isnull', False)), _connector='OR'), name='report_accepted_at_by_version'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['accepted', 'frozen']), _negated=True), ('accepted_version__isnull', False), _connector='OR'), name='report_accepted_has_version'),
        ),
        migrations.AddConstraint(
            model_name='figureset',
            constraint=models.UniqueConstraint(fields=('campaign', 'organisation', 'edition'), name='figure_set_once_an_edition'),
        ),
        migrations.AddConstraint(
            model_name='figureset',
            constraint=models.CheckConstraint(condition=models.Q(('accepted__lte', models.F('expected'))), name='figure_set_coverage'),
        ),
    ]

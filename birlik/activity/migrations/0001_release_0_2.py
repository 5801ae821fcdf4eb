import birlik.registers.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('members', '0001_release_0_2'),
        ('orgs', '0001_release_0_2'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DigitisationDeadline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('recorded_at', models.DateTimeField(editable=False)),
                ('batch', models.PositiveBigIntegerField(blank=True, db_index=True, editable=False, null=True)),
                ('annulled_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('annulled_reason', models.CharField(blank=True, editable=False, max_length=400)),
                ('due', models.DateField(verbose_name='To be delivered by')),
                ('delivered', models.DateField(blank=True, help_text='Leave it empty until the whole member base stands in the registry.', null=True, verbose_name='Delivered on')),
                ('ground', models.CharField(blank=True, max_length=200, verbose_name='Resolution: number and date')),
                ('annulled_by', models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.organisation', verbose_name='Organisation')),
                ('recorded_by', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('annulled_at__isnull', True), ('annulled_by__isnull', True), ('annulled_reason', '')), models.Q(('annulled_at__isnull', False), ('annulled_by__isnull', False), models.Q(('annulled_reason', ''), _negated=True)), _connector='OR'), name='digitisationdeadline_annulled_with_reason'), models.UniqueConstraint(condition=models.Q(('annulled_at__isnull', True)), fields=('organisation',), name='digitisation_deadline_one')],
            },
        ),
        migrations.CreateModel(
            name='Injury',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('recorded_at', models.DateTimeField(editable=False)),
                ('batch', models.PositiveBigIntegerField(blank=True, db_index=True, editable=False, null=True)),
                ('annulled_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('annulled_reason', models.CharField(blank=True, editable=False, max_length=400)),
                ('on', models.DateField(verbose_name='Date')),
                ('place', models.CharField(max_length=200, verbose_name='Place')),
                ('employer', models.CharField(blank=True, max_length=12, validators=[birlik.registers.fields.validate_bin], verbose_name='BIN of the employer')),
                ('victim', models.CharField(blank=True, help_text='Only where it is needed; a member is named by the IIN.', max_length=200, verbose_name='Name of the injured')),
                ('sex', models.CharField(blank=True, choices=[('f', 'female'), ('m', 'male')], max_length=30, verbose_name='Sex')),
                ('age', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='Age')),
                ('position', models.CharField(blank=True, max_length=200, verbose_name='Position')),
                ('severity', models.CharField(choices=[('light', 'light'), ('severe', 'severe'), ('fatal', 'fatal')], max_length=30, verbose_name='Severity')),
                ('group', models.BooleanField(default=False, verbose_name='Group accident')),
                ('at_work', models.CharField(blank=True, choices=[('pending', 'being investigated'), ('yes', 'yes'), ('no', 'no')], default='pending', max_length=30, verbose_name='Related to work')),
                ('cause', models.CharField(blank=True, choices=[('organisation', 'organisation of work'), ('condition', 'unsafe premises or device'), ('training', 'briefing and training'), ('discipline', 'breach of discipline'), ('traffic', 'traffic'), ('others', 'acts of others'), ('other', 'other cause')], max_length=30, verbose_name='Main cause')),
                ('employer_fault', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='Fault of the employer, %')),
                ('victim_fault', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(100)], verbose_name='Fault of the injured, %')),
                ('representative', models.BooleanField(default=False, verbose_name='The union is represented in the commission')),
                ('told', models.DateField(blank=True, null=True, verbose_name='The inspectorate was told')),
                ('concluded', models.DateField(blank=True, null=True, verbose_name='Conclusion on severity')),
                ('commission', models.DateField(blank=True, null=True, verbose_name='The commission was formed')),
                ('ended', models.DateField(blank=True, null=True, verbose_name='The investigation ended')),
                ('act_on', models.DateField(blank=True, null=True, verbose_name='Date of the act')),
                ('act_number', models.CharField(blank=True, max_length=60, verbose_name='Number of the act')),
                ('copied', models.DateField(blank=True, null=True, verbose_name='Copies of the act were sent')),
                ('opinion', models.CharField(blank=True, max_length=1000, verbose_name='Dissenting opinion')),
                ('days_lost', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MaxValueValidator(3660)], verbose_name='Days lost')),
                ('measures', models.CharField(blank=True, max_length=2000, verbose_name='Measures')),
                ('annulled_by', models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.organisation', verbose_name='Organisation')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.person', verbose_name='Member (IIN)')),
                ('recorded_by', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['organisation', 'on'], name='injury_of_organisation')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('annulled_at__isnull', True), ('annulled_by__isnull', True), ('annulled_reason', '')), models.Q(('annulled_at__isnull', False), ('annulled_by__isnull', False), models.Q(('annulled_reason', ''), _negated=True)), _connector='OR'), name='injury_annulled_with_reason'), models.CheckConstraint(condition=models.Q(('severity__in', ['light', 'severe', 'fatal'])), name='injury_severity_known'), models.CheckConstraint(condition=models.Q(models.Q(('employer_fault__isnull', True), ('victim_fault__isnull', True)), models.Q(('employer_fault__isnull', False), ('victim_fault', django.db.models.expressions.CombinedExpression(models.Value(100), '-', models.F('employer_fault')))), _connector='OR'), name='injury_fault_whole', violation_error_message='The two faults make 100 per cent together.')],
            },
        ),
    ]

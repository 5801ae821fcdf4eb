import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

from birlik.db.operations import ByteOrder, NoOverlapInMany, StoredAsIs


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orgs', '0001_release_0_2'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ConsentText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.CharField(max_length=20, unique=True)),
                ('text_kk', models.TextField()),
                ('text_ru', models.TextField()),
                ('digest', models.CharField(max_length=64)),
                ('since', models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=64)),
                ('at', models.DateTimeField(db_index=True)),
            ],
            options={
                'indexes': [models.Index(fields=['subject', 'at'], name='attempt_subject')],
            },
        ),
        migrations.CreateModel(
            name='FileContent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('size', models.PositiveIntegerField(default=0)),
                ('digest', models.CharField(blank=True, max_length=64)),
            ],
            options={
                'indexes': [models.Index(fields=['digest', 'size'], name='content_by_digest')],
            },
        ),
        migrations.CreateModel(
            name='ImportBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file_name', models.CharField(max_length=200)),
                ('sheet', models.TextField(blank=True, default='')),
                ('sheets', models.JSONField(default=dict)),
                ('mapping', models.JSONField(default=dict)),
                ('header', models.PositiveIntegerField(default=0)),
                ('organisations', models.JSONField(default=dict)),
                ('as_of', models.DateField()),
                ('state', models.CharField(choices=[('reading', 'being read'), ('uploaded', 'uploaded'), ('checking', 'being checked'), ('ready', 'checked, not applied'), ('applying', 'being applied'), ('applied', 'applied'), ('undoing', 'being taken back'), ('cancelled', 'cancelled'), ('failed', 'not possible'), ('undone', 'undone')], default='uploaded', max_length=9)),
                ('phase', models.CharField(blank=True, max_length=20)),
                ('done', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(default=0)),
                ('failure', models.JSONField(blank=True, null=True)),
                ('rows', models.PositiveIntegerField(default=0)),
                ('created', models.PositiveIntegerField(default=0)),
                ('changed', models.PositiveIntegerField(default=0)),
                ('unchanged', models.PositiveIntegerField(default=0)),
                ('rejected', models.PositiveIntegerField(default=0)),
                ('missing', models.PositiveIntegerField(default=0)),
                ('missing_elsewhere', models.PositiveIntegerField(default=0)),
                ('organisations_named', models.PositiveIntegerField(default=0)),
                ('organisations_below', models.PositiveIntegerField(default=0)),
                ('warnings', models.PositiveIntegerField(default=0)),
                ('asked_at', models.DateTimeField(blank=True, null=True)),
                ('held', models.PositiveIntegerField(default=0)),
                ('waiting', models.PositiveIntegerField(default=0)),
                ('is_beyond', models.BooleanField(default=False)),
                ('states', models.BinaryField(default=bytes)),
                ('elsewhere', models.BinaryField(default=bytes)),
                ('uploaded_at', models.DateTimeField()),
                ('applied_at', models.DateTimeField(blank=True, null=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('applied_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='orgs.organisation')),
                ('told_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('uploaded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ImportFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('size', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('columns', models.JSONField(default=list)),
                ('header', models.PositiveIntegerField(blank=True, null=True)),
                ('batch', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='file', to='members.importbatch')),
                ('content', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='files', to='members.filecontent')),
                ('sheet', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='members.filecontent')),
            ],
        ),
        migrations.CreateModel(
            name='ImportMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('signature', models.CharField(blank=True, max_length=64)),
                ('columns', models.JSONField()),
                ('organisations', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='ImportProblem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.PositiveIntegerField()),
                ('column', models.PositiveSmallIntegerField(default=0)),
                ('field', models.CharField(blank=True, max_length=20)),
                ('code', models.CharField(max_length=40)),
                ('severity', models.CharField(choices=[('error', 'error'), ('warning', 'warning'), ('info', 'information')], max_length=7)),
                ('value', models.CharField(blank=True, max_length=200)),
                ('batch', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='problems', to='members.importbatch')),
            ],
        ),
        migrations.CreateModel(
            name='JoinLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField()),
                ('until', models.DateField()),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='join_links', to='orgs.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='ListExport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('purpose', models.CharField(max_length=300)),
                ('filter', models.JSONField(default=dict)),
                ('rows', models.PositiveIntegerField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='MarkedWorkbook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=2)),
                ('asked_at', models.DateTimeField()),
                ('failure', models.JSONField(blank=True, null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('batch', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='workbooks', to='members.importbatch')),
                ('content', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='workbooks', to='members.filecontent')),
            ],
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('iin', models.CharField(blank=True, max_length=12)),
                ('surname', models.CharField(blank=True, max_length=100)),
                ('given', models.CharField(blank=True, max_length=100)),
                ('patronymic', models.CharField(blank=True, max_length=100)),
                ('sex', models.CharField(blank=True, choices=[('f', 'female'), ('m', 'male')], max_length=1)),
                ('born', models.DateField(blank=True, null=True)),
                ('phone', models.CharField(blank=True, max_length=20)),
                ('email', models.CharField(blank=True, max_length=254)),
                ('card', models.CharField(blank=True, max_length=30)),
                ('state', models.CharField(choices=[('active', 'active'), ('blocked', 'blocked'), ('anonymised', 'anonymised'), ('merged', 'merged into another')], default='active', max_length=10)),
                ('fold_key', models.CharField(blank=True, editable=False, max_length=302)),
                ('given_key', models.CharField(blank=True, editable=False, max_length=302)),
                ('sort_key', models.CharField(blank=True, editable=False, max_length=302)),
                ('category', models.CharField(blank=True, choices=[('working', 'working'), ('student', 'student'), ('pensioner', 'non-working pensioner'), ('temporary', 'temporarily not working')], max_length=10)),
                ('batch', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='people', to='members.importbatch')),
                ('merged_into', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_from', to='members.person')),
                ('organisation', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='people', to='orgs.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('before', models.JSONField()),
                ('at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('merged', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.person')),
                ('survivor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges', to='members.person')),
            ],
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.CharField(choices=[('working', 'working'), ('student', 'student'), ('pensioner', 'non-working pensioner'), ('temporary', 'temporarily not working')], max_length=10)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('entry', models.CharField(choices=[('accepted', 'accepted'), ('arrived', 'arrived by transfer'), ('registered', 'entered in the registry as a member'), ('corrected', 'correction of the registry')], max_length=10)),
                ('exit', models.CharField(blank=True, choices=[('departed', 'departed by transfer'), ('employment', 'end of employment'), ('retirement', 'retirement'), ('graduation', 'graduation'), ('own_will', 'at own will'), ('expelled', 'expelled'), ('death', 'death'), ('other', 'other'), ('corrected', 'correction of the registry')], max_length=10)),
                ('ground_in', models.CharField(blank=True, max_length=200)),
                ('ground_out', models.CharField(blank=True, max_length=200)),
                ('sex', models.CharField(blank=True, choices=[('f', 'female'), ('m', 'male')], max_length=1)),
                ('born', models.DateField(blank=True, null=True)),
                ('batch', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='memberships', to='members.importbatch')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='orgs.organisation')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='members.person')),
            ],
        ),
        migrations.CreateModel(
            name='MemberAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='member', to=settings.AUTH_USER_MODEL)),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='account', to='members.person')),
            ],
        ),
        migrations.CreateModel(
            name='Mandate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('batch', models.PositiveBigIntegerField(blank=True, db_index=True, editable=False, null=True)),
                ('annulled_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('annulled_reason', models.CharField(blank=True, editable=False, max_length=400)),
                ('body', models.CharField(choices=[('chair', 'chair'), ('committee', 'committee'), ('audit_commission', 'audit commission'), ('conciliation_commission', 'conciliation commission'), ('inspector', 'technical inspector')], max_length=24, verbose_name='Office')),
                ('paid', models.BooleanField(default=False, verbose_name='A salaried chair')),
                ('since', models.DateField(verbose_name='From this day on')),
                ('until', models.DateField(blank=True, null=True, verbose_name='First day without the office')),
                ('ground', models.CharField(blank=True, help_text='Number and date of the minutes of the election.', max_length=200, verbose_name='Ground')),
                ('recorded_at', models.DateTimeField(editable=False, null=True)),
                ('annulled_by', models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.organisation', verbose_name='Organisation')),
                ('recorded_by', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mandates', to='members.person', verbose_name='Member (IIN)')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ImportChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.PositiveIntegerField()),
                ('before', models.JSONField()),
                ('after', models.JSONField()),
                ('batch', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='members.importbatch')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='import_changes', to='members.person')),
            ],
        ),
        migrations.CreateModel(
            name='Employment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('employer', models.CharField(blank=True, max_length=400)),
                ('employer_bin', models.CharField(blank=True, max_length=12)),
                ('position', models.CharField(blank=True, max_length=200)),
                ('institution_type', models.CharField(blank=True, choices=[('preschool', 'Kindergarten'), ('school', 'School'), ('college', 'College'), ('university', 'University'), ('additional', 'Additional education'), ('science', 'Science'), ('administration', 'Administration'), ('other', 'Other')], max_length=20)),
                ('since', models.DateField(blank=True, null=True)),
                ('until', models.DateField(blank=True, null=True)),
                ('workplace', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='employments', to='orgs.workplace')),
                ('batch', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='employments', to='members.importbatch')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='employments', to='members.person')),
            ],
        ),
        migrations.CreateModel(
            name='DuesAgreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signed', models.DateField(blank=True, null=True)),
                ('rate', models.DecimalField(decimal_places=2, max_digits=5)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='dues', to='members.person')),
            ],
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('given', models.DateField(blank=True, null=True)),
                ('channel', models.CharField(choices=[('paper', 'on paper'), ('link', 'by link'), ('page', 'on a page of the system')], max_length=5)),
                ('withdrawn', models.DateField(blank=True, null=True)),
                ('due', models.DateField(blank=True, null=True)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('text', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='members.consenttext')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='members.person')),
            ],
        ),
        migrations.CreateModel(
            name='CardReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by_label', models.CharField(max_length=300)),
                ('act', models.CharField(max_length=20)),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.organisation')),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='readings', to='members.person')),
            ],
        ),
        migrations.CreateModel(
            name='Application',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('paper', 'on paper'), ('link', 'by link'), ('page', 'on a page of the system')], max_length=5)),
                ('iin', models.CharField(blank=True, max_length=12)),
                ('surname', models.CharField(max_length=100)),
                ('given', models.CharField(max_length=100)),
                ('patronymic', models.CharField(blank=True, max_length=100)),
                ('sex', models.CharField(blank=True, choices=[('f', 'female'), ('m', 'male')], max_length=1)),
                ('born', models.DateField(blank=True, null=True)),
                ('phone', models.CharField(blank=True, max_length=20)),
                ('email', models.CharField(blank=True, max_length=254)),
                ('category', models.CharField(choices=[('working', 'working'), ('student', 'student'), ('pensioner', 'non-working pensioner'), ('temporary', 'temporarily not working')], max_length=10)),
                ('position', models.CharField(blank=True, max_length=200)),
                ('dues_agreed', models.BooleanField(default=False)),
                ('received_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('received', 'received'), ('accepted', 'accepted'), ('refused', 'refused')], default='received', max_length=8)),
                ('decided_on', models.DateField(blank=True, null=True)),
                ('decision', models.CharField(blank=True, max_length=200)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='orgs.organisation')),
                ('received_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('consent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.consenttext')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='members.person')),
            ],
        ),
        migrations.CreateModel(
            name='PersonChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by_label', models.CharField(max_length=300)),
                ('action', models.CharField(max_length=60)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('before', models.JSONField(default=dict)),
                ('after', models.JSONField(default=dict)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='members.person')),
            ],
        ),
        migrations.CreateModel(
            name='PersonPair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='members.person')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='members.person')),
            ],
        ),
        migrations.CreateModel(
            name='Transfer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.CharField(choices=[('working', 'working'), ('student', 'student'), ('pensioner', 'non-working pensioner'), ('temporary', 'temporarily not working')], max_length=10)),
                ('on', models.DateField()),
                ('ground', models.CharField(blank=True, max_length=200)),
                ('state', models.CharField(choices=[('asked', 'waits for both sides'), ('released', 'released, waits to be received'), ('received', 'received, waits to be released'), ('done', 'done'), ('refused', 'refused')], default='asked', max_length=8)),
                ('asked_at', models.DateTimeField()),
                ('released_at', models.DateTimeField(blank=True, null=True)),
                ('received_at', models.DateTimeField(blank=True, null=True)),
                ('refusal', models.CharField(blank=True, max_length=200)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('received_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('released_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transfers', to='members.membership')),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='transfers_in', to='orgs.organisation')),
            ],
        ),
        migrations.AddField(
            model_name='membership',
            name='transfer',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='spans', to='members.transfer'),
        ),
        migrations.CreateModel(
            name='UnlistedMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decision', models.CharField(blank=True, max_length=10)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('batch', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='unlisted_members', to='members.importbatch')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='members.person')),
            ],
        ),
        migrations.CreateModel(
            name='FilePart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('data', models.BinaryField()),
                ('content', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='members.filecontent')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('content', 'number'), name='part_once')],
            },
        ),
        migrations.AddIndex(
            model_name='importbatch',
            index=models.Index(fields=['organisation', '-uploaded_at'], name='import_newest'),
        ),
        migrations.AddConstraint(
            model_name='importbatch',
            constraint=models.CheckConstraint(condition=models.Q(('rows', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('created'), '+', models.F('changed')), '+', models.F('unchanged')), '+', models.F('rejected')))), name='import_adds_up'),
        ),
        migrations.AddConstraint(
            model_name='importbatch',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['reading', 'uploaded', 'checking', 'ready', 'applying', 'applied', 'undoing', 'cancelled', 'failed', 'undone'])), name='import_state_known'),
        ),
        migrations.AddConstraint(
            model_name='importbatch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('asked_at__isnull', True), ('asked_by__isnull', True)), models.Q(('asked_at__isnull', False), ('asked_by__isnull', False)), _connector='OR'), name='import_asked_at_and_by'),
        ),
        migrations.AddConstraint(
            model_name='importmapping',
            constraint=models.UniqueConstraint(fields=('name',), name='mapping_name_once'),
        ),
        migrations.AddIndex(
            model_name='importproblem',
            index=models.Index(fields=['batch', 'row'], name='import_problem_row'),
        ),
        migrations.AddConstraint(
            model_name='markedworkbook',
            constraint=models.UniqueConstraint(fields=('batch', 'language'), name='workbook_once'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['sort_key', 'id', 'organisation', 'category', 'sex'], name='person_sort'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['organisation', 'sort_key', 'id', 'category', 'sex'], name='person_organisation'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['fold_key', 'id', 'organisation', 'state'], name='person_fold'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['given_key', 'id', 'organisation', 'state'], name='person_given'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['merged_into'], name='person_merged'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('batch__isnull', False)), fields=['batch'], name='person_batch'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('iin', '')), fields=['sort_key', 'id', 'organisation'], name='person_without_iin'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('state', 'blocked')), fields=['sort_key', 'id', 'organisation'], name='person_blocked'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.UniqueConstraint(condition=models.Q(('iin', ''), _negated=True), fields=('iin',), name='person_iin_once'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.UniqueConstraint(condition=models.Q(('card', ''), _negated=True), fields=('card',), name='person_card_once'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('iin', ''), django.db.models.lookups.Exact(django.db.models.functions.text.Length('iin'), 12), _connector='OR')), name='person_iin_length'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('sex__in', ['', 'f', 'm'])), name='person_sex_known'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['active', 'blocked', 'anonymised', 'merged'])), name='person_state_known'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'anonymised'), models.Q(('surname', ''), _negated=True), models.Q(('given', ''), _negated=True), _connector='OR'), name='person_has_name'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'anonymised'), _negated=True), models.Q(('born__isnull', True), ('card', ''), ('email', ''), ('given', ''), ('iin', ''), ('patronymic', ''), ('phone', ''), ('surname', '')), _connector='OR'), name='person_anonymous_is_empty'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('merged_into__isnull', False), ('state', 'merged')), models.Q(models.Q(('state', 'merged'), _negated=True), ('merged_into__isnull', True)), _connector='OR'), name='person_merged_into_one'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('category', ''), ('organisation__isnull', True)), models.Q(('organisation__isnull', False), models.Q(('category', ''), _negated=True)), _connector='OR'), name='person_current_membership'),
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.CheckConstraint(condition=models.Q(('survivor', models.F('merged')), _negated=True), name='merge_of_two'),
        ),
        migrations.AddConstraint(
            model_name='merge',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('undone_at__isnull', True), ('undone_by__isnull', True)), models.Q(('undone_at__isnull', False), ('undone_by__isnull', False)), _connector='OR'), name='merge_undone_at_and_by'),
        ),
        migrations.AddIndex(
            model_name='mandate',
            index=models.Index(fields=['organisation', 'body', 'since', 'until', 'paid', 'annulled_at'], name='mandate_counts'),
        ),
        migrations.AddConstraint(
            model_name='mandate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('annulled_at__isnull', True), ('annulled_by__isnull', True), ('annulled_reason', '')), models.Q(('annulled_at__isnull', False), ('annulled_by__isnull', False), models.Q(('annulled_reason', ''), _negated=True)), _connector='OR'), name='mandate_annulled_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='mandate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('recorded_at__isnull', True), ('recorded_by__isnull', True)), models.Q(('recorded_at__isnull', False), ('recorded_by__isnull', False)), _connector='OR'), name='mandate_recorded_at_and_by'),
        ),
        migrations.AddConstraint(
            model_name='mandate',
            constraint=models.CheckConstraint(condition=models.Q(('until__isnull', True), ('since__lt', models.F('until')), _connector='OR'), name='mandate_span', violation_error_message='An office can end only after the day on which it began.'),
        ),
        migrations.AddConstraint(
            model_name='mandate',
            constraint=models.CheckConstraint(condition=models.Q(('body__in', ['chair', 'committee', 'audit_commission', 'conciliation_commission', 'inspector'])), name='mandate_body_known'),
        ),
        migrations.AddConstraint(
            model_name='mandate',
            constraint=models.CheckConstraint(condition=models.Q(('paid', False), ('body', 'chair'), _connector='OR'), name='mandate_paid_is_a_chair', violation_error_message='Only a chair is marked as salaried.'),
        ),
        migrations.AddConstraint(
            model_name='mandate',
            constraint=models.UniqueConstraint(condition=models.Q(('until__isnull', True), ('annulled_at__isnull', True)), fields=('person', 'organisation', 'body'), name='mandate_one_open'),
        ),
        migrations.AddConstraint(
            model_name='mandate',
            constraint=models.UniqueConstraint(condition=models.Q(('until__isnull', True), ('annulled_at__isnull', True), ('body', 'chair')), fields=('organisation',), name='mandate_one_chair'),
        ),
        migrations.AddIndex(
            model_name='importchange',
            index=models.Index(fields=['batch', 'row'], name='import_change_row'),
        ),
        migrations.AddIndex(
            model_name='employment',
            index=models.Index(fields=['person'], name='employment_person'),
        ),
        migrations.AddConstraint(
            model_name='employment',
            constraint=models.CheckConstraint(condition=models.Q(('until__isnull', True), ('since__lt', models.F('until')), _connector='OR'), name='employment_span'),
        ),
        migrations.AddConstraint(
            model_name='employment',
            constraint=models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('person',), name='employment_one_open'),
        ),
        migrations.AddConstraint(
            model_name='duesagreement',
            constraint=models.CheckConstraint(condition=models.Q(('until__isnull', True), ('since__lt', models.F('until')), _connector='OR'), name='dues_span'),
        ),
        migrations.AddConstraint(
            model_name='duesagreement',
            constraint=models.CheckConstraint(condition=models.Q(('rate__gt', 0), ('rate__lte', 100)), name='dues_rate'),
        ),
        migrations.AddConstraint(
            model_name='duesagreement',
            constraint=models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('person',), name='dues_one_open'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn__isnull', True)), fields=('person',), name='consent_one_in_force'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('due__isnull', True), ('withdrawn__isnull', True)), models.Q(('due__isnull', False), ('withdrawn__isnull', False)), _connector='OR'), name='consent_withdrawn_has_a_term'),
        ),
        migrations.AddIndex(
            model_name='cardreading',
            index=models.Index(fields=['person', '-at'], name='reading_newest'),
        ),
        migrations.AddIndex(
            model_name='cardreading',
            index=models.Index(fields=['by', 'at'], name='reading_by_reader'),
        ),
        migrations.AddIndex(
            model_name='cardreading',
            index=models.Index(fields=['act', 'at'], name='reading_act'),
        ),
        migrations.AddIndex(
            model_name='cardreading',
            index=models.Index(fields=['organisation', 'at', 'act'], name='reading_organisation'),
        ),
        migrations.AddIndex(
            model_name='application',
            index=models.Index(fields=['organisation', 'state'], name='application_waiting'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('iin', ''), django.db.models.lookups.Exact(django.db.models.functions.text.Length('iin'), 12), _connector='OR')), name='application_iin_length'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_on__isnull', True), ('person__isnull', True), ('state', 'received')), models.Q(('decided_on__isnull', False), ('person__isnull', True), ('state', 'refused')), models.Q(('decided_on__isnull', False), ('person__isnull', False), ('state', 'accepted')), _connector='OR'), name='application_decided'),
        ),
        migrations.AddIndex(
            model_name='personchange',
            index=models.Index(fields=['person', '-at'], name='person_change_newest'),
        ),
        migrations.AddConstraint(
            model_name='personpair',
            constraint=models.UniqueConstraint(fields=('first', 'second'), name='pair_once'),
        ),
        migrations.AddConstraint(
            model_name='personpair',
            constraint=models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='pair_ordered'),
        ),
        migrations.AddIndex(
            model_name='transfer',
            index=models.Index(fields=['target', 'state'], name='transfer_target'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['asked', 'released', 'received'])), fields=('source',), name='transfer_one_open'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('released_at__isnull', True), ('released_by__isnull', True)), models.Q(('released_at__isnull', False), ('released_by__isnull', False)), _connector='OR'), name='transfer_released_at_and_by'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('received_at__isnull', True), ('received_by__isnull', True)), models.Q(('received_at__isnull', False), ('received_by__isnull', False)), _connector='OR'), name='transfer_received_at_and_by'),
        ),
        migrations.AddConstraint(
            model_name='transfer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('received_at__isnull', False), ('released_at__isnull', False)), _connector='OR'), name='transfer_done_by_both'),
        ),
        migrations.AddIndex(
            model_name='membership',
            index=models.Index(fields=['person', 'since'], name='membership_person'),
        ),
        migrations.AddIndex(
            model_name='membership',
            index=models.Index(fields=['organisation', 'since', 'until', 'category', 'sex', 'born', 'entry', 'exit'], name='membership_headcount'),
        ),
        migrations.AddIndex(
            model_name='membership',
            index=models.Index(condition=models.Q(('until__isnull', True)), fields=['since', 'organisation', 'person'], name='membership_began'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('until__isnull', True), ('since__lt', models.F('until')), _connector='OR'), name='membership_span'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('person',), name='membership_one_open'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('category__in', ['working', 'student', 'pensioner', 'temporary'])), name='membership_category_known'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('entry__in', ['accepted', 'arrived', 'registered', 'corrected'])), name='membership_entry_known'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('exit', ''), ('until__isnull', True)), models.Q(('exit__in', ['departed', 'employment', 'retirement', 'graduation', 'own_will', 'expelled', 'death', 'other', 'corrected']), ('until__isnull', False)), _connector='OR'), name='membership_ends_with_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='unlistedmember',
            constraint=models.UniqueConstraint(fields=('batch', 'person'), name='unlisted_once'),
        ),
        migrations.AddConstraint(
            model_name='unlistedmember',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('decision', '')), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False), models.Q(('decision', ''), _negated=True)), _connector='OR'), name='unlisted_decided_at_and_by'),
        ),
        NoOverlapInMany("Membership", owner="person_id", name="membership_no_overlap", turn="members"),
        ByteOrder("Person", {"fold_key": 302, "given_key": 302, "sort_key": 302, "iin": 12, "card": 30}),
        StoredAsIs("FilePart", "data"),
    ]

import birlik.orgs.kinds
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from birlik.db.operations import ByteOrder, NoOverlap


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=80, unique=True)),
                ('kind', models.CharField(choices=birlik.orgs.kinds.kind_choices, max_length=20)),
                ('name_kk', models.CharField(max_length=400)),
                ('name_ru', models.CharField(max_length=400)),
                ('short_kk', models.CharField(blank=True, max_length=200)),
                ('short_ru', models.CharField(blank=True, max_length=200)),
                ('sort_kk', models.CharField(editable=False, max_length=600)),
                ('sort_ru', models.CharField(editable=False, max_length=600)),
                ('bin', models.CharField(blank=True, max_length=12)),
                ('region', models.CharField(blank=True, max_length=2)),
                ('institution_type', models.CharField(blank=True, choices=[('preschool', 'Kindergarten'), ('school', 'School'), ('college', 'College'), ('university', 'University'), ('additional', 'Additional education'), ('science', 'Science'), ('administration', 'Administration'), ('other', 'Other')], max_length=20)),
                ('opened', models.DateField()),
                ('closed', models.DateField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['sort_kk', 'id'], name='organisation_sort_kk'), models.Index(fields=['kind', 'opened'], name='organisation_kind'), models.Index(fields=['sort_ru', 'id'], name='organisation_sort_ru')],
                'constraints': [models.CheckConstraint(condition=models.Q(('closed__isnull', True), ('opened__lt', models.F('closed')), _connector='OR'), name='organisation_closes_after_opening'), models.CheckConstraint(condition=models.Q(('kind__in', ['union', 'member', 'direct', 'district', 'primary'])), name='organisation_kind_known'), models.CheckConstraint(condition=models.Q(('bin__regex', '^([0-9]{12})?$')), name='organisation_bin_digits'), models.CheckConstraint(condition=models.Q(('region__regex', '^([0-9]{2})?$')), name='organisation_region_digits'), models.CheckConstraint(condition=models.Q(('institution_type__in', ['', 'preschool', 'school', 'college', 'university', 'additional', 'science', 'administration', 'other'])), name='organisation_type_known'), models.CheckConstraint(condition=models.Q(models.Q(('name_kk', ''), _negated=True), models.Q(('name_ru', ''), _negated=True), models.Q(('code', ''), _negated=True)), name='organisation_has_names')],
            },
        ),
        migrations.CreateModel(
            name='Reorganisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('open', 'Opened'), ('close', 'Closed'), ('rename', 'Renamed'), ('move', 'Moved'), ('split', 'Split'), ('merge', 'Merged')], max_length=6)),
                ('on', models.DateField()),
                ('document_number', models.CharField(max_length=60)),
                ('document_date', models.DateField()),
                ('document_title', models.CharField(max_length=400)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reorganisations', to='orgs.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=80)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='search_words', to='orgs.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='Succession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('share', models.DecimalField(decimal_places=8, max_digits=9)),
                ('predecessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successions_from', to='orgs.organisation')),
                ('reorganisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='successions', to='orgs.reorganisation')),
                ('successor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successions_to', to='orgs.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='Workplace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_kk', models.CharField(max_length=400)),
                ('name_ru', models.CharField(max_length=400)),
                ('bin', models.CharField(blank=True, max_length=12)),
                ('institution_type', models.CharField(blank=True, choices=[('preschool', 'Kindergarten'), ('school', 'School'), ('college', 'College'), ('university', 'University'), ('additional', 'Additional education'), ('science', 'Science'), ('administration', 'Administration'), ('other', 'Other')], max_length=20)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='workplaces', to='orgs.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='NameForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('kk', 'Қазақша'), ('ru', 'Русский')], max_length=2)),
                ('grammatical_case', models.CharField(choices=[('nominative', 'Nominative'), ('genitive', 'Genitive'), ('dative', 'Dative'), ('accusative', 'Accusative'), ('locative', 'Locative'), ('ablative', 'Ablative'), ('instrumental', 'Instrumental'), ('attributive', 'Attributive'), ('prepositional', 'Prepositional')], max_length=14)),
                ('text', models.CharField(max_length=420)),
                ('reviewed_at', models.DateTimeField(blank=True, null=True)),
                ('reviewed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='name_forms', to='orgs.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'language', 'grammatical_case'), name='name_form_once_a_case'), models.CheckConstraint(condition=models.Q(models.Q(('reviewed_at__isnull', True), ('reviewed_by__isnull', True)), models.Q(('reviewed_at__isnull', False), ('reviewed_by__isnull', False)), _connector='OR'), name='name_form_reviewed_at_and_by'), models.CheckConstraint(condition=models.Q(('language__in', ['kk', 'ru'])), name='name_form_language_known'), models.CheckConstraint(condition=models.Q(('grammatical_case__in', ['nominative', 'genitive', 'dative', 'accusative', 'locative', 'ablative', 'instrumental', 'attributive', 'prepositional'])), name='name_form_case_known')],
            },
        ),
        migrations.CreateModel(
            name='Lineage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('depth', models.PositiveSmallIntegerField()),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('ancestor', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='lineage_down', to='orgs.organisation')),
                ('descendant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='lineage_up', to='orgs.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['ancestor', 'since', 'until', 'depth', 'descendant'], name='lineage_downwards'), models.Index(fields=['descendant', 'since', 'until', 'depth', 'ancestor'], name='lineage_upwards')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until__isnull', True), ('since__lt', models.F('until')), _connector='OR'), name='lineage_span'), models.UniqueConstraint(fields=('ancestor', 'descendant', 'since'), name='lineage_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='FormerName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('former', 'Former name'), ('alias', 'Also known as')], max_length=6)),
                ('name_kk', models.CharField(blank=True, max_length=400)),
                ('name_ru', models.CharField(blank=True, max_length=400)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='other_names', to='orgs.organisation')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('until__isnull', True), ('since__lt', models.F('until')), _connector='OR'), name='former_name_span'), models.CheckConstraint(condition=models.Q(('kind__in', ['former', 'alias'])), name='former_name_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('name_kk', ''), _negated=True), models.Q(('name_ru', ''), _negated=True), _connector='OR'), name='former_name_not_empty'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'former'), _negated=True), ('until__isnull', False), _connector='OR'), name='former_name_has_ended'), models.UniqueConstraint(condition=models.Q(('kind', 'former')), fields=('organisation', 'since'), name='former_name_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(max_length=30)),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='orgs.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['user', 'since'], name='assignment_user')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until__isnull', True), ('since__lt', models.F('until')), _connector='OR'), name='assignment_span'), models.CheckConstraint(condition=models.Q(('role__in', ['chair_primary', 'specialist', 'head_of_department', 'controller', 'union_chair', 'audit_commission', 'administrator'])), name='assignment_role_known'), models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('user', 'role', 'organisation'), name='assignment_one_open')],
            },
        ),
        migrations.CreateModel(
            name='Placement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='placements', to='orgs.organisation')),
                ('parent', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='child_placements', to='orgs.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['organisation', 'since'], name='placement_organisation'), models.Index(fields=['parent', 'since'], name='placement_parent')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until__isnull', True), ('since__lt', models.F('until')), _connector='OR'), name='placement_span'), models.CheckConstraint(condition=models.Q(('organisation', models.F('parent')), _negated=True), name='placement_not_under_itself'), models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('organisation',), name='placement_one_open')],
            },
        ),
        migrations.AddIndex(
            model_name='reorganisation',
            index=models.Index(fields=['on', 'id'], name='reorganisation_on'),
        ),
        migrations.AddConstraint(
            model_name='reorganisation',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['open', 'close', 'rename', 'move', 'split', 'merge'])), name='reorganisation_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='reorganisation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('document_number', ''), _negated=True), models.Q(('document_title', ''), _negated=True)), name='reorganisation_has_ground'),
        ),
        migrations.AddConstraint(
            model_name='searchword',
            constraint=models.UniqueConstraint(fields=('word', 'organisation'), name='search_word_once'),
        ),
        migrations.AddConstraint(
            model_name='succession',
            constraint=models.CheckConstraint(condition=models.Q(('share__gt', 0), ('share__lte', 1)), name='succession_share'),
        ),
        migrations.AddConstraint(
            model_name='succession',
            constraint=models.UniqueConstraint(fields=('reorganisation', 'predecessor', 'successor'), name='succession_once_a_pair'),
        ),
        migrations.AddConstraint(
            model_name='workplace',
            constraint=models.CheckConstraint(condition=models.Q(('until__isnull', True), ('since__lt', models.F('until')), _connector='OR'), name='workplace_span'),
        ),
        migrations.AddConstraint(
            model_name='workplace',
            constraint=models.CheckConstraint(condition=models.Q(('bin__regex', '^([0-9]{12})?$')), name='workplace_bin_digits'),
        ),
        migrations.AddConstraint(
            model_name='workplace',
            constraint=models.CheckConstraint(condition=models.Q(('institution_type__in', ['', 'preschool', 'school', 'college', 'university', 'additional', 'science', 'administration', 'other'])), name='workplace_type_known'),
        ),
        migrations.AddConstraint(
            model_name='workplace',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('name_kk', ''), _negated=True), models.Q(('name_ru', ''), _negated=True)), name='workplace_has_names'),
        ),
        NoOverlap("Placement", owner="organisation_id", name="placement_no_overlap"),
        ByteOrder("SearchWord", {"word": 80}),
        ByteOrder("Organisation", {"sort_kk": 600, "sort_ru": 600}),
    ]

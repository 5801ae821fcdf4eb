import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Paper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.SlugField(max_length=40)),
                ('subject', models.CharField(max_length=120)),
                ('language', models.CharField(choices=[('kk', 'Қазақша'), ('ru', 'Русский')], max_length=2)),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('adopted', 'Adopted')], default='draft', max_length=10)),
                ('title', models.CharField(max_length=1000)),
                ('meta', models.JSONField(default=dict)),
                ('by_hand', models.JSONField(default=list)),
                ('last_number', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField()),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='PaperVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=1000)),
                ('meta', models.JSONField(default=dict)),
                ('content', models.JSONField()),
                ('at', models.DateTimeField()),
                ('reason', models.CharField(max_length=300)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('paper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='documents.paper')),
            ],
            options={
                'ordering': ('paper', 'number'),
            },
        ),
        migrations.CreateModel(
            name='Citation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('block_key', models.CharField(max_length=120)),
                ('position', models.PositiveIntegerField()),
                ('figure', models.CharField(max_length=150)),
                ('edition', models.PositiveIntegerField()),
                ('facet', models.CharField(max_length=40)),
                ('shown', models.CharField(max_length=80)),
                ('value', models.DecimalField(decimal_places=6, max_digits=24)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='citations', to='documents.paperversion')),
            ],
        ),
        migrations.AddConstraint(
            model_name='paper',
            constraint=models.UniqueConstraint(fields=('kind', 'subject', 'language'), name='paper_one_per_language'),
        ),
        migrations.AddConstraint(
            model_name='paper',
            constraint=models.CheckConstraint(condition=models.Q(('language__in', ['kk', 'ru'])), name='paper_language_known'),
        ),
        migrations.AddConstraint(
            model_name='paper',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'adopted'])), name='paper_status_known'),
        ),
        migrations.AddConstraint(
            model_name='paperversion',
            constraint=models.UniqueConstraint(fields=('paper', 'number'), name='paper_version_number_once'),
        ),
        migrations.AddConstraint(
            model_name='paperversion',
            constraint=models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='paper_version_number_from_one'),
        ),
        migrations.AddIndex(
            model_name='citation',
            index=models.Index(fields=['figure', 'edition'], name='citation_figure'),
        ),
        migrations.AddConstraint(
            model_name='citation',
            constraint=models.UniqueConstraint(fields=('version', 'position'), name='citation_position_once'),
        ),
    ]

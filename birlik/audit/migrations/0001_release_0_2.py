from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveBigIntegerField(unique=True)),
                ('at', models.DateTimeField()),
                ('action', models.CharField(max_length=60)),
                ('by_name', models.CharField(blank=True, max_length=60)),
                ('by_label', models.CharField(blank=True, max_length=200)),
                ('subject_type', models.CharField(max_length=40)),
                ('subject_id', models.CharField(max_length=60)),
                ('subject_label', models.CharField(max_length=900)),
                ('organisation_code', models.CharField(blank=True, max_length=80)),
                ('before', models.JSONField(null=True)),
                ('after', models.JSONField(null=True)),
                ('previous', models.CharField(max_length=64)),
                ('digest', models.CharField(max_length=64, unique=True)),
            ],
            options={
                'indexes': [models.Index(fields=['subject_type', 'subject_id', 'sequence'], name='audit_subject'), models.Index(fields=['organisation_code', 'sequence'], name='audit_organisation'), models.Index(fields=['subject_type', 'sequence'], name='audit_subject_type')],
                'constraints': [models.CheckConstraint(condition=models.Q(('sequence__gte', 1)), name='audit_sequence_from_one'), models.UniqueConstraint(fields=('previous',), name='audit_chain_does_not_fork')],
            },
        ),
    ]

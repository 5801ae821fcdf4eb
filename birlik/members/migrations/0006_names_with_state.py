from django.db import migrations, models

OTHERS = ["id", "organisation", "state"]


class Migration(migrations.Migration):
    dependencies = [("members", "0005_files_as_they_are")]

    operations = [
        migrations.RemoveIndex("person", "person_fold"),
        migrations.RemoveIndex("person", "person_given"),
        migrations.AddIndex("person", models.Index(fields=["fold_key", *OTHERS], name="person_fold")),
        migrations.AddIndex("person", models.Index(fields=["given_key", *OTHERS], name="person_given")),
    ]

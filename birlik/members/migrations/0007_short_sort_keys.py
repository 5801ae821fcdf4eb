from django.db import migrations

from birlik.db.operations import ShortKeys


class Migration(migrations.Migration):
    dependencies = [("members", "0006_names_with_state")]

    operations = [ShortKeys("Person", "sort_key")]

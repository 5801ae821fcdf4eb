from django.db import migrations

from birlik.db.operations import ShortKeys


class Migration(migrations.Migration):
    dependencies = [("orgs", "0003_kinds")]

    operations = [ShortKeys("Organisation", "sort_kk", "sort_ru")]

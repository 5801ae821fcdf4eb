from django.db import migrations

from birlik.db.operations import StoredAsIs


class Migration(migrations.Migration):
    dependencies = [("members", "0004_sheets")]

    operations = [StoredAsIs("ImportFile", "content", "sheet")]

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("members", "0009_parts_filled")]

    operations = [migrations.RemoveField("importfile", "whole"), migrations.RemoveField("importfile", "whole_sheet")]

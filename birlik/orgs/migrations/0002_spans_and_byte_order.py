from django.db import migrations

from birlik.db.operations import ByteOrder, NoOverlap


class Migration(migrations.Migration):
    dependencies = [("orgs", "0001_initial")]

    operations = [
        NoOverlap("Placement", owner="organisation_id", name="placement_no_overlap"),
        ByteOrder("SearchWord", {"word": 80}),
        ByteOrder("Organisation", {"sort_kk": 600, "sort_ru": 600}),
    ]

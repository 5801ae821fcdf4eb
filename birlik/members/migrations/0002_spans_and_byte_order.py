from django.db import migrations

from birlik.db.operations import ByteOrder, NoOverlapInMany


class Migration(migrations.Migration):
    dependencies = [("members", "0001_registry")]

    operations = [
        NoOverlapInMany("Membership", owner="person_id", name="membership_no_overlap", turn="members"),
        ByteOrder("Person", {"fold_key": 302, "given_key": 302, "sort_key": 302, "iin": 12, "card": 30}),
    ]
